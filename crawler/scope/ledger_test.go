package scope

import (
	"fmt"
	"strings"
	"testing"
)

// asked gives how many pages are asked for before a ledger closes; what each
// yields is up to the caller.
func asked(l *Ledger, most int, page func(i int) Page, then func(i int, p Page)) int {
	for i := range most {
		p := page(i)
		if l.Closed(p) != "" {
			return i
		}
		l.Spend(p)
		then(i, p)
	}
	return most
}

func TestLedger(t *testing.T) {
	nothing := func(int, Page) {}
	for _, row := range []struct {
		name        string
		page        func(i int) Page
		then        func(l *Ledger) func(i int, p Page)
		least, most int
	}{
		{"a shape that yields nothing", func(int) Page { return Page{Shape: "/#"} }, nil, 100, 100},
		{"one that looks like a trap", func(int) Page { return Page{Shape: "/#", Suspect: GuardCalendar} }, nil, 13, 13},
		{"ever new shapes", func(i int) Page { return Page{Shape: fmt.Sprintf("/x%d/y%d", i, i)} }, nil, 300, 300},
		{"ever deeper shapes", func(i int) Page {
			return Page{Shape: fmt.Sprintf("/x%d", i) + fmt.Sprint("/a/b/c/d/e/f"[:2*(i%6)]), Depth: i % 12}
		}, nil, 450, 450},
		{"articles", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) {
				return func(_ int, p Page) { l.Article(p, "/world/", false) }
			}, 5000, 5000},
		{"every fourth an article", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) {
				return func(i int, p Page) {
					if i%4 == 0 {
						l.Article(p, "", false)
					}
				}
			}, 5000, 5000},
		{"articles without date or author", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) { return func(_ int, p Page) { l.Article(p, "/~", true) } }, 300, 999},
		{"repeats", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) { return func(_ int, p Page) { l.Repeat(p) } }, 20, 50},
		{"listings that name articles", func(int) Page { return Page{Shape: "/world/?page=#"} },
			func(l *Ledger) func(int, Page) {
				return func(_ int, p Page) { l.Article(Page{Shape: "/#/~"}, p.Shape, false) }
			}, 5000, 5000},
		{"articles that turn into a trap", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) {
				return func(i int, p Page) {
					if i < 1000 {
						l.Article(p, "", false)
					}
				}
			}, 1100, 1400},
		{"articles that only their like name", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) { return func(_ int, p Page) { l.Article(p, p.Shape, false) } }, 5000, 5000},
		{"the same without end", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) {
				return func(_ int, p Page) {
					l.Article(p, p.Shape, false)
					if l.CountsKin(p.Shape) {
						l.Kin(p.Shape, 3, 0)
					}
				}
			}, 200, 600},
		{"the same where one in ten links is known", func(int) Page { return Page{Shape: "/~"} },
			func(l *Ledger) func(int, Page) {
				return func(i int, p Page) {
					l.Article(p, p.Shape, false)
					if l.CountsKin(p.Shape) {
						l.Kin(p.Shape, 9, 1)
					}
				}
			}, 5000, 5000},
	} {
		t.Run(row.name, func(t *testing.T) {
			rules := Defaults()
			l := NewLedger(&rules, nil)
			then := nothing
			if row.then != nil {
				then = row.then(l)
			}
			if got := asked(l, 5000, row.page, then); got < row.least || got > row.most {
				t.Errorf("%d pages, want %d to %d", got, row.least, row.most)
			}
		})
	}
}

func TestLedgerWithoutLimits(t *testing.T) {
	l := NewLedger(&Rules{}, nil)
	if got := asked(l, 5000, func(int) Page { return Page{Shape: "/#"} }, func(int, Page) {}); got != 5000 {
		t.Errorf("%d pages", got)
	}
}

