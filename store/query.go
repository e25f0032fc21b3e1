package store

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrEmptyQuery says that a query holds no word that could be found.
var ErrEmptyQuery = errors.New("there is no word to search for")

const (
	// maxQuery bounds a query; what is behind is not looked for.
	maxQuery = 1000
	// maxTerms bounds how many terms a query has.
	maxTerms = 32
	// maxPhrase bounds how many words stand one behind the other, as the place of each is
	// looked at in every article that holds them all.
	maxPhrase = 12
	// maxLong bounds how many beginnings are longer than those that have lists: what they
	// find is put together anew for each search. Of the ones behind, the first letters count.
	maxLong = 3
)

// term is one thing that is looked for.
type term struct {
	words   []string // that stand one behind the other
	prefix  bool     // the last of them may be only the beginning of a word
	without bool     // it must not be there
	or      bool     // it or the term before is enough
	column  string   // title or names; empty is anywhere
}

// parseQuery reads what a person types: words that all have to be there, "words
// in this order", -without, one OR another, begin*, title:word. Whatever is
// typed is a query; signs that mean nothing here are left out.
func parseQuery(query string) ([]term, error) {
	if len(query) > maxQuery {
		query = strings.ToValidUTF8(query[:maxQuery], "")
	}
	query = quotes.Replace(query)
	var terms []term
	or := false
	for query != "" && len(terms) < maxTerms {
		var t term
		t, query = nextTerm(query)
		if len(t.words) == 1 && t.words[0] == "OR" && len(terms) > 0 {
			or = true
			continue
		}
		if len(t.words) == 0 {
			continue
		}
		t.or, or = or, false
		terms = append(terms, t)
	}
	for _, t := range terms {
		if !t.without {
			return bounded(terms), nil
		}
	}
	return nil, ErrEmptyQuery
}

// quotes are the signs that people and their editors put around words.
var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "＂", `"`)

// bounded cuts the beginnings that have no list, but for the first few.
func bounded(terms []term) []term {
	long := map[string]bool{}
	for _, t := range terms {
		if !t.long() {
			continue
		}
		if last := len(t.words) - 1; len(long) < maxLong || long[t.words[last]] {
			long[t.words[last]] = true
		} else {
			t.words[last] = string([]rune(t.words[last])[:listedLetters])
		}
	}
	return terms
}

// long reports whether a term ends with a beginning that has no list in the index.
func (t term) long() bool {
	return t.prefix && utf8.RuneCountInString(t.words[len(t.words)-1]) > listedLetters
}

// inGroups gives the terms that have to be there, each with its alternatives, and those that
// must not. What is said twice is given once.
func inGroups(terms []term) (wanted [][]term, unwanted []term) {
	for _, t := range terms {
		last := len(wanted) - 1
		switch {
		case t.without:
			unwanted = append(unwanted, t)
		case !t.or || last < 0:
			wanted = append(wanted, []term{t})
		case !slices.ContainsFunc(wanted[last], t.same):
			wanted[last] = append(wanted[last], t)
		}
	}
	var distinct [][]term
	for _, group := range wanted {
		if !slices.ContainsFunc(distinct, func(g []term) bool { return slices.EqualFunc(g, group, term.same) }) {
			distinct = append(distinct, group)
		}
	}
	return distinct, unwanted
}

// same reports whether two terms find the same.
func (t term) same(b term) bool {
	return slices.Equal(t.words, b.words) && t.prefix == b.prefix && t.column == b.column
}

// nextTerm cuts the first term off a query.
func nextTerm(query string) (t term, rest string) {
	query = strings.TrimLeftFunc(query, unicode.IsSpace)
	if after, found := strings.CutPrefix(query, "-"); found {
		t.without, query = true, after
	}
	for _, column := range []string{"title", "names"} {
		if after, found := strings.CutPrefix(query, column+":"); found {
			t.column, query = column, after
		}
	}
	var text string
	if after, found := strings.CutPrefix(query, `"`); found {
		text, rest, _ = strings.Cut(after, `"`)
	} else {
		end := strings.IndexFunc(query, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
		if end < 0 {
			end = len(query)
		}
		text, rest = query[:end], query[end:]
	}
	t.prefix = strings.HasSuffix(text, "*")
	if t.words = queryWords(text); len(t.words) > maxPhrase {
		t.words, t.prefix = t.words[:maxPhrase], false
	}
	if n := len(t.words); n > 0 && !t.prefix {
		last := t.words[n-1]
		r, size := utf8.DecodeRuneInString(last)
		t.prefix = size == len(last) && isPairwise(r) && n == 1 // a single character: the pairs that begin with it
	}
	return t, rest
}

// queryWords cuts a text as the index does. Of a run that is indexed by pairs the last
// character is left out where the text ends with it: in the index it stands alone only
// where the run ends.
func queryWords(text string) []string {
	words := strings.FieldsFunc(grams(folded(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	if n := len(words); n > 1 {
		r, size := utf8.DecodeRuneInString(words[n-1])
		if size == len(words[n-1]) && isPairwise(r) && strings.HasSuffix(words[n-2], words[n-1]) {
			words = words[:n-1]
		}
	}
	return words
}

// expressionOf writes terms as FTS5 reads them. Every word is quoted, so that nothing
// that is typed is read as syntax.
func expressionOf(terms []term) string {
	groups, unwanted := inGroups(terms)
	wanted := make([]string, len(groups))
	for i, g := range groups {
		wanted[i] = "(" + anyOf(g) + ")"
	}
	query := strings.Join(wanted, " AND ")
	if len(unwanted) > 0 {
		query = "(" + query + ") NOT (" + anyOf(unwanted) + ")"
	}
	return query
}

// anyOf writes terms of which one is enough.
func anyOf(terms []term) string {
	var list []string
	for _, t := range terms {
		phrase := quoted(strings.Join(t.words, " "))
		if t.prefix {
			phrase += " *"
		}
		if t.column != "" {
			phrase = t.column + " : " + phrase
		}
		list = append(list, phrase)
	}
	return strings.Join(list, " OR ")
}

// quoted writes words so that FTS5 reads nothing into them.
func quoted(words string) string { return `"` + strings.ReplaceAll(words, `"`, `""`) + `"` }
