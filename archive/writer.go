package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Options configures a Writer. Folder is required.
type Options struct {
	Folder   string // where the files go; made when it is not there
	Prefix   string // their names begin with it; "winnow" when empty
	MaxBytes int64  // from which size on a new file is begun; 1 GB, as the standard advises, when 0

	Software  string // who writes, for example "winnow/1.0"
	Operator  string // who asked for it: a contact
	UserAgent string // as sent
	Robots    string // policy, for example "obey"
	IsPartOf  string // the collection
	Extra     Fields // further fields of warcinfo

	// Lookup finds a payload of an earlier archive by its digest. What this
	// Writer has written it remembers itself.
	Lookup func(digest string) (Earlier, bool)

	Now func() time.Time // time.Now when nil
}

// defaultMaxBytes is the size that WARC 1.1 advises (annex C).
const defaultMaxBytes = 1 << 30

// openSuffix marks a file that is still written.
const openSuffix = ".open"

// ErrClosed is returned by a Writer that was closed.
var ErrClosed = errors.New("the archive is closed")

// Writer writes exchanges to WARC files, a gzip member a record. Files carry
// the suffix .open until they are complete. It may be used by many goroutines
// at once: they pack at the same time and take turns at the file.
type Writer struct {
	o      Options
	folder *os.Root
	seen   *payloads

	mu     sync.Mutex
	file   *os.File
	name   string // of the file once it is complete
	info   string // identity of its warcinfo record
	size   int64
	number int
	closed bool
	files  []string
}

// Create makes a Writer. Files that a killed Writer with the same prefix left
// open are mended first: the caller sees to it that no other one still writes.
func Create(o Options) (*Writer, error) {
	if o.Prefix == "" {
		o.Prefix = "winnow"
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(o.Folder, 0o755); err != nil {
		return nil, fmt.Errorf("create archive: %w", err)
	}
	if _, err := Mend(o.Folder, o.Prefix); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(o.Folder)
	if err != nil {
		return nil, fmt.Errorf("create archive: %w", err)
	}
	return &Writer{o: o, folder: root, seen: newPayloads()}, nil
}

// Store writes an exchange and gives the line of the index that leads to its
// answer. A payload that is in the archive already becomes a revisit record. An
// exchange is written as a whole or not at all.
func (w *Writer) Store(x *Exchange) (Entry, error) {
	digest := Digest(x.Body)
	answer := w.answer(x, digest)
	entry := x.entry(answer, digest)
	at, err := w.append(append([]*draft{answer}, x.company(answer)...)...)
	if err != nil {
		return Entry{}, fmt.Errorf("archive %s: %w", withoutUserinfo(x.URL), err)
	}
	entry.Location = at[0]
	entry.Location.ID = answer.id()
	if answer.kind() == TypeResponse && x.repeatable() {
		w.seen.add(digest, Earlier{URL: withoutUserinfo(x.URL), Time: x.Time, ID: answer.id(), Digest: digest})
	}
	return entry, nil
}

// Resource keeps bytes that were not fetched, such as the text of a page, under
// an address of their own, for example urn:text:https://news.example/1.
func (w *Writer) Resource(uri, mediaType string, at time.Time, body []byte) (Entry, error) {
	d := &draft{payload: body, fields: Fields{
		{"WARC-Type", TypeResource},
		{"WARC-Record-ID", "<" + newID() + ">"},
		{"WARC-Date", formatDate(at)},
		{"WARC-Target-URI", uri},
		{"Content-Type", mediaType},
	}}
	digest := Digest(body)
	d.digests(digest)
	located, err := w.append(d)
	if err != nil {
		return Entry{}, fmt.Errorf("archive %s: %w", uri, err)
	}
	e := Entry{Key: Key(uri), Time: at.UTC(), URL: uri, MIME: mediaType, Status: 200, Digest: digest, Location: located[0]}
	e.Location.ID = d.id()
	return e, nil
}

// Files are the names of the files that this Writer has begun, in their order.
func (w *Writer) Files() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.files...)
}

