package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// edited is a text as another desk prints it: a line of its own on top, a word
// changed in every third sentence, one sentence left out and one added.
func edited(text string, seed int) string {
	lines := strings.SplitAfter(strings.TrimSpace(text), "\n")
	out := []string{fmt.Sprintf("Desk %d has this from an agency.\n", seed)}
	for i, line := range lines {
		switch {
		case i == 3+seed%5:
			continue
		case i%3 == seed%3:
			words := strings.Fields(line)
			words[4] = fmt.Sprint("otherwise", seed)
			line = strings.Join(words, " ") + "\n"
		}
		out = append(out, line)
	}
	return strings.Join(out, "") + prose(1000+seed, 1)
}

// printed is an article as another publisher prints it, hours later.
func printed(a extract.Article, seed int) extract.Article {
	a.Title = fmt.Sprint("Desk ", seed, ": what happened")
	a.Text = edited(a.Text, seed)
	a.Published.Time = a.Published.Time.Add(time.Duration(seed) * time.Hour)
	return a
}

// wireStory is long enough for an edit of every third sentence to leave it what
// it is.
func wireStory(seed int) extract.Article {
	a := articleOf(fmt.Sprint("The wire story ", seed), seed)
	a.Text = prose(seed, 40)
	return a
}

// hanzi is a text of n characters that differs from every other seed's.
func hanzi(seed, n int) string {
	rng := rand.New(rand.NewPCG(uint64(seed), 11))
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune(0x4E00 + rng.IntN(3000)))
		if i%20 == 19 {
			b.WriteRune('。')
		}
	}
	return b.String()
}

func TestNearCopies(t *testing.T) {
	const site, other, third = "https://daily.example", "https://weekly.test", "https://third.test"
	story := wireStory(1)
	copied := printed(story, 1)
	half := story // of it, and as much again of its own
	half.Text = strings.Join(strings.SplitAfter(story.Text, "\n")[:20], "") + prose(50, 20)
	third1 := story
	third1.Text = strings.Join(strings.SplitAfter(story.Text, "\n")[:25], "") + prose(51, 25)
	box := "Sign up for the morning letter of this group of papers and get the best of it into your box before breakfast every day.\n"
	boxed := func(seed int) extract.Article {
		a := wireStory(seed)
		a.Text += box
		return a
	}
	short := extract.Article{Title: "Short", Text: strings.Join(strings.Fields(prose(1, 6))[:38], " ")}
	shorter := short
	shorter.Text = strings.Join(strings.Fields(prose(1, 6))[:37], " ")
	chinese := extract.Article{Title: "桥", Text: hanzi(1, 300)}
	chineseEdited := chinese
	chineseEdited.Text = "本报讯。" + strings.Replace(chinese.Text, string([]rune(chinese.Text)[100:110]), "改了", 1)
	tests := []struct {
		name   string
		visits []visit
		want   string
		of     string // address that the last one is a copy of
	}{
		{"edited", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: copied}}, "new, copy near-text", site + "/1"},
		{"the original comes second", []visit{{url: other + "/1", article: copied}, {url: site + "/1", article: story}}, "new, copy near-text", other + "/1"},
		{"two desks", []visit{{url: site + "/1", article: printed(story, 2)}, {url: other + "/1", article: copied}}, "new, copy near-text", site + "/1"},
		{"a copy of a copy", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: copied}, {url: third + "/1", article: printed(story, 2)}},
			"new, copy near-text, copy near-text", site + "/1"},
		{"word for word", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: story}}, "new, copy same-text", site + "/1"},
		{"says so", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: copied, canonical: site + "/1"}}, "new, copy canonical", site + "/1"},
		{"word for word and says so", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: story, canonical: site + "/1"}}, "new, copy canonical", site + "/1"},
		{"says so before the original is known", []visit{{url: other + "/1", article: copied, canonical: site + "/1"}, {url: site + "/1", article: story}}, "new, copy canonical", other + "/1"},
		{"a third of it", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: half}}, "new, new", ""},
		{"a third of it, but it says so", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: half, canonical: site + "/1"}}, "new, copy canonical", site + "/1"},
		{"says so wrongly", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: wireStory(2), canonical: site + "/1"}}, "new, new", ""},
		{"edited on the same site", []visit{{url: site + "/1", article: story}, {url: site + "/2", article: copied}}, "new, new", ""},
		{"edited on the same site, which says so", []visit{{url: site + "/1", article: story}, {url: site + "/2", article: copied, canonical: site + "/1"}}, "new, alias canonical", ""},
		{"one box below two stories", []visit{{url: site + "/1", article: boxed(1)}, {url: other + "/2", article: boxed(2)}}, "new, new", ""},
		{"too short", []visit{{url: site + "/1", article: short}, {url: other + "/1", article: shorter}}, "new, new", ""},
		{"equal and too short", []visit{{url: site + "/1", article: short}, {url: other + "/1", article: short}}, "new, new", ""},
		{"too short and says so", []visit{{url: site + "/1", article: short}, {url: other + "/1", article: short, canonical: site + "/1"}}, "new, new", ""},
		{"no blanks between words", []visit{{url: site + "/1", article: chinese}, {url: other + "/1", article: chineseEdited}}, "new, copy near-text", site + "/1"},
		{"no blanks, another story", []visit{{url: site + "/1", article: chinese}, {url: other + "/1", article: extract.Article{Title: "橋", Text: hanzi(2, 300)}}}, "new, new", ""},
		{"changed into a copy", []visit{{url: site + "/1", article: story}, {url: other + "/1", article: wireStory(2)}, {url: other + "/1", article: copied}}, "new, new, revised", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarvest(t)
			saved := h.read(tt.visits...)
			if got := whats(saved); got != tt.want {
				t.Errorf("got %s; want %s", got, tt.want)
			}
			if last := saved[len(saved)-1]; last.What == frontier.Copy && last.Of != tt.of {
				t.Errorf("a copy of %s, want %s", last.Of, tt.of)
			}
			h.checkMarks()
		})
	}
}

