package feed

import (
	"bytes"
	"cmp"
	"fmt"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// declarationWindow is how far the XML declaration is looked for: junk before
// it (warnings of a script, blank lines) is short.
const declarationWindow = 4096

// toUTF8 gives body as valid UTF-8. The encoding is taken from the byte order
// mark, the Content-Type, the XML declaration and the shape of the first
// bytes, in this order (RFC 7303, section 3); a label that the bytes
// contradict is passed over. Single bytes that are no UTF-8 are read as
// windows-1252.
func toUTF8(body []byte, contentType string, flags *flagSet) []byte {
	text, _ := decode(body, contentType, flags)
	return text
}

// decode is toUTF8 with the name of the encoding that was chosen.
func decode(body []byte, contentType string, flags *flagSet) (text []byte, name string) {
	text, name = decodeLabelled(body, contentType, flags)
	if name == utf8Name && hasPrefixFold([]byte(contentType), "text/") && charsetParameter(contentType) == "" && allASCII(body) {
		name = asciiName // what text without a charset is in (RFC 6657); nothing contradicts it
	}
	return text, name
}

func decodeLabelled(body []byte, contentType string, flags *flagSet) (text []byte, name string) {
	if rest, enc := byteOrderMark(body); rest != nil {
		return transcode(rest, enc, flags), nameOf(enc, "")
	}
	if enc := encodingByShape(body); enc != nil {
		return transcode(body, enc, flags), nameOf(enc, "")
	}
	wrong := false
	for _, label := range [2]string{charsetParameter(contentType), declaredEncoding(body)} {
		if label == "" {
			continue
		}
		enc, known := encodingByLabel(label)
		switch {
		case !known:
			flags.add(FlagEncodingLabel)
		case enc == nil && utf8.Valid(body):
			return body, utf8Name
		case enc == nil: // says UTF-8 and is not: another label may know better
			wrong = true
		case latinLabel(enc) && multibyteUTF8(body):
			flags.add(FlagEncodingLabel)
			return body, utf8Name
		default:
			if wrong {
				flags.add(FlagEncodingLabel)
			}
			return transcode(body, enc, flags), nameOf(enc, label)
		}
	}
	if enc, name := guessEncoding(body); enc != nil && !wrong {
		flags.add(FlagEncodingLabel)
		return transcode(body, enc, flags), name
	}
	return transcode(body, nil, flags), utf8Name
}

// Bounds of guessing an encoding from the bytes alone.
const (
	guessBytes     = 64 << 10 // that the detector sees
	guessShare     = 20       // one byte in so many is foreign to ASCII: less is a slip of the pen
	guessSureness  = 30       // percent that the detector has to give
	guessLeastSize = 16       // bytes beyond ASCII
)

// guessEncoding looks at bytes that are no UTF-8 and carry no label. It is nil
// for Western text, which is repaired byte by byte.
func guessEncoding(body []byte) (encoding.Encoding, string) {
	sample := body[:min(len(body), guessBytes)]
	foreign := 0
	for _, c := range sample {
		if c >= utf8.RuneSelf {
			foreign++
		}
	}
	if foreign < guessLeastSize || foreign*guessShare < len(sample) || utf8.Valid(body) {
		return nil, ""
	}
	found, err := chardet.NewHtmlDetector().DetectAll(sample)
	if err != nil || len(found) == 0 {
		return nil, ""
	}
	best := slices.MinFunc(found, func(a, b chardet.Result) int { // equals come in any order
		return cmp.Or(b.Confidence-a.Confidence, strings.Compare(a.Charset, b.Charset))
	})
	label := strings.ReplaceAll(best.Charset, "GB-18030", "gb18030")
	enc, known := encodingByLabel(label)
	if !known || enc == nil || latinLabel(enc) || best.Confidence < guessSureness {
		return nil, ""
	}
	return enc, strings.ToLower(label)
}

// Names of encodings that no label may have given.
const (
	utf8Name  = "utf-8"
	asciiName = "us-ascii"
)

func allASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// nameOf is the label of an encoding, or its IANA name, in lower case.
func nameOf(enc encoding.Encoding, label string) string {
	switch {
	case enc == nil:
		return utf8Name
	case label != "" && enc != simplifiedchinese.GB18030:
		return strings.ToLower(strings.TrimSpace(label))
	}
	name, err := ianaindex.IANA.Name(enc)
	if err != nil || name == "" {
		name = strings.ReplaceAll(fmt.Sprint(enc), " ", "-")
	}
	return strings.ToLower(name)
}

// byteOrderMark cuts the mark off. The rest is nil when there is none.
func byteOrderMark(b []byte) ([]byte, encoding.Encoding) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return b[3:len(b):len(b)], nil
	case bytes.HasPrefix(b, []byte{0, 0, 0xFE, 0xFF}):
		return b[4:], utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}):
		return b[4:], utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return b[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return b[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	return nil, nil
}

// encodingByShape knows the encodings in which "<" or "{" is not one ASCII
// byte (XML 1.0, appendix F.1).
func encodingByShape(b []byte) encoding.Encoding {
	if len(b) < 4 {
		return nil
	}
	lead := func(c byte) bool { return c == '<' || c == '{' || c == '\n' || c == ' ' || c == '\r' }
	switch {
	case b[0] == 0 && b[1] == 0 && b[2] == 0 && lead(b[3]):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case lead(b[0]) && b[1] == 0 && b[2] == 0 && b[3] == 0:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case b[0] == 0 && lead(b[1]):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case lead(b[0]) && b[1] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(b, []byte{0x4C, 0x6F, 0xA7, 0x94}): // <?xm in EBCDIC
		return ebcdic(b)
	}
	return nil
}

// ebcdic finds the code page in the declaration, which all of the family
// write with the same bytes.
func ebcdic(b []byte) encoding.Encoding {
	head, err := charmap.CodePage037.NewDecoder().Bytes(b[:min(len(b), declarationWindow)])
	if err != nil {
		return charmap.CodePage037
	}
	if enc, ok := encodingByLabel(declaredEncoding(head)); ok && enc != nil {
		return enc
	}
	return charmap.CodePage037
}

func charsetParameter(contentType string) string {
	if contentType == "" {
		return ""
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return strings.Trim(params["charset"], "'")
	}
	_, after, found := strings.Cut(strings.ToLower(contentType), "charset")
	if !found {
		return ""
	}
	after = strings.TrimLeft(after, " =\"'")
	if end := strings.IndexAny(after, " ;\"',"); end >= 0 {
		after = after[:end]
	}
	return after
}

// declaredEncoding reads the encoding of <?xml … encoding="…"?>.
func declaredEncoding(b []byte) string {
	b = b[:min(len(b), declarationWindow)]
	start := bytes.Index(b, []byte("<?xml"))
	if start < 0 {
		return ""
	}
	b = b[start:]
	end := bytes.IndexByte(b, '>')
	if end < 0 {
		return ""
	}
	_, after, found := bytes.Cut(b[:end], []byte("encoding"))
	if !found {
		return ""
	}
	after = bytes.TrimLeft(after, " \t\r\n=")
	if len(after) < 2 || (after[0] != '"' && after[0] != '\'') {
		return ""
	}
	value, _, _ := bytes.Cut(after[1:], after[:1])
	return string(bytes.TrimSpace(value))
}

// encodingByLabel knows the labels of the Encoding Standard, of IANA, and the
// common misspellings. A nil encoding with true is UTF-8. Labels of encodings
// with more than one byte a unit are unknown: the first bytes would have told.
func encodingByLabel(label string) (encoding.Encoding, bool) {
	label = strings.ToLower(strings.TrimSpace(label))
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, label)
	switch {
	case strings.HasPrefix(plain, "utf8"), plain == "u8", plain == "unicode11utf8":
		return nil, true
	case plain == "gb2312", plain == "gbk", plain == "xgbk":
		return simplifiedchinese.GB18030, true // which holds all of both, and what passes for them
	case plain == "macroman":
		return charmap.Macintosh, true
	case strings.HasPrefix(plain, "utf16"), strings.HasPrefix(plain, "utf32"), plain == "":
		return nil, false
	}
	if vendor, ok := vendorLabels[plain]; ok {
		label = vendor
	}
	for _, name := range [...]string{label, strings.ReplaceAll(label, "_", "-"), plain, "cp" + plain, "windows-" + strings.TrimPrefix(plain, "cp"), "x-mac-" + strings.TrimPrefix(plain, "mac")} {
		if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
			return enc, true
		}
		if enc, err := ianaindex.IANA.Encoding(name); err == nil && enc != nil {
			return enc, true
		}
	}
	return codePageByLabel(plain)
}