func TestNoise(t *testing.T) {
	rules := Defaults()
	for _, row := range []struct {
		name  string
		pairs [][2]string
		param string
		want  bool
	}{
		{"there and not there, on two pages", [][2]string{{"/a", "/a?ref=x"}, {"/b", "/b?ref=y"}}, "ref", true},
		{"on one page only", [][2]string{{"/a", "/a?ref=x"}, {"/a", "/a?ref=y"}}, "ref", false},
		{"other values, on three pages", [][2]string{{"/a?t=1", "/a?t=2"}, {"/b?t=3", "/b?t=4"}, {"/c?t=5", "/c?t=6"}}, "t", true},
		{"what names the page", [][2]string{{"/s?id=1", "/s?id=2"}, {"/s?id=3", "/s?id=4"}, {"/s?id=5", "/s?id=6"}}, "id", false},
		{"two at once", [][2]string{{"/a", "/a?x=1&y=2"}, {"/b", "/b?x=1&y=2"}}, "x", false},
		{"beside one that matters", [][2]string{{"/s?id=1", "/s?id=1&ref=x"}, {"/s?ref=y&id=2", "/s?id=2"}}, "ref", true},
	} {
		l := NewLedger(&rules, nil)
		for _, p := range row.pairs {
			l.SamePage("https://p.test"+p[0], "https://p.test"+p[1])
		}
		if got := l.Noise(row.param); got != row.want {
			t.Errorf("%s: got %v, want %v", row.name, got, row.want)
		}
	}
}

func TestDigest(t *testing.T) {
	const text = "Twelve crossings a day are planned to begin with and twenty in summer when most of the passengers are visitors from elsewhere"
	a, okA := Digest("Page 3 of 9", text)
	b, okB := Digest("Page 4 of 9:", text+".")
	if a != b || !okA || !okB {
		t.Errorf("%d %v and %d %v: numbers and points made a difference", a, okA, b, okB)
	}
	if c, _ := Digest("Page 3 of 9", text+" by boat"); c == a {
		t.Error("two more words made no difference")
	}
	if _, ok := Digest("next", "previous"); ok {
		t.Error("two words are a content")
	}
}

func TestToldIsBounded(t *testing.T) {
	rules := Defaults()
	l := NewLedger(&rules, nil)
	told := map[string]bool{}
	for i := range 5000 {
		told[l.Told(fmt.Sprintf("/x%s/y", strings.Repeat("a", i)))] = true
	}
	if len(told) > mostTold+1 || !told["/x/y"] || !told["/w/w"] {
		t.Errorf("%d shapes", len(told))
	}
}

// TestLedgerSparesWhatIsProven uses up the host with pages that yield nothing:
// what has yielded goes on, what is new does not.
func TestLedgerSparesWhatIsProven(t *testing.T) {
	rules := Defaults()
	l := NewLedger(&rules, nil)
	story, listing, other := Page{Shape: "/news/~", Depth: 2}, Page{Shape: "/world/?page=#", Depth: 1}, Page{Shape: "/culture/", Depth: 1}
	for range 4 {
		l.Spend(story)
		l.Article(story, listing.Shape, false)
	}
	l.Spend(listing)
	for i := 0; l.Closed(other) == ""; i++ {
		l.Spend(Page{Shape: fmt.Sprintf("/x%d/y%d/", i, i), Depth: 1 + i%3})
	}
	for name, row := range map[string]struct {
		page Page
		want bool
	}{"story": {story, true}, "listing": {listing, true}, "other": {other, false}} {
		if got := l.Closed(row.page) == ""; got != row.want {
			t.Errorf("%s is asked for: %t, want %t", name, got, row.want)
		}
	}
}

func TestStanding(t *testing.T) {
	rules := Defaults()
	l := NewLedger(&rules, map[string]Record{"/old/~": {Pages: 20, Articles: 18}})
	for range 12 {
		l.Spend(Page{Shape: "/lists/"})
		l.Spend(Page{Shape: "/none/~"})
		l.Spend(Page{Shape: "/bare/~/"})
		l.Article(Page{Shape: "/bare/~/"}, "", true)
	}
	for i := range 12 {
		l.Spend(Page{Shape: fmt.Sprintf("/who/w%d", i)})
	}
	for range 4 {
		l.Article(Page{Shape: "/2026/~"}, "/lists/", false)
	}
	for shape, want := range map[string]Standing{
		"/old/~": Proven, "/lists/": Proven, "/none/~": Fruitless, "/bare/~/": Middling, "/who/w3": Middling,
		"/who/other": Middling, "/2026/~": Proven, "/#/": Untried,
	} {
		if got := l.Standing(Page{Shape: shape, Depth: 2}); got != want {
			t.Errorf("%s: %d, want %d", shape, got, want)
		}
	}
	if got := l.Standing(Page{Shape: "/who/other", Depth: 1}); got != Untried {
		t.Errorf("named by a start page: %d, want %d", got, Untried)
	}
}
