package feed

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Limits of values, and the sizes by which a text counts as complete.
const (
	maxTitle      = 1000 // characters; longer is no headline
	fieldsOfEntry = 8    // that an entry usually fills
	maxTags       = 100
	maxLinks      = 50
	fullTextSize  = 1500 // bytes: a description of this length is the article, not its teaser
)

// Confidence in what a feed says. A feed is written by the publisher's own
// system, but titles are shortened in it and names are those of accounts.
const (
	sureOfTitle     = 0.8
	sureOfDate      = 0.85
	sureOfAuthor    = 0.7
	sureOfInherited = 0.4
	sureOfLanguage  = 0.6
	sureOfTags      = 0.8
	sureOfImage     = 0.5
	sureOfLicense   = 0.7
	sureOfText      = 0.5
	unread          = 0 // kept only to be looked at
)

// said is one value as some element of the feed gives it.
type said struct{ value, source string }

// draft is an entry between gofeed and Entry: everything as the feed says it.
type draft struct {
	context
	title        said // HTML
	guid         string
	permalink    bool
	links        []Link // best first is not required
	origin       string // address behind a redirecting link (feedburner:origLink)
	authors      []said
	inherited    []string // authors of the whole feed
	published    []said   // best first
	modified     []said
	content      said // HTML
	summary      said // HTML
	entryLang    string
	tags         []string
	tagSource    string
	images       []said
	enclosures   []Enclosure
	comments     string
	sourceName   string
	sourceURL    string
	license      said
	position     int
	contributors []string
	rights       string
}

// reader holds what the entries of one feed share.
type reader struct {
	opts  Options
	feed  *Feed
	flags *flagSet
	base  *url.URL // of the feed, or its page
	dates map[string]dateResult

	lastRaw, lastClean string
	lastBase           *url.URL
	lastErr            error
}

type dateResult struct {
	date extract.Date
	ok   bool
}

// entry turns a draft into an entry.
func (r *reader) entry(d draft) Entry {
	e := Entry{
		Entry:      frontier.Entry{Feed: r.opts.URL, GUID: d.guid, Position: d.position},
		Permalink:  d.permalink,
		Comments:   d.comments,
		Rights:     stripTags(d.rights),
		SourceName: oneLine(d.sourceName),
		SourceURL:  d.sourceURL,
	}
	e.Article = extract.Article{Feed: r.opts.URL, Provenance: make(extract.Provenance, fieldsOfEntry)}
	if d.base == nil {
		d.base = r.base
	}
	var flags flagSet
	r.title(&e, d, &flags)
	r.language(&e, d)
	r.address(&e, d, &flags)
	r.people(&e, d)
	e.Article.Published = r.date(&e, "published", d.published, &flags)
	e.Article.Modified = r.date(&e, "modified", d.modified, &flags)
	r.text(&e, d)
	r.rest(&e, d)
	e.Flags = flags
	for _, f := range flags {
		r.flags.add(f)
	}
	return e
}

func (r *reader) title(e *Entry, d draft, flags *flagSet) {
	title, cut := cutRunes(stripTags(d.title.value), maxTitle)
	if cut {
		flags.add(FlagValueCut)
	}
	if title != "" {
		e.Article.Title = title
		e.Article.Provenance["title"] = origin(d.title.source, sureOfTitle)
	}
}

func origin(source string, confidence float64) extract.Origin {
	return extract.Origin{Source: "feed:" + source, Confidence: confidence, Candidates: []extract.Candidate{}}
}

// choose says where a value comes from; candidates may have been kept before.
func (e *Entry) choose(field, source string, confidence float64) {
	o := origin(source, confidence)
	o.Candidates = append(o.Candidates, e.Article.Provenance[field].Candidates...)
	e.Article.Provenance[field] = o
}

// candidate keeps a value that was not chosen.
func (e *Entry) candidate(field string, s said, confidence float64) {
	value, _ := cutRunes(oneLine(s.value), maxTitle)
	o := e.Article.Provenance[field]
	if value == "" || len(o.Candidates) > maxLinks {
		return
	}
	o.Candidates = append(o.Candidates, extract.Candidate{Value: value, Source: "feed:" + s.source, Confidence: confidence})
	e.Article.Provenance[field] = o
}

