package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"winnow/extract"
)

const (
	// longestSlug keeps names below what every file system takes, with the folder.
	longestSlug = 60
	// shortID is how much of the id stands in a name, to tell two of one title
	// apart; see fileOf for those whose ids begin alike.
	shortID = 8
)

// Folder writes each article as a Markdown file with its fields as YAML above it
// (front matter), in folders by year and month, into a folder that is there, and
// gives how many there were.
func Folder(folder string, articles Articles, o Options) (n int, err error) {
	columns, err := choose(articleColumns, o.Fields)
	if err != nil {
		return 0, err
	}
	var page []byte
	for a, err := range articles {
		if err != nil {
			return n, err
		}
		page = frontMatter(page[:0], columns, &a)
		page = append(append(page, markdownBody(&a)...), '\n')
		if err := addFile(folder, &a, page); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// inBody are the columns that stand below the front matter, or in no file.
var inBody = map[string]bool{"text": true, "markdown": true, "html": true, "provenance": true}

// frontMatter writes the known fields as YAML: every value as JSON, which YAML 1.2
// contains.
func frontMatter(b []byte, columns []columnOf[extract.Article], a *extract.Article) []byte {
	b = append(b, "---\n"...)
	for _, c := range columns {
		if inBody[c.Name] {
			continue
		}
		v := c.value(a)
		if c.Kind == List && len(v.list) == 0 || c.Kind != List && !v.known && v.text == "" {
			continue
		}
		b = append(append(b, c.Name...), ": "...)
		b = append(jsonValue(b, c.Kind, &v), '\n')
	}
	return append(b, "---\n\n"...)
}

func markdownBody(a *extract.Article) string {
	if a.Markdown != "" {
		return a.Markdown
	}
	return strings.ReplaceAll(a.Text, "\n", "\n\n")
}

// addFile writes a new file; two articles of one day, title and beginning of their
// ids get their whole ids.
func addFile(folder string, a *extract.Article, page []byte) error {
	for _, id := range []string{a.ID[:min(shortID, len(a.ID))], a.ID} {
		name := filepath.Join(folder, filepath.FromSlash(fileOf(a, id)))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = f.Write(page)
		return errors.Join(err, f.Close())
	}
	return fmt.Errorf("%s: %w", a.ID, fs.ErrExist)
}

// fileOf names the file of an article: 2026/02/2026-02-14-the-title-0a1b2c3d.md.
func fileOf(a *extract.Article, id string) string {
	parts := []string{}
	folder := "undated"
	if !a.Published.IsZero() {
		folder = a.Published.Time.Format("2006/01")
		parts = append(parts, a.Published.Time.Format("2006-01-02"))
	}
	if s := slug(a.Title); s != "" {
		parts = append(parts, s)
	}
	return folder + "/" + strings.Join(append(parts, slug(id)), "-") + ".md"
}

// slug gives lower-case ASCII letters, digits and hyphens: a name that every file
// system takes and no shell reads anything into.
func slug(s string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent that was taken off its letter
		default:
			hyphen = true
		}
		if b.Len() >= longestSlug {
			break
		}
	}
	return b.String()
}