// checkMarks compares what the lookup knows with the documents there are.
func (h *harvest) checkMarks() {
	h.Helper()
	var signatures, sketches, documents, lonely, oneWay int
	if err := h.Store.read.QueryRow(`SELECT (SELECT count(*) FROM signature), (SELECT count(*) FROM sketch),
		(SELECT count(*) FROM document WHERE merged IS NULL AND words IS NOT NULL),
		(SELECT count(*) FROM (SELECT 1 FROM cluster c LEFT JOIN member m ON m.cluster = c.id WHERE c.kind = 'copy' GROUP BY c.id HAVING count(m.document) < 2
			OR count(*) FILTER (WHERE m.role = 'original') <> 1)),
		(SELECT count(*) FROM likeness a WHERE NOT EXISTS (SELECT 1 FROM likeness b WHERE b.document = a.other AND b.other = a.document AND b.share = a.share))`).
		Scan(&signatures, &sketches, &documents, &lonely, &oneWay); err != nil {
		h.Fatal(err)
	}
	if sketches != documents || signatures > sketches*bands || signatures < sketches || lonely > 0 || oneWay > 0 {
		h.Errorf("%d documents have %d sketches and %d marks; %d clusters have no two members or no one original; %d pairs are alike one way only",
			documents, sketches, signatures, lonely, oneWay)
	}
}

// clusters tells which addresses belong together, with role and method, in an
// order that does not depend on when they arrived.
func (h *harvest) clusters() []string {
	h.Helper()
	rows, err := h.Store.read.QueryContext(h.Context(), `SELECT group_concat(part, ' + ') FROM (
		SELECT c.name, a.url || ' ' || m.role || ' ' || m.method AS part FROM member m JOIN cluster c ON c.id = m.cluster
		JOIN document d ON d.id = m.document JOIN address a ON a.id = d.address ORDER BY m.role DESC, d.key) GROUP BY name`)
	if err != nil {
		h.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			h.Fatal(err)
		}
		list = append(list, strings.ReplaceAll(s, "https://", ""))
	}
	slices.Sort(list)
	return list
}

