package fetch

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
)

// The lines of a robots.txt that mean something here.
const (
	keyOther = iota
	keyAgent
	keyAllow
	keyDisallow
	keyDelay
	keySitemap
	keySignal
)

// robotsKeys maps how the name of a line begins, in lower case, to its meaning.
// Site owners misspell them, and what they mean is plain.
var robotsKeys = []struct {
	prefix string
	key    int
}{
	{"user-agent", keyAgent}, {"useragent", keyAgent}, {"user agent", keyAgent},
	{"useg-agent", keyAgent}, {"ser-agent", keyAgent},
	{"disallow", keyDisallow}, {"dissallow", keyDisallow}, {"dissalow", keyDisallow},
	{"disalow", keyDisallow}, {"diasllow", keyDisallow}, {"disallaw", keyDisallow},
	{"desallow", keyDisallow},
	{"allow", keyAllow},
	{"crawl-delay", keyDelay}, {"crawldelay", keyDelay}, {"crawl delay", keyDelay},
	{"sitemap", keySitemap}, {"site-map", keySitemap},
	{"content-signal", keySignal},
}

func robotsKey(name string) int {
	name = strings.ToLower(name)
	for _, k := range robotsKeys {
		if strings.HasPrefix(name, k.prefix) {
			return k.key
		}
	}
	return keyOther
}

// robotsField splits a line into name and value, without its comment. A forgotten
// colon is forgiven when the line has exactly two words.
func robotsField(line string) (name, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	line = trimBlank(line)
	name, value, ok = strings.Cut(line, ":")
	if !ok {
		words := strings.Fields(line)
		if len(words) != 2 {
			return "", "", false
		}
		name, value = words[0], words[1]
	}
	name = trimBlank(name)
	return name, trimBlank(value), name != ""
}

// trimBlank removes white space and control characters at both ends.
func trimBlank(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// robotsText is the part of body that is read, as UTF-8: UTF-16 decoded, without
// byte order mark and NULs. A line that the size limit cut in two is left out,
// for half a path forbids more than the whole.
func robotsText(body []byte) string {
	if len(body) >= MaxRobots { // a body of just that length was cut before
		body = body[:MaxRobots]
		if end := bytes.LastIndexAny(body, "\r\n"); end >= 0 {
			body = body[:end]
		}
	}
	switch {
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		body = fromUTF16(body[2:], 0)
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		body = fromUTF16(body[2:], 1)
	default:
		for _, b := range []byte{0xEF, 0xBB, 0xBF} { // also when a part of it is missing
			if len(body) == 0 || body[0] != b {
				break
			}
			body = body[1:]
		}
	}
	// UTF-16 without a mark is ASCII between NULs.
	if bytes.IndexByte(body, 0) >= 0 {
		body = bytes.ReplaceAll(body, []byte{0}, nil)
	}
	return string(body)
}

// fromUTF16 decodes pairs of bytes of which the one at index low is the lower.
func fromUTF16(body []byte, low int) []byte {
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = uint16(body[2*i+low]) | uint16(body[2*i+1-low])<<8
	}
	return []byte(string(utf16.Decode(units)))
}

// withoutTags drops markup, for the file that an editor saved as a web page.
func withoutTags(line string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(line, '<')
		if open < 0 {
			break
		}
		shut := strings.IndexByte(line[open:], '>')
		if shut < 0 {
			break
		}
		b.WriteString(line[:open])
		line = line[open+shut+1:]
	}
	b.WriteString(line)
	return b.String()
}
