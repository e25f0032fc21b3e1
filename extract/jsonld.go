package extract

import (
	"strings"

	"golang.org/x/net/html"
)

// Limits of the structured data that one page may have read.
const (
	maxScriptBytes = 2 << 20
	maxScriptTotal = 4 << 20
)

// linkedData are the JSON-LD objects of a page, flat, with the references
// between them.
type linkedData struct {
	objects []ldObject
	byID    map[string]*jsonValue
	about   *jsonValue // the article of the page; a null when there is none
}

// ldObject is one typed object and where it stands.
type ldObject struct {
	*jsonValue
	aside bool // inside a list, a comment, a mention: not what the page is about
}

// articleTypes are the schema.org types of a text with a date and an author.
var articleTypes = map[string]bool{
	"article": true, "newsarticle": true, "reportagenewsarticle": true, "analysisnewsarticle": true,
	"opinionnewsarticle": true, "backgroundnewsarticle": true, "reviewnewsarticle": true,
	"askpublicnewsarticle": true, "blogposting": true, "liveblogposting": true, "socialmediaposting": true,
	"discussionforumposting": true, "techarticle": true, "scholarlyarticle": true, "medicalscholarlyarticle": true,
	"advertisercontentarticle": true, "satiricalarticle": true, "report": true, "review": true,
	"creativework": true, "medicalwebpage": true, "recipe": true, "claimreview": true, "howto": true,
	"videoobject": true, "podcastepisode": true, "newsvideo": true,
}

// pageTypes stand for the page that an article is on; they are asked second.
var pageTypes = map[string]bool{
	"webpage": true, "itempage": true, "aboutpage": true, "faqpage": true, "qapage": true, "collectionpage": true,
}

// asideKeys hold objects that the page is not about.
var asideKeys = map[string]bool{
	"itemlistelement": true, "haspart": true, "mentions": true, "about": true, "citation": true,
	"comment": true, "isrelatedto": true, "relatedlink": true, "blogpost": true, "ispartof": true, "review": true,
	"video": true, "image": true, "author": true, "publisher": true, "liveblogupdate": true, "associatedmedia": true,
	"itemreviewed": true, "creator": true, "primaryimageofpage": true, "breadcrumb": true, "subjectof": true,
	"sharedcontent": true, "recommendations": true,
}

// readLinkedData reads the JSON-LD scripts of a page.
func readLinkedData(scripts []string) *linkedData {
	ld := &linkedData{byID: map[string]*jsonValue{}}
	total := 0
	for _, s := range scripts {
		if total += len(s); len(s) > maxScriptBytes || total > maxScriptTotal {
			continue
		}
		if t := strings.TrimSpace(s); strings.HasPrefix(t, "{&quot;") || strings.Contains(cut(t, 100), "&quot;@") {
			s = html.UnescapeString(s)
		}
		values := readJSON(s)
		for i := range values {
			ld.collect(&values[i], false)
		}
	}
	return ld
}

// collect notes n and what is inside it. The reader bounds depth and number.
func (ld *linkedData) collect(n *jsonValue, aside bool) {
	if n.kind == jsonObject {
		if n.get("@type").kind != jsonNull {
			ld.objects = append(ld.objects, ldObject{n, aside})
		}
		if id := n.get("@id"); id.kind == jsonText && len(n.keys) > 1 {
			if old := ld.byID[id.text]; old == nil || len(old.keys) < len(n.keys) {
				ld.byID[id.text] = n
			}
		}
	}
	for i := range n.items {
		inside := aside
		if n.kind == jsonObject && asideKeys[strings.ToLower(n.keys[i])] {
			inside = true
		}
		ld.collect(&n.items[i], inside)
	}
}

// resolved gives the object that n refers to by @id, or n itself.
func (ld *linkedData) resolved(n *jsonValue) *jsonValue {
	if n.kind == jsonObject {
		if id := n.get("@id"); id.kind == jsonText && (len(n.keys) == 1 || n.get("name").kind == jsonNull) {
			if whole := ld.byID[id.text]; whole != nil {
				return whole
			}
		}
	}
	return n
}

// types gives the @type of an object in lower case, without its vocabulary.
func (n *jsonValue) types() []string {
	var out []string
	for _, t := range n.get("@type").each() {
		if t.kind == jsonText {
			name := t.text[strings.LastIndexAny(t.text, "/#:")+1:]
			out = append(out, strings.ToLower(name))
		}
	}
	return out
}

// kindName names the object by its first type.
func (n *jsonValue) kindName() string {
	for _, t := range n.types() {
		return cut(t, 40)
	}
	return "object"
}

// is reports whether the object has one of the types.
func (n *jsonValue) is(types map[string]bool) bool {
	for _, t := range n.types() {
		if types[t] {
			return true
		}
	}
	return false
}

// each gives the members of a list, or the value itself.
func (n *jsonValue) each() []*jsonValue {
	switch n.kind {
	case jsonNull:
		return nil
	case jsonList:
		out := make([]*jsonValue, len(n.items))
		for i := range n.items {
			out[i] = &n.items[i]
		}
		return out
	}
	return []*jsonValue{n}
}

// str gives the text of a value: of its first member when it is a list, of its
// @value, name or url when it is an object.
func (n *jsonValue) str() string {
	for range maxJSONDepth {
		switch n.kind {
		case jsonText:
			return tidy(n.text)
		case jsonNumber:
			return n.text
		case jsonList:
			if len(n.items) == 0 {
				return ""
			}
			n = &n.items[0]
		case jsonObject:
			switch {
			case n.get("@value").kind != jsonNull:
				n = n.get("@value")
			case n.get("name").kind != jsonNull:
				n = n.get("name")
			case n.get("url").kind != jsonNull:
				n = n.get("url")
			default:
				n = n.get("@id")
			}
		default:
			return ""
		}
	}
	return ""
}

// article gives the object that the page is about: the one that names the page's
// own address or headline, else the first that is not inside another; nil when
// there is none.
func (ld *linkedData) article(key string, titles []string) *jsonValue {
	var best *jsonValue
	bestScore := 0
	for _, o := range ld.objects {
		score := ld.aboutness(o, key, titles)
		if score > bestScore {
			best, bestScore = o.jsonValue, score
		}
	}
	return best
}

func (ld *linkedData) aboutness(o ldObject, key string, titles []string) int {
	score := 0
	switch {
	case o.is(articleTypes):
		score = 40
		if o.get("datePublished").kind != jsonNull {
			score += 10
		}
		for _, t := range o.types() {
			switch t {
			case "videoobject", "creativework", "review", "podcastepisode", "recipe", "howto", "claimreview":
				score -= 25
			}
		}
	case o.is(pageTypes):
		score = 5
	default:
		return 0
	}
	if o.aside {
		score -= 20
	}
	for _, at := range []string{"url", "mainEntityOfPage", "@id"} {
		if s := o.get(at).address(); s != "" && key != "" && Key(s) == key {
			score += 15
			break
		}
	}
	if headline := o.get("headline").str(); headline != "" {
		for _, t := range titles {
			if alike(headline, t) {
				score += 20
				break
			}
		}
	}
	return score
}

// address gives the address that a value names.
func (n *jsonValue) address() string {
	for _, one := range n.each() {
		switch one.kind {
		case jsonText:
			return one.text
		case jsonObject:
			if id := one.get("@id"); id.kind == jsonText {
				return id.text
			}
			return one.get("url").str()
		}
	}
	return ""
}