// TestNearCopiesInAnyOrder reads copies, copies of copies and pages that hold two
// stories in many orders: the clusters must be the same.
func TestNearCopiesInAnyOrder(t *testing.T) {
	one, two := wireStory(1), wireStory(2)
	both := one
	both.Text = one.Text + two.Text // half of it is the one, half the other
	both.Published.Time = morning
	named := printed(two, 3)
	web := []visit{
		{url: "https://a.test/one", article: printed(one, 1)},
		{url: "https://b.test/one", article: one},
		{url: "https://c.test/one", article: printed(one, 2)},
		{url: "https://c.test/one-again", article: printed(one, 4)},
		{url: "https://d.test/one", article: one},
		{url: "https://e.test/two", article: named},
		{url: "https://f.test/two", article: two, canonical: "https://e.test/two"},
		{url: "https://g.test/two", article: printed(two, 5)},
		{url: "https://h.test/both", article: both},
		{url: "https://i.test/else", article: wireStory(3)},
		{url: "https://e.test/print/two", article: named, canonical: "https://e.test/two"},
	}
	var want []string
	for seed := range 16 {
		order := slices.Clone(web)
		rand.New(rand.NewPCG(uint64(seed), 3)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		h := newHarvest(t)
		h.read(order...)
		h.checkMarks()
		got := append(h.clusters(), h.collection()...)
		if want == nil {
			want = got
			continue
		}
		if !slices.Equal(got, want) {
			t.Fatalf("order %d gives\n%s\nand the first gave\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	clusters := []string{
		"b.test/one original same-text + a.test/one copy near-text + c.test/one copy near-text + c.test/one-again copy near-text + d.test/one copy same-text + h.test/both copy near-text",
		"e.test/two original canonical + f.test/two copy canonical + g.test/two copy near-text",
	}
	if got := want[:2]; !slices.Equal(got, clusters) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(clusters, "\n"))
	}
}

// TestCrowdHidesNoCopy lets the marks of a text be those of a crowd on its own
// site and elsewhere, as where a page is hardly more than its newsletter box.
func TestCrowdHidesNoCopy(t *testing.T) {
	h := newHarvest(t)
	story := wireStory(1)
	h.read(visit{url: "https://a.test/1", article: story})
	copied := contentOf("b.test", printed(story, 1).Text)
	for i, value := range sketch(shingles(copied.words, nil)) {
		for n := range 2 * crowd {
			site := siteMark("b.test")
			if n%8 == 0 && i%2 == 0 {
				site = siteMark("c.test")
			}
			if _, err := h.writer.conn.ExecContext(t.Context(), `INSERT INTO signature (value, site, document) VALUES (?, ?, ?)`, value, site, 1_000_000+n); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := whats(h.read(visit{url: "https://b.test/1", article: printed(story, 1)})); got != "copy near-text" {
		t.Errorf("got %s; want copy near-text", got)
	}
}

// TestWireStoryOnManySites spreads a story further than one look-up sees.
func TestWireStoryOnManySites(t *testing.T) {
	const sites = neighbours + 20
	story := wireStory(1)
	var want []string
	for seed := range 2 {
		h := newHarvest(t)
		var visits []visit
		for _, n := range rand.New(rand.NewPCG(uint64(seed), 9)).Perm(sites) {
			a := story
			if n%3 == 0 {
				a = printed(story, n)
			}
			visits = append(visits, visit{url: fmt.Sprintf("https://paper%02d.test/1", n), article: a})
		}
		h.read(visits...)
		h.checkMarks()
		got := h.clusters()
		if len(got) != 1 || strings.Count(got[0], "copy") != sites-1 {
			t.Fatalf("want one original and %d copies, got %d clusters: %s", sites-1, len(got), strings.Join(got, "\n"))
		}
		if want == nil {
			want = got
		} else if !slices.Equal(got, want) {
			t.Errorf("order %d gives\n%s\nand the first gave\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestGrouped divides documents of which a letter is the story and a digit the
// newsroom: those of different letters are strangers.
func TestGrouped(t *testing.T) {
	many := make([]string, 0, 200)
	for i := range 100 {
		many = append(many, fmt.Sprintf("a%03d a%03d 500", i, i+1))
	}
	tests := []struct {
		name  string
		pairs []string // that are alike
		want  string
	}{
		{"a pair", []string{"a1 a2 450"}, "a1 a2"},
		{"all like each other", []string{"a1 a2 900", "a2 a3 900", "a1 a3 900"}, "a1 a2 a3"},
		{"copies of one", []string{"a3 a1 600", "a3 a2 600"}, "a1 a2 a3"},
		{"a chain of edits", []string{"a1 a2 600", "a2 a3 600", "a3 a4 600"}, "a1 a2 a3 a4"},
		{"two stories in pages of two", []string{"a1 a2 900", "a2 b2 460", "b2 b1 900"}, "a1 a2 | b1 b2"},
		{"a page with two stories, the one printed by more", []string{"a1 a2 950", "a1 x 500", "a2 x 500", "x b1 500"}, "a1 a2 x | b1"},
		{"a long chain", many, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			byKey := map[string]*member{}
			var kin []*member
			at := func(key string) *member {
				if byKey[key] == nil {
					byKey[key] = &member{document: int64(len(kin) + 1), key: key}
					kin = append(kin, byKey[key])
				}
				return byKey[key]
			}
			for _, pair := range tt.pairs {
				var x, y string
				var share int
				if _, err := fmt.Sscan(pair, &x, &y, &share); err != nil {
					t.Fatal(err)
				}
				a, b := at(x), at(y)
				a.near, b.near = append(a.near, likeness{b.document, share}), append(b.near, likeness{a.document, share})
			}
			akin := func(a, b *member) (bool, error) { return a.key[0] == b.key[0], nil }
			if tt.want == "" {
				slices.SortFunc(kin, func(a, b *member) int { return strings.Compare(a.key, b.key) })
				tt.want = kin[0].key
				for _, m := range kin[1:] {
					tt.want += " " + m.key
				}
			}
			for seed := range 5 {
				rand.New(rand.NewPCG(uint64(seed), 5)).Shuffle(len(kin), func(i, j int) { kin[i], kin[j] = kin[j], kin[i] })
				groups, err := grouped(kin, akin)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, g := range groups {
					var keys []string
					for _, m := range g {
						keys = append(keys, m.key)
					}
					slices.Sort(keys)
					got = append(got, strings.Join(keys, " "))
				}
				slices.Sort(got)
				if g := strings.Join(got, " | "); g != tt.want {
					t.Errorf("order %d: got %s; want %s", seed, g, tt.want)
				}
			}
		})
	}
}

// TestRevisionsChangeClusters follows two articles whose texts come together and
// part again.
func TestRevisionsChangeClusters(t *testing.T) {
	const a, b, c = "https://a.test/1", "https://b.test/1", "https://c.test/1"
	story, copied, other := wireStory(1), printed(wireStory(1), 1), wireStory(2)
	withdrawn := extract.Article{Title: other.Title, Text: "This report has been withdrawn."}
	steps := []struct {
		name  string
		visit visit
		what  string
		want  string
	}{
		{"one", visit{url: a, article: story}, "new", ""},
		{"another", visit{url: b, article: other}, "new", ""},
		{"it becomes a copy", visit{url: b, article: copied}, "revised", "a.test/1 original near-text + b.test/1 copy near-text"},
		{"a third", visit{url: c, article: story}, "copy same-text", "a.test/1 original same-text + c.test/1 copy same-text + b.test/1 copy near-text"},
		{"nothing changes", visit{url: b, article: copied}, "same", "a.test/1 original same-text + c.test/1 copy same-text + b.test/1 copy near-text"},
		{"it names the third", visit{url: b, article: copied, canonical: c}, "same", "c.test/1 original same-text + a.test/1 copy same-text + b.test/1 copy canonical"},
		{"and no more", visit{url: b, article: copied}, "same", "a.test/1 original same-text + c.test/1 copy same-text + b.test/1 copy near-text"},
		{"the first is about something else now", visit{url: a, article: other}, "revised", "c.test/1 original near-text + b.test/1 copy near-text"},
		{"and the third", visit{url: c, article: other}, "revised", "a.test/1 original same-text + c.test/1 copy same-text"},
		{"and is withdrawn, perhaps", visit{url: c, article: withdrawn}, "same", "a.test/1 original same-text + c.test/1 copy same-text"},
		{"and still is", visit{url: c, article: withdrawn}, "same", "a.test/1 original same-text + c.test/1 copy same-text"},
		{"and is for good", visit{url: c, article: withdrawn}, "revised", ""},
	}
	h := newHarvest(t)
	for _, step := range steps {
		if got := whats(h.read(step.visit)); got != step.what {
			t.Errorf("%s: got %s; want %s", step.name, got, step.what)
		}
		got := strings.Join(h.clusters(), " | ")
		for i, want := 0, strings.Split(step.want, " + "); i < len(want); i++ {
			if len(got) != len(step.want) || !strings.Contains(got, want[i]) {
				t.Errorf("%s: got %s; want %s", step.name, got, step.want)
				break
			}
		}
		h.checkMarks()
	}
}

// TestMigrationFindsCopies opens a database of the schema before, which knew
// nothing of edited copies.
func TestMigrationFindsCopies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	h := openHarvest(t, path, &clock{morning})
	story := wireStory(1)
	h.read(visit{url: "https://a.test/1", article: story}, visit{url: "https://b.test/1", article: printed(story, 1)},
		visit{url: "https://c.test/1", article: wireStory(2)}, visit{url: "https://c.test/print/1", article: wireStory(2)})
	want := append(h.clusters(), h.collection()...)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	path = downgraded(t, path, 3)
	again := openHarvest(t, path, &clock{morning})
	if got := append(again.clusters(), again.collection()...); len(want) != 4 || !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	again.checkMarks()
}

// downgraded copies a database into one of an earlier schema, as far as that had
// the same tables and columns.
func downgraded(t *testing.T, path string, to int) string {
	t.Helper()
	texts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old.db")
	w, err := connectWriter(t.Context(), old, Options{}.busy())
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if err := w.update(t.Context(), func(tx tx) error { return apply(tx, texts[:to], 0) }, nil); err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		if _, err := w.conn.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	exec("PRAGMA foreign_keys=OFF")
	exec("ATTACH ? AS newer", path)
	var copies []string
	if err := (tx{w}).rows(`SELECT 'INSERT INTO main.' || m.name || ' (' || group_concat(c.name) || ') SELECT ' || group_concat(c.name) || ' FROM newer.' || m.name
		FROM main.sqlite_schema m JOIN pragma_table_info(m.name, 'main') c JOIN pragma_table_info(m.name, 'newer') n ON n.name = c.name
		WHERE m.type = 'table' AND m.name NOT IN ('signature', 'sketch', 'likeness', 'member', 'cluster') GROUP BY m.name`, nil,
		func(scan func(...any) error) error {
			var query string
			err := scan(&query)
			copies = append(copies, query)
			return err
		}); err != nil {
		t.Fatal(err)
	}
	for _, query := range copies {
		exec(query)
	}
	return old
}

func TestCopies(t *testing.T) {
	h := newHarvest(t)
	story := wireStory(1)
	h.read(visit{url: "https://a.test/1", article: story}, visit{url: "https://b.test/1", article: printed(story, 1)},
		visit{url: "https://c.test/1", article: story}, visit{url: "https://d.test/2", article: wireStory(2)}, visit{url: "https://e.test/2", article: wireStory(2)})
	original, err := h.Article(t.Context(), "https://a.test/1")
	if err != nil {
		t.Fatal(err)
	}
	of := func(copies []Copy) (list []string) {
		for _, c := range copies {
			list = append(list, c.URL+" "+c.Method+" "+c.Of)
		}
		return list
	}
	for _, tt := range []struct {
		name, cluster string
		want          []string
	}{
		{"all", "", []string{"https://b.test/1 near-text https://a.test/1", "https://c.test/1 same-text https://a.test/1", "https://e.test/2 same-text https://d.test/2"}},
		{"one cluster", original.Cluster, []string{"https://b.test/1 near-text https://a.test/1", "https://c.test/1 same-text https://a.test/1"}},
		{"no such cluster", "nobody", nil},
	} {
		got, err := h.Copies(t.Context(), tt.cluster)
		if err != nil || got == nil || !slices.Equal(of(got), tt.want) {
			t.Errorf("%s: got %v, %v; want %v", tt.name, of(got), err, tt.want)
		}
		if tt.cluster != "" && len(got) > 0 && got[0].Original != original.ID {
			t.Errorf("%s: copies of %s, want %s", tt.name, got[0].Original, original.ID)
		}
	}
}
