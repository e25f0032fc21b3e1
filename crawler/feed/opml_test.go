package feed

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseOPML(t *testing.T) {
	one := Outline{Text: "Quay", Title: "Quay", URL: "https://quay.test/rss"}
	with := func(change func(*Outline)) []Outline {
		o := one
		change(&o)
		return []Outline{o}
	}
	for _, c := range []struct {
		name, body string
		want       []Outline
		skipped    int
	}{
		{"flat", `<opml version="2.0"><body><outline text="Quay" xmlUrl="https://quay.test/rss"/></body></opml>`, []Outline{one}, 0},
		{"all attributes", `<opml><body><outline type="RSS" text="Q" title="Quay &amp; Co" xmlUrl="https://quay.test/rss" htmlUrl="https://quay.test/" category="/a/b,c"/></body></opml>`,
			with(func(o *Outline) {
				o.Text, o.Title, o.Type, o.Page, o.Folders = "Q", "Quay & Co", "rss", "https://quay.test/", []string{"a/b", "c"}
			}), 0},
		{"nested folders", `<opml><body><outline text="News"><outline title="Local/Sea"><outline text="Quay" xmlUrl="https://quay.test/rss"/></outline></outline></body></opml>`,
			with(func(o *Outline) { o.Folders = []string{"News/Local-Sea"} }), 0},
		{"feeds below feeds", `<opml><body><outline text="A" xmlUrl="https://a.test/"><outline text="Quay" xmlUrl="https://quay.test/rss"/></outline></body></opml>`,
			[]Outline{{Text: "A", Title: "A", URL: "https://a.test/"}, one}, 0},
		{"one feed in two folders", `<opml><body><outline text="X"><outline text="Quay" xmlUrl="https://quay.test/rss"/></outline><outline text="Y"><outline text="Quay" xmlUrl="https://QUAY.test/rss"/></outline></body></opml>`,
			with(func(o *Outline) { o.Folders = []string{"X", "Y"} }), 0},
		{"case, bare ampersand, entity", `<OPML><BODY><OUTLINE TEXT="Quay" XMLURL="https://quay.test/rss?a=1&b=2&eacute;"/></BODY></OPML>`,
			with(func(o *Outline) { o.URL = "https://quay.test/rss?a=1&b=2%C3%A9" }), 0},
		{"cut", `<opml><body><outline text="Quay" xmlUrl="https://quay.test/rss"/><outline text="B" xml`, []Outline{one}, 0},
		{"no web address", `<opml><body><outline text="M" xmlUrl="mailto:x@y"/><outline text="Quay" xmlUrl="https://quay.test/rss"/></body></opml>`, []Outline{one}, 1},
		{"latin-1", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><opml><body><outline text=\"\xc9t\xe9\" xmlUrl=\"https://quay.test/rss\"/></body></opml>",
			with(func(o *Outline) { o.Text, o.Title = "Été", "Été" }), 0},
		{"no feeds", `<opml><body/></opml>`, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, skipped, err := ParseOPML([]byte(c.body))
			if err != nil || len(skipped) != c.skipped {
				t.Fatalf("skipped %q, %v; want %d", skipped, err, c.skipped)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	for _, body := range []string{"", "<html><body>x</body></html>", "words", `<rss version="2.0"><channel/></rss>`} {
		if list, _, err := ParseOPML([]byte(body)); !errors.Is(err, ErrNotFeed) {
			t.Errorf("%q: %v, %v; want ErrNotFeed", body, list, err)
		}
	}
}

func TestOPMLThereAndBack(t *testing.T) {
	var list []Outline
	for i := range 200 {
		o := Outline{Text: fmt.Sprintf("Feed <%d> & \"more\"", i), URL: fmt.Sprintf("https://h%d.test/rss?a=1&b=%d", i, i), Type: "rss"}
		o.Title = o.Text
		if i%3 == 0 {
			o.Folders = []string{fmt.Sprintf("News/Part %d", i%5)}
		}
		if i%6 == 0 {
			o.Folders, o.Page, o.Source = append(o.Folders, "Other"), fmt.Sprintf("https://h%d.test/", i), fmt.Sprintf("s-%d", i)
		}
		list = append(list, o)
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "Mine", time.Now(), list); err != nil {
		t.Fatal(err)
	}
	got, skipped, err := ParseOPML(b.Bytes())
	if err != nil || len(skipped) != 0 {
		t.Fatal(skipped, err)
	}
	byURL := func(l []Outline) map[string]Outline {
		m := map[string]Outline{}
		for _, o := range l {
			m[o.URL] = o
		}
		return m
	}
	if d := cmp.Diff(byURL(list), byURL(got)); d != "" {
		t.Error(d)
	}
}

func FuzzParseOPML(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="X"><outline text="Quay" xmlUrl="https://quay.test/rss"/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, _, err := ParseOPML(b)
		if err != nil && !errors.Is(err, ErrNotFeed) {
			t.Fatalf("%v", err)
		}
		for _, o := range list {
			if o.URL == "" {
				t.Errorf("an outline without address: %+v", o)
			}
		}
	})
}
