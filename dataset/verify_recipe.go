package dataset

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// admitted checks that the recipe lets a row in, and into its split.
func (s *shard) admitted(cells []cell) {
	if s.recipe.Name == "" {
		return
	}
	get := func(column string) cell { return s.get(cells, column) }
	if a := get("access").text; a != "" && !s.recipe.Restricted {
		s.wrong("access", "%s is left out by the recipe", clip(a))
	}
	if role := get("cluster_role").text; s.recipe.Dedupe == DedupeOriginal && role != "" && role != "original" {
		s.wrong("cluster_role", "%s is left out by the recipe (dedupe: original)", clip(role))
	}
	if e := s.recipe.asked(s.rights(cells)); e.reason != "" {
		s.wrong(signalColumns[strings.TrimPrefix(e.reason, "respect-")], "is left out by the recipe (%s)", e.reason)
	}
	f := s.recipe.Filters
	if n := int(get("word_count").number); s.has("word_count") && (n < f.MinWords || f.MaxWords > 0 && n > f.MaxWords) {
		s.wrong("word_count", "%d is left out by the recipe (min_words %d, max_words %d)", n, f.MinWords, f.MaxWords)
	}
	if n := get("language_score").real; s.has("language_score") && n < f.MinLanguageScore {
		s.wrong("language_score", "%v is left out by the recipe (min_language_score %v)", n, f.MinLanguageScore)
	}
	if f.MaxRepeatedLines > 0 && repeated(get("text").text) > f.MaxRepeatedLines {
		s.wrong("text", "is left out by the recipe (max_repeated_lines %v)", f.MaxRepeatedLines)
	}
	for _, name := range f.Require {
		if c := get(name); s.has(name) && c.none() {
			s.wrong(name, "is null, and the recipe requires it")
		}
	}
	s.placed(cells)
}

// signalColumns are where the signals of the recipe are seen.
var signalColumns = map[string]string{"noai": "noai", "tdm": "tdm_reserved", "noarchive": "noarchive", "robots": "robots_ai_disallowed", "content-signal": "content_signal"}

// rights are those that the columns of a row tell of.
func (s *shard) rights(cells []cell) Rights {
	r := Rights{NoAI: s.get(cells, "noai").flag, TDM: s.get(cells, "tdm_reserved").flag, NoArchive: s.get(cells, "noarchive").flag,
		RobotsAI: s.get(cells, "robots_ai_disallowed").list}
	if json.Unmarshal([]byte(s.get(cells, "content_signal").text), &r.Content) != nil {
		r.Content = nil
	}
	return r
}

// placed checks that a row is in the split that follows from its cluster. When a
// cluster began is only known where a row is alone, or too old for the test itself.
func (s *shard) placed(cells []cell) {
	d := &Document{}
	d.ID, d.Cluster = s.id, s.get(cells, "cluster").text
	splits := s.recipe.Splits
	if splits.TestFrom != "" {
		at, ok := parseStamp(s.get(cells, "date").text)
		if d.FirstDated = at; !ok || d.Cluster != "" && at.Format("2006-01-02") >= splits.TestFrom {
			return
		}
	}
	if want := splits.split(d); want != s.split {
		s.wrong("split", "is %s, by the recipe it is %s", s.split, want)
	}
}

// reasons checks the reason of a document that was left out: whether the recipe
// gives it, and what was found.
func (r *Recipe) gives(e exclusion) (problem string) {
	n, _ := strconv.ParseFloat(e.value, 64)
	f := r.Filters
	signal, asked := strings.CutPrefix(e.reason, "respect-")
	column, missing := strings.CutPrefix(e.reason, "unknown-")
	ok, fits := false, true
	switch {
	case e.reason == "access-paywall" || e.reason == "access-credentials":
		ok = !r.Restricted
	case e.reason == "no-article" || e.reason == "no-text":
		ok = true
	case asked:
		ok = slices.Contains(r.Respect, signal)
	case missing:
		ok = slices.Contains(f.Require, column)
	case e.reason == "duplicate":
		ok, fits = r.Dedupe == DedupeOriginal, e.value != ""
	case e.reason == "too-short":
		ok, fits = f.MinWords > 0, int(n) < f.MinWords
	case e.reason == "too-long":
		ok, fits = f.MaxWords > 0, int(n) > f.MaxWords
	case e.reason == "language-unsure":
		ok, fits = f.MinLanguageScore > 0, n < f.MinLanguageScore
	case e.reason == "repetition":
		ok, fits = f.MaxRepeatedLines > 0, n >= f.MaxRepeatedLines-0.001 // it is told with three digits
	}
	switch {
	case !ok:
		return "the recipe leaves out nothing as " + strconv.Quote(clip(e.reason))
	case !fits:
		return strconv.Quote(clip(e.value)) + " is no reason to leave it out as " + e.reason
	}
	return ""
}
