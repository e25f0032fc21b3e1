package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/extract"
)

// TestWhatMakesARevision reads one page several times; each letter of a row is a
// version of it.
func TestWhatMakesARevision(t *testing.T) {
	base := articleOf("The bridge opens", 1)
	first, second, _ := strings.Cut(base.Text, " ")
	change := func(do func(*extract.Article)) extract.Article {
		a := base
		do(&a)
		return a
	}
	text := func(s string) extract.Article { return change(func(a *extract.Article) { a.Text = s }) }
	day := func(n int) extract.Date {
		return extract.Date{Time: morning.Truncate(24*time.Hour).AddDate(0, 0, n), DayOnly: true}
	}
	versions := map[rune]extract.Article{
		'a': base,
		'b': text(base.Text + "\nCorrection: an earlier version misstated the length of the bridge."),
		'c': text(first + ", " + second),
		'd': change(func(a *extract.Article) { a.Authors = []string{"Jo Lind"} }),
		'e': change(func(a *extract.Article) { a.Title = "The bridge is open at last" }),
		'f': text(strings.Join(strings.Fields(base.Text)[:40], " ")), // a paywall
		'p': text(strings.Join(strings.Fields(base.Text)[:30], " ") + " Subscribe to go on with this story. Already a reader of ours? Log in."),
		'q': text(strings.Join(strings.Fields(base.Text)[:14], " ") + " This story is for members. They get every story, the archive, the app and a letter each morning, and they keep our desk alive. Choose a month or a year and read on at once."),
		'g': change(func(a *extract.Article) { a.Title, a.Text = "Page not found", "We could not find it." }),       // an error
		'h': change(func(a *extract.Article) { a.Text = "The report about the bridge was withdrawn by the desk." }), // a retraction
		'i': text("1,204 views | 12 comments\nUpdated 5 minutes ago\n" + base.Text + "\nRead more: The harbour closes"),
		'j': text("3.1k views | 1 comment\nUpdated 2 hours ago\nToday is Monday, 16 February 2026\n" + base.Text + "\nRelated: The ferry is late\nAdvertisement"),
		'k': text(strings.Join(strings.Fields(base.Text)[:90], " ")), // an editor cuts a quarter
		'l': change(func(a *extract.Article) { a.Modified = extract.Date{Time: morning.Add(-48 * time.Hour)} }),
		'm': change(func(a *extract.Article) { a.Modified = extract.Date{Time: morning.Add(-72 * time.Hour)} }),
		'n': change(func(a *extract.Article) { a.Published = day(2) }), // the page shows what day it is
		'o': change(func(a *extract.Article) { a.Published = day(3) }),
	}
	for _, row := range []struct{ name, visits, want string }{
		{"nothing", "aaaa", "n..."},
		{"a correction", "abb", "nR."},
		{"a comma", "acc", "nR."},
		{"the byline", "add", "nR."},
		{"taken back", "abaa", "nRR."},
		{"headlines under test", "aeaeaeaeaeaeaeae", "nRR............."},
		{"headlines under test, by lot", "aeeaaeaaeeaeaeae", "nR.R.....R......"},
		{"a headline that stays after the test", "aeaeaeaaeeee", "nRR......R.."},
		{"a paywall", "affffff", "n......"},
		{"a paywall that falls again", "affaab", "n....R"},
		{"a paywall that speaks", "appppp", "n....."},
		{"a paywall that speaks at length", "aqqqqq", "n....."},
		{"an error page", "aggggga", "n......"},
		{"a retraction", "ahhhh", "n..R."},
		{"a retraction that was none", "ahhahha", "n......"},
		{"counters, times and links", "ijijijaj", "n......."},
		{"a text that is cut by its editor", "akk", "nR."},
		{"a later modification", "ammll", "nR.R."},
		{"two servers with two dates of modification", "alalmlml", "nR......"},
		{"the date of today", "anonoa", "n....."},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newHarvest(t)
			var got strings.Builder
			for _, v := range row.visits {
				saved := h.read(visit{url: "https://daily.example/1", article: versions[v]})
				got.WriteString(map[string]string{"new": "n", "same": ".", "revised": "R"}[whats(saved)])
			}
			if got.String() != row.want {
				t.Errorf("%s gives %s; want %s", row.visits, got.String(), row.want)
			}
			var revisions, shown int
			if err := h.Store.read.QueryRow(`SELECT (SELECT count(*) FROM revisions), revision FROM articles`).Scan(&revisions, &shown); err != nil || revisions != shown {
				t.Errorf("%d revisions, number %d is shown, %v", revisions, shown, err)
			}
		})
	}
}

