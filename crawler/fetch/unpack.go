package fetch

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// maxCodings is one more than honest servers apply: some pack twice by mistake.
const maxCodings = 2

// maxZstdWindow is what a content coding may ask for (RFC 9659, section 3).
const maxZstdWindow = 8 << 20

// noCoding holds names that say that nothing is packed, or that servers put
// where the charset belongs.
var noCoding = map[string]bool{"": true, "identity": true, "none": true, "utf-8": true, "utf8": true}

// coding makes a decoder for a content coding, and what gives it back for reuse.
type coding func(src *bufio.Reader) (r io.Reader, free func(), err error)

// codings are the content codings that are understood (RFC 9110, section 8.4.1).
var codings = map[string]coding{
	"gzip":    openGzip,
	"x-gzip":  openGzip,
	"br":      openBrotli,
	"zstd":    openZstd,
	"deflate": openDeflate,
}

// Unpack undoes the content coding of a body that was kept as it was sent. It
// fails with an *Error when the coding is unknown or broken, or when more than
// limit bytes come out.
func Unpack(body []byte, h http.Header, limit int64) ([]byte, error) {
	u := &unpacker{limit: limit + packedSlack}
	defer u.close()
	plain, err := u.open(bytes.NewReader(body), h["Content-Encoding"])
	if err != nil {
		return nil, newError(CodeEncoding, err)
	}
	out, err := io.ReadAll(io.LimitReader(plain, limit+1))
	switch {
	case err != nil:
		return nil, newError(CodeEncoding, err)
	case int64(len(out)) > limit:
		return nil, errorf(CodeTooLarge, "unpacks to more than %d bytes", limit)
	}
	return out, nil
}

// unpacker undoes the content codings of one body.
type unpacker struct {
	limit int64 // of the bytes between two codings
	free  []func()
}

// open gives the unpacked form of src, which was packed by the codings of the
// Content-Encoding header, in their order.
func (u *unpacker) open(src io.Reader, header []string) (io.Reader, error) {
	var names []string
	for _, name := range strings.Split(strings.ToLower(strings.Join(header, ",")), ",") {
		if name = strings.TrimSpace(name); !noCoding[name] {
			names = append(names, name)
		}
	}
	if len(names) > maxCodings {
		return nil, errorf(CodeEncoding, "%d content codings", len(names))
	}
	for i := len(names) - 1; i >= 0; i-- {
		open := codings[names[i]]
		if open == nil {
			return nil, errorf(CodeEncoding, "unknown content coding %q", names[i])
		}
		next, err := u.layer(src, open)
		if err != nil {
			return nil, err
		}
		src = next
		if i > 0 {
			src = &layerLimit{src, u.limit}
		}
	}
	return src, nil
}

// layer undoes one coding. A body of no bytes at all is taken as it is: answers
// without a body often name a coding.
func (u *unpacker) layer(src io.Reader, open coding) (io.Reader, error) {
	buffered := buffers.Get().(*bufio.Reader)
	buffered.Reset(src)
	u.free = append(u.free, func() { buffered.Reset(nil); buffers.Put(buffered) })
	if _, err := buffered.Peek(1); err == io.EOF {
		return eofReader{}, nil
	} else if err != nil {
		return nil, err
	}
	r, free, err := open(buffered)
	if free != nil {
		u.free = append(u.free, free)
	}
	if err != nil {
		return nil, err
	}
	return &wholeReader{r, buffered}, nil
}

// close gives the decoders back; the last made first, as they read from each other.
func (u *unpacker) close() {
	for i := len(u.free) - 1; i >= 0; i-- {
		u.free[i]()
	}
	u.free = nil
}

// wholeReader fails when something follows the end of the packed data.
type wholeReader struct {
	io.Reader
	src *bufio.Reader
}

func (w *wholeReader) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err == io.EOF {
		if _, more := w.src.ReadByte(); more == nil {
			err = errorf(CodeEncoding, "something follows the packed body")
		} else if more != io.EOF {
			err = more
		}
	}
	return n, err
}

// layerLimit bounds what one coding hands to the next.
type layerLimit struct {
	io.Reader
	left int64
}

func (l *layerLimit) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n, errorf(CodeTooLarge, "a body packed twice unpacks to too much")
	}
	return n, err
}

// eofReader is an empty body; as a source it lets go of what a decoder held.
type eofReader struct{}

func (eofReader) Read([]byte) (int, error) { return 0, io.EOF }
func (eofReader) ReadByte() (byte, error)  { return 0, io.EOF }

// The decoders are large; making one costs more than unpacking a page.
var (
	buffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 16<<10) }}
	gzips   = sync.Pool{New: func() any { return new(gzip.Reader) }}
	brotlis = sync.Pool{New: func() any { return brotli.NewReader(nil) }}
	flates  = sync.Pool{New: func() any { return flate.NewReader(eofReader{}) }}
	zstds   = sync.Pool{New: func() any {
		// These options cannot fail. One goroutine: other pages keep the cores busy.
		d, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
		return d
	}}
)

func openGzip(src *bufio.Reader) (io.Reader, func(), error) {
	r := gzips.Get().(*gzip.Reader)
	return r, func() {
		r.Reset(eofReader{}) // fails, having let go of src
		gzips.Put(r)
	}, r.Reset(src)
}

func openBrotli(src *bufio.Reader) (io.Reader, func(), error) {
	r := brotlis.Get().(*brotli.Reader)
	return r, func() {
		r.Reset(eofReader{})
		brotlis.Put(r)
	}, r.Reset(src)
}

func openZstd(src *bufio.Reader) (io.Reader, func(), error) {
	r := zstds.Get().(*zstd.Decoder)
	return r, func() {
		r.Reset(nil)
		zstds.Put(r)
	}, r.Reset(src)
}

// openDeflate takes what the name means, zlib (RFC 1950), and the bare deflate
// (RFC 1951) that some servers send under it.
func openDeflate(src *bufio.Reader) (io.Reader, func(), error) {
	head, err := src.Peek(2)
	if err == nil && head[0]&0x0F == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		r, err := zlib.NewReader(src)
		return r, nil, err
	}
	r := flates.Get().(io.ReadCloser)
	return r, func() {
		r.(flate.Resetter).Reset(eofReader{}, nil)
		flates.Put(r)
	}, r.(flate.Resetter).Reset(src, nil)
}
