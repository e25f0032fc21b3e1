package store

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// keep stores a decoded body under its hash, compressed. A body that is there
// already is not stored twice.
func (b *batch) keep(hash, body []byte) error {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("zstd: %w", err)
	}
	defer w.Close()
	_, err = b.exec(`INSERT INTO blob (hash, coding, size, body) VALUES (?, 'zstd', ?, ?) ON CONFLICT (hash) DO NOTHING`,
		hash, len(body), w.EncodeAll(body, nil))
	return err
}
