package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// papers harvests stories into a database of its own, a minute apart.
func papers(t *testing.T, visits ...visit) *harvest {
	t.Helper()
	h := remembered(t)
	h.read(visits...)
	return h
}

func story(n int) visit {
	return visit{url: fmt.Sprintf("https://paper.example/story-%d", n), article: articleOf(fmt.Sprint("Story ", n), n)}
}

// listed is the titles of all articles.
func (h *harvest) listed() string {
	h.Helper()
	var list []string
	for a, err := range h.Articles(h.Context(), Filter{}) {
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, a.Title)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (h *harvest) mergeIn(other *harvest) Merged {
	h.Helper()
	got, err := h.Merge(h.Context(), other.Path(), Merging{})
	if err != nil {
		h.Fatal(err)
	}
	if faults, err := h.Check(h.Context(), false); err != nil || len(faults) > 0 {
		h.Errorf("faults: %v, %v", faults, err)
	}
	return got
}

func TestMergeTried(t *testing.T) {
	a, b := papers(t, story(1), story(2)), papers(t, story(2), story(3))
	var steps []string
	would, err := a.Merge(t.Context(), b.Path(), Merging{Try: true, Told: func(step string, _, _ int) { steps = append(steps, step) }})
	if err != nil || would.Articles != 1 || len(steps) < 10 {
		t.Errorf("would %+v, %v, steps %q: want one article", would, err, steps)
	}
	if got := a.listed(); got != "Story 1, Story 2" {
		t.Errorf("tried only, and it holds %s", got)
	}
	if did := a.mergeIn(b); did != would {
		t.Errorf("would %+v, did %+v", would, did)
	}
	if got := a.listed(); got != "Story 1, Story 2, Story 3" {
		t.Errorf("it holds %s", got)
	}
}

// What either has forgotten is gone in both, and stays so.
func TestMergeForgets(t *testing.T) {
	for _, row := range []struct {
		name string
		what Forgetting
		want string
	}{
		{"an article", Forgetting{Names: []string{"https://paper.example/story-2"}}, "Story 1, Story 3"},
		{"an author", Forgetting{Author: "Nell Harrow", Future: true}, "Story 1, Story 2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			three := story(3)
			three.article.Authors = []string{"Nell Harrow"}
			a, b := papers(t, story(1), story(2), three), papers(t, story(2), three)
			if _, err := b.Forget(t.Context(), row.what); err != nil {
				t.Fatal(err)
			}
			whole := papers(t, story(1), story(2), three)
			if got := b.mergeIn(whole); b.listed() != row.want || got.Forgotten != 1 {
				t.Errorf("into the one that forgot: %s, %+v, want %s", b.listed(), got, row.want)
			}
			if got := a.mergeIn(b); a.listed() != row.want || got.Forgotten != 1 {
				t.Errorf("into the other: %s, %+v, want %s", a.listed(), got, row.want)
			}
			if left, err := a.Erasing(t.Context()); err != nil || len(left) == 0 {
				t.Errorf("nothing is to be erased: %v, %v", left, err)
			}
			if err := a.Erase(t.Context()); err != nil {
				t.Fatal(err)
			}
			if again := a.mergeIn(whole); a.listed() != row.want || again.Articles != 0 {
				t.Errorf("it comes back: %s, %+v", a.listed(), again)
			}
		})
	}
}

// What a person decided in one holds in both.
func TestMergeDecisions(t *testing.T) {
	copied := visit{url: "https://other.example/wire-1", article: articleOf("Story 1", 1)}
	joined := func() *harvest { return papers(t, story(1), copied, story(2), story(3)) }
	split := joined()
	if _, err := split.Split(t.Context(), []string{copied.url}, false); err != nil {
		t.Fatal(err)
	}
	if _, err := split.Join(t.Context(), []string{story(2).url, story(3).url}, false); err != nil {
		t.Fatal(err)
	}
	want := rowsOf(t, split.Path(), `SELECT url, coalesce(role, 'none'), aliases FROM articles`)
	if len(want) != 3 || strings.Contains(strings.Join(want, " "), "copy") {
		t.Fatalf("decided: %q", want)
	}
	one, other := joined(), joined()
	one.mergeIn(split)
	split.mergeIn(other)
	for name, h := range map[string]*harvest{"the other": one, "the one that decided": split} {
		if got := rowsOf(t, h.Path(), `SELECT url, coalesce(role, 'none'), aliases FROM articles`); !slices.Equal(got, want) {
			t.Errorf("into %s: %q, want %q", name, got, want)
		}
	}
}

