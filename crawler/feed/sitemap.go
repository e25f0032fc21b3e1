package feed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"time"

	"winnow/extract"
)

// Limits of one sitemap (sitemaps.org, protocol 0.9).
const (
	SitemapMaxBytes   = 50 << 20 // unpacked
	SitemapMaxEntries = 50000
)

const (
	maxImages     = 100 // of one page
	maxAlternates = 200 // languages of one page
)

// Sitemap is a sitemap or sitemap index (sitemaps.org, protocol 0.9).
type Sitemap struct {
	Index   bool // the entries are sitemaps, not pages
	Entries []SitemapEntry
	Flags   []string // what had to be repaired
}

// SitemapEntry is one address of a sitemap.
type SitemapEntry struct {
	URL        string
	LastMod    extract.Date
	News       *News    // nil when the news extension says nothing
	Images     []string // addresses by the image extension
	Alternates []Link   // other languages of the page (xhtml:link)
}

// News is what the Google News extension of a sitemap tells of a page.
type News struct {
	Title       string
	Published   extract.Date
	Publication string // name of the publication
	Language    string // BCP 47
	Keywords    []string
}

// ParseSitemap reads a sitemap: XML, gzip (told by its first bytes), text, or
// a feed that serves as one. It fails only with a NotFeedError.
func ParseSitemap(body []byte, opts Options) (*Sitemap, error) {
	var flags flagSet
	if opts.MaxBytes <= 0 {
		opts.MaxBytes = SitemapMaxBytes
	}
	opts = opts.withDefaults(SitemapMaxEntries)
	body, err := unpack(body, opts.MaxBytes, &flags)
	if err != nil {
		return nil, &NotFeedError{Kind: "unknown", Cause: err}
	}
	body = toUTF8(body, opts.ContentType, &flags)
	m, err := readSitemap(body, opts, &flags)
	if err != nil {
		return nil, err
	}
	m.Flags = flags
	return m, nil
}

// unpack takes gzip off, once or twice, never past the limit. What breaks off
// is read as far as it goes.
func unpack(body []byte, limit int, flags *flagSet) ([]byte, error) {
	for range 2 {
		if !bytes.HasPrefix(body, []byte{0x1F, 0x8B}) {
			break
		}
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("unpacking: %w", err)
		}
		body, err = io.ReadAll(io.LimitReader(z, int64(limit)+1))
		if err != nil {
			flags.add(FlagTruncated)
		}
	}
	if len(body) > limit {
		flags.add(FlagTooLarge)
		body = body[:limit]
	}
	return body, nil
}

func readSitemap(body []byte, opts Options, flags *flagSet) (*Sitemap, error) {
	trimmed := bytes.TrimLeft(body, " \t\r\n\x00\ufeff")
	if len(trimmed) == 0 {
		return nil, &NotFeedError{Kind: "empty"}
	}
	if hasPrefixFold(trimmed, "http://") || hasPrefixFold(trimmed, "https://") {
		return textSitemap(trimmed, opts, flags), nil
	}
	var found flagSet
	r := findRoot(body, &found)
	switch r.name {
	case "urlset", "sitemapindex":
		for _, f := range found {
			flags.add(f)
		}
		s := sitemapReader{scanner: scanner{src: body, pos: r.pos}, ns: newNamespaces("sitemap"), opts: opts, flags: flags}
		s.read()
		return &s.out, nil
	}
	f, err := read(body, opts, flags)
	if err != nil {
		return nil, err
	}
	return feedSitemap(f), nil
}

// textSitemap reads one address a line.
func textSitemap(body []byte, opts Options, flags *flagSet) *Sitemap {
	m := &Sitemap{}
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if len(m.Entries) >= opts.MaxEntries {
			flags.add(FlagTooMany)
			break
		}
		address, err := extract.Clean(string(line), opts.URL)
		if err != nil {
			flags.add(FlagLink)
			continue
		}
		m.Entries = append(m.Entries, SitemapEntry{URL: address})
	}
	return m
}

// feedSitemap reads a feed as the list of its links.
func feedSitemap(f *Feed) *Sitemap {
	m := &Sitemap{}
	for _, e := range f.Entries {
		if e.Article.URL == "" {
			continue
		}
		modified := e.Article.Modified
		if modified.IsZero() {
			modified = e.Article.Published
		}
		m.Entries = append(m.Entries, SitemapEntry{URL: e.Article.URL, LastMod: modified})
	}
	return m
}

// sitemapReader reads the XML form, tag by tag, without a tree.
type sitemapReader struct {
	scanner
	ns    *namespaces
	opts  Options
	flags *flagSet
	out   Sitemap

	entry *SitemapEntry
	field string // the element whose text is being read
	text  []byte
	def   string
}