// address chooses the link that leads to the article: the one behind a
// counting service, the alternate one, the guid when it is a permalink.
func (r *reader) address(e *Entry, d draft, flags *flagSet) {
	var order []said
	add := func(address, source string) {
		if address != "" {
			order = append(order, said{address, source})
		}
	}
	add(d.origin, "origLink")
	for _, html := range [...]bool{true, false} {
		for _, l := range d.links {
			if l.Rel == "alternate" && html == (l.Type == "" || strings.Contains(l.Type, "html")) {
				add(l.URL, "link")
			}
		}
	}
	if d.permalink && isAddress(d.guid) {
		add(d.guid, "guid")
	}
	for _, l := range d.links {
		if l.Rel == "related" || l.Rel == "canonical" {
			add(l.URL, "link")
		}
	}
	add(d.outOfLine, "content")
	if isAddress(d.guid) {
		add(d.guid, "guid")
	}
	for _, s := range order {
		clean, err := r.clean(s.value, d.base)
		switch {
		case err != nil:
			flags.add(FlagLink)
			e.candidate("url", s, unread)
		case e.Article.URL == "":
			e.Article.URL = clean
			e.choose("url", s.source, sureOfTitle)
		}
	}
	for _, l := range d.links {
		clean, err := r.clean(l.URL, d.base)
		if err == nil && len(e.Links) < maxLinks {
			l.URL = first(resolve(d.base, l.URL), clean)
			e.Links = append(e.Links, l)
		}
	}
}

// clean is cleanAddress with memory: link, guid and enclosure often agree.
func (r *reader) clean(raw string, base *url.URL) (string, error) {
	if raw != "" && raw == r.lastRaw && base == r.lastBase {
		return r.lastClean, r.lastErr
	}
	r.lastRaw, r.lastBase = raw, base
	r.lastClean, r.lastErr = cleanAddress(raw, base)
	return r.lastClean, r.lastErr
}

