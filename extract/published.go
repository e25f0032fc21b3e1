package extract

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// publishedMetas and modifiedMetas are the meta elements that hold a date, best
// first.
var (
	publishedMetas = []source{
		{"article:published_time", .92}, {"og:article:published_time", .9}, {"article:published", .88}, {"og:published_time", .88},
		{"datepublished", .9}, {"citation_publication_date", .85}, {"citation_date", .8}, {"citation_online_date", .85},
		{"parsely-pub-date", .85}, {"sailthru.date", .8}, {"cxenseparse:recs:publishtime", .85}, {"cxenseparse:publishtime", .85},
		{"dc.date.issued", .85}, {"dcterms.issued", .85}, {"dc.date.created", .8}, {"dcterms.created", .78}, {"dcterms.date", .78},
		{"dc.date", .78}, {"dc.date.published", .85}, {"publish-date", .8}, {"publish_date", .8}, {"publishdate", .8},
		{"pubdate", .8}, {"publication_date", .8}, {"publicationdate", .8}, {"published", .78}, {"article.published", .8},
		{"published_time", .8}, {"published-date", .8}, {"date.release", .75}, {"rnews:datepublished", .8}, {"bt:pubdate", .8},
		{"og:pubdate", .8}, {"originalpublicationdate", .85}, {"article_date_original", .85}, {"article-publish-date", .8},
		{"shareaholic:article_published_time", .78}, {"displaydate", .75}, {"ptime", .75}, {"iso-8601-publish-date", .8},
		{"datecreated", .72}, {"created", .65}, {"gentime", .7}, {"sort_date", .65}, {"creation_date", .65}, {"article.created", .7},
		{"dc:date", .78}, {"vr:published_time", .8}, {"weibo: article:create_at", .75}, {"weibo:article:create_at", .75}, {"date", .65},
		{"timestamp", .55}, {"firstpublished", .8}, {"releasedate", .7}, {"article:date", .75}, {"articledate", .75},
	}
	modifiedMetas = []source{
		{"article:modified_time", .9}, {"og:updated_time", .75}, {"og:article:modified_time", .88}, {"datemodified", .88}, {"dc.date.modified", .8},
		{"dcterms.modified", .8}, {"cxenseparse:modifiedtime", .8}, {"lastmod", .7}, {"last-modified", .6}, {"article:modified", .8},
		{"modified_time", .8}, {"updated_time", .75}, {"revised", .6}, {"utime", .6},
	}
)

// dates finds when the article was published and last changed.
type dates struct {
	d                   *Doc
	read                dateReader
	published, modified offers
}

func (d *Doc) dates(language string) *dates {
	f := &dates{d: d, read: newDateReader(language, d.opts.Now)}
	if language == "" || strings.EqualFold(language, "en") {
		f.read.monthFirst = !dayFirstDomain(d.url)
	}
	f.rules()
	f.structured()
	f.metas()
	f.timeElements()
	f.surroundings()
	f.address()
	f.remote()
	f.published.sort()
	f.modified.sort()
	return f
}

// dayFirstDomain reports whether an English page is from a country that writes
// the day first.
func dayFirstDomain(u *url.URL) bool {
	if u == nil {
		return false
	}
	host := u.Hostname()
	switch host[strings.LastIndexByte(host, '.')+1:] {
	case "uk", "au", "nz", "ie", "in", "za", "sg", "my", "ng", "ke", "pk", "hk", "bd", "lk", "eu", "de", "fr", "es", "it", "nl", "at", "ch", "be":
		return true
	}
	return false
}

// add notes a date that a machine is told.
func (f *dates) add(o *offers, value, from string, confidence float64) {
	if value == "" {
		return
	}
	if date, ok := f.read.read(strings.TrimSpace(value)); ok {
		o.add(date.String(), from, confidence)
	} else if date, ok := f.unix(value); ok {
		o.add(date.String(), from, confidence)
	}
}

// unix reads seconds or milliseconds since 1970, as some systems write them.
func (f *dates) unix(value string) (Date, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	if err != nil || (len(value) != 10 && len(value) != 13) {
		return Date{}, false
	}
	if len(value) == 13 {
		n /= 1000
	}
	return f.read.instant(n)
}

func (f *dates) rules() {
	f.add(&f.published, f.d.selected(f.d.opts.Selectors.Published), "selector", 1)
	f.add(&f.modified, f.d.selected(f.d.opts.Selectors.Modified), "selector", 1)
}

