package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// twoForms is a page at its address and at the same with a parameter.
func twoForms(page int) []visit {
	a := articleOf(fmt.Sprintf("Page %d of the harbour", page), 100+page)
	plain := fmt.Sprintf("https://daily.example/story-%d", page)
	return []visit{{url: plain, article: a}, {url: plain + "?seen=front", article: a}}
}

// prove lets a harvest read so many pages in two forms that a parameter is proved.
func prove(h *harvest) {
	h.Helper()
	for page := range provingPages {
		h.read(twoForms(page)...)
	}
}

func TestParameterIsProved(t *testing.T) {
	h := newHarvest(t)
	for page := range provingPages - 1 {
		h.read(twoForms(page)...)
	}
	if got := h.parameterOf("https://daily.example/story-1?seen=front").State; got != "watched" {
		t.Errorf("after %d pages the parameter is %s, want watched", provingPages-1, got)
	}
	h.read(twoForms(provingPages)...)
	p := h.parameterOf("https://daily.example/story-77?seen=side")
	if p.State != parameterProved || p.Pages != provingPages || len(p.Examples) == 0 {
		t.Errorf("got %+v, want it proved by %d pages with examples", p, provingPages)
	}
	a := articleOf("A new page", 300)
	h.read(visit{url: "https://daily.example/new", article: a})
	asked := 0
	for i := range 9 {
		asked += len(h.read(visit{url: fmt.Sprintf("https://daily.example/new?seen=%d", i), article: a}))
	}
	if asked != 4 { // the first, the second, the fourth and the eighth
		t.Errorf("%d of 9 addresses were asked for, want 4", asked)
	}
	addresses, err := h.Addresses(t.Context(), "https://daily.example/new?seen=6")
	if err != nil || len(addresses) != 10 {
		t.Errorf("the article has %d addresses, want 10: %v", len(addresses), err)
	}
	if got := len(h.collection()); got != provingPages+1 {
		t.Errorf("%d articles, want %d", got, provingPages+1)
	}
}

func TestParameterIsRefuted(t *testing.T) {
	h := newHarvest(t)
	prove(h)
	first, other := articleOf("The first of them", 301), articleOf("Quite another", 302)
	h.read(visit{url: "https://daily.example/odd", article: first})
	for i := range 3 { // the third is not asked for
		h.read(visit{url: fmt.Sprintf("https://daily.example/odd?seen=%d", i), article: first})
	}
	h.read(visit{url: "https://daily.example/odd?seen=other", article: other})
	if got := h.parameterOf("https://daily.example/odd?seen=9"); got.State != parameterRefuted || len(got.Against) != 2 {
		t.Errorf("got %+v, want it refuted by two addresses", got)
	}
	got, err := h.Article(t.Context(), "https://daily.example/odd?seen=other")
	if err != nil || got.Title != other.Title {
		t.Errorf("got %q, %v, want %q", got.Title, err, other.Title)
	}
	// What was left out meanwhile is asked for now.
	var waiting []string
	for _, lease := range h.claim() {
		waiting = append(waiting, lease.URL)
	}
	want := []string{"https://daily.example/odd?seen=2"}
	for page := range provingPages {
		want = append(want, fmt.Sprintf("https://daily.example/story-%d?seen=front", page))
	}
	slices.Sort(waiting)
	if !slices.Equal(waiting, want) {
		t.Errorf("%q wait, want %q", waiting, want)
	}
}

func TestParameterThatChoosesThePage(t *testing.T) {
	h := newHarvest(t)
	for page := range 2 * provingPages {
		a := articleOf(fmt.Sprintf("Story %d", page), 400+page)
		// Each page stands under two numbers, but the numbers choose the page.
		for _, n := range []int{page, 1000 + page} {
			h.read(visit{url: fmt.Sprintf("https://daily.example/%d/story?id=%d", page%7, n), article: a})
		}
	}
	if got := len(h.collection()); got != 2*provingPages {
		t.Errorf("%d articles, want %d", got, 2*provingPages)
	}
	if p := h.parameterOf("https://daily.example/1/story?id=1"); p.State == parameterProved {
		t.Errorf("id is proved to make no difference: %+v", p)
	}
}

