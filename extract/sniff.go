package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ErrNotHTML is wrapped by the error for bytes that are no page at all; the
// error says what they are.
var ErrNotHTML = errors.New("not an HTML page")

// signatures begin files that servers send as pages (WHATWG MIME Sniffing,
// section 6).
var signatures = []struct{ begin, kind string }{
	{"%PDF-", "PDF"}, {"%!PS", "PostScript"}, {"\x89PNG\r\n", "PNG"}, {"\xff\xd8\xff", "JPEG"}, {"GIF8", "GIF"},
	{"PK\x03\x04", "ZIP"}, {"\x1f\x8b\x08", "gzip"}, {"Rar!\x1a", "RAR"}, {"7z\xbc\xaf", "7z"}, {"OggS", "Ogg"},
	{"ID3", "MP3"}, {"\x1aE\xdf\xa3", "Matroska"}, {"\x00\x00\x01\x00", "icon"}, {"wOF", "font"}, {"\x7fELF", "program"},
	{"\xd0\xcf\x11\xe0", "office document"}, {"{\\rtf", "RTF"}, {"BM", "bitmap"}, {"RIFF", "RIFF"}, {"\x00\x00\x00", "video"},
}

// feedRoots are the XML documents that are no page.
var feedRoots = []string{"rss", "feed", "rdf:RDF", "urlset", "sitemapindex", "opml", "svg"}

const sniffBytes = 4096

// sniff reports what body is when it is no page.
func sniff(body []byte, contentType string) error {
	head := bytes.TrimLeft(body[:min(len(body), sniffBytes)], " \t\r\n\ufeff")
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begin)) && (len(s.begin) > 3 || unreadable(head)) {
			return fmt.Errorf("%w: it is a %s", ErrNotHTML, s.kind)
		}
	}
	switch {
	case unreadable(head):
		return fmt.Errorf("%w: it is binary", ErrNotHTML)
	case len(head) > 0 && (head[0] == '{' || head[0] == '[') && isJSON(body, contentType):
		return fmt.Errorf("%w: it is JSON", ErrNotHTML)
	}
	if root := xmlRoot(head); root != "" {
		return fmt.Errorf("%w: it is XML (%s)", ErrNotHTML, root)
	}
	return nil
}

func isJSON(body []byte, contentType string) bool {
	return strings.Contains(strings.ToLower(contentType), "json") || json.Valid(bytes.TrimSpace(body))
}

// unreadable reports whether more control characters stand in the head than a
// damaged text has. NULs are counted apart: some systems pad pages with them.
func unreadable(head []byte) bool {
	const most = 40 // one in so many; random bytes have one in ten
	nul, control := 0, 0
	for _, c := range head {
		switch {
		case c == 0:
			nul++
		case c < 9 || (c > 13 && c < 27) || (c > 27 && c < 32):
			control++
		}
	}
	return control*most > len(head) || nul*3 > len(head)
}

// xmlRoot gives the name of the root element when it is one of feedRoots.
func xmlRoot(head []byte) string {
	for len(head) > 1 && head[0] == '<' && (head[1] == '?' || head[1] == '!') {
		end := bytes.IndexByte(head, '>')
		if bytes.HasPrefix(head, []byte("<!--")) {
			if end = bytes.Index(head, []byte("-->")); end >= 0 {
				end += 2
			}
		}
		if end < 0 {
			return ""
		}
		head = bytes.TrimLeft(head[end+1:], " \t\r\n")
	}
	for _, root := range feedRoots {
		if rest, ok := bytes.CutPrefix(head, []byte("<"+root)); ok && len(rest) > 0 && strings.IndexByte(" \t\r\n>/", rest[0]) >= 0 {
			return root
		}
	}
	return ""
}
