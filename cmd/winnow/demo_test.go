package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/cmd/winnow/demo"
	"winnow/extract"
	"winnow/store"
)

// TestDemoFindsTheTruth runs the demonstration and compares what it left in its
// database with what its newsroom says of itself.
func TestDemoFindsTheTruth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	var out, said bytes.Buffer
	if code := program([]string{"demo", "--db", path}, strings.NewReader(""), &out, &said); code != exitOK {
		t.Fatalf("demo ends with %d: %s", code, said.String())
	}
	db, err := store.OpenReadOnly(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	want := demoTruth(t)
	stored := map[string]extract.Article{}
	for a, err := range db.Articles(context.Background(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		stored[a.URL] = a
	}
	for _, x := range want.Articles {
		t.Run(x.URL, func(t *testing.T) {
			a, ok := stored[x.URL]
			if !ok {
				t.Fatal("is not stored")
			}
			delete(stored, x.URL)
			checkArticle(t, a, x)
		})
	}
	for url := range stored {
		t.Errorf("%s is stored and should not be", url)
	}
	checkFailures(t, db, want.Failures)
}

// demoTruth is what the newsroom holds on its second morning.
func demoTruth(t *testing.T) demo.Expectation {
	t.Helper()
	newsroom, err := demo.New()
	if err != nil {
		t.Fatal(err)
	}
	defer newsroom.Close()
	if err := newsroom.Tick(); err != nil {
		t.Fatal(err)
	}
	return newsroom.Expect()
}

func checkArticle(t *testing.T, a extract.Article, x demo.Expected) {
	t.Helper()
	type facts struct {
		Title, Day, Organization, Source, Role string
		Authors                                []string
		Revision                               int
	}
	role := ""
	if x.CopyOf != "" {
		role = "copy"
	}
	got := facts{a.Title, dayOf(a.Published.String()), a.Organization, a.Source, strings.TrimPrefix(a.Role, "original"), a.Authors, a.Revision}
	want := facts{x.Title, x.Day, x.Organization, x.Source, role, x.Authors, x.Revisions}
	if len(got.Authors) == 0 && len(want.Authors) == 0 {
		got.Authors, want.Authors = nil, nil
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
	for _, p := range x.Paragraphs {
		if !strings.Contains(a.Text, p) {
			t.Errorf("the text lacks %q", p)
		}
	}
	for _, box := range []string{"Related reading", "About the Ridge", "You may also like", "Sign up", " | "} {
		if strings.Contains(a.Text, box) {
			t.Errorf("the text has a box with %q", box)
		}
	}
	for _, alias := range x.Aliases {
		if !strings.Contains(" "+strings.Join(a.Aliases, " ")+" ", " "+alias+" ") {
			t.Errorf("the aliases lack %s", alias)
		}
	}
}

// checkFailures holds the view of failures to the newsroom, which has words of
// its own for the reasons.
func checkFailures(t *testing.T, db *store.Store, want map[string]string) {
	t.Helper()
	words := map[string]string{"http-410": demo.Gone, "robots": demo.Robots, "no-article": demo.NoArticle}
	got := map[string]string{}
	for f, err := range db.Failures(context.Background(), store.FailureFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[f.Address] = firstOf(words[f.Reason], f.Reason)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("failures, got (-) want (+):\n%s", diff)
	}
}