// vendorLabels are names of Windows code pages that neither registry has.
var vendorLabels = map[string]string{
	"msansi": "windows-1252", "msee": "windows-1250", "mscyrl": "windows-1251", "msgreek": "windows-1253",
	"msturk": "windows-1254", "mshebr": "windows-1255", "msarab": "windows-1256", "dbcs": "windows-1252",
}

// latinLabel tells the labels that are written without thought: nobody
// notices while the text is ASCII.
func latinLabel(enc encoding.Encoding) bool {
	return enc == charmap.Windows1252 || enc == charmap.ISO8859_1 || enc == charmap.ISO8859_15
}

// multibyteUTF8 is true for valid UTF-8 that is more than ASCII. Text in a
// Latin encoding is hardly ever that.
func multibyteUTF8(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	return !allASCII(b)
}

// transcode decodes b; a nil encoding is UTF-8, with repair.
func transcode(b []byte, enc encoding.Encoding, flags *flagSet) []byte {
	if enc == nil {
		if utf8.Valid(b) {
			return b
		}
		flags.add(FlagEncoding)
		return repairUTF8(b)
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil || !utf8.Valid(out) {
		flags.add(FlagEncoding)
		return repairUTF8(b)
	}
	if bytes.ContainsRune(out, utf8.RuneError) {
		flags.add(FlagEncoding)
	}
	return out
}

// repairUTF8 keeps what is UTF-8 and reads every other byte as windows-1252:
// such feeds are pasted together from both.
func repairUTF8(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			n := 1
			for n < len(b) && b[n] < utf8.RuneSelf {
				n++
			}
			out, b = append(out, b[:n]...), b[n:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out, b = utf8.AppendRune(out, r), b[n:]
	}
	return out
}
