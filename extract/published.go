package extract

import (
	"net/url"
	"strconv"
	"strings"
	"time"
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
		{"dc.date.issued", .85}, {"dcterms.issued", .85}, {"dc.date.created", .8}, {"dcterms.created", .78}, {"dcterms.date", .57},
		{"dc.date", .57}, {"dc.date.published", .85}, {"publish-date", .8}, {"publish_date", .8}, {"publishdate", .8},
		{"pubdate", .8}, {"publication_date", .8}, {"publicationdate", .8}, {"published", .78}, {"article.published", .8},
		{"published_time", .8}, {"published-date", .8}, {"date.release", .75}, {"rnews:datepublished", .8}, {"bt:pubdate", .8},
		{"og:pubdate", .8}, {"originalpublicationdate", .85}, {"article_date_original", .85}, {"article-publish-date", .8},
		{"shareaholic:article_published_time", .78}, {"displaydate", .75}, {"ptime", .75}, {"iso-8601-publish-date", .8},
		{"datecreated", .72}, {"created", .65}, {"gentime", .7}, {"sort_date", .65}, {"creation_date", .65}, {"article.created", .7},
		{"dc:date", .57}, {"vr:published_time", .8}, {"weibo: article:create_at", .75}, {"weibo:article:create_at", .75}, {"date", .57},
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
	f.published.local()
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
		if t := strings.ToLower(f.d.scanned().metaFirst("og:type")); t == "website" || t == "" {
			sure = .39 // and of a page that is no article it says nothing alone
		}
	}
	f.add(&f.published, about.get("datePublished").str(), "json-ld:datePublished", sure)
	f.add(&f.published, about.get("dateCreated").str(), "json-ld:dateCreated", .7)
	f.add(&f.published, about.get("uploadDate").str(), "json-ld:uploadDate", .7)
	f.add(&f.modified, about.get("dateModified").str(), "json-ld:dateModified", sure)
	for i := range ld.objects {
		if o := ld.objects[i]; o.jsonValue != about && !o.aside && o.is(pageTypes) {
			f.add(&f.published, o.get("datePublished").str(), "json-ld:"+o.kindName()+".datePublished", .72)
			f.add(&f.modified, o.get("dateModified").str(), "json-ld:"+o.kindName()+".dateModified", .7)
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
	head := f.d.headline().at
	first := [2]bool{true, true}
	for _, t := range f.d.scanned().times {
		if f.d.apart(t.Node) || withinList(t.Node) {
			continue
		}
		far, less := 0, .0
		if head >= 0 && (t.at < head-nearby/2 || t.at > head+nearby) {
			far, less = 1, .2
		}
		value := attr(t.Node, "datetime")
		if _, ok := f.read.read(value); !ok {
			value = text(t.Node)
		}
		class := strings.ToLower(attr(t.Node, "class") + " " + attr(t.Node, "itemprop"))
		switch around := strings.ToLower(before(t.Node)); {
		case strings.Contains(class, "updated") && !strings.Contains(class, "published"), changed(class), changed(around):
			f.add(&f.modified, value, "time:modified", .65-less)
		case strings.Contains(class, "published") || strings.Contains(class, "entry-date") || hasAttr(t.Node, "pubdate"):
			f.add(&f.published, value, "time:published", .82-less)
		case first[far]:
			f.add(&f.published, value, "time", .66-less)
			first[far] = false
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
		n := utf8.RuneCountInString(l.text)
		switch {
		case i == at || n < 6:
			continue
		case i > at && n > storyLine:
			story++
		}
		if n > maxDateLine {
			f.dateline(l, i-at, story)
			continue
		}
		label := ""
		if i > 0 && len(lines[i-1].text) <= maxLabel {
			label = labelOf(lines[i-1].text)
		}
		f.dateLine(l, label, i-at, story)
	}
}

// maxLabel is the length in bytes of a line that only names what the next holds.
const maxLabel = 30

// labelOf gives a line that announces a date, in lower case, or "".
func labelOf(line string) string {
	line = strings.ToLower(line)
	for _, words := range [...][]string{changedWords, publishedWords, {"datum", "date", "fecha", "mise en ligne", "data"}} {
		for _, w := range words {
			if strings.HasPrefix(line, strings.TrimSpace(w)) {
				return line + ": "
			}
		}
	}
	return ""
}

// dateline reads the day that opens the first paragraph of a story.
func (f *dates) dateline(l line, place, story int) {
	if story > 1 || place < 1 {
		return
	}
	if date, from, _, ok := f.read.find(cut(l.text, maxLabel), firstTextYear); ok && from <= 2 && !f.d.apart(l.node) {
		f.published.add(date.String(), "text", .5)
	}
}

// dateLine reads one line; label is the short line before it, place counts lines
// from the headline, story the paragraphs between.
func (f *dates) dateLine(l line, label string, place, story int) {
	low := strings.ToLower(l.text)
	rest, offset := l.text, 0
	for range 2 {
		date, from, to, ok := f.read.find(rest, firstTextYear)
		if !ok || f.d.apart(l.node) {
			return
		}
		if end := offset + from; end <= len(low) {
			label += low[min(offset, len(low)):end]
		}
		byline := bylineStart.MatchString(l.text)
		named := .0
		if dateClass(l.node) {
			named = .06
		}
		bare := len(rest)-(to-from) <= 60 || byline
		switch {
		case changed(label):
			f.modified.add(date.String(), "text", .6)
		case byline && place > 0 && story <= 2, holdsAny(label, publishedWords) && (bare || story == 0):
			f.published.add(date.String(), "text", .64-.005*float64(abs(place)))
		case place > 0 && story <= 2 && len(rest)-(to-from) <= 4:
			f.published.add(date.String(), "text", .61+named-.01*float64(min(place, 12)))
		case story == 0 && bare && place > 0:
			f.published.add(date.String(), "text", .62+named-.01*float64(place))
		case story == 0 && bare:
			f.published.add(date.String(), "text", .56+named+.01*float64(place))
		}
		rest, offset, label = rest[to:], offset+to, ""
	}
}

// local prefers among dates of one instant the page's own: a machine is often
// told UTC where the page shows the day of its place.
func (o offers) local() {
	if len(o) == 0 || o[0].Confidence == 1 {
		return
	}
	top, err := ParseDate(o[0].Value)
	if err != nil {
		return
	}
	if _, offset := top.Time.Zone(); offset != 0 {
		return
	}
	for _, fits := range [...]func(top, other Date) bool{sameInstant, nextDay} {
		for i := 1; i < len(o); i++ {
			other, err := ParseDate(o[i].Value)
			if err != nil || o[i].Confidence < shown || !fits(top, other) || (other.DayOnly && o.confirmed(top)) {
				continue
			}
			o.promote(i)
			return
		}
	}
}

// confirmed reports whether the page shows the day of the first offer elsewhere.
func (o offers) confirmed(top Date) bool {
	day := top.Time.Format(time.DateOnly)
	for _, c := range o[1:] {
		visible := c.Source == "text" || c.Source == "url" || strings.HasPrefix(c.Source, "time")
		if (visible || top.DayOnly) && c.Confidence >= shown && strings.HasPrefix(c.Value, day) {
			return true
		}
	}
	return false
}

// shown is the confidence from which a date is one that the page shows.
const shown = .5

// sameInstant reports whether other is top with the offset of its place.
func sameInstant(top, other Date) bool {
	_, offset := other.Time.Zone()
	return !top.DayOnly && !other.DayOnly && offset != 0 && top.Time.Sub(other.Time).Abs() < 2*time.Minute
}

// nextDay reports whether other is a day beside that of top, on the side where
// places have it when it is that time in Greenwich.
func nextDay(top, other Date) bool {
	if !other.DayOnly {
		return false
	}
	day := top.Time.Truncate(24 * time.Hour)
	hour := top.Time.Hour()
	switch other.Time.Sub(day) {
	case -24 * time.Hour:
		return top.DayOnly || hour < 12
	case 24 * time.Hour:
		return top.DayOnly || hour >= 10
	}
	return false
}

// dateClass reports whether an element, or the one around it, is named for the
// date that it holds.
func dateClass(n *html.Node) bool {
	for range 2 {
		if n == nil || n.Type != html.ElementNode {
			return false
		}
		class := strings.ToLower(attr(n, "class"))
		if strings.Contains(class, "date") && !strings.Contains(class, "update") || strings.Contains(class, "publish") || n.DataAtom == atom.Time {
			return true
		}
		n = n.Parent
	}
	return false
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
		if h := d.headline(); h.sure > .1 {
			d.lines, d.headLine = around(h.node)
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
		f.published.add(date.String(), "url", .65)
		return
	}
	last := f.d.url.Path[strings.LastIndexByte(strings.TrimSuffix(f.d.url.Path, "/"), '/')+1:]
	if date, from, _, ok := f.read.find(last, firstTextYear); ok && from == 0 {
		f.published.add(date.String(), "url", .5) // 29-10-2021
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
		if n.hint&hintDate == 0 || n.hint&hintNotArticle != 0 || n.DataAtom == atom.Body || f.d.apart(n.Node) {
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
