package extract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// expected is the part of an article that a fixture in testdata/metadata states;
// what it leaves out must be unknown. Sources names where values must come from.
type expected struct {
	URL, Title, Published, Modified, Organization string
	Section, Language, License, Image             string
	Authors, Tags                                 []string
	Sources                                       map[string]string
}

func TestMetadataFixtures(t *testing.T) {
	pages, err := filepath.Glob("testdata/metadata/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".html"), func(t *testing.T) {
			body, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			var want expected
			spec, err := os.ReadFile(strings.TrimSuffix(page, "html") + "json")
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(spec, &want); err != nil {
				t.Fatal(err)
			}
			doc, err := Parse(body, Options{URL: want.URL})
			if err != nil {
				t.Fatal(err)
			}
			a := doc.Metadata()
			got := expected{URL: a.URL, Title: a.Title, Published: a.Published.String(), Modified: a.Modified.String(),
				Organization: a.Organization, Section: a.Section, Language: a.Language, License: a.License, Image: a.Image,
				Authors: list(a.Authors), Tags: a.Tags, Sources: map[string]string{}}
			for field := range want.Sources {
				got.Sources[field] = a.Provenance[field].Source
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("metadata (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSelectorsWin(t *testing.T) {
	const page = `<html><head><meta property="og:title" content="Told to machines"><meta name="author" content="Wrong Person">
		<meta property="article:published_time" content="2020-01-01T00:00:00Z"></head><body>
		<h1>Shown</h1><div class=t>Chosen title</div><p class=w>By Jane Doe</p><p class=w>Ana Perez</p><span class=d>3 May 2026</span>
		<img class=i src="/i.png"><i class=s>Harbour</i><b class=k>boats</b><b class=k>storms</b><em class=u>A long night at sea</em></body></html>`
	rules := Selectors{}
	for rule, css := range map[*Selector]string{&rules.Title: ".t", &rules.Authors: ".w", &rules.Published: ".d",
		&rules.Image: "img.i", &rules.Section: ".s", &rules.Tags: ".k", &rules.Subtitle: ".u", &rules.Modified: ".missing"} {
		compiled, err := CompileSelector(css)
		if err != nil {
			t.Fatal(err)
		}
		*rule = compiled
	}
	doc, err := Parse([]byte(page), Options{URL: "https://news.example/a", Selectors: rules})
	if err != nil {
		t.Fatal(err)
	}
	a := doc.Metadata()
	got := []string{a.Title, strings.Join(a.Authors, ","), a.Published.String(), a.Image, a.Section, strings.Join(a.Tags, ","), a.Subtitle, a.Modified.String()}
	want := []string{"Chosen title", "Jane Doe,Ana Perez", "2026-05-03", "https://news.example/i.png", "Harbour", "boats,storms", "A long night at sea", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	for _, field := range []string{"title", "authors", "published", "image", "section", "tags", "subtitle"} {
		if o := a.Provenance[field]; o.Source != "selector" || o.Confidence != 1 {
			t.Errorf("%s comes from %q (%v), want selector (1)", field, o.Source, o.Confidence)
		}
	}
	if len(a.Provenance["title"].Candidates) < 2 {
		t.Errorf("the other titles are lost: %v", a.Provenance["title"])
	}
}

func TestDatesAfterTheFetchAreNotBelieved(t *testing.T) {
	const page = `<html><head><meta property="article:published_time" content="2031-01-01T00:00:00Z"></head><body><h1>A story from tomorrow</h1></body></html>`
	for _, tt := range []struct {
		name string
		now  time.Time
		want string
	}{
		{"fetched before", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), ""},
		{"fetched after", time.Date(2032, 1, 1, 0, 0, 0, 0, time.UTC), "2031-01-01T00:00:00Z"},
		{"unknown", time.Time{}, "2031-01-01T00:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(page), Options{Now: tt.now})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Metadata().Published.String(); got != tt.want {
				t.Errorf("published = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestValuesAreShortAndClean(t *testing.T) {
	page := "<html><head><title>x</title></head><body><h1>" + strings.Repeat("word ", 100_000) + "</h1><script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"" +
		strings.Repeat("long ", 100_000) + "\",\"author\":\"" + strings.Repeat("Name ", 100_000) + "\"}</script></body></html>"
	doc, err := Parse([]byte(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := doc.Metadata()
	if len(a.Title) > maxTitle {
		t.Errorf("title of %d bytes", len(a.Title))
	}
	for _, c := range append(a.Provenance["title"].Candidates, a.Provenance["authors"].Candidates...) {
		if len(c.Value) > maxTitle {
			t.Errorf("candidate of %d bytes from %s", len(c.Value), c.Source)
		}
	}
	doc, err = Parse([]byte("<h1>Pay\u202Egnihton\u202C to\x1b[31m\u0007 see\u200b\u00ad this</h1>"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := doc.Metadata().Title, "Paygnihton to[31m see this"; got != want {
		t.Errorf("title = %q, want %q", got, want)
	}
}

// FuzzMetadata reads any bytes as a page: nothing may panic, and what comes out
// must be clean.
func FuzzMetadata(f *testing.F) {
	pages, err := filepath.Glob("testdata/metadata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, page := range pages {
		body, err := os.ReadFile(page)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body, "https://news.example/2026/02/14/a")
	}
	f.Fuzz(func(t *testing.T, body []byte, addr string) {
		doc, err := Parse(body, Options{URL: addr})
		if err != nil {
			return
		}
		a := doc.Metadata()
		for _, s := range append([]string{a.Title, a.Subtitle, a.Organization, a.Section}, a.Authors...) {
			if collapse(s) != s {
				t.Errorf("%q is not clean", s)
			}
		}
		if _, err := json.Marshal(a); err != nil {
			t.Error(err)
		}
		for _, l := range doc.Links() {
			if again, err := Clean(l.URL, ""); err != nil || again != l.URL {
				t.Errorf("link %q: %q, %v", l.URL, again, err)
			}
		}
		doc.Feeds()
		doc.Alternates()
		doc.Directives("bot")
	})
}
