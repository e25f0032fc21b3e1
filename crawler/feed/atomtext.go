package feed

import (
	"bytes"
	"encoding/base64"
	"html"
	"strings"
	"unicode/utf8"
)

// atomText gives the HTML of an Atom text construct (RFC 4287, section 3.1;
// "mode" is of Atom 0.3).
func atomText(l leaf, value, kind, mode, name string) string {
	kind, mode = strings.ToLower(strings.TrimSpace(kind)), strings.ToLower(mode)
	if i := strings.IndexByte(kind, ';'); i >= 0 {
		kind = strings.TrimSpace(kind[:i])
	}
	isText := kind == "" || kind == "text" || strings.HasPrefix(kind, "text/")
	isHTML := strings.Contains(kind, "html")
	if mode == "base64" || !isText && !isHTML && !strings.HasSuffix(kind, "xml") {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
		if err == nil && utf8.Valid(decoded) {
			return string(decoded)
		} else if !isText && !isHTML {
			return "" // an image or the like
		}
	}
	switch {
	case isHTML, l.tagged && isText:
		return value
	case kind == "" && name == "content" && looksLikeHTML(value):
		return value // the type was forgotten
	case isText:
		return html.EscapeString(value)
	case l.tagged: // SVG, MathML and the like: their text
		return html.EscapeString(stripTags(value))
	}
	return value
}

// unwrap takes the <div> off that XHTML content has to be wrapped in, with
// the base and language that it sets.
func unwrap(value string, ctx context) (string, context) {
	if !hasPrefixFold([]byte(value[:min(len(value), 5)]), "<div") {
		return value, ctx
	}
	s := scanner{src: []byte(value)}
	div := s.next()
	if string(bytes.ToLower(div.name)) != "div" || div.kind != startToken {
		return value, ctx
	}
	inner, ok := strings.CutSuffix(strings.TrimSpace(value[div.end:]), "</div>")
	if !ok || !balanced(inner) {
		return value, ctx
	}
	r := repairer{}
	return strings.TrimSpace(inner), r.inherit(ctx, div.body)
}

// balanced is false when a </div> in s closes a <div> before it.
func balanced(s string) bool {
	depth := 0
	sc := scanner{src: []byte(s)}
	for {
		t := sc.next()
		if t.kind == endOfInput {
			return true
		}
		if !bytes.EqualFold(t.name, []byte("div")) {
			continue
		}
		switch t.kind {
		case startToken:
			depth++
		case endToken:
			if depth--; depth < 0 {
				return false
			}
		}
	}
}