// Sync makes sure that what was written is on the disk.
func (w *Writer) Sync() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil {
		return nil
	}
	return w.file.Sync()
}

// Close completes the file that is open.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	return errors.Join(w.complete(), w.folder.Close())
}

// answer makes the record of the answer: whole, or as a revisit of what is kept already.
func (w *Writer) answer(x *Exchange, digest string) *draft {
	if x.Status == http.StatusNotModified && x.Earlier != nil {
		return x.revisit(ProfileNotModified, *x.Earlier, x.Earlier.Digest)
	}
	if x.repeatable() {
		if earlier, found := w.earlier(digest); found {
			return x.revisit(ProfileDigest, earlier, digest)
		}
	}
	return x.response(digest)
}

func (w *Writer) earlier(digest string) (Earlier, bool) {
	if e, found := w.seen.get(digest); found || w.o.Lookup == nil {
		return e, found
	}
	return w.o.Lookup(digest)
}

// append packs records and writes them one after the other into one file.
func (w *Writer) append(drafts ...*draft) ([]Location, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.prepare(); err != nil {
		return nil, err
	}
	info := w.info
	w.mu.Unlock()
	members, packErr := packAll(drafts, info)
	w.mu.Lock()
	defer members.free()
	if packErr != nil {
		return nil, packErr
	}
	if err := w.prepare(); err != nil {
		return nil, err
	}
	if w.info != info { // another goroutine began a file meanwhile
		members.free()
		if members, packErr = packAll(drafts, w.info); packErr != nil {
			return nil, packErr
		}
	}
	return w.write(members)
}

// prepare has a file open that has room.
func (w *Writer) prepare() error {
	switch {
	case w.closed:
		return ErrClosed
	case w.file != nil && w.size < w.o.MaxBytes:
		return nil
	}
	if err := w.complete(); err != nil {
		return err
	}
	return w.begin()
}

// begin opens the next file with its warcinfo record.
func (w *Writer) begin() error {
	w.number++
	now := w.o.Now()
	name := fmt.Sprintf("%s-%s-%05d-%s.warc.gz", w.o.Prefix, now.UTC().Format("20060102150405"), w.number, uuid.NewString()[:8])
	file, err := w.folder.OpenFile(name+openSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	w.file, w.name, w.size, w.info = file, name, 0, newID()
	members, err := packAll([]*draft{w.warcinfo(name, now)}, "")
	if err == nil {
		defer members.free()
		_, err = w.write(members)
	}
	if err != nil {
		file.Close()
		w.folder.Remove(name + openSuffix)
		w.file = nil
		return err
	}
	w.files = append(w.files, name)
	return nil
}

// warcinfo describes the file that it begins (WARC 1.1, section 6.2).
func (w *Writer) warcinfo(name string, now time.Time) *draft {
	var info Fields
	info.add("software", w.o.Software)
	info.add("format", "WARC File Format 1.1")
	info.add("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/")
	info.add("operator", w.o.Operator)
	info.add("http-header-user-agent", w.o.UserAgent)
	info.add("robots", w.o.Robots)
	info.add("isPartOf", w.o.IsPartOf)
	info = append(info, w.o.Extra...)
	d := &draft{block: info.info(), fields: Fields{
		{"WARC-Type", TypeWarcinfo},
		{"WARC-Record-ID", "<" + w.info + ">"},
		{"WARC-Date", formatDate(now)},
		{"WARC-Filename", name},
		{"Content-Type", "application/warc-fields"},
	}}
	d.digests("")
	return d
}

// write appends packed records. When the disk does not take them all, it takes
// none of them: what was there before stays readable to its end.
func (w *Writer) write(members members) ([]Location, error) {
	n, err := w.file.Write(members.bytes.Bytes())
	if err != nil {
		if n > 0 {
			err = errors.Join(err, w.file.Truncate(w.size))
			if _, seekErr := w.file.Seek(w.size, io.SeekStart); seekErr != nil {
				err = errors.Join(err, seekErr)
			}
		}
		return nil, err
	}
	at := make([]Location, len(members.lengths))
	for i, length := range members.lengths {
		at[i] = Location{File: w.name, Offset: w.size, Length: length}
		w.size += length
	}
	return at, nil
}

// complete closes the file that is open and gives it its name.
func (w *Writer) complete() error {
	if w.file == nil {
		return nil
	}
	file := w.file
	w.file = nil
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("complete %s: %w", w.name, err)
	}
	if err := w.folder.Rename(w.name+openSuffix, w.name); err != nil {
		return err
	}
	return syncFolder(filepath.Join(w.o.Folder))
}