func (s *sitemapReader) read() {
	t := s.next()
	s.def = s.ns.declareRoot(t.body)
	name, _ := s.ns.name(t.name, s.def)
	s.out.Index = strings.HasSuffix(name, "sitemapindex")
	root := t.name
	for {
		t := s.next()
		switch t.kind {
		case endOfInput:
			s.flags.add(FlagTruncated)
			return
		case textToken:
			if s.field != "" && len(s.text) < maxPlain {
				s.text = append(s.text, decodeEntities(string(t.body[:min(len(t.body), maxPlain)]))...)
			}
		case cdataToken:
			if s.field != "" && len(s.text) < maxPlain {
				s.text = append(s.text, t.body[:min(len(t.body), maxPlain)]...)
			}
		case startToken, emptyToken:
			if !s.open(t) {
				return
			}
		case endToken:
			if bytes.EqualFold(t.name, root) {
				return
			}
			s.close(t)
		}
	}
}

// open is false when enough entries were read.
func (s *sitemapReader) open(t token) bool {
	name := s.name(t)
	switch name {
	case "url", "sitemap":
		if s.entry != nil {
			s.flags.add(FlagTags)
			s.finish()
		}
		if len(s.out.Entries) >= s.opts.MaxEntries {
			s.flags.add(FlagTooMany)
			return false
		}
		s.entry = &SitemapEntry{}
	case "xhtml:link":
		s.alternate(t)
	}
	s.field, s.text = "", s.text[:0]
	if t.kind == startToken {
		s.field = name
	}
	return true
}

// name is the canonical name. Declarations inside the document count too:
// some declare the extensions on each element.
func (s *sitemapReader) name(t token) string {
	def := s.def
	if len(t.body) > 0 {
		def = s.ns.declare(t.body, def)
	}
	name, declared := s.ns.name(t.name, def)
	if !declared && strings.IndexByte(name, ':') > 0 && t.kind != endToken {
		s.flags.add(FlagNamespace)
	}
	return name
}

func (s *sitemapReader) close(t token) {
	name, _ := s.ns.name(t.name, s.def)
	switch {
	case name == "url" || name == "sitemap":
		s.finish()
	case name == s.field && s.entry != nil:
		s.value(name, strings.TrimSpace(string(s.text)))
	}
	s.field = ""
}

// value takes the text of one element.
func (s *sitemapReader) value(name, text string) {
	e := s.entry
	switch name {
	case "loc":
		e.URL = text
	case "lastmod":
		e.LastMod = s.date(text)
	case "image:loc":
		if len(e.Images) < maxImages {
			e.Images = append(e.Images, text)
		}
	case "news:title":
		s.news().Title, _ = cutRunes(stripTags(text), maxTitle)
	case "news:publication_date":
		s.news().Published = s.date(text)
	case "news:name":
		s.news().Publication = oneLine(text)
	case "news:language":
		s.news().Language = languageTag(text)
	case "news:keywords":
		for word := range strings.SplitSeq(text, ",") {
			if word = oneLine(word); word != "" && len(s.news().Keywords) < maxTags {
				s.news().Keywords = append(s.news().Keywords, word)
			}
		}
	}
}

func (s *sitemapReader) news() *News {
	if s.entry.News == nil {
		s.entry.News = &News{}
	}
	return s.entry.News
}

// date reads W3C datetimes by the short way: sitemaps hold fifty thousand.
func (s *sitemapReader) date(text string) extract.Date {
	var d extract.Date
	ok := false
	if len(text) == len(time.DateOnly) {
		if t, err := time.Parse(time.DateOnly, text); err == nil {
			d, ok = plausible(extract.Date{Time: t, DayOnly: true}, s.opts.Now)
		}
	}
	if !ok {
		d, ok = parseDate(text, s.opts.Language, s.opts.Now)
	}
	if !ok && text != "" {
		s.flags.add(FlagDate)
	}
	return d
}

func (s *sitemapReader) alternate(t token) {
	if s.entry == nil || len(s.entry.Alternates) >= maxAlternates {
		return
	}
	attrs := attributes(t.body)
	href := lookup(attrs, "href")
	if rel := lookup(attrs, "rel"); href == "" || rel != "" && !strings.EqualFold(rel, "alternate") {
		return
	}
	if clean, err := extract.Clean(href, s.opts.URL); err == nil {
		s.entry.Alternates = append(s.entry.Alternates, Link{URL: clean, Rel: "alternate", Type: lookup(attrs, "type"), Language: languageTag(lookup(attrs, "hreflang"))})
	}
}

// finish checks the addresses of an entry and keeps it if it has one.
func (s *sitemapReader) finish() {
	e := s.entry
	s.entry = nil
	if e == nil {
		return
	}
	clean, err := extract.Clean(e.URL, s.opts.URL)
	if err != nil {
		s.flags.add(FlagLink)
		return
	}
	e.URL = clean
	images := e.Images[:0]
	for _, i := range e.Images {
		if clean, err := extract.Clean(i, s.opts.URL); err == nil {
			images = append(images, clean)
		}
	}
	e.Images = images
	s.out.Entries = append(s.out.Entries, *e)
}
