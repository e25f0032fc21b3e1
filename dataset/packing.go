package dataset

import (
	"compress/gzip"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// packing is how the ending of a file name says that the file is packed: gz, zst
// or not at all.
func packing(name string) string {
	switch e := strings.ToLower(filepath.Ext(name)); e {
	case ".gz", ".zst":
		return e[1:]
	}
	return ""
}

// Packed gives a writer that packs as the ending of a file name asks for, by
// gzip (RFC 1952) or Zstandard (RFC 8878), always to the same bytes. Close ends
// the packing and leaves the writer below open.
func Packed(w io.Writer, name string) (io.WriteCloser, error) {
	switch packing(name) {
	case "gz":
		return gzip.NewWriter(w), nil // without name and time
	case "zst":
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(4<<20))
	}
	return plain{w}, nil
}

type plain struct{ io.Writer }

// Close does nothing.
func (plain) Close() error { return nil }