// What one machine has read is not asked for by the other.
func TestMergeFrontier(t *testing.T) {
	a, b := newHarvest(t), papers(t, story(1))
	a.begin(false, feedSeed(dailyFeed))
	a.polled(a.one(dailyFeed), time.Hour, pageLead("https://paper.example/story-1", dailyFeed), pageLead("https://paper.example/story-9", dailyFeed))
	b.clock.advance(time.Hour)
	b.begin(false, feedSeed("https://weekly.example/rss"))
	b.polled(b.one("https://weekly.example/rss"), time.Hour, pageLead("https://weekly.example/next", "https://weekly.example/rss"))
	a.mergeIn(b)
	got := rowsOf(t, a.Path(), `SELECT a.url FROM queue q JOIN address a ON a.id = q.address UNION SELECT a.url FROM lease l JOIN address a ON a.id = l.address`)
	if want := []string{"https://paper.example/story-9", "https://weekly.example/next"}; !slices.Equal(got, want) {
		t.Errorf("%q waits, want %q", got, want)
	}
	if kept := rowsOf(t, a.Path(), `SELECT name FROM host WHERE name = 'weekly.example' AND next_at > 0`); len(kept) != 1 {
		t.Error("the clock of a host was not taken over")
	}
}

func TestMergeRefuses(t *testing.T) {
	a := papers(t, story(1))
	notes := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(notes, []byte(strings.Repeat("no database at all. ", 300)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := papers(t, story(2))
	if err := newer.settings(t.Context(), `PRAGMA user_version = 999`); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, path string
		want       error
	}{
		{"itself", a.Path(), ErrItself},
		{"a text", notes, ErrNotWinnow},
		{"newer", newer.Path(), ErrNewer},
		{"missing", filepath.Join(t.TempDir(), "none.db"), fs.ErrNotExist},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := a.Merge(t.Context(), row.path, Merging{})
			var trouble *PathError
			if !errors.Is(err, row.want) || !errors.As(err, &trouble) || trouble.Path != row.path || trouble.Hint == "" {
				t.Errorf("%v, want %v with the path and a hint", err, row.want)
			}
		})
	}
	if a.listed() != "Story 1" {
		t.Errorf("it holds %s", a.listed())
	}
}

// A database of an older winnow is merged as a migrated copy, and stays as it is.
func TestMergeOlder(t *testing.T) {
	texts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "old.db")
	w, err := connectWriter(t.Context(), path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.update(t.Context(), func(tx tx) error { return apply(tx, texts[:13], 0) }, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.conn.ExecContext(t.Context(), `INSERT INTO source (name) VALUES ('of old')`); err != nil {
		t.Fatal(err)
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := papers(t, story(1))
	if _, err := a.Merge(t.Context(), path, Merging{}); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the older database was changed, %v", err)
	}
	if got := rowsOf(t, a.Path(), `SELECT name FROM source WHERE name = 'of old'`); len(got) != 1 {
		t.Error("nothing was taken over")
	}
	for _, dir := range []string{folder, filepath.Dir(a.Path())} {
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range left {
			if strings.Contains(f.Name(), "partial") {
				t.Errorf("%s is left behind", f.Name())
			}
		}
	}
}

// Whoever adds a table says here what becomes of it when databases are merged.
func TestMergeKnowsEveryTable(t *testing.T) {
	fate := map[string]string{
		"run": "by name", "source": "by name", "host": "by name", "robots": "later", "tdmrep": "later", "address": "by address", "queue": "what neither has read",
		"lease": "as the queue", "fetch": "by address and time", "blob": "by digest", "failure": "later", "feed": "later", "entry": "by key and digest",
		"document": "by id", "former": "by id", "page": "later", "naming": "with pages", "revision": "in order of time", "extraction": "with revisions",
		"cluster": "made anew", "member": "made anew", "signature": "made anew", "sketch": "made anew", "likeness": "made anew",
		"forgetting": "both", "tombstone": "both", "erasure": "own", "decision": "later", "pattern": "the greater count", "omission": "the greater count",
		"record": "with requests", "part": "with requests", "searched": "own", "unindexed": "own", "address_rules": "own", "parameter": "both", "parameter_pair": "both",
		"pulse": "later", "lately": "later", "condition": "of new sources", "change": "own",
		"seal": "of what is written here", "sealed": "own",
	}
	for _, name := range rowsOf(t, papers(t, story(1)).Path(), `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%' OR name = 'searched'`) {
		if fate[name] == "" {
			t.Errorf("table %s: merge.go does not know it", name)
		}
	}
}
