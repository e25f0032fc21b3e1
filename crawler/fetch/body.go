package fetch

import (
	"errors"
	"io"
	"net/http"
)

const (
	// maxErrorPage is how much of the body of an answer other than 2xx is kept:
	// nobody stores it, and reading it to the end only saves the connection.
	maxErrorPage = 64 << 10
	// packedSlack is what a body may be larger packed than unpacked. A longer
	// stream is one that unpacks to nothing for ever.
	packedSlack = 64 << 10
)

// bodyReader reads a body to its end, unpacked and within the limits.
type bodyReader struct {
	x       *exchange
	wire    *wireReader
	plain   io.Reader // unpacked
	unpack  *unpacker
	left    int64 // bytes that may still come
	cut     bool  // stop at the limit instead of failing
	lenient bool  // an answer other than 2xx: what cannot be read is left out
	err     error // how it ended
	done    func()
}

// body prepares to read the body of res; done is called once it is closed.
func (x *exchange) body(res *http.Response, done func()) (*bodyReader, error) {
	b := &bodyReader{x: x, left: x.maxBytes, cut: x.cut, done: done}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		b.lenient, b.cut, b.left = true, true, min(b.left, maxErrorPage)
	}
	b.wire = &wireReader{x: x, body: res.Body, left: b.left + packedSlack}
	b.unpack = &unpacker{limit: b.left + packedSlack}
	if !b.lenient && x.want != nil && !x.want(res.StatusCode, res.Header) {
		x.skipped, b.err = true, io.EOF
		return b, nil
	}
	if err := b.open(res); err != nil {
		if b.err = b.explain(err); b.err != io.EOF {
			b.Close()
			return nil, b.err
		}
	}
	return b, nil
}

// open undoes the content coding of res.
func (b *bodyReader) open(res *http.Response) (err error) {
	if res.ContentLength > b.wire.left && !b.cut {
		return errorf(CodeTooLarge, "announces %d bytes, the limit is %d", res.ContentLength, b.x.maxBytes)
	}
	b.plain, err = b.unpack.open(b.wire, res.Header["Content-Encoding"])
	return err
}

func (b *bodyReader) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	// One byte more than allowed tells a body at the limit from one beyond it.
	n, err := b.plain.Read(p[:min(int64(len(p)), b.left+1)])
	if int64(n) > b.left {
		n, err = int(b.left), errorf(CodeTooLarge, "unpacks to more than %d bytes", b.x.maxBytes)
		if b.cut {
			b.x.wasCut, b.x.leftOver, err = !b.lenient, b.lenient, io.EOF
		}
	}
	b.left -= int64(n)
	if err != nil {
		b.err = b.keepPart(b.explain(err))
	}
	return n, b.err
}

// explain says why reading ended: io.EOF, or an Error.
func (b *bodyReader) explain(err error) error {
	if err == io.EOF || b.lenient {
		return io.EOF
	}
	var known *Error
	switch {
	case b.wire.err != nil && b.wire.err != io.EOF: // a decoder may report it as its own
		if b.cut && errors.As(b.wire.err, &known) && known.Code == CodeTooLarge {
			b.x.wasCut = true
			return io.EOF
		}
		return b.wire.err
	case errors.As(err, &known):
		return known
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errorf(CodeShort, "unpacking: %w", err)
	}
	return errorf(CodeEncoding, "unpacking: %w", err)
}

// keepPart makes the end of a body of its breaking off, when the part that came
// is wanted and the caller has not given up.
func (b *bodyReader) keepPart(err error) error {
	if err == io.EOF || !b.x.partial || b.x.caller.Err() != nil || !errors.As(err, &b.x.broken) {
		return err
	}
	return io.EOF
}

// Close ends the use of the connection. It is closed too when the body was not
// read to its end.
func (b *bodyReader) Close() error {
	if b.done == nil {
		return nil
	}
	b.unpack.close()
	err := b.wire.body.Close()
	b.done()
	b.done = nil
	return err
}

// wireReader reads a body as it comes, counts it and watches its pace.
type wireReader struct {
	x    *exchange
	body io.ReadCloser
	left int64
	err  error // how it ended
}

func (w *wireReader) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	w.x.await("reading the body", w.x.idleTime)
	n, err := w.body.Read(p)
	w.x.wireBytes += int64(n)
	if w.x.raw != nil {
		w.x.raw.Write(p[:n]) // into memory: cannot fail
	}
	if w.left -= int64(n); w.left < 0 && (err == nil || err == io.EOF) {
		err = errorf(CodeTooLarge, "sends more than %d bytes", w.x.maxBytes)
	}
	if err != nil && err != io.EOF {
		err = w.x.explainBody(err)
	}
	w.err = err
	return n, err
}

// explainBody is explain for an error within a body, where the end of the
// connection means that the rest is missing.
func (x *exchange) explainBody(err error) *Error {
	if errors.Is(err, io.ErrUnexpectedEOF) && x.ctx.Err() == nil {
		return errorf(CodeShort, "the body ended early: %w", err)
	}
	return x.explain(err)
}
