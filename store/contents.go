package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/mattn/go-sqlite3"
)

// corrupt reports whether SQLite says that a database is damaged.
func corrupt(err error) bool {
	var lite sqlite3.Error
	return errors.As(err, &lite) && (lite.Code == sqlite3.ErrCorrupt || lite.Code == sqlite3.ErrNotADB)
}

// treeNumber is how SQLite names a table or an index in what it says of its pages:
// by the page of its root.
var treeNumber = regexp.MustCompile(`(?:Tree|tree page) (\d+)`)

// nameTables says of faults of pages in which table or index they are.
func (s *Store) nameTables(ctx context.Context, faults []Fault) []Fault {
	names := map[int]string{}
	// A schema that cannot be read names nothing: the faults stay as they are.
	_ = s.each(ctx, `SELECT rootpage, tbl_name || CASE WHEN type = 'index' THEN ' (index ' || name || ')' ELSE '' END FROM sqlite_schema WHERE rootpage > 0`, nil,
		func(scan func(...any) error) error {
			var page int
			var name string
			err := scan(&page, &name)
			names[page] = name
			return err
		})
	for i, f := range faults {
		found := treeNumber.FindStringSubmatch(f.What)
		if found == nil {
			continue
		}
		if page, err := strconv.Atoi(found[1]); err == nil && names[page] != "" {
			faults[i].Where = names[page]
		}
	}
	return faults
}

// checkContents compares what agrees with its seals, which may have been accepted, with
// older witnesses: texts and raw pages with the digests that were kept of
// them: a byte that has changed within a value breaks no rule of the file. Of texts
// those that another version of winnow has stored are left out, as it may have made
// the digest otherwise.
func (s *Store) checkContents(ctx context.Context, faults []Fault) ([]Fault, error) {
	note := func(where, format string, args ...any) {
		if len(faults) < maxFaults {
			faults = append(faults, Fault{Where: where, What: fmt.Sprintf(format, args...)})
		}
	}
	if err := s.each(ctx, `SELECT d.ref, d.words, coalesce(x.text, '') FROM document d JOIN extraction x ON x.id = d.extraction
		WHERE d.merged IS NULL AND d.words IS NOT NULL AND x.extractor = ?`, []any{s.opts.Version}, func(scan func(...any) error) error {
		var ref, body string
		var kept []byte
		if err := scan(&ref, &kept, &body); err != nil {
			return err
		}
		words, _ := normalise(body)
		if key := sum(words); !bytes.Equal(key[:], kept) {
			note("extraction", "the text of article %s is not the one that was stored", ref)
		}
		return nil
	}); err != nil {
		return faults, s.failed(ctx, err)
	}
	err := s.each(ctx, `SELECT hash, coding, size, body FROM blob`, nil, func(scan func(...any) error) error {
		var hash, packed []byte
		var coding string
		var size int
		if err := scan(&hash, &coding, &size, &packed); err != nil {
			return err
		}
		if !wholeBlob(hash, coding, size, packed) {
			note("blob", "raw page %x is not the one that was stored", hash[:8])
		}
		return nil
	})
	return faults, s.failed(ctx, err)
}

// wholeBlob reports whether a raw page is the one that its digest is of.
func wholeBlob(hash []byte, coding string, size int, packed []byte) bool {
	body, err := unpack(coding, size, packed)
	is := sha256.Sum256(body)
	return err == nil && bytes.Equal(is[:], hash)
}
