package extract

import (
	"bytes"
	"io"
)

// rawReader finds the script and style elements of a page in its bytes. It knows
// as much of HTML as it takes not to be led astray by comments, attributes and
// titles; where it cannot be sure it finds no more.
type rawReader struct {
	page []byte
	at   int
}

// raw is one of them; tag is its start tag, content what stands between the tags.
type raw struct {
	tag, content stretch
}

// stretch is a range of bytes of a page.
type stretch struct{ from, to int }

func (s stretch) of(page []byte) []byte { return page[s.from:s.to] }

// rawNames are the elements whose content is text whatever it looks like (HTML
// standard, "raw text elements" and "escapable raw text elements").
var rawNames = [...]string{"script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes"}

// next gives the next script or style.
func (r *rawReader) next() (found raw, ok bool) {
	for {
		start := bytes.IndexByte(r.page[r.at:], '<')
		if start < 0 {
			return raw{}, false
		}
		start += r.at
		end := r.markupEnd(start)
		if end < 0 {
			return raw{}, false
		}
		r.at = end
		name := rawName(r.page[start+1 : end])
		if name == "" {
			continue
		}
		close := closingTag(r.page[end:], name)
		if close < 0 {
			return raw{}, false
		}
		r.at = end + close
		content := stretch{end, r.at}
		if name != "script" && name != "style" {
			continue
		}
		if name == "script" && escapes(content.of(r.page)) {
			return raw{}, false
		}
		return raw{stretch{start, end}, content}, true
	}
}

// markupEnd is the end of the tag or comment that begins at from; -1 when it has
// none.
func (r *rawReader) markupEnd(from int) int {
	rest := r.page[from:]
	if len(rest) < 2 {
		return -1
	}
	length := 0
	switch c := rest[1] | 0x20; {
	case c >= 'a' && c <= 'z':
		length = tagEnd(rest)
	case bytes.HasPrefix(rest, []byte("<!--")):
		length = commentEnd(rest)
	case rest[1] == '/' || rest[1] == '!' || rest[1] == '?':
		length = bytes.IndexByte(rest, '>') + 1
	default:
		return from + 1 // a lone "less than"
	}
	if length <= 0 {
		return -1
	}
	return from + length
}

// commentEnd is the length of a comment; 0 where it is none that ends as it should.
func commentEnd(s []byte) int {
	const opened = len("<!--")
	end := bytes.Index(s[opened-2:], []byte("-->")) // <!--> is one, too
	if end < 0 || bytes.Contains(s[:opened-2+end], []byte("--!>")) {
		return 0
	}
	return opened - 2 + end + len("-->")
}

// tagEnd is the length of a tag, 0 when it does not end.
func tagEnd(s []byte) int {
	end := bytes.IndexByte(s, '>') + 1
	if bytes.Count(s[:end], []byte{'"'})%2 == 0 && bytes.Count(s[:end], []byte{'\''})%2 == 0 {
		return end
	}
	// A ">" may stand in a value: quotes open one behind an equals sign only.
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '>':
			return i + 1
		case '=':
			for i+1 < len(s) && blank(s[i+1]) {
				i++
			}
			if i+1 == len(s) {
				return 0
			}
			if quote := s[i+1]; quote == '"' || quote == '\'' {
				value := bytes.IndexByte(s[i+2:], quote)
				if value < 0 {
					return 0
				}
				i += 2 + value
			}
		}
	}
	return 0
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// rawName is the name of a tag, without its "<", if it is one of rawNames.
func rawName(tag []byte) string {
	for _, name := range rawNames {
		if len(tag) > len(name) && tag[0]|0x20 == name[0] && tagNamed(tag, name) {
			return name
		}
	}
	return ""
}

// tagNamed reports whether a tag begins with a name and nothing more.
func tagNamed(tag []byte, name string) bool {
	if len(tag) <= len(name) || !bytes.EqualFold(tag[:len(name)], []byte(name)) {
		return false
	}
	c := tag[len(name)]
	return c == '>' || c == '/' || blank(c)
}

// closingTag is where the end tag of that name begins; -1 when there is none.
func closingTag(s []byte, name string) int {
	for at := 0; ; {
		i := bytes.Index(s[at:], []byte("</"))
		if i < 0 {
			return -1
		}
		if at += i; tagNamed(s[at+2:], name) {
			return at
		}
		at += 2
	}
}

// escapes reports whether a script may end behind its first end tag (HTML
// standard, "script data double escaped state").
func escapes(script []byte) bool {
	at := bytes.Index(script, []byte("<!--"))
	return at >= 0 && bytes.Contains(bytes.ToLower(script[at:]), []byte("<script"))
}

// scriptless reads a page without what its scripts and styles hold: half the
// bytes of most pages, and nothing that a reader sees. JSON-LD stays.
type scriptless struct {
	rawReader
	read int // so far
	cut  raw // the next content that is left out
	more bool
}

func newScriptless(page []byte) *scriptless {
	s := &scriptless{rawReader: rawReader{page: page}}
	s.seek()
	return s
}

// seek finds the next content to leave out.
func (s *scriptless) seek() {
	for {
		if s.cut, s.more = s.next(); !s.more {
			s.cut.content = stretch{len(s.page), len(s.page)}
			return
		}
		if !linkedDataTag(s.cut.tag.of(s.page)) {
			return
		}
	}
}

// linkedDataTag reports a start tag that may be of JSON-LD, whose name some
// spell with character references.
func linkedDataTag(tag []byte) bool {
	return bytes.Contains(bytes.ToLower(tag), []byte("ld")) && bytes.Contains(bytes.ToLower(tag), []byte("json"))
}

// Read implements io.Reader.
func (s *scriptless) Read(p []byte) (int, error) {
	for s.read == s.cut.content.from && s.more {
		s.read = s.cut.content.to
		s.seek()
	}
	if s.read == len(s.page) {
		return 0, io.EOF
	}
	n := copy(p, s.page[s.read:s.cut.content.from])
	s.read += n
	return n, nil
}