// cleanAddress gives an address ready to be fetched.
func cleanAddress(raw string, base *url.URL) (string, error) {
	return extract.Clean(resolve(base, raw), "")
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

func (r *reader) people(e *Entry, d draft) {
	for _, s := range d.authors {
		names := people(s.value)
		for _, n := range names {
			if !slices.Contains(e.Article.Authors, n) && !strings.EqualFold(n, r.feed.Title) {
				e.Article.Authors = append(e.Article.Authors, n)
			}
		}
		if e.Article.Provenance["authors"].Source == "" && len(e.Article.Authors) > 0 {
			e.choose("authors", s.source, sureOfAuthor)
		}
		if len(names) == 0 {
			e.candidate("authors", s, unread)
		}
	}
	if len(e.Article.Authors) == 0 && len(d.authors) == 0 && len(d.inherited) > 0 {
		e.Article.Authors = slices.Clone(d.inherited)
		e.Article.Provenance["authors"] = origin("feed author", sureOfInherited)
	}
	e.Contributors = d.contributors
}

// date takes the first readable date; the others, and those that cannot be
// read, are kept as they are written.
func (r *reader) date(e *Entry, field string, all []said, flags *flagSet) extract.Date {
	var chosen extract.Date
	for _, s := range all {
		if s.value == "" {
			continue
		}
		d, ok := r.readDate(s.value, e.Article.Language)
		switch {
		case !ok:
			flags.add(FlagDate)
			e.candidate(field, s, unread)
		case chosen.IsZero():
			chosen = d
			e.choose(field, s.source, sureOfDate)
		case !d.Time.Equal(chosen.Time):
			e.candidate(field, said{d.String(), s.source}, sureOfDate/2)
		}
	}
	return chosen
}

// readDate remembers: many entries of a feed carry the same date twice.
func (r *reader) readDate(raw, language string) (extract.Date, bool) {
	key := language + "\x00" + raw
	if got, ok := r.dates[key]; ok {
		return got.date, got.ok
	}
	d, ok := parseDate(raw, language, r.opts.Now)
	r.dates[key] = dateResult{d, ok}
	return d, ok
}

func (r *reader) language(e *Entry, d draft) {
	for _, s := range [...]said{
		{d.contentLanguage, "xml:lang"}, {d.textLanguage, "xml:lang"}, {d.entryLang, "language"}, {d.context.language, "xml:lang"}, {r.feed.Language, "feed language"},
	} {
		if s.value == noLanguage {
			return
		}
		if tag := languageTag(s.value); tag != "" {
			e.Article.Language = tag
			e.Article.Provenance["language"] = origin(s.source, sureOfLanguage)
			return
		}
	}
	e.Article.Language = languageTag(r.opts.Language)
}

// text reads content and summary. The article carries the content, and the
// summary only where there is none.
func (r *reader) text(e *Entry, d draft) {
	summaryBase, contentBase := d.summaryBase, d.contentBase
	if summaryBase == nil {
		summaryBase = d.base
	}
	if contentBase == nil {
		contentBase = d.base
	}
	a := &e.Article
	if d.content.value != "" {
		a.HTML, a.Text = readMarkup(d.content.value, contentBase)
		if d.summary.value == d.content.value {
			e.Summary = a.Text
		} else {
			e.Summary = markupText(d.summary.value)
		}
		e.Full = len(a.Text) > len(e.Summary) && !Clipped(a.Text)
	} else if d.summary.value != "" {
		a.HTML, a.Text = readMarkup(d.summary.value, summaryBase)
		e.Summary = a.Text
		e.Full = len(a.Text) >= fullTextSize && !Clipped(a.Text)
	}
	if a.Text == "" {
		return
	}
	a.WordCount = countWords(a.Text)
	source := d.content.source
	if d.content.value == "" {
		source = d.summary.source
	}
	a.Provenance["text"] = origin(source, sureOfText)
}

// Clipped is true for text that goes on elsewhere: it ends in dots, or in an
// invitation to read the rest.
func Clipped(text string) bool {
	for _, end := range clippedEnds {
		if len(text) >= len(end) && strings.EqualFold(text[len(text)-len(end):], end) {
			return true
		}
	}
	return false
}

// clippedEnds are what content systems put where they cut.
var clippedEnds = [...]string{
	"[…]", "[...]", "…", "...", "[ … ]", "»", "→", "Read more", "Read more.", "Continue reading", "Weiterlesen", "Lire la suite", "Leer más", "Leggi tutto", "Lees verder",
}

// countWords counts as extract.Article.WordCount is defined.
func countWords(s string) int {
	n, inWord := 0, false
	for _, c := range s {
		switch {
		case c > ' ' && c < utf8.RuneSelf:
			if !inWord {
				n++
				inWord = true
			}
		case c >= 0x0E00 && c < 0x0E80 || c >= 0x3040 && c < 0x3100 || c >= 0x3400 && c < 0xA000 || c >= 0x20000 && c < 0x32000:
			n++
			inWord = false
		case c == ' ' || c == '\n':
			inWord = false
		case !inWord:
			n++
			inWord = true
		}
	}
	return n
}

// rest fills what needs no thought.
func (r *reader) rest(e *Entry, d draft) {
	a := &e.Article
	for _, t := range d.tags {
		if t = stripTags(t); t != "" && !slices.Contains(a.Tags, t) && len(a.Tags) < maxTags {
			t, _ = cutRunes(t, maxName)
			a.Tags = append(a.Tags, t)
		}
	}
	if len(a.Tags) > 0 {
		a.Provenance["tags"] = origin(d.tagSource, sureOfTags)
	}
	for _, s := range d.images {
		if clean, err := r.clean(s.value, d.base); err == nil {
			a.Image = clean
			a.Provenance["image"] = origin(s.source, sureOfImage)
			break
		}
	}
	for _, f := range d.enclosures {
		if clean, err := r.clean(f.URL, d.base); err == nil && len(e.Enclosures) < maxLinks {
			f.URL = clean
			e.Enclosures = append(e.Enclosures, f)
		}
	}
	if d.license.value == "" {
		d.license = said{r.feed.License, "feed license"}
	}
	if a.License, _ = cutRunes(oneLine(d.license.value), maxTitle); a.License != "" {
		a.Provenance["license"] = origin(d.license.source, sureOfLicense)
	}
	e.Comments = cleanOrEmpty(e.Comments, d.base)
	e.SourceURL = cleanOrEmpty(e.SourceURL, d.base)
}

func cleanOrEmpty(address string, base *url.URL) string {
	if address == "" {
		return ""
	}
	clean, err := cleanAddress(address, base)
	if err != nil {
		return ""
	}
	return clean
}

// newReader is for a feed whose own fields are filled already.
func newReader(f *Feed, opts Options, flags *flagSet, base *url.URL) *reader {
	if base == nil || !base.IsAbs() {
		if page, err := url.Parse(f.Link); err == nil && page.IsAbs() {
			base = page
		}
	}
	return &reader{opts: opts, feed: f, flags: flags, base: base, dates: map[string]dateResult{}}
}

// minutes reads a number of minutes such as RSS ttl.
func minutes(s string) time.Duration {
	n := number(s)
	if n <= 0 || n > 60*24*366 {
		return 0
	}
	return time.Duration(n) * time.Minute
}
