package dataset

import (
	"cmp"
	"io"
	"strconv"
	"time"

	"winnow/extract"
)

// teiCorpus writes one TEI P5 corpus, one text an article
// (https://tei-c.org/release/doc/tei-p5-doc/en/html/).
type teiCorpus struct {
	markup
	o     Options
	began bool
}

func openTEI(w io.Writer, o Options) (sink, error) {
	return &teiCorpus{markup: markup{w: w}, o: o}, nil
}

func (t *teiCorpus) write(a *extract.Article) error {
	t.begin()
	t.open("TEI", "xml:id", "a."+a.ID, "xml:lang", a.Language)
	t.header(a)
	t.raw("<text><body>")
	if t.body(a) == 0 {
		t.raw("<p/>")
	}
	t.raw("</body></text></TEI>\n")
	return t.flush()
}

func (t *teiCorpus) begin() {
	if t.began {
		return
	}
	t.began = true
	t.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	t.open("teiCorpus", "xmlns", "http://www.tei-c.org/ns/1.0")
	t.raw("<teiHeader><fileDesc><titleStmt>")
	t.element("title", cmp.Or(t.o.Title, "Articles"))
	t.raw("</titleStmt><publicationStmt><p>Exported by winnow.</p></publicationStmt><sourceDesc><p>Pages of the web, each named in the header of its text.</p></sourceDesc></fileDesc></teiHeader>\n")
}

// close ends the corpus. One without a text would not be valid: it gets an empty
// one.
func (t *teiCorpus) close() error {
	if !t.began {
		t.begin()
		t.raw("<TEI><teiHeader><fileDesc><titleStmt><title>Empty</title></titleStmt><publicationStmt><p>Nothing was selected.</p></publicationStmt>" +
			"<sourceDesc><p>None.</p></sourceDesc></fileDesc></teiHeader><text><body><p/></body></text></TEI>\n")
	}
	t.raw("</teiCorpus>\n")
	return t.flush()
}

func (t *teiCorpus) header(a *extract.Article) {
	t.raw("<teiHeader><fileDesc><titleStmt>")
	t.titles(a)
	t.raw("</titleStmt><extent>")
	t.element("measure", strconv.Itoa(a.WordCount), "unit", "words", "quantity", strconv.Itoa(a.WordCount))
	t.raw("</extent><publicationStmt>")
	t.element("publisher", cmp.Or(a.Organization, a.SiteName, extract.Host(a.URL)))
	t.date(a.Published)
	t.element("idno", a.ID, "type", "winnow")
	t.element("idno", a.URL, "type", "URL")
	if a.License != "" {
		t.raw("<availability><licence><p>")
		t.text(a.License)
		t.raw("</p></licence></availability>")
	}
	t.raw("</publicationStmt><sourceDesc><bibl>")
	t.titles(a)
	t.element("publisher", a.Organization)
	t.date(a.Published)
	t.empty("ptr", "target", target(a.URL))
	if !a.FetchedAt.IsZero() {
		t.element("note", "fetched "+instant(a.FetchedAt))
	}
	t.raw("</bibl></sourceDesc></fileDesc>")
	t.profile(a)
	t.raw("</teiHeader>")
}

func (t *teiCorpus) titles(a *extract.Article) {
	t.element("title", cmp.Or(oneLine(a.Title), a.URL), "type", "main")
	t.element("title", oneLine(a.Subtitle), "type", "sub")
	for _, name := range a.Authors {
		t.element("author", oneLine(name))
	}
}

func (t *teiCorpus) profile(a *extract.Article) {
	if a.Language == "" && a.Section == "" && len(a.Tags) == 0 {
		return
	}
	t.raw("<profileDesc>")
	if a.Language != "" {
		t.raw("<langUsage>")
		t.element("language", a.Language, "ident", a.Language)
		t.raw("</langUsage>")
	}
	if a.Section != "" || len(a.Tags) > 0 {
		t.raw("<textClass><keywords>")
		t.element("term", oneLine(a.Section), "type", "section")
		for _, tag := range a.Tags {
			t.element("term", oneLine(tag))
		}
		t.raw("</keywords></textClass>")
	}
	t.raw("</profileDesc>")
}

// date writes a date as far as it is known: a day, or an instant.
func (t *teiCorpus) date(d extract.Date) {
	if d.IsZero() {
		return
	}
	when := d.Time.Format(time.DateOnly)
	if !d.DayOnly {
		when = d.Time.Format("2006-01-02T15:04:05Z07:00")
	}
	t.element("date", d.String(), "when", when)
}