func TestDoubtIsNoted(t *testing.T) {
	base := articleOf("The bridge opens", 1)
	cut := base
	cut.Text = strings.Join(strings.Fields(base.Text)[:40], " ")
	h := newHarvest(t)
	h.read(visit{url: "https://daily.example/1", article: base}, visit{url: "https://daily.example/1", article: cut}, visit{url: "https://daily.example/1", article: cut})
	noted := func() string {
		var doubt string
		var doubts, words int
		if err := h.Store.read.QueryRow(`SELECT coalesce(doubt, ''), doubts, (SELECT word_count FROM articles) FROM page`).Scan(&doubt, &doubts, &words); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(doubt, doubts, " ", words)
	}
	if got := noted(); got != "cut2 120" {
		t.Errorf("noted %s; want cut2 120", got)
	}
	h.read(visit{url: "https://daily.example/1", article: base})
	if got := noted(); got != "0 120" {
		t.Errorf("noted %s once the text is back; want 0 120", got)
	}
}

// A new version of winnow that reads a page otherwise makes no revision; a text
// that the publisher says was modified since does.
func TestAnotherExtractorMakesNoRevision(t *testing.T) {
	base := articleOf("The bridge opens", 1)
	otherwise := base
	otherwise.Text = "Photo: a bridge.\n" + base.Text
	announced := otherwise
	announced.Modified = extract.Date{Time: morning.Add(60 * time.Hour)}
	h := newHarvest(t)
	h.read(visit{url: "https://daily.example/1", article: base})
	h.opts.Version = "winnow/next"
	h.clock.advance(24 * time.Hour)
	if got := whats(h.read(visit{url: "https://daily.example/1", article: otherwise}, visit{url: "https://daily.example/1", article: otherwise})); got != "same, same" {
		t.Errorf("read otherwise: %s; want same, same", got)
	}
	h.opts.Version = "winnow/after"
	if got := whats(h.read(visit{url: "https://daily.example/1", article: base})); got != "same" {
		t.Errorf("read otherwise again: %s; want same", got)
	}
	h.opts.Version = "winnow/last"
	h.clock.advance(48 * time.Hour)
	if got := whats(h.read(visit{url: "https://daily.example/1", article: announced})); got != "revised" {
		t.Errorf("a change that the publisher announces: %s; want revised", got)
	}
	var extractions, revisions int
	if err := h.Store.read.QueryRow(`SELECT (SELECT count(*) FROM extraction), (SELECT count(*) FROM revision)`).Scan(&extractions, &revisions); err != nil || extractions != 4 || revisions != 2 {
		t.Errorf("%d extractions, %d revisions, %v; want 4 and 2", extractions, revisions, err)
	}
}

func TestVolatileLines(t *testing.T) {
	for _, row := range []struct {
		line string
		want bool
	}{
		{"1,234 views", true}, {"12 Comments", true}, {"3.2K shares · 14 comments", true}, {"5 minutes ago", true}, {"Updated 2 hours ago", true},
		{"Vor 5 Minuten", true}, {"il y a 3 heures", true}, {"hace 2 horas", true}, {"Today is Monday, 23 November 2026", true},
		{"Published at 10:35 am on 12 March 2026", true}, {"Advertisement", true}, {"Read more: The harbour closes for the winter", true},
		{"", true}, {"|", true},
		{"Twelve people were hurt.", false}, {"The views from the bridge are wide.", false}, {"12 people were hurt", false}, {"Comments", false},
		{"He came on Monday.", false}, {"By Jane Doe", false}, {"Advertisement rates rose again in the third quarter", false},
		{"Correction: it was 12 March 2026, not 11 March", false}, {"Readmore of it", false}, {"2026", false}, {"1. 2. 3.", false},
	} {
		if got := volatileLine(strings.Fields(row.line)); got != row.want {
			t.Errorf("%q: got %v, want %v", row.line, got, row.want)
		}
	}
}

func FuzzLastingWords(f *testing.F) {
	f.Add("5 minutes ago\nThe text | · •\n\u200b\xff")
	f.Fuzz(func(t *testing.T, text string) {
		words := slices.Collect(lastingWords(text))
		if again := slices.Collect(lastingWords(strings.Join(words, "\n"))); len(again) > len(words) {
			t.Errorf("%d words, then %d", len(words), len(again))
		}
	})
}
