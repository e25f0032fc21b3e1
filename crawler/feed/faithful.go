package feed

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	xhtml "golang.org/x/net/html"
)

// showable gives a piece of HTML as a feed means it, as far as that does no harm:
// addresses absolute, sanitised, and in one spelling: attributes in order, empty
// elements closed, no more escaped than has to be. Only an ampersand that HTML
// has by its number stays so where numbers is set: in XHTML it is XML's spelling.
func showable(s string, base *url.URL, numbers bool) string {
	if s == "" {
		return ""
	}
	var spell *strings.Replacer
	if numbers && strings.Contains(s, "&#") && !strings.ContainsAny(s, byDecimal+byHex) {
		spell = numberHider
	}
	resolved, _ := resolveMarkup(mendDeclarations(s), base, spell)
	safe := strings.TrimSpace(respell(faithful.Sanitize(resolved)))
	if spell != nil {
		safe = numberShower.Replace(safe)
	}
	return safe
}

// Noncharacters stand for ampersands that are written by their number while the
// sanitiser, which knows one spelling only, has the text.
const byDecimal, byHex = "\uFDD0", "\uFDD1"

var (
	numberHider  = strings.NewReplacer("&#38;", byDecimal, "&#x26;", byHex)
	numberShower = strings.NewReplacer(byDecimal, "&#38;", byHex, "&#x26;")
)

// faithful lets through more than an article needs (sanitizer), but nothing that
// runs, loads a document, takes input, names itself to scripts or lies over the
// page around it, and no element whose content a browser reads otherwise than a
// sanitiser does (noscript, textarea, select, svg, math). Styles are left to
// harmlessStyle.
var faithful = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowStandardURLs()
	p.RequireNoFollowOnLinks(false)
	p.AllowRelativeURLs(false)
	elements := strings.Fields(`a abbr acronym address area article aside audio b bdi bdo big blockquote br canvas caption center cite code
		col colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset figcaption figure font
		footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd label legend li m map mark menu meter multicol nav nextid nobr ol output p
		picture pre progress q s samp section small sound source spacer span strike strong sub summary sup table tbody td tfoot th
		thead time tr tt u ul var video wbr`)
	p.AllowElements(elements...)
	p.AllowNoAttrs().OnElements(elements...)
	p.AllowAttrs("href").OnElements("a", "area")
	p.AllowAttrs("src").OnElements("img", "audio", "video", "source")
	p.AllowAttrs("background", "cite", "dynsrc", "href", "icon", "longdesc", "lowsrc", "poster", "src", "usemap", "vrml").Matching(webAddress).Globally()
	p.AllowAttrs(strings.Fields(`abbr accept accept-charset accesskey align alt autocomplete axis balance bgcolor bgproperties border
		bordercolor bordercolordark bordercolorlight bottompadding cellpadding cellspacing ch challenge char charoff charset checked
		choff clear color cols colspan compact controls coords datafld datapagesize datetime default delay dir disabled draggable
		enctype end face for form frame galleryimg gutter headers height hidden hidefocus high hreflang hspace inputmode ismap keytype
		label lang leftspacing list loop loopcount loopend loopstart low max maxlength media method min multiple nohref noshade nowrap
		open optimum pattern point-size pqg preload prompt radiogroup readonly rel repeat-max repeat-min replace required rev
		rightspacing rows rowspan rules scope selected shape size span start step style summary suppress tabindex title toppadding
		type unselectable urn valign value variable volume vspace width wrap`)...).Globally()
	return p
}()

// webAddress is what the attributes have to be that the sanitiser does not know
// as addresses.
var webAddress = regexp.MustCompile(`^(https?://[^\s"'<>()]*)?$`)

// harmlessStyle is a declaration that only tells how text looks. Its value holds
// no function but rgb(), and with that no address and no expression.
var harmlessStyle = regexp.MustCompile(strings.ReplaceAll(`(?i)^(`+strings.Join(strings.Fields(`azimuth background background-color background-x background-y border(-(top|right|bottom|left))?(-(color|style|width))?
	border-collapse clear color cursor direction display elevation float font font-family font-size font-style font-variant font-weight
	height letter-spacing line-height margin(-(top|right|bottom|left))? overflow padding(-(top|right|bottom|left))? text-align
	text-decoration text-indent unicode-bidi vertical-align white-space width`), "|")+
	`): VALUE([\s,]+VALUE)*$`, "VALUE", `(!important|[a-z-]+|'[a-z ]+'|#[0-9a-f]{3,6}|rgb\([0-9%, ]+\)|-?([0-9]{1,4}(\.[0-9]{0,4})?|\.[0-9]{1,4})(cm|em|ex|in|mm|pc|pt|px|%)?)`))

// respell writes sanitised HTML anew.
func respell(s string) string {
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 {
		return s
	}
	var out strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(s))
	for {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			return out.String()
		case xhtml.TextToken:
			out.WriteString(textEscaper.Replace(z.Token().Data))
		case xhtml.EndTagToken:
			if t := z.Token(); !voidElement(t.Data) {
				out.WriteString("</" + t.Data + ">")
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			t := z.Token()
			z.NextIsNotRawText()
			writeTag(&out, t)
		}
	}
}

var (
	textEscaper  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	valueEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
)

func writeTag(out *strings.Builder, t xhtml.Token) {
	out.WriteString("<" + t.Data)
	slices.SortStableFunc(t.Attr, func(a, b xhtml.Attribute) int { return cmp.Compare(a.Key, b.Key) })
	for _, a := range t.Attr {
		if a.Key == "style" {
			a.Val = harmlessDeclarations(a.Val)
		}
		if a.Key == "style" && a.Val == "" || runs(a.Val) {
			continue
		}
		out.WriteString(" " + a.Key + `="` + valueEscaper.Replace(a.Val) + `"`)
	}
	switch {
	case voidElement(t.Data):
		out.WriteString(" />")
	case t.Type == xhtml.SelfClosingTagToken:
		out.WriteString("></" + t.Data + ">")
	default:
		out.WriteString(">")
	}
}

// harmlessDeclarations keeps what is harmless of a style.
func harmlessDeclarations(style string) string {
	var kept []string
	for d := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(d, ":")
		if d = strings.TrimSpace(name) + ": " + strings.TrimSpace(value); harmlessStyle.MatchString(d) {
			kept = append(kept, d+";")
		}
	}
	return strings.Join(kept, " ")
}

// runs is true for what would be a program if somebody took it for an address.
func runs(value string) bool {
	scheme, _, found := strings.Cut(strings.ToLower(strings.TrimSpace(value)), ":")
	return found && (scheme == "javascript" || scheme == "vbscript" || scheme == "data")
}