func (f *dates) structured() {
	about, ld := f.d.about(), f.d.linkedData()
	sure := .95
	if about.is(pageTypes) && !about.is(articleTypes) {
		sure = .74 // of the page, which may be older than what stands on it
	}
	f.add(&f.published, about.get("datePublished").str(), "json-ld:datePublished", sure)
	f.add(&f.published, about.get("dateCreated").str(), "json-ld:dateCreated", .7)
	f.add(&f.published, about.get("uploadDate").str(), "json-ld:uploadDate", .7)
	f.add(&f.modified, about.get("dateModified").str(), "json-ld:dateModified", sure)
	for i := range ld.objects {
		if o := ld.objects[i]; o.jsonValue != about && !o.aside && o.is(pageTypes) {
			f.add(&f.published, o.get("datePublished").str(), "json-ld:"+o.types()[0]+".datePublished", .72)
			f.add(&f.modified, o.get("dateModified").str(), "json-ld:"+o.types()[0]+".dateModified", .7)
		}
	}
}

func (f *dates) metas() {
	s := f.d.scanned()
	for _, m := range publishedMetas {
		f.add(&f.published, s.metaFirst(m.name), "meta:"+m.name, m.confidence)
	}
	for _, m := range modifiedMetas {
		f.add(&f.modified, s.metaFirst(m.name), "meta:"+m.name, m.confidence)
	}
	for _, prop := range [...]source{{"datePublished", .9}, {"dateCreated", .7}} {
		if n := f.d.item(prop.name); n != nil {
			f.add(&f.published, itemText(n), "microdata:"+prop.name, prop.confidence)
		}
	}
	if n := f.d.item("dateModified"); n != nil {
		f.add(&f.modified, itemText(n), "microdata:dateModified", .88)
	}
}

// timeElements reads time[datetime], best near the headline and where its class
// says what it is.
func (f *dates) timeElements() {
	found := false
	for _, t := range f.d.scanned().times {
		if apart(t.Node) {
			continue
		}
		value := attr(t.Node, "datetime")
		if _, ok := f.read.read(value); !ok {
			value = text(t.Node)
		}
		class := strings.ToLower(attr(t.Node, "class") + " " + attr(t.Node, "itemprop"))
		switch around := strings.ToLower(before(t.Node)); {
		case strings.Contains(class, "updated") && !strings.Contains(class, "published"), changed(class), changed(around):
			f.add(&f.modified, value, "time:modified", .65)
		case strings.Contains(class, "published") || strings.Contains(class, "entry-date") || hasAttr(t.Node, "pubdate"):
			f.add(&f.published, value, "time:published", .82)
		case !found:
			f.add(&f.published, value, "time", .66)
			found = true
		}
	}
}

func hasAttr(n *html.Node, name string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return true
		}
	}
	return false
}

// before gives the text that stands directly in front of an element, in its own
// line.
func before(n *html.Node) string {
	for range 3 {
		for p := n.PrevSibling; p != nil; p = p.PrevSibling {
			t := ""
			if p.Type == html.TextNode {
				t = collapse(p.Data)
			} else if p.Type == html.ElementNode {
				t = text(p)
			}
			if t != "" {
				return t
			}
		}
		if n = n.Parent; n == nil || !phrasing(n.DataAtom) {
			break
		}
	}
	return ""
}

// changedWords announce the date of a later version, publishedWords that of the
// first.
var (
	changedWords = []string{"updated", "update", "modified", "aktualisiert", "actualizado", "actualizada", "actualisé",
		"mis à jour", "mise à jour", "aggiornato", "aggiornamento", "bijgewerkt", "gewijzigd", "oppdatert", "opdateret", "uppdaterad",
		"atualizado", "atualizada", "обновлено", "оновлено", "aktualizováno", "aktualizacja", "zaktualizowano", "päivitetty", "güncelleme",
		"última modificación", "geändert", "modifié", "更新", "edited", "revised", "stand:", "reviewed"}
	publishedWords = []string{"published", "posted", "veröffentlicht", "publié", "publicado", "publicada", "pubblicato", "gepubliceerd",
		"publicerad", "publisert", "opublikowano", "опубликовано", "julkaistu", "yayın", "erstellt", "created", "written on",
		"发布", "发表", "公開", "date:", "datum:", "le ", "am ", "on ", "vom "}
)

