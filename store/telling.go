package store

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// tellingLetters is how long a beginning is by which articles are ranked: a shorter
	// one stands in nearly all of them.
	tellingLetters = 4
	// listedLetters is how long the beginnings are that have lists of their own, see
	// searchTable. What a longer one finds is put together whenever it is asked for,
	// which ranking does three times.
	listedLetters = 5
	longPrice     = 3
	// countedMost is how many articles ranking may count. It has to know of each word in
	// how many articles it stands, and reads all of its list for that: 30 ms for a word
	// that stands in all of a million. What is so common tells next to nothing.
	countedMost = 500_000
	// sampled is how many of the newest articles that hold a word tell how common it is.
	sampled = 500
	// passedOver is how many articles that were not asked for ranking may step over for
	// each that was; where there are more, it is told what the filter asks for. So few
	// articles that it makes no difference are passedFew.
	passedOver = 4
	passedFew  = 20_000
)

// clause is what ranking counts as one: a word, or words of which one has to be there.
type clause struct {
	expression string
	sample     string // finds as many articles or more, quickly
	price      int    // how many times the articles are counted
}

// clauses gives that by which articles are ranked, so that every article that holds the
// terms holds all of it: each word by itself, as how often words stand one behind the
// other takes a second to count in a million. Nothing is ranked by what must not be
// there, nor by short beginnings to which there is no alternative.
func clauses(terms []term) (list []clause) {
	groups, _ := inGroups(terms)
	for _, g := range groups {
		switch {
		case len(g) > 1:
			list = append(list, either(g))
		case !g[0].short():
			list = append(list, g[0].clauses()...)
		}
	}
	return list
}

// short reports whether a term is a beginning that tells little.
func (t term) short() bool {
	first, _ := utf8.DecodeRuneInString(t.words[0])
	return t.prefix && len(t.words) == 1 && utf8.RuneCountInString(t.words[0]) < tellingLetters && !isPairwise(first)
}

// clauses gives the words of a term, each by itself.
func (t term) clauses() (list []clause) {
	for i, w := range t.words {
		c := clause{expression: quoted(w), sample: quoted(w), price: 1}
		if t.prefix && i == len(t.words)-1 {
			c.expression += " *"
			c.sample = c.expression
			if letters := []rune(w); len(letters) > listedLetters {
				c.sample, c.price = quoted(string(letters[:listedLetters]))+" *", longPrice
			}
		}
		if t.column != "" {
			c.expression = t.column + " : " + c.expression
		}
		list = append(list, c)
	}
	return list
}

// either gives terms of which one has to be there.
func either(terms []term) clause {
	var wanted, samples []string
	price := 1
	for _, t := range terms {
		var words, few []string
		for _, c := range t.clauses() {
			words, few = append(words, c.expression), append(few, c.sample)
			price = max(price, c.price)
		}
		wanted = append(wanted, "("+strings.Join(words, " AND ")+")")
		samples = append(samples, "("+strings.Join(few, " AND ")+")")
	}
	return clause{"(" + strings.Join(wanted, " OR ") + ")", "(" + strings.Join(samples, " OR ") + ")", price}
}

// affordable gives the clauses by which articles are ranked without counting more than
// most articles, the rarest first, and in how many the rarest stands. Where all are
// affordable anyway, nothing is asked.
func (s *Store) affordable(ctx context.Context, list []clause, most int) (kept []string, rarest int, err error) {
	last, err := s.lastDocument(ctx)
	if err != nil {
		return nil, 0, err
	}
	type priced struct {
		clause
		found int
	}
	var all []priced
	total := 0
	for _, c := range list {
		total += c.price * last
		all = append(all, priced{c, last})
	}
	if total > most {
		for i := range all {
			if all[i].found, err = s.estimate(ctx, all[i].sample, last); err != nil {
				return nil, 0, err
			}
		}
		slices.SortStableFunc(all, func(a, b priced) int { return a.price*a.found - b.price*b.found })
	}
	rarest = last
	for _, c := range all {
		if most -= c.price * c.found; most < 0 {
			break
		}
		kept, rarest = append(kept, c.expression), min(rarest, c.found)
	}
	return kept, rarest, nil
}

// lastDocument is the row of the newest document: how many there are, or a few more.
func (s *Store) lastDocument(ctx context.Context) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM document`).Scan(&n)
	return n, err
}

// estimate says in how many articles an expression is found, by how close together the
// newest of them stand.
func (s *Store) estimate(ctx context.Context, expression string, last int) (int, error) {
	var found, span int
	err := s.read.QueryRowContext(ctx, `SELECT count(*), coalesce(max(id) - min(id) + 1, 1)
		FROM (SELECT search.rowid AS id FROM search WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT ?)`, expression, sampled).Scan(&found, &span)
	if err != nil || found < sampled {
		return found, err
	}
	return int(float64(found) / float64(span) * float64(last)), nil
}

// narrowed adds to the words by which articles are ranked what the filter asks for, as
// far as that spares stepping over more than it costs to count: what tells the
// articles best first.
func (s *Store) narrowed(ctx context.Context, words string, rarest int, facets []string, among articleSet) (string, error) {
	last, err := s.lastDocument(ctx)
	if err != nil || len(facets) == 0 {
		return words, err
	}
	passed := float64(rarest) * float64(among.last-among.first+1) / float64(max(last, 1))
	enough := float64(max(passedFew, passedOver*among.count))
	if passed <= enough {
		return words, nil
	}
	found := make(map[string]int, len(facets))
	for _, f := range facets {
		if found[f], err = s.estimate(ctx, f, last); err != nil {
			return "", err
		}
	}
	slices.SortStableFunc(facets, func(a, b string) int { return found[a] - found[b] })
	for _, f := range facets {
		if passed <= enough {
			break
		}
		words += " AND " + f
		passed *= float64(found[f]) / float64(last)
	}
	return words, nil
}
