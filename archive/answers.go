package archive

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Answers lists the answers of archives for those who read them all: 48 bytes
// each, so that files with hundreds of thousands of them can be gone through. A
// Catalog, which serves a browser, holds ten times as much.
type Answers struct {
	files    []File
	spots    []spot   // by file, then by place in it
	byKey    []int32  // indexes of spots, by key, then by time
	payloads []int32  // indexes of whole answers, by digest
	kinds    []string // media types that occur
	key      func(address string) string
}

// spot is where an answer stands and what has to be known before it is read.
type spot struct {
	at          time.Duration // since 1970
	offset      int64
	key, digest uint64
	file, kind  int32
	status      int16
	revisit     bool
}

// Listed is what is known of an answer before it is read.
type Listed struct {
	Time   time.Time
	Status int    // 0 for a revisit that repeats no status line
	MIME   string // media type without parameters, in lower case; empty when it says none
}

// List reads archives through and lists their answers. Addresses with the same
// key are one. damaged is told of parts that cannot be read, seen of the bytes of
// each file that was read to its end, as often as there are files.
func List(ctx context.Context, archives []*Archive, key func(address string) string, damaged func(error), seen func(bytes int64)) (*Answers, error) {
	a := &Answers{key: key}
	kinds := map[string]int32{}
	for _, from := range archives {
		for _, f := range from.Files {
			a.files = append(a.files, f)
			if err := a.scan(ctx, f, kinds, damaged); err != nil {
				return nil, err
			}
			seen(f.Size)
		}
	}
	a.index()
	return a, nil
}

// scan lists the answers of one file.
func (a *Answers) scan(ctx context.Context, f File, kinds map[string]int32, damaged func(error)) error {
	return f.Each(ctx, func(d *Damage) { damaged(d) }, func(rec *Record) error {
		if rec.Type() == TypeResponse || rec.Type() == TypeRevisit {
			a.add(rec, kinds)
		}
		return nil
	})
}

// add lists one record. One that cannot be read is told by the Reader as damage,
// or holds no answer.
func (a *Answers) add(rec *Record, kinds map[string]int32) {
	if !strings.HasPrefix(strings.ToLower(rec.URL()), "http") || rec.Shared {
		return
	}
	m, err := rec.HTTP()
	if err != nil {
		return
	}
	date := rec.Date()
	if date.Year() < 1970 {
		date = time.Unix(0, 0) // it says none
	}
	s := spot{at: time.Duration(date.UnixNano()), offset: rec.Offset, file: int32(len(a.files) - 1), status: int16(m.Status),
		key: hashOf(a.key(rec.URL())), digest: hashOf(rec.Fields.Get("WARC-Payload-Digest")), revisit: rec.Type() == TypeRevisit}
	mime := strings.ToLower(mediaType(m.Header.Get("Content-Type")))
	number, known := kinds[mime]
	if !known {
		number = int32(len(a.kinds))
		mime = strings.Clone(mime)
		kinds[mime], a.kinds = number, append(a.kinds, mime)
	}
	s.kind = number
	if rec.Skip() == nil { // else it breaks off, which the Reader tells
		a.spots = append(a.spots, s)
	}
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, s)
	return h.Sum64()
}

// index puts the answers in order by key and by digest.
func (a *Answers) index() {
	a.byKey = make([]int32, len(a.spots))
	for i := range a.spots {
		a.byKey[i] = int32(i)
		if !a.spots[i].revisit {
			a.payloads = append(a.payloads, int32(i))
		}
	}
	slices.SortStableFunc(a.byKey, func(x, y int32) int {
		s, t := &a.spots[x], &a.spots[y]
		if s.key != t.key {
			return cmp.Compare(s.key, t.key)
		}
		return cmp.Compare(s.at, t.at)
	})
	slices.SortStableFunc(a.payloads, func(x, y int32) int { return cmp.Compare(a.spots[x].digest, a.spots[y].digest) })
}

// Len is how many answers there are. They are numbered from 0 in the order of
// the files.
func (a *Answers) Len() int { return len(a.spots) }

