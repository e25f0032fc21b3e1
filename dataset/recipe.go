package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Recipe says what a package is made of. Its JSON form is recipe.json.
type Recipe struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	License     string   `json:"license"` // of the compilation, as Hugging Face names licences
	Where       string   `json:"where"`   // as --where; empty selects everything
	Text        string   `json:"text"`    // TextFull, TextNone
	Fields      []string `json:"fields"`  // columns; all when empty
	Restricted  bool     `json:"restricted"`
	Respect     []string `json:"respect"` // see Signals
	Dedupe      string   `json:"dedupe"`  // DedupeNone, DedupeOriginal
	Filters     Filters  `json:"filters"`
	Splits      Splits   `json:"splits"`
}

// What a package does with texts and with copies.
const (
	TextFull       = "full"
	TextNone       = "none"     // addresses and hashes only
	DedupeNone     = "none"     // every copy is kept, and says so
	DedupeOriginal = "original" // of each cluster only the original
)

// Signals are what --respect understands.
var Signals = []string{"noai", "tdm", "robots", "content-signal", "noarchive"}

// Filters leave out what is no good text. Zero is no filter.
type Filters struct {
	MinWords         int      `json:"min_words"`
	MaxWords         int      `json:"max_words"`
	MinLanguageScore float64  `json:"min_language_score"` // 0 to 1
	MaxRepeatedLines float64  `json:"max_repeated_lines"` // share of the lines that stand there a second time, 0 to 1
	Require          []string `json:"require"`            // columns that have to be known
}

// Splits say which part of a package a row is in. Rows of one cluster are in one.
type Splits struct {
	Validation int    `json:"validation"` // per cent of the clusters
	Test       int    `json:"test"`       // per cent of the clusters
	TestFrom   string `json:"test_from"`  // clusters that begin on this day or later are the test instead
}

// Check gives what is wrong with a recipe; nil when it can be built. Unknown
// columns are answered as a *FieldError.
func (r *Recipe) Check() error {
	if _, err := choose(documentColumns, r.Fields); err != nil {
		return err
	}
	if _, err := choose(documentColumns, r.Filters.Require); err != nil {
		return fmt.Errorf("require: %w", err)
	}
	for _, s := range r.Respect {
		if !slices.Contains(Signals, s) {
			return fmt.Errorf("respect: unknown signal %q (there are %s)", s, strings.Join(Signals, ", "))
		}
	}
	if r.Splits.Test+r.Splits.Validation > 100 {
		return fmt.Errorf("splits: test and validation are more than 100 per cent")
	}
	return nil
}

// columns are those of the package: what was chosen and what every package has.
func (r *Recipe) columns() ([]columnOf[row], error) {
	list, err := choose(documentColumns, r.Fields)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range documentColumns {
		chosen := slices.ContainsFunc(list, func(o columnOf[row]) bool { return o.Name == c.Name })
		if slices.Contains(needed, c.Name) || chosen && (r.Text != TextNone || !withheld[c.Name]) {
			names = append(names, c.Name)
		}
	}
	return choose(documentColumns, names)
}

// ColumnNames gives the names of the columns that a recipe can choose from.
func ColumnNames() []string { return namesOf(documentColumns) }

// split gives the part that a document is in. It follows from the cluster alone, so
// that copies stay together and a later build puts no old row elsewhere.
func (s Splits) split(d *Document) string {
	if s.TestFrom != "" {
		if from, err := time.Parse(time.DateOnly, s.TestFrom); err == nil && !d.FirstDated.Before(from) {
			return "test"
		}
	}
	sum := sha256.Sum256([]byte(d.group()))
	percent := int(binary.BigEndian.Uint64(sum[:8]) % 100)
	switch {
	case s.TestFrom == "" && percent < s.Test:
		return "test"
	case percent >= 100-s.Validation:
		return "validation"
	}
	return "train"
}

// exclusion is why a document is not in a package.
type exclusion struct {
	reason string // short code
	value  string // what was found
}

// excludes gives why a recipe leaves a document out; the reason is empty when it
// does not. The order is that of the table in docs/datasets.md.
func (r *Recipe) excludes(x *row) exclusion {
	f, d := r.Filters, x.Document
	switch {
	case d.Access != "" && !r.Restricted:
		return exclusion{"access-" + d.Access, ""}
	case !d.IsArticle:
		return exclusion{"no-article", ""}
	}
	if e := r.asked(d.Rights); e.reason != "" {
		return e
	}
	switch score := languageScore(x); {
	case d.Text == "":
		return exclusion{"no-text", ""}
	case r.Dedupe == DedupeOriginal && d.Role != "" && d.Role != "original":
		return exclusion{"duplicate", d.Cluster}
	case d.WordCount < f.MinWords:
		return exclusion{"too-short", fmt.Sprint(d.WordCount)}
	case f.MaxWords > 0 && d.WordCount > f.MaxWords:
		return exclusion{"too-long", fmt.Sprint(d.WordCount)}
	case f.MinLanguageScore > 0 && score.real < f.MinLanguageScore:
		return exclusion{"language-unsure", fmt.Sprint(score.real)}
	}
	if share := repeated(d.Text); f.MaxRepeatedLines > 0 && share > f.MaxRepeatedLines {
		return exclusion{"repetition", fmt.Sprintf("%.3f", share)}
	}
	for _, c := range documentColumns {
		if v := c.value(x); slices.Contains(f.Require, c.Name) && v.text == "" && len(v.list) == 0 && !v.known {
			return exclusion{"unknown-" + c.Name, ""}
		}
	}
	return exclusion{}
}

// asked gives the signal for which a document is left out.
func (r *Recipe) asked(g Rights) exclusion {
	for _, s := range r.Respect {
		switch {
		case s == "noai" && g.NoAI, s == "tdm" && g.TDM, s == "noarchive" && g.NoArchive:
			return exclusion{"respect-" + s, ""}
		case s == "robots" && len(g.RobotsAI) > 0:
			return exclusion{"respect-robots", strings.Join(g.RobotsAI, " ")}
		case s == "content-signal" && (g.Content["ai-train"] == "no" || g.Content["ai-input"] == "no"):
			return exclusion{"respect-content-signal", contentSignal(&row{Document: &Document{Rights: g}}).text}
		}
	}
	return exclusion{}
}

// repeated is the share of the lines of a text that stand in it a second time.
func repeated(s string) float64 {
	lines, again := 0, 0
	seen := map[string]bool{}
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines++
		if seen[line] {
			again++
		}
		seen[line] = true
	}
	if lines == 0 {
		return 0
	}
	return float64(again) / float64(lines)
}
