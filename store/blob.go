package store

import (
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"winnow/crawler/frontier"
)

// The coders hold tables of a megabyte: they are made once, when they are first
// needed, and may be used from several goroutines.
var (
	packer   = sync.OnceValues(func() (*zstd.Encoder, error) { return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) })
	unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(largestBlob))
	})
)

// usualBlob is for how much room is made before a body is unpacked.
const usualBlob = 16 << 20

// largestBlob is how large an unpacked body may be: more than any setting lets a
// page be, and a bound for damaged ones.
const largestBlob = 1 << 30

// keepRaw keeps the page that an outcome is about, with the further pages that
// were joined with it, when the store is to, unless its publisher objects. A page
// that is as it was needs no second copy of its frame.
func (b *batch) keepRaw(o frontier.Outcome, saved frontier.Saved, fetch int64) error {
	f := o.Fetch
	if !b.s.opts.KeepRaw || f == nil || len(f.Body) == 0 || f.BodyHash == "" || o.Page.Signals.NoArchive {
		return nil
	}
	if saved.What == frontier.Same && b.read != fetch {
		return nil
	}
	kept := []*frontier.Fetch{f}
	for _, part := range o.Page.Parts {
		if part.Fetch != nil && len(part.Fetch.Body) > 0 && part.Fetch.BodyHash != "" {
			kept = append(kept, part.Fetch)
		}
	}
	for _, f := range kept {
		hash, err := hex.DecodeString(f.BodyHash)
		if err != nil {
			return err
		}
		if err := b.keep(hash, f.Body); err != nil {
			return err
		}
	}
	return nil
}

// keep stores a decoded body under its hash, compressed. A body that is there
// already is not compressed again.
func (b *batch) keep(hash, body []byte) error {
	if known, err := b.row(`SELECT 1 FROM blob WHERE hash = ?`, []any{hash}, new(int)); err != nil || known {
		return err
	}
	w, err := packer()
	if err != nil {
		return fmt.Errorf("zstd: %w", err)
	}
	_, err = b.exec(`INSERT INTO blob (hash, coding, size, body) VALUES (?, 'zstd', ?, ?)`, hash, len(body), w.EncodeAll(body, nil))
	return err
}

// unpack gives a kept body as it was decoded from its answer.
func unpack(coding string, size int, packed []byte) ([]byte, error) {
	if coding != "zstd" {
		return nil, fmt.Errorf("kept page: unknown coding %q", coding)
	}
	r, err := unpacker()
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	body, err := r.DecodeAll(packed, make([]byte, 0, max(0, min(size, usualBlob)))) // a damaged size promises nothing
	if err == nil && len(body) != size {
		err = fmt.Errorf("%d bytes, want %d", len(body), size)
	}
	if err != nil {
		return nil, fmt.Errorf("kept page: %w", err)
	}
	return body, nil
}
