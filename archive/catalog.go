package archive

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Catalog finds the answers of an archive by address. It may be used by many
// goroutines at once.
type Catalog struct {
	archive  *Archive
	files    map[string]File
	entries  []Entry          // by key, then time
	payloads map[string]Entry // by digest: records that hold what revisits lead to

	alike  func(string) string // gives a key that addresses of one page share; may be nil
	others map[string]string   // by that key: the key of an entry
}

// Alike lets Find give, for an address that the archive lacks, the answer of one
// with the same key: two that differ in a tracking parameter only, for example.
func (c *Catalog) Alike(key func(address string) string) {
	c.alike, c.others = key, map[string]string{}
	for _, e := range c.entries {
		c.others[key(e.URL)] = e.Key
	}
}

// Catalog reads an archive through and lists what is in it: every answer and
// resource. Damaged parts are handed to damaged and left out.
func (a *Archive) Catalog(ctx context.Context, damaged func(error)) (*Catalog, error) {
	c := &Catalog{archive: a, files: map[string]File{}, payloads: map[string]Entry{}}
	for _, f := range a.Files {
		c.files[f.Name] = f
		if err := c.scan(ctx, f, damaged); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(c.entries, func(x, y Entry) int {
		if by := strings.Compare(x.Key, y.Key); by != 0 {
			return by
		}
		return x.Time.Compare(y.Time)
	})
	return c, nil
}

// scan lists the records of one file.
func (c *Catalog) scan(ctx context.Context, f File, damaged func(error)) error {
	return f.Each(ctx, func(d *Damage) { damaged(d) }, func(rec *Record) error {
		e, ok, err := rec.Index()
		if err != nil || !ok {
			return nil // the Reader tells it as damage, or it is no answer
		}
		c.entries = append(c.entries, e)
		if _, known := c.payloads[e.Digest]; e.MIME != mimeRevisit && !known {
			c.payloads[e.Digest] = e
		}
		return nil
	})
}

// Entries are all answers, by key and then by time. They are not to be changed.
func (c *Catalog) Entries() []Entry { return c.entries }

// Versions gives all answers of an address, the oldest first.
func (c *Catalog) Versions(address string) []Entry {
	versions := c.versions(Key(address))
	if len(versions) == 0 && c.alike != nil {
		if key, found := c.others[c.alike(address)]; found {
			versions = c.versions(key)
		}
	}
	return versions
}

func (c *Catalog) versions(key string) []Entry {
	from, _ := slices.BinarySearchFunc(c.entries, key, func(e Entry, key string) int { return strings.Compare(e.Key, key) })
	to := from
	for to < len(c.entries) && c.entries[to].Key == key {
		to++
	}
	return c.entries[from:to]
}

// Find gives the answer of an address that is nearest to a moment. Among those
// of one key, an address that is spelt as asked goes before others.
func (c *Catalog) Find(address string, at time.Time) (Entry, bool) {
	var best Entry
	found := false
	for _, e := range c.Versions(address) {
		if !found || nearer(e, best, address, at) {
			best, found = e, true
		}
	}
	return best, found
}

func nearer(a, b Entry, address string, at time.Time) bool {
	if sameA, sameB := a.URL == address, b.URL == address; sameA != sameB {
		return sameA
	}
	return a.Time.Sub(at).Abs() < b.Time.Sub(at).Abs()
}

// Answer is an answer of the archive.
type Answer struct {
	Entry  Entry
	Status int
	Header http.Header
	Body   []byte // transfer coding undone, content coding still on

	Truncated string // why Body is not whole: one of the constants Truncated…; empty when it is
	Remote    string // IP address that answered; empty when the record does not say
	Revisit   bool   // the record says that the payload is that of another
}

// fill completes a revisit by the answer whose payload it repeats.
func (a *Answer) fill(whole *Answer) {
	if a.Status == http.StatusNotModified || a.Status == 0 {
		a.Status, a.Header = whole.Status, whole.Header
	} else if a.Header.Get("Content-Type") == "" {
		a.Header = whole.Header
	}
	a.Body, a.Revisit = whole.Body, false
}

// MaxAnswer bounds what Get reads into memory.
const MaxAnswer = 1 << 30

// Get reads the answer of an entry. A revisit is given with the payload of the
// record that it leads to.
func (c *Catalog) Get(e Entry) (*Answer, error) {
	a, err := c.read(e)
	if err != nil || e.MIME != mimeRevisit {
		return a, err
	}
	original, found := c.payloads[e.Digest]
	if !found {
		return nil, fmt.Errorf("%s: the record of %s says that its payload is elsewhere, but it is not in this archive", e.File, e.URL)
	}
	whole, err := c.read(original)
	if err != nil {
		return nil, err
	}
	a.fill(whole)
	return a, nil
}

// read reads the record of an entry.
func (c *Catalog) read(e Entry) (*Answer, error) {
	file, found := c.files[e.File]
	if !found {
		return nil, fmt.Errorf("the archive has no file %s", e.File)
	}
	r, err := file.Reader()
	if err != nil {
		return nil, err
	}
	rec, err := r.At(e.Offset)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", e.URL, err)
	}
	a, err := rec.answer(MaxAnswer)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", e.URL, err)
	}
	a.Entry = e
	return a, nil
}
