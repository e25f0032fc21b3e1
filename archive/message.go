package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
)

// ErrNoMessage is returned for a record that holds no HTTP answer.
var ErrNoMessage = errors.New("the record holds no HTTP answer")

// Message is an HTTP answer in a record.
type Message struct {
	Status int         // for example 200; 0 when the status line cannot be read
	Header http.Header // as kept, without a transfer coding that was undone
	Body   io.Reader   // transfer coding undone, content coding still on

	raw *bufio.Reader // the payload as kept
}

// HTTP reads the head of the HTTP answer within a response or revisit record.
// A resource record is given as an answer with status 200 and its Content-Type.
func (r *Record) HTTP() (*Message, error) {
	kind := r.Type()
	if kind == TypeResource || (kind == TypeResponse && !r.isHTTP()) {
		b := bufio.NewReader(r)
		return &Message{Status: http.StatusOK, Header: http.Header{"Content-Type": {r.Fields.Get("Content-Type")}}, Body: b, raw: b}, nil
	}
	if kind != TypeResponse && kind != TypeRevisit {
		return nil, fmt.Errorf("%w: it is a %s", ErrNoMessage, kind)
	}
	b := bufio.NewReaderSize(r, 16<<10)
	if _, err := b.Peek(1); err == io.EOF {
		return &Message{Header: http.Header{}, Body: b, raw: b}, nil // a revisit may have no head
	}
	head, err := readUntilBlank(b)
	if errors.Is(err, io.ErrUnexpectedEOF) && r.block.N == 0 {
		err = nil // headers only, without the blank line
	}
	if err != nil {
		return nil, fmt.Errorf("read the HTTP head of %s: %w", r.URL(), err)
	}
	m := &Message{raw: b, Body: b}
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	m.Status = parseStatus(string(line))
	fields, err := parseFields(rest, false)
	if err != nil {
		return nil, err
	}
	m.Header = http.Header{}
	for _, f := range fields {
		m.Header.Add(f.Name, f.Value)
	}
	m.dechunk()
	return m, nil
}

// isHTTP reports whether a block is an HTTP message: by its type, or by the
// scheme of its address when it says none.
func (r *Record) isHTTP() bool {
	if kind := r.Fields.Get("Content-Type"); kind != "" {
		return strings.HasPrefix(strings.ToLower(kind), "application/http")
	}
	return strings.HasPrefix(strings.ToLower(r.URL()), "http")
}

// dechunk undoes a chunked transfer coding. Many writers undo it and leave the
// header, so that the body has the say.
func (m *Message) dechunk() {
	if !strings.Contains(strings.ToLower(m.Header.Get("Transfer-Encoding")), "chunked") {
		return
	}
	m.Header.Del("Transfer-Encoding")
	if head, _ := m.raw.Peek(maxChunkHead); beginsChunk(head) {
		m.Body = httputil.NewChunkedReader(m.raw)
	}
}

// maxChunkHead is longer than the size of any chunk and what may follow it.
const maxChunkHead = 64

// beginsChunk reports whether a body begins with the size of a chunk (RFC 9112, section 7.1).
func beginsChunk(b []byte) bool {
	line, _, found := bytes.Cut(b, []byte("\r\n"))
	size, _, _ := bytes.Cut(line, []byte(";"))
	_, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 64)
	return found && err == nil
}

// parseStatus reads a status line: HTTP/1.1 200 OK.
func parseStatus(line string) int {
	parts := strings.Fields(line)
	if len(parts) < 2 || !strings.HasPrefix(parts[0], "HTTP") {
		return 0
	}
	status, err := strconv.Atoi(parts[1])
	if err != nil || status < 100 || status > 999 {
		return 0
	}
	return status
}
