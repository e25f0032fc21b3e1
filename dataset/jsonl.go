package dataset

import (
	"io"
	"strconv"
	"unicode/utf8"
)

// jsonl writes one object a line (https://jsonlines.org). What is unknown is
// null, an empty list is [].
type jsonl struct {
	w    io.Writer
	keys []string // with quotes and colon
	kind []Kind
	line []byte
}

func newJSONL(w io.Writer, columns []Column) *jsonl {
	j := &jsonl{w: w}
	for _, c := range columns {
		j.keys = append(j.keys, string(append(quoted(nil, c.Name), ':')))
		j.kind = append(j.kind, c.Kind)
	}
	return j
}

func (j *jsonl) row(cells []cell) error {
	b := append(j.line[:0], '{')
	for i := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, j.keys[i]...)
		b = jsonValue(b, j.kind[i], &cells[i])
	}
	j.line = append(b, "}\n"...)
	_, err := j.w.Write(j.line)
	return err
}

func (j *jsonl) close() error { return nil }

func jsonValue(b []byte, k Kind, c *cell) []byte {
	switch {
	case k == List:
		b = append(b, '[')
		for i, s := range c.list {
			if i > 0 {
				b = append(b, ',')
			}
			b = quoted(b, s)
		}
		return append(b, ']')
	case k == Text || k == Word || k == Object:
		switch {
		case c.text == "":
			return append(b, "null"...)
		case k == Object:
			return append(b, c.text...)
		}
		return quoted(b, c.text)
	case !c.known:
		return append(b, "null"...)
	case k == Integer:
		return strconv.AppendInt(b, c.number, 10)
	case k == Real:
		return strconv.AppendFloat(b, c.real, 'f', -1, 64)
	}
	return strconv.AppendBool(b, c.flag)
}

// quoted appends a string of JSON. Line separators are escaped too, so that a line
// is one line to every reader; what is no UTF-8 becomes the replacement character.
func quoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
			if r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || n > 1) {
				i += n
				continue
			}
		}
		b = append(b, s[from:i]...)
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', c)
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		default:
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
		i += n
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
