package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// facetSign begins every word of the column facet. It is of the private use area:
// the index takes it for a letter, and nobody types it.
const facetSign = "\uE000"

// Kinds of facet: what a filter asks for is a word of the index like any other, so
// that the articles which pass it are found with those that hold the words.
const (
	facetSource       = "s" // row of the source
	facetOrganization = "o"
	facetAuthor       = "a"
	facetTag          = "t"
	facetLanguage     = "l" // the tag, and each beginning of it: en-gb, en
	facetYear         = "y"
	facetMonth        = "m"
	facetDay          = "d"
)

// facetOf is the word for a value of a kind. Values may hold anything, so that their
// hash stands for them; letters of either case are the same.
func facetOf(kind, value string) string {
	full := sha256.Sum256([]byte(strings.ToLower(value)))
	return facetSign + kind + hex.EncodeToString(full[:8])
}

// facetsOf is what the index holds of an article for filters. authors and tags are
// lists in JSON.
func facetsOf(source int64, organization, authors, tags, language string, dated time.Time) (string, error) {
	facets := []string{facetSign + facetSource + fmt.Sprint(source), facetOf(facetOrganization, organization)}
	for kind, list := range map[string]string{facetAuthor: authors, facetTag: tags} {
		var values []string
		if err := json.Unmarshal([]byte(list), &values); err != nil {
			return "", fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		for _, v := range values {
			facets = append(facets, facetOf(kind, v))
		}
	}
	for tag := language; tag != ""; {
		facets = append(facets, facetOf(facetLanguage, tag))
		end := strings.LastIndexByte(tag, '-')
		tag = tag[:max(end, 0)]
	}
	day := dated.UTC()
	for _, span := range daySpans {
		facets = append(facets, facetSign+span.kind+day.Format(span.layout))
	}
	return strings.Join(facets, " "), nil
}

// mostDays bounds how many words stand for a span of time: two centuries have 200
// years and at most 22 months and 60 days at their ends.
const mostDays = 300

// daySpans are the spans of time that have a word, the longest first.
var daySpans = []struct {
	kind, layout        string
	years, months, days int
}{
	{facetYear, "2006", 1, 0, 0},
	{facetMonth, "200601", 0, 1, 0},
	{facetDay, "20060102", 0, 0, 1},
}

// daysBetween gives the words of the years, months and days that together cover
// every day from one to another, both included.
func daysBetween(from, to time.Time) (words []string) {
	from, to = from.UTC().Truncate(24*time.Hour), to.UTC().Truncate(24*time.Hour)
	for at := from; !at.After(to); {
		for _, span := range daySpans {
			start, err := time.Parse(span.layout, at.Format(span.layout))
			next := at.AddDate(span.years, span.months, span.days)
			if err == nil && start.Equal(at) && !next.AddDate(0, 0, -1).After(to) {
				words = append(words, facetSign+span.kind+at.Format(span.layout))
				at = next
				break
			}
		}
	}
	return words
}

// times are those from one instant, in ms, until before another.
type times struct{ from, until int64 }

// facets is what a filter asks for, as expressions of the index that all have to hold, and
// the spans of time that these days hold besides. When it is not exact, the caller has to
// look at the time of each article.
func (s *Store) facets(ctx context.Context, f Filter) (wanted []string, besides []times, exact bool, err error) {
	word := func(w string) string { return `"` + w + `"` }
	if f.Source != "" {
		var id int64
		// A source that is not there has no article: none has the row 0.
		if err := s.read.QueryRowContext(ctx, `SELECT coalesce((SELECT id FROM source WHERE name = ?), 0)`, f.Source).Scan(&id); err != nil {
			return nil, nil, false, err
		}
		wanted = append(wanted, word(facetSign+facetSource+fmt.Sprint(id)))
	}
	for _, v := range []struct{ kind, value string }{{facetOrganization, f.Organization}, {facetAuthor, f.Author}, {facetTag, f.Tag}, {facetLanguage, f.Language}} {
		if v.value != "" {
			wanted = append(wanted, word(facetOf(v.kind, v.value)))
		}
	}
	if f.Since.IsZero() && f.Until.IsZero() {
		return wanted, nil, true, nil
	}
	var first, last int64
	if err := s.read.QueryRowContext(ctx, `SELECT coalesce((SELECT min(dated) FROM document), 0), coalesce((SELECT max(dated) FROM document), 0)`).Scan(&first, &last); err != nil {
		return nil, nil, false, err
	}
	from, to := time.UnixMilli(first), time.UnixMilli(last)
	if f.Since.After(from) {
		from = f.Since
		besides = append(besides, times{millis(f.Since.UTC().Truncate(24 * time.Hour)), millis(f.Since)})
	}
	if !f.Until.IsZero() && !f.Until.After(to) {
		to = f.Until.Add(-time.Millisecond)
		besides = append(besides, times{millis(f.Until), millis(to.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1))})
	}
	besides = slices.DeleteFunc(besides, func(x times) bool { return x.from == x.until })
	days := daysBetween(from, to)
	if len(days) > mostDays {
		return wanted, nil, false, nil // an article of the Middle Ages: its day is looked at, which takes longer
	}
	for i, d := range days {
		days[i] = word(d)
	}
	if len(days) == 0 {
		days = []string{word(facetSign + facetDay + "none")}
	}
	return append(wanted, "("+strings.Join(days, " OR ")+")"), besides, true, nil
}