// syncFolder makes a rename last.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// repeatable reports whether the payload may stand for equal ones, or they for
// it: whole, not empty, and an answer that means its payload.
func (x *Exchange) repeatable() bool {
	return len(x.Body) > 0 && x.Truncated == "" && x.Status >= 200 && x.Status < 300 && x.Status != http.StatusPartialContent
}

// response makes the record of a whole answer.
func (x *Exchange) response(digest string) *draft {
	var head bytes.Buffer
	x.responseHead(&head)
	d := &draft{fields: x.fields(TypeResponse, newID()), block: head.Bytes(), payload: x.Body}
	d.fields.add("WARC-Truncated", x.Truncated)
	d.fields.add("WARC-Protocol", x.protocol())
	d.fields.add("Content-Type", "application/http;msgtype=response")
	d.digests(digest)
	return d
}

// revisit makes the record of an answer whose payload is in the archive already.
func (x *Exchange) revisit(profile string, earlier Earlier, digest string) *draft {
	var head bytes.Buffer
	x.responseHead(&head)
	d := &draft{fields: x.fields(TypeRevisit, newID()), block: head.Bytes()}
	d.fields.add("WARC-Profile", profile)
	d.fields.add("WARC-Refers-To-Target-URI", earlier.URL)
	d.fields.add("WARC-Refers-To-Date", formatDate(earlier.Time))
	if earlier.ID != "" {
		d.fields.add("WARC-Refers-To", "<"+earlier.ID+">")
	}
	d.fields.add("WARC-Truncated", TruncatedLength)
	d.fields.add("WARC-Protocol", x.protocol())
	d.fields.add("Content-Type", "application/http;msgtype=response")
	d.digests(digest)
	return d
}

// company makes the records that go with an answer: the request, and what is
// known of how it came about.
func (x *Exchange) company(answer *draft) []*draft {
	var company []*draft
	if x.RequestHeader != nil {
		var head bytes.Buffer
		x.requestHead(&head)
		d := &draft{fields: x.fields(TypeRequest, newID()), block: head.Bytes()}
		d.fields.add("WARC-Concurrent-To", "<"+answer.id()+">")
		d.fields.add("Content-Type", "application/http;msgtype=request")
		d.digests("")
		company = append(company, d)
	}
	var info Fields
	info.add("via", withoutUserinfo(x.Via))
	info.add("hopsFromSeed", x.Hops)
	if x.Duration > 0 {
		info.add("fetchTimeMs", strconv.FormatInt(x.Duration.Milliseconds(), 10))
	}
	if info != nil {
		d := &draft{fields: x.fields(TypeMetadata, newID()), block: info.info()}
		d.fields.add("WARC-Concurrent-To", "<"+answer.id()+">")
		d.fields.add("Content-Type", "application/warc-fields")
		d.digests("")
		company = append(company, d)
	}
	return company
}

// entry is the line of the index for the answer, still without its place.
func (x *Exchange) entry(answer *draft, digest string) Entry {
	e := Entry{
		URL: withoutUserinfo(x.URL), Time: x.Time.UTC().Truncate(time.Second),
		MIME: mediaType(x.Header.Get("Content-Type")), Status: x.Status, Digest: answer.fields.Get("WARC-Payload-Digest"),
	}
	if answer.kind() == TypeRevisit {
		e.MIME = mimeRevisit
	}
	if e.Digest == "" {
		e.Digest = digest
	}
	e.Key = Key(e.URL)
	return e
}

func (d *draft) kind() string { return d.fields.Get("WARC-Type") }

func (d *draft) id() string { return trimID(d.fields.Get("WARC-Record-ID")) }