func TestParametersGiveTheSameIDsInAnyOrder(t *testing.T) {
	var visits []visit
	for page := range provingPages + 2 {
		visits = append(visits, twoForms(page)...)
	}
	for page := range 4 { // known under one form only
		a := articleOf(fmt.Sprintf("Only page %d", page), 200+page)
		visits = append(visits, visit{url: fmt.Sprintf("https://daily.example/only-%d?seen=front", page), article: a})
	}
	ids := func(order uint64) []string {
		h := newHarvest(t)
		shuffled := slices.Clone(visits)
		rand.New(rand.NewPCG(order, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		h.read(shuffled...)
		var list []string
		for a, err := range h.Articles(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, a.Title+" "+a.ID)
		}
		slices.Sort(list)
		return list
	}
	want := ids(0)
	for order := range uint64(5) {
		if got := ids(order + 1); !slices.Equal(got, want) {
			t.Errorf("order %d gives\n%q, want\n%q", order, got, want)
		}
	}
}

func TestOnePageOfAnIdentityIsVisitedAgain(t *testing.T) {
	h := newHarvest(t)
	prove(h)
	rows, err := h.Store.read.QueryContext(t.Context(), `SELECT count(*) FROM page p JOIN address a ON a.id = p.address GROUP BY a.key ORDER BY 1 DESC`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	identities := 0
	for rows.Next() {
		var pages int
		if err := rows.Scan(&pages); err != nil || pages != 1 {
			t.Errorf("%d pages of one identity, %v, want 1", pages, err)
		}
		identities++
	}
	if err := rows.Err(); err != nil || identities != provingPages {
		t.Errorf("%d identities, %v, want %d", identities, err, provingPages)
	}
}

func TestThePlainestSpellingIsShown(t *testing.T) {
	h := newHarvest(t)
	from := frontier.Lead{URL: "https://start.example/", Kind: frontier.Start, Source: "daily"}
	h.begin(false, from)
	h.polled(h.one(from.URL), 1000*time.Hour, pageLead("https://daily.example/late", from.URL))
	// It is known, and nothing was read there when the parameter is proved.
	if _, err := h.writer.conn.ExecContext(t.Context(), `DELETE FROM queue`); err != nil {
		t.Fatal(err)
	}
	h.waiting = nil
	h.read(visit{url: "https://daily.example/late?seen=front", article: articleOf("A late page", 700), canonical: "https://daily.example/late"})
	prove(h)
	a, err := h.Article(t.Context(), "https://daily.example/late")
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://daily.example/late"; a.URL != want || a.ID != reference("//daily.example/late") {
		t.Errorf("it stands under %s with the id %s, want %s", a.URL, a.ID, want)
	}
}

func TestParametersSurviveReopening(t *testing.T) {
	h := newHarvest(t)
	prove(h)
	read, err := OpenReadOnly(t.Context(), h.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	a, err := read.Article(t.Context(), "https://daily.example/story-1?seen=never-seen")
	if err != nil || a.Title != "Page 1 of the harbour" {
		t.Errorf("got %q, %v", a.Title, err)
	}
}

func TestAddressRulesOfTheUser(t *testing.T) {
	h := newHarvest(t)
	a := articleOf("Under rules", 500)
	if _, err := h.Article(t.Context(), "https://daily.example/r?box=1"); err == nil {
		t.Fatal("the article is known already")
	}
	rules, _, err := extract.ReadAddressRules([]byte(`{"providers": {"daily": {"urlPattern": "daily\\.example", "rules": ["box"]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	h.read(visit{url: "https://daily.example/old?box=1", article: articleOf("Before the rules", 501)})
	before, err := h.Article(t.Context(), "https://daily.example/old?box=1")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.UseRules(t.Context(), rules); err != nil {
		t.Fatal(err)
	}
	saved := h.read(visit{url: "https://daily.example/r?box=1", article: a}, visit{url: "https://daily.example/r?box=2", article: a})
	if len(saved) != 1 || saved[0].What != frontier.New {
		t.Errorf("got %+v, want one new article", saved)
	}
	read, err := OpenReadOnly(t.Context(), h.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	got, err := read.Article(t.Context(), "https://daily.example/r?box=3")
	if err != nil || got.ID != reference("//daily.example/r") {
		t.Errorf("got %q, %v, want the id of the address without box", got.ID, err)
	}
	after, err := read.Article(t.Context(), "https://daily.example/old?box=1")
	if err != nil || after.ID != before.ID {
		t.Errorf("what was known before has the id %q, %v, want %q", after.ID, err, before.ID)
	}
}

// parameterOf gives what is known of the only parameter of an address.
func (h *harvest) parameterOf(address string) Parameter {
	h.Helper()
	list, err := h.Parameters(h.Context(), address)
	if err != nil || len(list) != 1 {
		h.Fatalf("%s: %d parameters, %v", address, len(list), err)
	}
	return list[0]
}
