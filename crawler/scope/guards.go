package scope

import (
	"strings"
	"time"
)

// The guards, by the names under which a harvest records them and a
// configuration switches them off.
const (
	GuardAsset    = "asset"             // a file, by its ending: image, style sheet, archive
	GuardRepeated = "repeated-segments" // a path that says the same again and again
	GuardDeep     = "deep-path"         // more folders than a site has
	GuardLength   = "long-address"      // longer than addresses are
	GuardParams   = "many-parameters"   // more filters at once than anybody reads
	GuardCalendar = "calendar"          // months and days for ever
	GuardSession  = "session-id"        // a new address for every visitor
	GuardFacets   = "facets"            // listings by any combination of filters
	GuardSort     = "sort-order"        // the same listing in another order
	GuardSearch   = "search"            // answers to questions that nobody asked
	GuardTags     = "tag-pages"         // listings by keyword, without end
	GuardPrint    = "print"             // another form of a page
	GuardAMP      = "amp"               // likewise
	GuardReply    = "reply"             // a form to answer with
	GuardShare    = "share"             // a link to pass a page on
	GuardLogin    = "login"             // a door
	GuardEdit     = "edit"              // a form to change, buy or delete with
)

// Names lists the guards that a configuration may switch off.
func Names() []string {
	return []string{GuardAsset, GuardRepeated, GuardDeep, GuardLength, GuardParams, GuardCalendar, GuardSession, GuardFacets,
		GuardSort, GuardSearch, GuardTags, GuardPrint, GuardAMP, GuardReply, GuardShare, GuardLogin, GuardEdit}
}

// guard keeps a crawl from the addresses that it bars.
type guard struct {
	name string
	bars func(parsed) bool
}

var guards = []guard{
	{GuardAsset, isAsset},
	{GuardRepeated, func(p parsed) bool { return repeats(p.segments) }},
	{GuardReply, either(segmentIn("reply", "respond", "comment-page"), paramIn("replytocom", "replyto", "reply_to", "quote_reply"))},
	{GuardShare, either(segmentIn("share", "sharer", "sharer.php", "email-a-friend", "tellafriend", "mailto", "send-to-friend", "recommend"),
		paramIn("share", "sharedby", "nb"))},
	{GuardLogin, either(segmentIn("login", "log-in", "signin", "sign-in", "sign_in", "logout", "log-out", "signout", "sign-out", "register", "signup", "sign-up", "registration",
		"wp-login.php", "wp-admin", "lostpassword", "forgot-password", "password-reset", "anmelden", "anmeldung", "connexion"), paramIs("action", "login", "register", "lostpassword"))},
	{GuardEdit, either(segmentIn("cart", "basket", "checkout", "warenkorb", "panier", "wishlist", "compare", "cgi-bin", "xmlrpc.php", "wp-json"),
		paramIs("action", "edit", "history", "delete", "raw", "info", "purge"), paramIn("add-to-cart", "add_to_wishlist", "remove_item", "oldid", "veaction", "diff"))},
	{GuardPrint, either(variantSegment("print", "printable", "printer-friendly", "printview", "drucken", "imprimir", "imprimer"),
		paramIn("print", "printable", "printpage", "printer", "print_view"), paramIs("view", "print"), paramIs("format", "print", "pdf"), paramIs("mode", "print"))},
	{GuardAMP, either(variantSegment("amp"), paramIn("amp", "amp_html"), paramIs("outputtype", "amp"))},
	{GuardSearch, either(isSearch, paramIs("do", "search"))},
	{GuardSort, paramIn("sort", "sortby", "sort_by", "sort-by", "sortorder", "sort_order", "order", "orderby", "order_by", "order-by", "orderdir", "dir", "direction",
		"per_page", "perpage", "per-page", "pagesize", "page_size", "limit", "viewmode", "view_mode", "layout")},
}

// suspect lets a few addresses through that fit it, as long as they yield.
type suspect struct {
	name string
	fits func(parsed, time.Time) bool
}

var suspects = []suspect{
	{GuardCalendar, isCalendar},
	{GuardFacets, func(p parsed, _ time.Time) bool { return isFaceted(p) }},
	{GuardTags, func(p parsed, _ time.Time) bool { return len(p.segments) > 1 && underList(p.segments) }},
}

