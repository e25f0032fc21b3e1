package extract

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// prescanBytes is how far a declaration in the page is looked for. Browsers stop
// at 1,024 bytes; pages with a long comment before it are common.
const prescanBytes = 4096

// surely is the number of multi-byte characters from which valid UTF-8 is
// believed against any declaration: text of another encoding does not happen to
// be valid so often.
const surely = 2

// damaged is how many valid characters must stand for each invalid byte in UTF-8
// that was damaged on its way.
const damaged = 4

// decode gives the page as UTF-8 without NULs. What is no page is refused.
func decode(body []byte, contentType string) ([]byte, error) {
	label := charsetOf(body, contentType)
	if !strings.HasPrefix(label, "utf-16") {
		if err := sniff(body, contentType); err != nil {
			return nil, err
		}
	}
	if label != "utf-8" {
		if enc, _ := charset.Lookup(label); enc != nil {
			if out, err := enc.NewDecoder().Bytes(body); err == nil {
				body = out
			}
		}
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if bytes.IndexByte(body, 0) >= 0 {
		body = bytes.ReplaceAll(body, []byte{0}, nil)
	}
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\ufffd"))
	}
	return body, nil
}

// charsetOf finds the encoding of a page: byte order mark, then the Content-Type
// header, then the page's own declaration, each unless the bytes prove it wrong;
// then whether it is UTF-8; a guess comes last. It gives a WHATWG name.
func charsetOf(body []byte, contentType string) string {
	for _, mark := range [...]struct{ bytes, name string }{{"\xef\xbb\xbf", "utf-8"}, {"\xfe\xff", "utf-16be"}, {"\xff\xfe", "utf-16le"}} {
		if bytes.HasPrefix(body, []byte(mark.bytes)) {
			return mark.name
		}
	}
	multi, invalid := utf8Proof(body)
	if invalid == 0 && multi >= surely {
		return "utf-8"
	}
	head := body[:min(len(body), prescanBytes)]
	for _, label := range [...]string{headerCharset(contentType), declaredCharset(head)} {
		name := canonicalCharset(label)
		switch {
		case name == "", name == "utf-8" && multi < invalid:
			// A page that says UTF-8 and has hardly a valid sequence is a legacy
			// page behind a server's default.
		case strings.HasPrefix(name, "utf-16") && !wide(head):
			return "utf-8" // it could not have been read as ASCII otherwise
		default:
			return name
		}
	}
	switch {
	case multi >= damaged*invalid:
		return "utf-8"
	case wide(head):
		return wideOrder(head)
	}
	return guessCharset(body, head)
}

// utf8Proof counts the multi-byte characters and the bytes that are none. A
// character cut off at the end is not counted.
func utf8Proof(body []byte) (multi, invalid int) {
	for i := 0; i < len(body); {
		if i+8 <= len(body) && binary.LittleEndian.Uint64(body[i:])&0x8080808080808080 == 0 {
			i += 8
			continue
		}
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			multi++
		case utf8.FullRune(body[i:]):
			invalid++
		}
		i += size
	}
	return multi, invalid
}

func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil {
		return params["charset"]
	}
	// A broken header still tells: text/html;; charset=x
	if _, rest, ok := strings.Cut(strings.ToLower(contentType), "charset="); ok {
		return strings.Trim(strings.FieldsFunc(rest+" ", func(r rune) bool { return r == ';' || r == ' ' || r == ',' })[0], `"'`)
	}
	return ""
}

// declaredCharset finds charset=x in a meta element or encoding="x" in an XML
// declaration.
func declaredCharset(head []byte) string {
	low := bytes.ToLower(head)
	if bytes.HasPrefix(bytes.TrimSpace(low), []byte("<?xml")) {
		if decl, _, ok := bytes.Cut(low, []byte("?>")); ok {
			if _, rest, ok := bytes.Cut(decl, []byte("encoding=")); ok {
				return labelAt(rest)
			}
		}
	}
	for {
		_, rest, ok := bytes.Cut(low, []byte("<meta"))
		if !ok {
			return ""
		}
		tag, after, _ := bytes.Cut(rest, []byte(">"))
		if _, value, ok := bytes.Cut(tag, []byte("charset=")); ok {
			if label := labelAt(value); label != "" {
				return label
			}
		}
		low = after
	}
}

func labelAt(b []byte) string {
	b = bytes.TrimLeft(b, "\"' ")
	if end := bytes.IndexAny(b, "\"' ;/>"); end >= 0 {
		b = b[:end]
	}
	return string(b)
}

// canonicalCharset gives the WHATWG name of a label, or "" when there is none.
func canonicalCharset(label string) string {
	enc, name := charset.Lookup(label)
	if enc == nil || enc == encoding.Replacement {
		return ""
	}
	return name
}

// wide reports whether every second byte of the beginning is mostly NUL.
func wide(head []byte) bool {
	even, odd := nuls(head)
	return len(head) >= 16 && (even*3 > len(head) || odd*3 > len(head)) && (even == 0 || odd == 0)
}

func wideOrder(head []byte) string {
	if even, _ := nuls(head); even > 0 {
		return "utf-16be"
	}
	return "utf-16le"
}

func nuls(b []byte) (even, odd int) {
	for i, c := range b {
		if c == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	return even, odd
}

// localCharsets are what pages in a language were written in before UTF-8, where
// there is one such encoding (HTML standard, "suggested default encoding").
var localCharsets = map[string]string{
	"cs": "windows-1250", "hu": "iso-8859-2", "pl": "iso-8859-2", "sk": "windows-1250", "sl": "iso-8859-2",
	"hr": "windows-1250", "ro": "iso-8859-2", "bg": "windows-1251", "mk": "windows-1251", "sr": "windows-1251",
	"uk": "windows-1251", "be": "windows-1251", "el": "iso-8859-7", "tr": "windows-1254", "he": "windows-1255",
	"ar": "windows-1256", "fa": "windows-1256", "et": "windows-1257", "lt": "windows-1257", "lv": "windows-1257",
	"vi": "windows-1258", "th": "windows-874", "en": "windows-1252", "de": "windows-1252", "fr": "windows-1252",
	"es": "windows-1252", "it": "windows-1252", "pt": "windows-1252", "nl": "windows-1252", "da": "windows-1252",
	"sv": "windows-1252", "no": "windows-1252", "nb": "windows-1252", "fi": "windows-1252",
}

// guessBytes is how much of a page the detector sees.
const guessBytes = 64 << 10

// guessCharset decides for bytes that are not UTF-8 and say nothing. The
// detector takes Central European text for Western, so the page's own language
// goes first.
func guessCharset(body, head []byte) string {
	if _, rest, ok := bytes.Cut(bytes.ToLower(head), []byte(" lang=")); ok {
		lang, _, _ := strings.Cut(labelAt(rest), "-")
		if local := localCharsets[lang]; local != "" {
			return local
		}
	}
	found, err := chardet.NewHtmlDetector().DetectAll(body[:min(len(body), guessBytes)])
	if err != nil {
		return "windows-1252"
	}
	label := likeliest(found)
	if label == "GB-18030" {
		label = "gb18030"
	}
	if name := canonicalCharset(label); name != "" && name != "utf-8" && !strings.HasPrefix(name, "utf-16") {
		return name
	}
	return "windows-1252"
}

// likeliest is the charset of most confidence, of equals the first by name: the
// detector hands equals out in the order in which its goroutines end.
func likeliest(found []chardet.Result) string {
	return slices.MinFunc(found, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, strings.Compare(a.Charset, b.Charset))
	}).Charset
}
