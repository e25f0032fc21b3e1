package store

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"hash"
	"slices"
	"sort"
	"strings"
	"time"

	"winnow/extract"
)

// digest covers what makes a revision when it changes: the words of the text, and
// what the publisher says of it. Left out is what changes with the frame of the
// page (image, name of the site, markup, lines of the text that change by
// themselves) and the date of the last change, which many sites set to the time
// of the request.
func digest(a *extract.Article) []byte {
	tags := append([]string(nil), a.Tags...)
	sort.Strings(tags)
	h := sha256.New()
	for _, part := range [][]string{{a.Title}, {a.Subtitle}, a.Authors, {a.Published.String()}, {a.Section}, tags,
		{a.Language}, {a.License}} {
		writeList(h, part)
	}
	writeLasting(h, a.Text)
	return h.Sum(nil)[:keySize]
}

// writeList hashes a list so that no other list gives the same bytes.
func writeList(h hash.Hash, list []string) {
	var length [4]byte
	write := func(n int) { binary.BigEndian.PutUint32(length[:], uint32(n)); h.Write(length[:]) }
	buffer := make([]byte, 0, 4096)
	write(len(list))
	for _, s := range list {
		if len(buffer)+len(s)+4 > cap(buffer) {
			h.Write(buffer)
			buffer = buffer[:0]
		}
		buffer = binary.BigEndian.AppendUint32(buffer, uint32(len(s)))
		buffer = append(buffer, s...)
	}
	h.Write(buffer)
}

// writeLasting hashes the lasting words of a text, with a blank behind each, which
// no word holds.
func writeLasting(h hash.Hash, text string) {
	buffer := make([]byte, 0, 4096)
	for word := range lastingWords(text) {
		if len(buffer)+len(word)+1 > cap(buffer) {
			h.Write(buffer)
			buffer = buffer[:0]
		}
		buffer = append(append(buffer, word...), ' ')
	}
	h.Write(buffer)
}

// differing names the fields that digest covers and that are not the same.
func differing(a, b *extract.Article) []string {
	fields := []struct{ name, before, after string }{
		{"title", a.Title, b.Title},
		{"subtitle", a.Subtitle, b.Subtitle},
		{"authors", strings.Join(a.Authors, "\n"), strings.Join(b.Authors, "\n")},
		{"published", a.Published.String(), b.Published.String()},
		{"section", a.Section, b.Section},
		{"tags", sorted(a.Tags), sorted(b.Tags)},
		{"language", a.Language, b.Language},
		{"license", a.License, b.License},
	}
	var names []string
	for _, f := range fields {
		if f.before != f.after {
			names = append(names, f.name)
		}
	}
	if !slices.Equal(slices.Collect(lastingWords(a.Text)), slices.Collect(lastingWords(b.Text))) {
		names = append(names, "text")
	}
	return names
}

// touched is how old a modification has to be for it to count by itself: a
// younger one may be no more than the time of the request, or of last night's
// rebuilding of the whole site.
const touched = 24 * time.Hour

// touchedOnly reports a later modification that the publisher announces although
// nothing else has changed.
func touchedOnly(r *reading, shown *extract.Article) []string {
	m := r.article.Modified
	if m.IsZero() || !m.Time.After(shown.Modified.Time) || millis(m.Time.Add(touched)) > r.fetched {
		return nil
	}
	return []string{"modified"}
}

// announced reports whether the publisher says that the page was modified since
// what is shown was read.
func announced(r *reading, shown *extract.Article) bool {
	m := r.article.Modified
	return !m.IsZero() && m.Time.After(shown.Modified.Time) && millis(m.Time) > millis(shown.FetchedAt)
}

// impossible reports a date of publication after the article was read first: the
// page shows some other date in its place, such as that of today.
func impossible(published extract.Date, first int64) bool {
	const day = 24 * time.Hour
	if published.DayOnly {
		return millis(published.Time.Truncate(day)) > millis(instant(first).Truncate(day))
	}
	return !published.IsZero() && millis(published.Time) > first
}

// shown reads what digest covers of the extraction that is shown, when it was
// fetched and by which version it was read.
func (b *batch) shown(doc document) (a *extract.Article, extractor string, err error) {
	a = new(extract.Article)
	var title, subtitle, published, modified, section, language, license, body sql.NullString
	var authors, tags string
	var fetched int64
	if _, err := b.row(`SELECT title, subtitle, authors, published, modified, section, tags, language, license, text, fetched, extractor
		FROM extraction WHERE id = ?`, []any{doc.extraction},
		&title, &subtitle, &authors, &published, &modified, &section, &tags, &language, &license, &body, &fetched, &extractor); err != nil {
		return nil, "", err
	}
	a.Title, a.Subtitle, a.Section, a.FetchedAt = title.String, subtitle.String, section.String, instant(fetched)
	a.Language, a.License, a.Text = language.String, license.String, body.String
	if err := json.Unmarshal([]byte(authors), &a.Authors); err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal([]byte(tags), &a.Tags); err != nil {
		return nil, "", err
	}
	if a.Published, err = extract.ParseDate(published.String); err != nil {
		return nil, "", err
	}
	a.Modified, err = extract.ParseDate(modified.String)
	return a, extractor, err
}

// sameDigest compares two digests; one that is not known is like no other.
func sameDigest(a, b []byte) bool { return len(a) > 0 && bytes.Equal(a, b) }