func either(rules ...func(parsed) bool) func(parsed) bool {
	return func(p parsed) bool {
		for _, fits := range rules {
			if fits(p) {
				return true
			}
		}
		return false
	}
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// segmentIn fits a path that has one of the words as a whole folder or file.
func segmentIn(words ...string) func(parsed) bool {
	in := set(words)
	return func(p parsed) bool {
		for _, s := range p.segments {
			if in[s] {
				return true
			}
		}
		return false
	}
}

// variantSegment fits a word that begins or ends a path of several parts: it
// names a form of the page that the rest names.
func variantSegment(words ...string) func(parsed) bool {
	in := set(words)
	return func(p parsed) bool {
		return len(p.segments) > 1 && (in[p.segments[0]] || in[p.last()] || in[strings.TrimSuffix(p.last(), ".html")])
	}
}

// paramIn fits a query that has one of the parameters.
func paramIn(names ...string) func(parsed) bool {
	in := set(names)
	return func(p parsed) bool {
		for _, q := range p.params {
			if in[q.name] {
				return true
			}
		}
		return false
	}
}

// paramIs fits a parameter with one of the values.
func paramIs(name string, values ...string) func(parsed) bool {
	in := set(values)
	return func(p parsed) bool {
		for _, q := range p.params {
			if q.name == name && in[q.value] {
				return true
			}
		}
		return false
	}
}

// assets are endings of files that are no pages.
var assets = set(strings.Fields(`7z aac apk asc avi avif bin bmp bz2 css csv deb dmg doc docx eot epub exe flac flv gif gz heic ico ics ini iso jar jpeg jpg js
	json less m3u m3u8 m4a m4v map mid mjs mkv mobi mov mp3 mp4 mpeg mpg msi odp ods odt ogg ogv opml otf pdf png ppt pptx ps psd rar rdf rpm rss atom rtf scss svg swf
	sql tar tgz tif tiff ttf txt wasm wav webm webmanifest webp wma wmv woff woff2 xls xlsx xml xpi xz zip`))

func isAsset(p parsed) bool {
	last := p.last()
	dot := strings.LastIndexByte(last, '.')
	return dot > 0 && assets[last[dot+1:]]
}

const (
	// longestPeriod is how many folders may make up what a path repeats.
	longestPeriod = 4
	// timesRepeated is how often the same folders in a row are no accident.
	timesRepeated = 3
)

// repeats reports whether a path says the same folders three times in a row, or
// one of them four times in all.
func repeats(segments []string) bool {
	seen := map[string]int{}
	for _, s := range segments {
		if seen[s]++; seen[s] > timesRepeated {
			return true
		}
	}
	for period := 1; period <= longestPeriod; period++ {
		run := 0
		for i := period; i < len(segments); i++ {
			if segments[i] != segments[i-period] {
				run = 0
			} else if run++; run >= period*(timesRepeated-1) {
				return true
			}
		}
	}
	return false
}

var searchWords = set([]string{"search", "suche", "suchen", "recherche", "buscar", "busca", "cerca", "zoeken", "searchresults", "search-results", "search.php", "search.html", "suchergebnisse"})

// isSearch fits the answers of a site's own search.
func isSearch(p parsed) bool {
	asks := paramIn("q", "query", "s", "search", "keyword", "keywords", "suche", "term", "searchterm", "search_query")(p)
	for i, s := range p.segments {
		if searchWords[s] && (i < len(p.segments)-1 || asks || i == 0) {
			return true
		}
	}
	return asks && len(p.segments) == 0
}

var filterNames = set(strings.Fields(`filter filters facet facets color colour size price price_min price_max min_price max_price brand category cat tag tags type
	material style rating year month region country city lang author from to start end date refine f fq`))

// facetParams is from how many parameters on a query counts as a combination of filters.
const facetParams = 2

// isFaceted fits listings that are narrowed down by filters.
func isFaceted(p parsed) bool {
	n := 0
	for _, q := range p.params {
		name, _, _ := strings.Cut(q.name, "[")
		name, _, _ = strings.Cut(name, "%5b")
		if filterNames[name] || strings.HasPrefix(name, "filter") || strings.HasPrefix(name, "facet") {
			n++
		}
	}
	return n >= facetParams || n > 0 && len(p.params) > facetParams
}

// listWords are folders below which there is one listing for every word.
var listWords = set(strings.Fields(`tag tags tagged label labels keyword keywords topic topics thema themen schlagwort schlagworte stichwort etiqueta etiquetas
	mot-cle tema temas author authors autor autoren people person user users profile members member`))

func underList(segments []string) bool {
	for _, s := range segments[:len(segments)-1] {
		if listWords[s] {
			return true
		}
	}
	return false
}
