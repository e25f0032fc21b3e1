package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// maxHead bounds the named fields of a record, and the headers within a block.
const maxHead = 1 << 20

var (
	// ErrFormat is within the error of a file that is no WARC file at all.
	ErrFormat = errors.New("not a WARC file")
	errHead   = errors.New("broken head of a record")
)

// Damage is a part of a file that could not be read. Reading goes on behind it.
type Damage struct {
	File   string
	Offset int64 // of the first byte that is in doubt
	Length int64 // until the next record, or the end of the file
	Err    error
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s: %d bytes from byte %d cannot be read: %v", d.File, d.Length, d.Offset, d.Err)
}

func (d *Damage) Unwrap() error { return d.Err }

// Record is a record that was read.
type Record struct {
	Version string // for example WARC/1.1
	Fields  Fields
	Size    int64 // of the block in bytes, as Content-Length says
	Location
	Shared bool // stands in one gzip member with others, where no tool can find it by its offset

	r     *Reader
	block io.LimitedReader
	begun bool // something of the block was read
}

// Type gives the type of the record, for example response.
func (r *Record) Type() string { return strings.ToLower(r.Fields.Get("WARC-Type")) }

// URL gives the address that the record is about. Some writers put it in angle
// brackets, as an old edition of the standard had it.
func (r *Record) URL() string { return trimID(r.Fields.Get("WARC-Target-URI")) }

// Date gives the moment of the record; zero when it says none that can be read.
func (r *Record) Date() time.Time {
	t, _ := ParseDate(r.Fields.Get("WARC-Date"))
	return t
}

// Read reads the block.
func (r *Record) Read(p []byte) (int, error) {
	r.begun = true
	n, err := r.block.Read(p)
	if err == io.EOF && r.block.N > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Reader reads the records of one WARC file, gzip-packed or plain, one after
// the other.
type Reader struct {
	name   string
	src    io.ReaderAt
	size   int64
	packed bool

	section *io.SectionReader
	raw     *bufio.Reader // the file
	zip     *gzip.Reader  // the member that is read
	plain   *bufio.Reader // what is in it, or raw
	start   int64         // of the member or record that is read
	inside  bool          // a member is open
	count   int           // records of the member so far
	current *Record
}

// NewReader reads a file of size bytes; name is for errors and locations. It
// fails with ErrFormat when the file begins like nothing that it can read.
func NewReader(name string, src io.ReaderAt, size int64) (*Reader, error) {
	r := &Reader{name: name, src: src, size: size}
	var magic [10]byte
	n, err := src.ReadAt(magic[:], 0)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	switch head := magic[:n]; {
	case n == 0:
	case isMember(head):
		r.packed = true
	case bytes.HasPrefix(head, []byte("WARC/")):
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}), bytes.HasPrefix(head, []byte{0x5d, 0x2a, 0x4d, 0x18}):
		return nil, fmt.Errorf("%w: %s is packed with zstd; unpack it first: zstd -d", ErrFormat, name)
	case bytes.HasPrefix(head, []byte("filedesc:")):
		return nil, fmt.Errorf("%w: %s is an ARC file, the format before WARC; convert it first: warcio recompress", ErrFormat, name)
	default:
		// It may be damaged at its very beginning: the first record tells.
		r.packed = strings.HasSuffix(strings.TrimSuffix(name, openSuffix), ".gz")
		if _, found := r.search(0); !found {
			return nil, fmt.Errorf("%w: %s", ErrFormat, name)
		}
	}
	r.seek(0)
	return r, nil
}

// At gives the record that begins at a byte of the file. The Reader goes on from there.
func (r *Reader) At(offset int64) (*Record, error) {
	r.current = nil
	r.seek(offset)
	return r.Next()
}