func changed(s string) bool { return holdsAny(s, changedWords) }

func holdsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// Limits of a line that is taken for a date line.
const (
	maxDateLine = 160 // characters
	storyLine   = 200 // characters; a longer line is the story, after which only a labelled date counts
)

// surroundings reads the dates in the lines around the headline.
func (f *dates) surroundings() {
	lines, at := f.d.linesAround()
	story := 0
	for i, l := range lines {
		if i == at {
			continue
		}
		n := utf8.RuneCountInString(l.text)
		if n > storyLine && i > at {
			story++
		}
		if n > maxDateLine || n < 6 {
			continue
		}
		f.dateLine(l, i-at, story)
	}
}

// dateLine reads one line; place counts lines from the headline, story the
// paragraphs between.
func (f *dates) dateLine(l line, place, story int) {
	low := strings.ToLower(l.text)
	rest, offset := l.text, 0
	for range 2 {
		date, from, to, ok := f.read.find(rest, firstTextYear)
		if !ok || apart(l.node) {
			return
		}
		label := low
		if end := offset + from; end <= len(low) {
			label = low[min(offset, len(low)):end]
		}
		bare := len(rest)-(to-from) <= 60
		switch {
		case changed(label):
			f.modified.add(date.String(), "text", .6)
		case holdsAny(label, publishedWords) && (bare || story == 0):
			f.published.add(date.String(), "text", .64-.01*float64(abs(place)))
		case story == 0 && bare && place > 0:
			f.published.add(date.String(), "text", .62-.01*float64(place))
		case story == 0 && bare:
			f.published.add(date.String(), "text", .5)
		}
		rest, offset = rest[to:], offset+to
	}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// linesAround gives the lines around the headline, and the index of its own.
func (d *Doc) linesAround() ([]line, int) {
	if d.lines == nil {
		d.lines = []line{}
		if h, sure := d.headline(); h != nil && sure > .1 {
			d.lines, d.headLine = around(h)
		} else if body := child(child(d.root, atom.Html), atom.Body); body != nil && body.FirstChild != nil {
			d.lines, d.headLine = opening(body), -1
		}
	}
	return d.lines, d.headLine
}

// opening gives the first lines of a page that shows no headline.
func opening(body *html.Node) []line {
	r := lineReader{head: nil, at: 0}
	r.read(body)
	r.end()
	return r.lines
}

// address reads the date in the path of the page's address.
func (f *dates) address() {
	if f.d.url == nil {
		return
	}
	if date, ok := f.read.inPath(f.d.url.Path); ok {
		f.published.add(date.String(), "url", .6)
	}
}

// inPath finds /2026/02/14/, /2026-02-14, /20260214 and /2026/feb/14.
func (r dateReader) inPath(path string) (Date, bool) {
	ts := tokens(path)
	for i, t := range ts {
		if t.kind != 'd' || (t.width != 4 && t.width != 8) || (i > 0 && ts[i-1].kind == 'w') {
			continue
		}
		year, month, day, n := t.num/10000, t.num/100%100, t.num%100, 1
		if t.width == 4 {
			year, month, day, n = yearFirst(ts[i:])
		}
		if n == 0 || year < firstTextYear || (i+n < len(ts) && ts[i+n].kind == 'w' && t.width == 8) {
			continue
		}
		if at, valid := civil(year, month, day); valid && !at.After(r.notAfter) {
			return Date{Time: at, DayOnly: true}, true
		}
	}
	return Date{}, false
}

// remote reads, when nothing nearer is known, the elements anywhere on the page
// whose attributes speak of a date.
func (f *dates) remote() {
	if f.published.best() >= .5 {
		return
	}
	for _, n := range f.d.scanned().named {
		if n.hint&hintDate == 0 || n.hint&hintNotArticle != 0 || n.DataAtom == atom.Body || apart(n.Node) {
			continue
		}
		t := text(n.Node)
		if len(t) > maxDateLine {
			continue
		}
		date, _, _, ok := f.read.find(t, firstTextYear)
		if !ok {
			continue
		}
		if changed(strings.ToLower(t)) {
			f.modified.add(date.String(), "class:"+firstWord(attr(n.Node, "class"), n.Data), .45)
			continue
		}
		f.published.add(date.String(), "class:"+firstWord(attr(n.Node, "class"), n.Data), .45)
		return
	}
}
