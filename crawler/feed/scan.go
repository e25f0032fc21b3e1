package feed

import (
	"bytes"
	"strings"
)

// Limits on one tag, far above what any feed needs.
const (
	maxTagBytes   = 64 << 10
	maxAttributes = 64
)

type tokenKind uint8

const (
	textToken  tokenKind = iota
	startToken           // <name …>
	emptyToken           // <name …/>
	endToken             // </name>
	cdataToken           // <![CDATA[…]]>
	skipToken            // comment, processing instruction, declaration
	endOfInput
)

// token is one piece of markup; pos and end are offsets into the source.
type token struct {
	kind     tokenKind
	pos, end int
	name     []byte // of a tag, with its prefix, as written
	body     []byte // text, CDATA content, or the attributes of a tag
	cut      bool   // the source ended within it
}

// scanner splits markup into tokens and never fails: what is no markup is
// text. It looks at every byte a fixed number of times, whatever the input.
type scanner struct {
	src []byte
	pos int
	// What is known of the closing marks ahead, so that a thousand open
	// sections are not each searched up to the end.
	noCommentEnd, noSubsetEnd bool
	cdataEnd                  int // of the next "]]>", len(src) when there is none
}

func (s *scanner) next() token {
	if s.pos >= len(s.src) {
		return token{kind: endOfInput, pos: len(s.src), end: len(s.src)}
	}
	if markupAt(s.src, s.pos) {
		return s.markup()
	}
	start := s.pos
	for at := s.pos; ; at++ {
		i := bytes.IndexByte(s.src[at:], '<')
		if i < 0 {
			s.pos = len(s.src)
			break
		}
		if at += i; markupAt(s.src, at) {
			s.pos = at
			break
		}
	}
	return token{kind: textToken, pos: start, end: s.pos, body: s.src[start:s.pos]}
}

// markupAt tells a tag from a less-than sign.
func markupAt(src []byte, i int) bool {
	if src[i] != '<' || i+1 >= len(src) {
		return false
	}
	c := src[i+1]
	return isLetter(c) || c == '/' || c == '!' || c == '?' || c == '_'
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func (s *scanner) markup() token {
	rest := s.src[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.comment()
	case hasPrefixFold(rest, "<![cdata["):
		return s.cdata()
	case rest[1] == '!' && hasPrefixFold(rest, "<!doctype"):
		return s.doctype()
	case rest[1] == '!' || rest[1] == '?':
		return s.bracket()
	}
	return s.tag()
}

// comment passes over <!-- … -->. Without an end, only the opening mark is
// passed over, so that the damage costs as little as possible.
func (s *scanner) comment() token {
	const open, shut = "<!--", "-->"
	start, i := s.pos, -1
	if !s.noCommentEnd {
		i = bytes.Index(s.src[start+len(open):], []byte(shut))
	}
	if i < 0 {
		s.noCommentEnd = true
		s.pos = start + len(open)
		return token{kind: skipToken, pos: start, end: s.pos, cut: true}
	}
	s.pos = start + len(open) + i + len(shut)
	return token{kind: skipToken, pos: start, end: s.pos}
}

// cdata reads <![CDATA[ … ]]>, likewise.
func (s *scanner) cdata() token {
	start := s.pos
	from := start + len("<![CDATA[")
	end := s.nextCDATAEnd(from)
	if end == len(s.src) {
		s.pos = from
		return token{kind: cdataToken, pos: start, end: from, cut: true}
	}
	s.pos = end + len("]]>")
	return token{kind: cdataToken, pos: start, end: s.pos, body: s.src[from:end]}
}

// nextCDATAEnd is where the next "]]>" begins, len(src) when there is none.
func (s *scanner) nextCDATAEnd(from int) int {
	if s.cdataEnd < from {
		s.cdataEnd = len(s.src)
		if i := bytes.Index(s.src[from:], []byte("]]>")); i >= 0 {
			s.cdataEnd = from + i
		}
	}
	return s.cdataEnd
}

// bracket passes over <!…> and <?…>.
func (s *scanner) bracket() token {
	start := s.pos
	i := bytes.IndexByte(s.src[start:], '>')
	if i < 0 {
		s.pos = len(s.src)
		return token{kind: skipToken, pos: start, end: s.pos, cut: true}
	}
	s.pos = start + i + 1
	return token{kind: skipToken, pos: start, end: s.pos, body: s.src[start+1 : s.pos-1]}
}

// doctype passes over <!DOCTYPE …> with its internal subset. Entities that it
// declares are forgotten.
func (s *scanner) doctype() token {
	start := s.pos
	head := s.src[start:]
	end := bytes.IndexByte(head, '>')
	if end >= 0 && !s.noSubsetEnd && bytes.IndexByte(head[:end], '[') >= 0 {
		if shut := subsetEnd(head[end:]); shut >= 0 {
			end += shut
		} else {
			s.noSubsetEnd = true
		}
	}
	if end < 0 {
		s.pos = len(s.src)
		return token{kind: skipToken, pos: start, end: s.pos, cut: true}
	}
	s.pos = start + end + 1
	return token{kind: skipToken, pos: start, end: s.pos, body: s.src[start+1 : s.pos-1]}
}

// subsetEnd finds the ">" after the "]" that ends an internal subset.
func subsetEnd(b []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], ']')
		if i < 0 {
			return -1
		}
		at += i + 1
		if rest := bytes.TrimLeft(b[at:], " \t\r\n"); len(rest) > 0 && rest[0] == '>' {
			return len(b) - len(rest)
		}
	}
}

