package feed

import (
	"bytes"
	"html"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"
)

// sanitizer lets through what an article needs and nothing that runs, loads
// frames or styles the page around it. It never changes after it is made.
var sanitizer = func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.AllowElements("figure", "figcaption", "picture", "mark", "time")
	p.AllowRelativeURLs(false) // in a reader they would point into the reader
	p.AllowURLSchemes("http", "https", "mailto")
	return p
}()

// readMarkup gives a piece of HTML in sanitised form, addresses absolute, and
// as plain text: one line a paragraph.
func readMarkup(s string, base *url.URL) (safe, text string) {
	if s == "" {
		return "", ""
	}
	if safe, text, ok := simpleMarkup(s); ok {
		return safe, text
	}
	resolved, text := resolveMarkup(mendDeclarations(s), base, nil)
	return strings.TrimSpace(sanitizer.Sanitize(resolved)), text
}

// markupText is readMarkup for the text alone.
func markupText(s string) string {
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 {
		return oneLine(s)
	}
	_, text := resolveMarkup(mendDeclarations(s), nil, nil)
	return text
}

// simpleMarkup passes HTML that is safe to look at: only the commonest tags,
// without attributes but for absolute addresses in their plainest spelling.
// Most feeds write nothing else, and the full sanitiser costs ten times as
// much. It is false at the first doubt.
func simpleMarkup(s string) (safe, text string, ok bool) {
	out := make([]byte, 0, len(s)+len(s)/16)
	var t textBuilder
	for len(s) > 0 {
		lt := strings.IndexByte(s, '<')
		if lt < 0 {
			lt = len(s)
		}
		if lt > 0 {
			if strings.IndexByte(s[:lt], 0) >= 0 {
				return "", "", false
			}
			out = append(out, s[:lt]...)
			t.write(html.UnescapeString(s[:lt]))
			s = s[lt:]
			continue
		}
		gt := strings.IndexByte(s, '>')
		if gt < 0 {
			return "", "", false
		}
		if out, ok = appendSimpleTag(out, s[1:gt], &t); !ok {
			return "", "", false
		}
		s = s[gt+1:]
	}
	return strings.TrimSpace(string(out)), t.String(), true
}

// appendSimpleTag takes the inside of a tag.
func appendSimpleTag(out []byte, tag string, t *textBuilder) ([]byte, bool) {
	name := strings.TrimSuffix(strings.TrimSuffix(tag, "/"), " ")
	if href, ok := strings.CutPrefix(tag, `a href="`); ok {
		href, ok = strings.CutSuffix(href, `"`)
		if !ok || !plainAddress(href) {
			return out, false
		}
		out = append(out, `<a href="`...)
		out = append(out, href...)
		return append(out, `" rel="nofollow">`...), true
	}
	switch strings.TrimPrefix(name, "/") {
	case "p", "br", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "div":
		t.block()
	case "b", "i", "em", "strong", "cite", "code", "sub", "sup", "small", "span":
	case "a":
		if tag != "/a" {
			return out, false
		}
	default:
		return out, false
	}
	out = append(out, '<')
	out = append(out, name...)
	return append(out, '>'), true
}

// plainAddress is true for an absolute address that no reader could take for
// anything else.
func plainAddress(s string) bool {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isLetter(c) && (c < '0' || c > '9') && strings.IndexByte("/:.-_~?=&;,+%#@!", c) < 0 {
			return false
		}
	}
	_, err := url.Parse(s)
	return err == nil
}

// addressAttributes are those that hold an address.
var addressAttributes = set("href src cite poster background action longdesc usemap data")

// resolveMarkup makes the addresses in HTML absolute and collects its text. spell,
// if there is one, respells the text between the tags of the HTML.
func resolveMarkup(s string, base *url.URL, spell *strings.Replacer) (resolved, text string) {
	var out bytes.Buffer
	var t textBuilder
	z := xhtml.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(maxMarkup)
	hidden := 0
	for {
		kind := z.Next()
		switch kind {
		case xhtml.ErrorToken:
			return out.String(), t.String()
		case xhtml.TextToken:
			raw := z.Raw()
			if spell == nil {
				out.Write(raw)
			} else {
				_, _ = spell.WriteString(&out, string(raw)) // a buffer takes all
			}
			if hidden == 0 {
				t.write(html.UnescapeString(string(raw)))
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken, xhtml.EndTagToken:
			raw := z.Raw()
			name, more := z.TagName()
			a := atom.Lookup(name)
			if kind == xhtml.StartTagToken && a != atom.Script && a != atom.Style {
				z.NextIsNotRawText()
			}
			if frameElement(a) {
				continue
			}
			if hiddenElement(a) && kind != xhtml.SelfClosingTagToken {
				if kind == xhtml.StartTagToken {
					hidden++
				} else if hidden > 0 {
					hidden--
				}
			}
			if blockElement(a) {
				t.block()
			}
			if !more || base == nil || bytes.IndexByte(raw, '=') < 0 {
				out.Write(raw)
				continue
			}
			resolveTag(&out, z, string(name), kind == xhtml.SelfClosingTagToken, base)
		}
	}
}

// resolveTag writes a start tag with absolute addresses.
func resolveTag(out *bytes.Buffer, z *xhtml.Tokenizer, name string, closed bool, base *url.URL) {
	out.WriteByte('<')
	out.WriteString(name)
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		v := string(value)
		if addressAttributes[string(key)] {
			v = resolve(base, v)
		}
		out.WriteByte(' ')
		out.Write(key)
		out.WriteString(`="`)
		out.WriteString(html.EscapeString(v))
		out.WriteByte('"')
	}
	if closed {
		out.WriteByte('/')
	}
	out.WriteByte('>')
}

