//go:build sqlite_fts5 || fts5

package store

import (
	"strings"
	"testing"

	"winnow/extract"
	"winnow/query"
)

func TestClauses(t *testing.T) {
	for _, tt := range []struct{ name, query, want, samples string }{
		{"each word", `ferry "night train"`, `"ferry" | "night" | "train"`, `"ferry" | "night" | "train"`},
		{"nothing of what must not be there", `ferry -bridge -"night train"`, `"ferry"`, `"ferry"`},
		{"a short beginning tells nothing", `ferry ha*`, `"ferry"`, `"ferry"`},
		{"a short beginning alone", `ha*`, ``, ``},
		{"a short beginning among alternatives", `ha* OR ferry`, `(("ha" *) OR ("ferry"))`, `(("ha" *) OR ("ferry"))`},
		{"a long beginning is sampled by a shorter one", `harbourm*`, `"harbourm" *`, `"harbo" *`},
		{"a column", `title:ferry`, `title : "ferry"`, `"ferry"`},
		{"alternatives apart from what must not be there", `ferry -bridge OR boat`, `(("ferry") OR ("boat"))`, `(("ferry") OR ("boat"))`},
		{"alternatives of phrases", `"night train" OR names:boat`, `(("night" AND "train") OR (names : "boat"))`, `(("night" AND "train") OR ("boat"))`},
		{"a Han character is no short beginning", `雨`, `"雨" *`, `"雨" *`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			terms, err := parseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			var wanted, samples []string
			for _, c := range clauses(terms) {
				wanted, samples = append(wanted, c.expression), append(samples, c.sample)
			}
			if got := strings.Join(wanted, " | "); got != tt.want {
				t.Errorf("ranked by %s, want %s", got, tt.want)
			}
			if got := strings.Join(samples, " | "); got != tt.samples {
				t.Errorf("sampled by %s, want %s", got, tt.samples)
			}
		})
	}
}

func TestExpression(t *testing.T) {
	words := strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen")
	for _, tt := range []struct{ name, query, want string }{
		{"each word", `ferry boat`, `("ferry") AND ("boat")`},
		{"said twice", `ferry boat ferry`, `("ferry") AND ("boat")`},
		{"said twice, once with an alternative", `ferry boat OR ferry`, `("ferry") AND ("boat" OR "ferry")`},
		{"alternatives said twice", `ferry OR ferry OR boat`, `("ferry" OR "boat")`},
		{"the same word elsewhere", `ferry title:ferry ferry*`, `("ferry") AND (title : "ferry") AND ("ferry" *)`},
		{"what must not be there", `ferry -boat -"night train"`, `(("ferry")) NOT ("boat" OR "night train")`},
		{"a long phrase, by its beginning", `"` + strings.Join(words, " ") + `"`, `("` + strings.Join(words[:maxPhrase], " ") + `")`},
		{"a fourth long beginning, by its first letters", `lantern* harbour* windmill* orchard* lantern*`,
			`("lantern" *) AND ("harbour" *) AND ("windmill" *) AND ("orcha" *)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			terms, err := parseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if got := expressionOf(terms); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// What is too common to be counted is not ranked by, and loses no article.
func TestSearchCommon(t *testing.T) {
	var articles []extract.Article
	for _, title := range []string{"Tide", "The ferry", "Tide of the day", "Bridge", "The council"} {
		text := "the boat and the harbour and the boat"
		if title == "Bridge" {
			text += " heron heron heron"
		}
		if title == "Tide" {
			text += " and there, a heron"
		}
		articles = append(articles, extract.Article{Title: title, Text: text, Language: "en"})
	}
	h := shelf(t, articles...)
	for _, tt := range []struct {
		name, query string
		filter      Filter
		counted     int
		want        string
		ranked      bool
	}{
		{"all affordable", "the heron", Filter{}, countedMost, "Bridge | Tide", true},
		{"the rarer word only", "the heron", Filter{}, 4, "Bridge | Tide", true},
		{"none: those with all words in the title first, the newest of them first", "the", Filter{}, 4, "The council | Tide of the day | The ferry | Bridge | Tide", false},
		{"none, by a phrase: the newest first", `"and the"`, Filter{}, 4, "The council | Bridge | Tide of the day | The ferry | Tide", false},
		{"none, by a phrase: the second", `"and the"`, Filter{Limit: 1, Offset: 1}, 4, "Bridge", false},
		{"alternatives are all found", "the OR heron", Filter{Limit: 9}, 4, "The council | Tide of the day | The ferry | Bridge | Tide", false},
		{"a long beginning", "harbour*", Filter{}, 4, "The council | Bridge | Tide of the day | The ferry | Tide", false},
		{"filtered", "the", Filter{Language: "de"}, 4, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			terms, err := parseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			limit := tt.filter.Limit
			if limit == 0 {
				limit = defaultHits
			}
			var got Results
			if err := h.search(t.Context(), searching{terms: terms, filter: tt.filter, limit: limit, skip: tt.filter.Offset}, tt.counted, &got); err != nil {
				t.Fatal(err)
			}
			if titles(got) != tt.want || got.Ranked != tt.ranked {
				t.Errorf("%s, ranked: %t, want %s, %t", titles(got), got.Ranked, tt.want, tt.ranked)
			}
		})
	}
}

// What ranking steps over is told by as little of the filter as will do.
func TestNarrowed(t *testing.T) {
	var articles []extract.Article
	for range 6 {
		articles = append(articles, extract.Article{Title: "Tide", Text: "the boat", Language: "en", Authors: []string{"Ada Quill"}})
	}
	articles[0].Authors = []string{"Ben Ferry"}
	h := shelf(t, articles...)
	facets, _, exact, err := h.facets(t.Context(), Filter{Language: "en", Author: "ben ferry"})
	if err != nil || !exact || len(facets) != 2 {
		t.Fatalf("%q, exact: %t, %v", facets, exact, err)
	}
	author := facets[0]
	for _, tt := range []struct {
		name   string
		rarest int
		among  articleSet
		want   string
	}{
		{"few are stepped over", 6, articleSet{count: 1, first: 1, last: 6}, `"the"`},
		{"many, told by who is rarest", 5 * passedFew, articleSet{count: 1, first: 1, last: 6}, `"the" AND ` + author},
	} {
		if got, err := h.narrowed(t.Context(), `"the"`, tt.rarest, facets, tt.among); err != nil || got != tt.want {
			t.Errorf("%s: %s, %v, want %s", tt.name, got, err, tt.want)
		}
	}
}

// A condition of --where counts for a search as for any other selection.
func TestSearchWhere(t *testing.T) {
	h := shelf(t, extract.Article{Title: "Short", Text: "the ferry"}, extract.Article{Title: "Long", Text: "the ferry " + prose(1, 12)})
	e, err := query.Parse("words >= 20")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := h.Search(t.Context(), "ferry", Filter{Where: e}); err != nil || titles(got) != "Long" || got.Among != 1 {
		t.Errorf("found %s of %d, %v, want Long", titles(got), got.Among, err)
	}
}
