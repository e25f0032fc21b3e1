package extract

import (
	"net/url"
	"strconv"
	"strings"
)

// publishedMetas and modifiedMetas are the meta elements that hold a date, best
// first.
var (
	publishedMetas = []source{
		{"article:published_time", .92}, {"og:article:published_time", .9}, {"article:published", .88}, {"og:published_time", .88},
		{"datepublished", .9}, {"citation_publication_date", .85}, {"citation_date", .8}, {"citation_online_date", .85},
		{"parsely-pub-date", .85}, {"sailthru.date", .8}, {"cxenseparse:recs:publishtime", .85}, {"cxenseparse:publishtime", .85},
		{"dc.date.issued", .85}, {"dcterms.issued", .85}, {"dc.date.created", .8}, {"dcterms.created", .78}, {"dcterms.date", .48},
		{"dc.date", .48}, {"dc.date.published", .85}, {"publish-date", .8}, {"publish_date", .8}, {"publishdate", .8},
		{"pubdate", .8}, {"publication_date", .8}, {"publicationdate", .8}, {"published", .78}, {"article.published", .8},
		{"published_time", .8}, {"published-date", .8}, {"date.release", .75}, {"rnews:datepublished", .8}, {"bt:pubdate", .8},
		{"og:pubdate", .8}, {"originalpublicationdate", .85}, {"article_date_original", .85}, {"article-publish-date", .8},
		{"shareaholic:article_published_time", .78}, {"displaydate", .75}, {"ptime", .75}, {"iso-8601-publish-date", .8},
		{"datecreated", .39}, {"created", .39}, {"gentime", .7}, {"sort_date", .65}, {"creation_date", .65}, {"article.created", .7},
		{"dc:date", .48}, {"vr:published_time", .8}, {"weibo: article:create_at", .75}, {"weibo:article:create_at", .75}, {"date", .48},
		{"timestamp", .55}, {"firstpublished", .8}, {"releasedate", .7}, {"article:date", .75}, {"articledate", .75},
	}
	modifiedMetas = []source{
		{"article:modified_time", .9}, {"og:updated_time", .75}, {"og:article:modified_time", .88}, {"datemodified", .88}, {"dc.date.modified", .8},
		{"dcterms.modified", .8}, {"cxenseparse:modifiedtime", .8}, {"lastmod", .7}, {"last-modified", .6}, {"article:modified", .8},
		{"modified_time", .8}, {"updated_time", .75}, {"revised", .6}, {"utime", .6},
		{"dateupdate", .6}, {"lastupdate", .6},
	}
)

// dates finds when the article was published and last changed.
type dates struct {
	d                   *Doc
	read                dateReader
	published, modified offers
	below               map[string]bool // the dates of lines below the headline
}

func (d *Doc) dates(language string) *dates {
	f := &dates{d: d, read: d.reader(language), below: map[string]bool{}}
	f.rules()
	f.structured()
	f.metas()
	f.timeElements()
	f.surroundings()
	f.address()
	f.remote()
	f.modified.sort()
	f.published.sort()
	f.published.local()
	f.moved()
	f.doubt()
	f.fallBack()
	return f
}

// reader reads dates as the page writes them.
func (d *Doc) reader(language string) dateReader {
	r := newDateReader(language, d.opts.Now)
	if language == "" || strings.EqualFold(language, "en") {
		r.monthFirst = !dayFirstDomain(d.url)
	}
	return r
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
	from := "json-ld:datePublished"
	if sure < shownBefore {
		from = "json-ld:" + about.kindName() + ".datePublished"
	}
	f.add(&f.published, about.get("datePublished").str(), from, sure)
	f.add(&f.published, about.get("dateCreated").str(), "json-ld:dateCreated", .5)
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
