package store

import (
	"errors"
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
			return terms, nil
		}
	}
	return nil, ErrEmptyQuery
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
	t.words = queryWords(text)
	if n := len(t.words); n > 0 && !t.prefix {
		last := t.words[n-1]
		r, size := utf8.DecodeRuneInString(last)
		t.prefix = size == len(last) && isPairwise(r) && n == 1 // a single character: the pairs that begin with it
	}
	return t, rest
}

// queryWords cuts a text as the index does. Of runs that are indexed by pairs the
// last character is left out, which stands alone in the index only at their end.
func queryWords(text string) []string {
	words := strings.FieldsFunc(grams(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	kept := words[:0]
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		if size == len(w) && isPairwise(r) && i > 0 && strings.HasSuffix(words[i-1], w) {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// expressionOf writes terms as FTS5 reads them. Every word is quoted, so that nothing
// that is typed is read as syntax.
func expressionOf(terms []term) string {
	var wanted, unwanted []string
	for _, t := range terms {
		phrase := `"` + strings.ReplaceAll(strings.Join(t.words, " "), `"`, `""`) + `"`
		if t.prefix {
			phrase += " *"
		}
		if t.column != "" {
			phrase = t.column + " : " + phrase
		}
		switch {
		case t.without:
			unwanted = append(unwanted, phrase)
		case t.or && len(wanted) > 0:
			wanted[len(wanted)-1] += " OR " + phrase
		default:
			wanted = append(wanted, phrase)
		}
	}
	for i, w := range wanted {
		wanted[i] = "(" + w + ")"
	}
	query := strings.Join(wanted, " AND ")
	if len(unwanted) > 0 {
		query = "(" + query + ") NOT (" + strings.Join(unwanted, " OR ") + ")"
	}
	return query
}

// tellingLetters is how long a beginning is by which articles are ranked: a shorter
// one stands in nearly all of them.
const tellingLetters = 4

// telling gives the terms by which articles are ranked: all but short beginnings to which
// there is no alternative.
func telling(terms []term) (kept []term) {
	for i, t := range terms {
		alone := !t.or && (i+1 == len(terms) || !terms[i+1].or)
		first, _ := utf8.DecodeRuneInString(t.words[0])
		short := t.prefix && len(t.words) == 1 && utf8.RuneCountInString(t.words[0]) < tellingLetters && !isPairwise(first)
		if !t.without && !(alone && short) {
			kept = append(kept, t)
		}
	}
	return kept
}

// wordsOf writes terms as FTS5 reads them, without order, so that every article that
// holds the terms is among what it finds: each word by itself, and nothing of what
// must not be there.
func wordsOf(terms []term) string {
	var wanted []string
	for _, t := range terms {
		if t.without {
			continue
		}
		var words []string
		for i, w := range t.words {
			phrase := `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
			if t.prefix && i == len(t.words)-1 {
				phrase += " *"
			}
			if t.column != "" {
				phrase = t.column + " : " + phrase
			}
			words = append(words, phrase)
		}
		all := "(" + strings.Join(words, " AND ") + ")"
		if t.or && len(wanted) > 0 {
			wanted[len(wanted)-1] += " OR " + all
		} else {
			wanted = append(wanted, all)
		}
	}
	for i, w := range wanted {
		wanted[i] = "(" + w + ")"
	}
	return strings.Join(wanted, " AND ")
}