// frameElement tells elements that load something of their own. Only their
// tags are taken out here: one left open would take the rest of the text with
// it in the sanitiser.
func frameElement(a atom.Atom) bool {
	switch a {
	case atom.Iframe, atom.Frame, atom.Frameset, atom.Noframes, atom.Object, atom.Embed, atom.Applet, atom.Noembed,
		atom.Plaintext, atom.Xmp:
		return true
	}
	return false
}

func hiddenElement(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Head:
		return true
	}
	return false
}

func blockElement(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Br, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li,
		atom.Blockquote, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Pre, atom.Figure, atom.Figcaption, atom.Hr,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dl, atom.Dt, atom.Dd, atom.Aside, atom.Img:
		return true
	}
	return false
}

// textBuilder joins pieces of text: white space becomes one blank, and a
// block begins a new line.
type textBuilder struct {
	out         []byte
	blank, line bool
}

func (t *textBuilder) block() { t.line = true }

func (t *textBuilder) write(s string) {
	for i := 0; i < len(s); {
		if n := asciiWord(s[i:]); n > 0 {
			t.separate()
			t.out = append(t.out, s[i:i+n]...)
			i += n
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if c >= 0x80 && c < 0xA0 { // a windows-1252 byte that went for Latin-1
			c = charmap.Windows1252.DecodeByte(byte(c))
		}
		switch {
		case c == ' ' || c >= '\t' && c <= '\r' || c == 0xA0:
			t.blank = true
			continue
		case c < ' ' || c == 0x7F || c == utf8.RuneError || c == 0xFEFF || c == 0x200B:
			continue
		}
		t.separate()
		t.out = utf8.AppendRune(t.out, c)
	}
}

// separate writes the white space that is due before the next character.
func (t *textBuilder) separate() {
	switch {
	case len(t.out) == 0:
	case t.line:
		t.out = append(t.out, '\n')
	case t.blank:
		t.out = append(t.out, ' ')
	}
	t.blank, t.line = false, false
}

// asciiWord is the length of the visible ASCII that s begins with: most text
// goes this way.
func asciiWord(s string) int {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7F {
			return i
		}
	}
	return len(s)
}

func (t *textBuilder) String() string { return string(t.out) }

// stripTags gives the text of a short piece of HTML on one line. What looks
// like a tag but is none of HTML is text: "the <heart> of it".
func stripTags(s string) string {
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 {
		return oneLine(s)
	}
	var out strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(mendDeclarations(s)))
	hidden := false
	for {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			return oneLine(out.String())
		case xhtml.TextToken:
			if !hidden {
				out.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken, xhtml.EndTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			a := atom.Lookup(name)
			hidden = (a == atom.Script || a == atom.Style) && kind == xhtml.StartTagToken
			if kind == xhtml.StartTagToken && !hidden {
				z.NextIsNotRawText()
			}
			switch {
			case a == 0 && !hidden:
				out.WriteString(raw)
			case blockElement(a):
				out.WriteByte(' ')
			}
		}
	}
}

// oneLine makes white space single and drops what no terminal should see.
func oneLine(s string) string {
	var t textBuilder
	t.out = make([]byte, 0, len(s))
	t.write(s)
	return t.String()
}

// looksLikeHTML is true for text with a closing tag or a line break of HTML.
func looksLikeHTML(s string) bool {
	for at := strings.IndexByte(s, '<'); at >= 0; {
		rest := s[at+1:]
		end := strings.IndexAny(rest, " />")
		name := rest
		if strings.HasPrefix(rest, "/") {
			name, _, _ = strings.Cut(rest[1:], ">")
		} else if end > 0 {
			name = rest[:end]
			if name != "br" && name != "p" && name != "img" && name != "hr" {
				name = ""
			}
		}
		if len(name) < 12 && atom.Lookup([]byte(strings.ToLower(name))) != 0 {
			return true
		}
		next := strings.IndexByte(rest, '<')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}
