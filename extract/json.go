package extract

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of the lenient JSON reader: real structured data stays far below them.
const (
	maxJSONDepth  = 64
	maxJSONValues = 20_000
)

// value kinds of a jsonValue.
const (
	jsonNull = iota
	jsonText
	jsonNumber
	jsonBool
	jsonList
	jsonObject
)

// jsonValue is a JSON value. An object keeps its members in order: keys[i] names
// items[i].
type jsonValue struct {
	kind  uint8
	text  string // of a text or a number, as it stands
	keys  []string
	items []jsonValue
}

// get gives the first member of that name, or a null.
func (n *jsonValue) get(key string) *jsonValue {
	for i, k := range n.keys {
		if k == key {
			return &n.items[i]
		}
	}
	return &null
}

var null jsonValue // never written to

// jsonReader reads the JSON that pages carry: raw line breaks and quotes inside
// strings, comments, trailing commas and missing ends are forgiven. What stands
// before a damage that cannot be forgiven is kept.
type jsonReader struct {
	s      string
	at     int
	values int
	broken bool
}

// readJSON reads every value of s, one after the other.
func readJSON(s string) []jsonValue {
	r := jsonReader{s: s}
	var out []jsonValue
	for !r.broken {
		for r.skip(); r.at < len(s) && s[r.at] != '{' && s[r.at] != '['; r.skip() {
			r.at++ // what is between two values, or a wrapper around them
		}
		if r.at >= len(s) {
			break
		}
		out = append(out, r.value(0))
	}
	return out
}

func (r *jsonReader) value(depth int) jsonValue {
	r.values++
	if depth > maxJSONDepth || r.values > maxJSONValues {
		r.broken = true
		return jsonValue{}
	}
	r.skip()
	switch c := r.peek(); c {
	case '{':
		return r.object(depth)
	case '[':
		return r.list(depth)
	case '"':
		return jsonValue{kind: jsonText, text: r.quoted()}
	default:
		return r.word()
	}
}

func (r *jsonReader) object(depth int) jsonValue {
	n := jsonValue{kind: jsonObject}
	for r.at++; !r.broken; {
		r.skip()
		switch r.peek() {
		case '}':
			r.at++
			return n
		case ',':
			r.at++
		case '"':
			key := r.quoted()
			r.skip()
			if r.peek() != ':' {
				r.broken = true
				break
			}
			r.at++
			n.keys = append(n.keys, key)
			n.items = append(n.items, r.value(depth+1))
		default:
			r.broken = true
		}
	}
	return n
}

func (r *jsonReader) list(depth int) jsonValue {
	n := jsonValue{kind: jsonList}
	for r.at++; !r.broken; {
		r.skip()
		switch r.peek() {
		case ']':
			r.at++
			return n
		case ',':
			r.at++
		default:
			n.items = append(n.items, r.value(depth+1))
		}
	}
	return n
}

// word reads a number, true, false or null.
func (r *jsonReader) word() jsonValue {
	from := r.at
	for r.at < len(r.s) && strings.IndexByte(",:{}[]\" \t\r\n", r.s[r.at]) < 0 {
		r.at++
	}
	switch w := r.s[from:r.at]; {
	case w == "":
		r.broken = true
		return jsonValue{}
	case w == "true" || w == "false":
		return jsonValue{kind: jsonBool, text: w}
	case w[0] == '-' || (w[0] >= '0' && w[0] <= '9'):
		return jsonValue{kind: jsonNumber, text: w}
	}
	return jsonValue{}
}

// quoted reads a string, without a copy when nothing in it is escaped.
func (r *jsonReader) quoted() string {
	r.at++
	from := r.at
	for r.at < len(r.s) {
		i := strings.IndexAny(r.s[r.at:], `"\`)
		if i < 0 {
			break
		}
		r.at += i
		if r.s[r.at] == '\\' {
			return r.unescape(from)
		}
		if r.closes() {
			r.at++
			return r.s[from : r.at-1]
		}
		r.at++
	}
	r.at, r.broken = len(r.s), true
	return r.s[from:]
}

// closes reports whether the quote at the reader ends its string: a stray quote
// inside a text is followed by more text.
func (r *jsonReader) closes() bool {
	for i := r.at + 1; i < len(r.s); i++ {
		switch r.s[i] {
		case ' ', '\t', '\r', '\n':
		case ',', ':', '}', ']', '/':
			return true
		default:
			return false
		}
	}
	return true
}

func (r *jsonReader) unescape(from int) string {
	var b strings.Builder
	b.WriteString(r.s[from:r.at])
	for r.at < len(r.s) {
		switch c := r.s[r.at]; {
		case c == '"' && r.closes():
			r.at++
			return b.String()
		case c == '\\' && r.at+1 < len(r.s):
			r.escapeSequence(&b)
		default:
			b.WriteByte(c)
			r.at++
		}
	}
	r.broken = true
	return b.String()
}

func (r *jsonReader) escapeSequence(b *strings.Builder) {
	c := r.s[r.at+1]
	r.at += 2
	switch c {
	case 'n', 'r', 'b', 'f':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'u':
		first := r.hex4()
		if utf16.IsSurrogate(first) && strings.HasPrefix(r.s[r.at:], `\u`) {
			r.at += 2
			first = utf16.DecodeRune(first, r.hex4())
		}
		if !utf8.ValidRune(first) {
			first = utf8.RuneError
		}
		b.WriteRune(first)
	default:
		b.WriteByte(c)
	}
}

func (r *jsonReader) hex4() rune {
	if r.at+4 > len(r.s) {
		r.at = len(r.s)
		return utf8.RuneError
	}
	v, err := strconv.ParseUint(r.s[r.at:r.at+4], 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	r.at += 4
	return rune(v)
}

// skip passes white space and comments.
func (r *jsonReader) skip() {
	for r.at < len(r.s) {
		switch rest := r.s[r.at:]; {
		case rest[0] <= ' ':
			r.at++
		case strings.HasPrefix(rest, "/*"):
			if end := strings.Index(rest, "*/"); end > 0 {
				r.at += end + 2
				continue
			}
			r.at = len(r.s)
		case strings.HasPrefix(rest, "//"):
			if end := strings.IndexByte(rest, '\n'); end > 0 {
				r.at += end
				continue
			}
			r.at = len(r.s)
		default:
			return
		}
	}
}

// peek gives the byte at the reader, or 0 at the end.
func (r *jsonReader) peek() byte {
	if r.at < len(r.s) {
		return r.s[r.at]
	}
	r.broken = true
	return 0
}