// At tells what is known of answer i. A revisit has the media type of the answer
// whose payload it repeats where it says none.
func (a *Answers) At(i int) Listed {
	s := a.spots[i]
	l := Listed{Time: time.Unix(0, int64(s.at)).UTC(), Status: int(s.status), MIME: a.kinds[s.kind]}
	if s.revisit && (l.Status == 0 || l.MIME == "") && l.Status != http.StatusNotModified {
		if original, found := a.original(s.digest); found {
			l.Status, l.MIME = int(a.spots[original].status), a.kinds[a.spots[original].kind]
		}
	}
	return l
}

// Same gives the numbers of all answers with the address of answer i, the oldest
// first.
func (a *Answers) Same(i int) []int32 { return a.keyed(a.spots[i].key) }

// Of gives the numbers of all answers of an address, the oldest first.
func (a *Answers) Of(address string) []int32 { return a.keyed(hashOf(a.key(address))) }

func (a *Answers) keyed(key uint64) []int32 {
	from, _ := slices.BinarySearchFunc(a.byKey, key, func(i int32, key uint64) int { return cmp.Compare(a.spots[i].key, key) })
	to := from
	for to < len(a.byKey) && a.spots[a.byKey[to]].key == key {
		to++
	}
	return a.byKey[from:to]
}

// original finds the answer that holds a payload.
func (a *Answers) original(digest uint64) (int32, bool) {
	i, found := slices.BinarySearchFunc(a.payloads, digest, func(i int32, digest uint64) int { return cmp.Compare(a.spots[i].digest, digest) })
	if !found {
		return 0, false
	}
	return a.payloads[i], true
}

// Read reads answer i, a revisit with the payload that it repeats. limit bounds
// the payload in bytes; a longer one is cut and marked as truncated.
func (a *Answers) Read(i int, limit int64) (*Answer, error) {
	s := a.spots[i]
	answer, err := a.read(s, limit)
	if err != nil || !s.revisit {
		return answer, err
	}
	original, found := a.original(s.digest)
	if !found {
		return nil, fmt.Errorf("%s, byte %d: the payload of %s is elsewhere, but not in these archives", answer.Entry.File, s.offset, answer.Entry.URL)
	}
	whole, err := a.read(a.spots[original], limit)
	switch {
	case err != nil:
		return nil, err
	case whole.Entry.Digest != answer.Entry.Digest:
		return nil, fmt.Errorf("%s, byte %d: no answer has the payload of %s", answer.Entry.File, s.offset, answer.Entry.URL)
	}
	answer.fill(whole)
	answer.Truncated = whole.Truncated
	return answer, nil
}

// read reads the record at a spot.
func (a *Answers) read(s spot, limit int64) (*Answer, error) {
	file := a.files[s.file]
	r, err := file.Reader()
	if err != nil {
		return nil, err
	}
	rec, err := r.At(s.offset)
	if err != nil {
		return nil, fmt.Errorf("read %s, byte %d: %w", file.Name, s.offset, err)
	}
	answer, err := rec.answer(limit)
	if err != nil {
		return nil, fmt.Errorf("read %s, byte %d: %w", file.Name, s.offset, err)
	}
	return answer, nil
}

// answer reads a record as an answer, of which the body is cut after limit bytes.
// Of a body that breaks off there is what there is.
func (r *Record) answer(limit int64) (*Answer, error) {
	m, err := r.HTTP()
	if err != nil {
		return nil, err
	}
	a := &Answer{Status: m.Status, Header: m.Header, Remote: r.Fields.Get("WARC-IP-Address"), Revisit: r.Type() == TypeRevisit}
	a.Entry = Entry{URL: r.URL(), Time: r.Date(), Digest: r.Fields.Get("WARC-Payload-Digest"), Location: r.Location}
	if !a.Revisit { // there the payload is what is left out
		a.Truncated = strings.ToLower(r.Fields.Get("WARC-Truncated"))
	}
	a.Body, err = io.ReadAll(bufio.NewReader(io.LimitReader(m.Body, limit+1)))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		a.Truncated = cmp.Or(a.Truncated, TruncatedUnspecified)
	case err != nil:
		return nil, err
	case int64(len(a.Body)) > limit:
		a.Body, a.Truncated = a.Body[:limit], cmp.Or(a.Truncated, TruncatedLength)
	}
	return a, nil
}
