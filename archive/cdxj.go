package archive

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// mimeRevisit stands in an index for the media type of a revisit record.
const mimeRevisit = "warc/revisit"

// Entry is a line of an index: where the answer of an address at a moment is.
type Entry struct {
	Key    string    // of the address, as Key gives it
	Time   time.Time // UTC, whole seconds
	URL    string
	MIME   string // media type without parameters; warc/revisit for revisit records
	Status int    // 0 when there is none
	Digest string // of the payload, with its label
	Location
}

// stampFormat is the time of an index line.
const stampFormat = "20060102150405"

// String gives the CDXJ line, without a line break, byte for byte as the index
// tools of the field write it.
func (e Entry) String() string {
	b := make([]byte, 0, 256)
	b = append(b, e.Key...)
	b = append(b, ' ')
	b = e.Time.UTC().AppendFormat(b, stampFormat)
	status := ""
	if e.Status != 0 {
		status = strconv.Itoa(e.Status)
	}
	separator := ` {"`
	for _, f := range []Field{
		{"url", e.URL}, {"mime", e.MIME}, {"status", status}, {"digest", e.Digest},
		{"length", strconv.FormatInt(e.Length, 10)}, {"offset", strconv.FormatInt(e.Offset, 10)}, {"filename", e.File},
	} {
		if f.Value == "" {
			continue
		}
		b = append(b, separator...)
		b = append(b, f.Name...)
		b = append(b, `": `...)
		b = appendJSON(b, f.Value)
		separator = `, "`
	}
	return string(append(b, '}'))
}

// appendJSON quotes a string with ASCII characters only.
func appendJSON(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case c >= 0x20 && c < 0x7f:
			b = append(b, byte(c))
		default:
			for _, unit := range utf16.AppendRune(nil, c) {
				b = append(b, '\\', 'u', hex[unit>>12], hex[unit>>8&15], hex[unit>>4&15], hex[unit&15])
			}
		}
	}
	return append(b, '"')
}

// ParseEntry reads a CDXJ line, of ours or of others.
func ParseEntry(line string) (Entry, error) {
	parts := strings.SplitN(strings.TrimSpace(line), " ", 3)
	if len(parts) != 3 {
		return Entry{}, fmt.Errorf("index line %.60q: want a key, a time and JSON", line)
	}
	at, err := time.Parse(stampFormat, parts[1])
	if err != nil {
		return Entry{}, fmt.Errorf("index line %.60q: %w", line, err)
	}
	var f struct {
		URL, MIME, Filename, Digest string
		Status, Length, Offset      json.RawMessage
	}
	if err := json.Unmarshal([]byte(parts[2]), &f); err != nil {
		return Entry{}, fmt.Errorf("index line %.60q: %w", line, err)
	}
	e := Entry{Key: parts[0], Time: at, URL: f.URL, MIME: f.MIME, Digest: f.Digest}
	e.File = f.Filename
	e.Status = int(number(f.Status))
	e.Length, e.Offset = number(f.Length), number(f.Offset)
	return e, nil
}

// number reads a JSON number that may be written as a string.
func number(raw json.RawMessage) int64 {
	n, _ := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	return n
}

// Index reads a record to its end and gives its line; ok is false for records
// that no index holds: requests, metadata, warcinfo.
func (r *Record) Index() (e Entry, ok bool, err error) {
	switch r.Type() {
	case TypeResponse, TypeRevisit, TypeResource:
	default:
		return Entry{}, false, nil
	}
	e = Entry{Time: r.Date().Truncate(time.Second), URL: r.URL(), Digest: r.Fields.Get("WARC-Payload-Digest")}
	e.Key = Key(e.URL)
	m, err := r.HTTP()
	if err != nil {
		return e, false, err
	}
	e.MIME = mediaType(m.Header.Get("Content-Type"))
	if e.Status = m.Status; r.Type() == TypeRevisit {
		e.MIME = mimeRevisit
	}
	if e.Digest == "" && r.Type() != TypeRevisit {
		if e.Digest, err = digestOf(m.raw); err != nil {
			return e, false, err
		}
	}
	if err := r.Skip(); err != nil {
		return e, false, err
	}
	e.Location = r.Location
	return e, !r.Shared, nil
}

// mediaType gives the type of a Content-Type without its parameters.
func mediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.TrimSpace(kind)
}

// TextMedia reports whether a body of this type is a page that may hold an article.
func TextMedia(h http.Header) bool {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err != nil || kind == "text/html" || kind == "application/xhtml+xml"
}

func digestOf(r io.Reader) (string, error) {
	sum := hashes["sha1"]()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	return formatDigest(sum.Sum(nil)), nil
}

// Lines gives the CDXJ lines of entries, sorted bytewise as an index has to be.
func Lines(entries []Entry) []string {
	lines := make([]string, len(entries))
	for i, e := range entries {
		lines[i] = e.String()
	}
	slices.Sort(lines)
	return lines
}