// Next gives the next record; the one before is not to be read any more. A
// *Damage tells of bytes that were passed over; after it Next goes on. The end
// is io.EOF.
func (r *Reader) Next() (*Record, error) {
	if r.current != nil {
		offset := r.current.Offset
		if err := r.current.Skip(); err != nil {
			return nil, r.damaged(offset, err)
		}
		r.current = nil
	}
	for {
		if !r.inside {
			if err := r.open(); err != nil {
				return nil, err
			}
		}
		if err := r.spaces(); err != nil {
			if err != io.EOF {
				return nil, r.damaged(r.start, err)
			}
			if !r.packed {
				return nil, io.EOF
			}
			r.inside = false
			continue
		}
		return r.record()
	}
}

// Skip passes over what was not read of the block, and learns where the record ends.
func (r *Record) Skip() error {
	if r.r.current != r {
		return nil // the Reader is past it
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	err := r.r.spaces()
	switch {
	case err == io.EOF:
		r.r.inside = false
		r.Length = r.r.position() - r.Offset
	case err != nil:
		return err
	case r.r.packed:
		// Damage within packed data is told by its checksum, which stands behind
		// all that comes out of it, whatever that is.
		if next, _ := r.r.plain.Peek(len("WARC/")); string(next) != "WARC/" {
			return fmt.Errorf("%w: something follows the record that is none", errHead)
		}
		r.Shared = true
	default:
		r.Length = r.r.position() - r.Offset
	}
	r.r.current = nil
	return nil
}

// position is the first byte of the file that was not taken yet.
func (r *Reader) position() int64 {
	at, _ := r.section.Seek(0, io.SeekCurrent)
	return at - int64(r.raw.Buffered())
}

// seek goes to a byte of the file.
func (r *Reader) seek(offset int64) {
	r.section = io.NewSectionReader(r.src, 0, r.size)
	r.section.Seek(offset, io.SeekStart) // offsets are never negative
	if r.raw == nil {
		r.raw = bufio.NewReaderSize(r.section, 64<<10)
	}
	r.raw.Reset(r.section)
	r.inside, r.count, r.start = false, 0, offset
}

// open begins the next member; in a plain file, the file.
func (r *Reader) open() error {
	r.start, r.count = r.position(), 0
	if !r.packed {
		r.plain, r.inside = r.raw, true
		return nil
	}
	if _, err := r.raw.Peek(1); err == io.EOF {
		return io.EOF
	}
	if r.zip == nil {
		r.zip = new(gzip.Reader)
	}
	if err := r.zip.Reset(r.raw); err != nil {
		return r.damaged(r.start, err)
	}
	r.zip.Multistream(false)
	if r.plain == nil {
		r.plain = bufio.NewReaderSize(r.zip, 32<<10)
	}
	r.plain.Reset(r.zip)
	r.inside = true
	return nil
}

// spaces passes over the line breaks between records.
func (r *Reader) spaces() error {
	for {
		c, err := r.plain.ReadByte()
		if err != nil {
			return err
		}
		if c != '\r' && c != '\n' {
			return r.plain.UnreadByte()
		}
	}
}

// record reads the head of a record.
func (r *Reader) record() (*Record, error) {
	if !r.packed {
		r.start = r.position()
	}
	rec, err := readHead(r.plain)
	if err != nil {
		return nil, r.damaged(r.start, err)
	}
	rec.r, rec.File, rec.Offset = r, r.name, r.start
	rec.ID = trimID(rec.Fields.Get("WARC-Record-ID"))
	rec.block = io.LimitedReader{R: r.plain, N: rec.Size}
	rec.Shared = r.packed && r.count > 0
	if !r.packed && !r.ends(r.position()+rec.Size) {
		return nil, r.damaged(r.start, fmt.Errorf("%w: the record is not as long as it says", errHead))
	}
	r.count++
	r.current = rec
	return rec, nil
}

// ends reports whether a record of a plain file may end at a byte: at the end of
// the file, or where the line breaks stand that follow every record.
func (r *Reader) ends(at int64) bool {
	if at >= r.size {
		return at == r.size
	}
	var after [4]byte
	n, _ := r.src.ReadAt(after[:], at)
	return bytes.HasPrefix([]byte("\r\n\r\n"), after[:n]) || after[0] == '\n'
}

// readHead reads the version and the named fields.
func readHead(b *bufio.Reader) (*Record, error) {
	head, err := readUntilBlank(b)
	if err != nil {
		return nil, err
	}
	version, rest, _ := bytes.Cut(head, []byte("\n"))
	rec := &Record{Version: string(bytes.TrimSpace(version))}
	if !strings.HasPrefix(rec.Version, "WARC/") {
		return nil, fmt.Errorf("%w: it begins with %.40q", errHead, rec.Version)
	}
	if rec.Fields, err = parseFields(rest, true); err != nil {
		return nil, err
	}
	length := rec.Fields.Get("Content-Length")
	if rec.Size, err = strconv.ParseInt(length, 10, 64); err != nil || rec.Size < 0 {
		return nil, fmt.Errorf("%w: Content-Length is %.40q", errHead, length)
	}
	return rec, nil
}

// readUntilBlank reads the lines of a head, without the blank line behind them.
// Where that is missing, it gives what there is with io.ErrUnexpectedEOF.
func readUntilBlank(b *bufio.Reader) ([]byte, error) {
	var head []byte
	for {
		line, err := b.ReadSlice('\n')
		head = append(head, line...)
		switch {
		case len(head) > maxHead:
			return nil, fmt.Errorf("%w: longer than %d bytes", errHead, maxHead)
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF:
			return head, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		case len(bytes.TrimRight(line, "\r\n")) == 0 && endsLine(head[:len(head)-len(line)]):
			return head[:len(head)-len(line)], nil
		}
	}
}

// endsLine reports whether what follows begins a line.
func endsLine(b []byte) bool { return len(b) == 0 || b[len(b)-1] == '\n' }

// damaged goes to the next record behind a byte and tells what lies between.
func (r *Reader) damaged(offset int64, err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	next, found := r.search(offset + 1)
	if !found {
		next = r.size
	}
	r.current = nil
	r.seek(next)
	return &Damage{File: r.name, Offset: offset, Length: next - offset, Err: err}
}

// searchChunk is how much of a damaged file is looked through at a time.
const searchChunk = 256 << 10

// search finds the next place from a byte on where a record begins.
func (r *Reader) search(from int64) (int64, bool) {
	mark := []byte("WARC/")
	if r.packed {
		mark = memberMagic
	}
	chunk := make([]byte, searchChunk)
	for from < r.size {
		n, err := r.src.ReadAt(chunk, from)
		for at := 0; ; at++ {
			i := bytes.Index(chunk[at:n], mark)
			if i < 0 {
				break
			}
			if at += i; r.begins(from + int64(at)) {
				return from + int64(at), true
			}
		}
		if err != nil || n <= len(mark) {
			break
		}
		from += int64(n - len(mark))
	}
	return 0, false
}

// begins reports whether a record begins at a byte, by reading its head.
func (r *Reader) begins(at int64) bool {
	section := io.NewSectionReader(r.src, at, r.size-at)
	if !r.packed {
		rec, err := readHead(bufio.NewReader(section))
		return err == nil && rec.Type() != ""
	}
	var z gzip.Reader
	if err := z.Reset(bufio.NewReader(section)); err != nil {
		return false
	}
	var head [5]byte
	_, err := io.ReadFull(&z, head[:])
	return err == nil && string(head[:]) == "WARC/"
}

// memberMagic begins a gzip member with deflate, the only coding there is (RFC 1952, section 2.3).
var memberMagic = []byte{0x1f, 0x8b, 0x08}

func isMember(b []byte) bool { return bytes.HasPrefix(b, memberMagic) }

// trimID takes the angle brackets off an identity or address.
func trimID(s string) string { return strings.TrimSuffix(strings.TrimPrefix(s, "<"), ">") }
