package dataset

import (
	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/format"
)

// quickSnappy packs as every reader of Parquet unpacks (Snappy), by the encoder that
// takes half the time of the library's own.
type quickSnappy struct{}

// String names the packing.
func (quickSnappy) String() string { return "SNAPPY" }

// CompressionCodec is its number in the format.
func (quickSnappy) CompressionCodec() format.CompressionCodec { return format.Snappy }

// Encode packs src into dst, which grows when it is too small.
func (quickSnappy) Encode(dst, src []byte) ([]byte, error) {
	return s2.EncodeSnappy(dst[:cap(dst)], src), nil
}

// Decode unpacks src into dst, which grows when it is too small.
func (quickSnappy) Decode(dst, src []byte) ([]byte, error) { return s2.Decode(dst[:cap(dst)], src) }