func (s *scanner) tag() token {
	start := s.pos
	t := token{kind: startToken, pos: start}
	i := start + 1
	if s.src[i] == '/' {
		t.kind = endToken
		i++
	}
	nameStart := i
	for i < len(s.src) && nameByte(s.src[i]) {
		i++
	}
	t.name = s.src[nameStart:i]
	gt, cut := tagEnd(s.src, i)
	t.cut = cut
	attrs := s.src[i:gt]
	s.pos = gt
	if gt < len(s.src) && s.src[gt] == '>' {
		s.pos = gt + 1
	}
	if t.kind == startToken && len(attrs) > 0 && attrs[len(attrs)-1] == '/' {
		t.kind = emptyToken
		attrs = attrs[:len(attrs)-1]
	}
	t.body, t.end = attrs, s.pos
	return t
}

func nameByte(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == ':' || c == '-' || c == '_' || c == '.' || c >= 0x80
}

// tagEnd finds the ">" of a tag. A quote that is never closed, or only after
// another tag began, is no quote.
func tagEnd(src []byte, i int) (end int, cut bool) {
	limit := min(len(src), i+maxTagBytes)
	firstGT := -1
	var quote byte
	for ; i < limit; i++ {
		switch c := src[i]; {
		case c == '<':
			if firstGT >= 0 {
				return firstGT, false
			}
			return i, false
		case c == '>' && quote == 0:
			return i, false
		case c == '>' && firstGT < 0:
			firstGT = i
		case quote != 0 && c == quote:
			quote, firstGT = 0, -1
		case quote == 0 && (c == '"' || c == '\'') && i > 0 && (src[i-1] == '=' || src[i-1] <= ' '):
			quote = c
		}
	}
	if firstGT >= 0 {
		return firstGT, false
	}
	return limit, limit == len(src)
}

// attribute is one name="value" of a tag, the value with its entities decoded.
type attribute struct{ name, value string }

// attributes reads the inside of a tag. Values may be unquoted or missing.
func attributes(b []byte) []attribute {
	var out []attribute
	for len(out) < maxAttributes {
		b = bytes.TrimLeft(b, " \t\r\n/\"'=")
		n := 0
		for n < len(b) && nameByte(b[n]) {
			n++
		}
		if n == 0 {
			if len(b) == 0 {
				return out
			}
			b = b[1:]
			continue
		}
		name := b[:n]
		b = bytes.TrimLeft(b[n:], " \t\r\n")
		if len(b) == 0 || b[0] != '=' {
			out = append(out, attribute{name: string(name)})
			continue
		}
		var value []byte
		value, b = attributeValue(bytes.TrimLeft(b[1:], " \t\r\n"))
		out = append(out, attribute{string(name), strings.TrimSpace(decodeEntities(string(value)))})
	}
	return out
}

func attributeValue(b []byte) (value, rest []byte) {
	if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		if end := bytes.IndexByte(b[1:], b[0]); end >= 0 {
			return b[1 : 1+end], b[end+2:]
		}
		b = b[1:]
	}
	end := bytes.IndexAny(b, " \t\r\n")
	if end < 0 {
		end = len(b)
	}
	return b[:end], b[end:]
}

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && strings.EqualFold(string(b[:len(prefix)]), prefix)
}
