package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/frontier"
)

// again is a harvest that visits every page on its ladder.
func again(o *crawler.Options) {
	o.Revisit = true
	for i := range o.Sources {
		o.Sources[i].Revisit = frontier.Ladder{{Until: time.Hour, Every: time.Minute}}
	}
}

// TestFramesMakeNoRevision serves a page whose frame is another one with every
// request, and whose text is not.
func TestFramesMakeNoRevision(t *testing.T) {
	s := newSite(t)
	s.feed("/rss.xml", "/1")
	visits := 0
	s.handle("/1", func(w http.ResponseWriter, _ *http.Request) {
		visits++
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, framed(page("The bridge opens", 1), visits))
	})
	db := tempDB(t)
	seed := feedSeed(s.URL + "/rss.xml")
	if r := harvest(t, db, again, seed); r.Total.New != 1 {
		t.Fatalf("%d new articles, want 1", r.Total.New)
	}
	for range 4 {
		if r := harvest(t, db, again, seed); r.Total.Pages != 1 || r.Total.Same != 1 || r.Total.Revised != 0 {
			t.Errorf("visit %d: %d pages, %d the same, %d revised; want 1, 1, 0", visits, r.Total.Pages, r.Total.Same, r.Total.Revised)
		}
	}
	if visits != 5 {
		t.Errorf("%d visits, want 5", visits)
	}
}

// framed puts around an article what changes with every request.
func framed(page string, n int) string {
	topics := []string{"Harbour", "Orchard", "Lantern", "Quarry", "Copper", "Meadow"}
	at := func(i int) string { return topics[(n+i)%len(topics)] }
	var related strings.Builder
	for i := range 3 {
		fmt.Fprintf(&related, `<li><a href="/%d">%s news of the day, number %d</a></li>`, 100*n+i, at(i), n)
	}
	head := fmt.Sprintf(`<div class="clock">Today is Monday, %d February 2026</div><p class="meta">%d views | %d comments | Updated %d minutes ago</p>`, n+1, 1000+n*17, n, n*3)
	foot := fmt.Sprintf(`<aside class="related"><h3>Related stories</h3><ul>%s</ul></aside><div class="ad">Buy the %s phone now, from %d euros</div>
<p>Read more: <a href="/%d">%s opens again</a></p><section class="comments"><h3>%d comments</h3><p>Reader %d wrote that this is so.</p></section>
<script>var token = "%d"</script>`, related.String(), at(4), n*10, n, at(5), n, n, n)
	page = strings.Replace(page, "<article>", "<article>"+head, 1)
	return strings.Replace(page, "</article>", foot+"</article>", 1)
}

// TestRevisitsAreConditional follows a page through its life: unchanged, changed,
// gone and back.
func TestRevisitsAreConditional(t *testing.T) {
	s := newSite(t)
	s.feed("/rss.xml", "/1")
	body, status := page("The bridge opens", 1), http.StatusOK
	s.handle("/1", func(w http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf(`"%d"`, len(body))
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch {
		case status != http.StatusOK:
			w.WriteHeader(status)
		case r.Header.Get("If-None-Match") == tag:
			w.WriteHeader(http.StatusNotModified)
		default:
			fmt.Fprint(w, body)
		}
	})
	db := tempDB(t)
	address := s.URL + "/1"
	for i, step := range []struct {
		name     string
		change   func()
		want     string // what became of it
		revision int
		gone     bool
	}{
		{"first", func() {}, "new", 1, false},
		{"unchanged", func() {}, "304", 1, false},
		{"a correction", func() {
			body = strings.Replace(body, "</article>", "<p>Correction: an earlier version of this report misstated the length of the bridge by a yard.</p></article>", 1)
		}, "revised", 2, false},
		{"unchanged again", func() {}, "304", 2, false},
		{"not found", func() { status = http.StatusNotFound }, "gone", 2, false},
		{"still not found", func() {}, "gone", 2, true},
		{"back", func() { status = http.StatusOK }, "304", 2, false},
	} {
		step.change()
		r := harvest(t, db, again, feedSeed(s.URL+"/rss.xml"))
		counts := map[string]int{"304": r.Total.Same, "new": r.Total.New, "revised": r.Total.Revised, "gone": r.Total.Gone, "failed": r.Total.Failed}
		if r.Total.Pages != 1 || counts[step.want] != 1 || r.Total.New+r.Total.Same+r.Total.Revised+r.Total.Gone+r.Total.Failed != 1 {
			t.Errorf("%d %s: %+v; want %s", i, step.name, r.Total, step.want)
		}
		a := articles(t, db)[address]
		if a.Revision != step.revision || a.Gone.IsZero() == step.gone || a.Text == "" {
			t.Errorf("%d %s: revision %d, gone %v, %d bytes of text; want %d, %v", i, step.name, a.Revision, a.Gone, len(a.Text), step.revision, step.gone)
		}
	}
	if r := harvest(t, db, nil, feedSeed(s.URL+"/rss.xml")); r.Total.Pages != 0 {
		t.Errorf("%d pages asked for without a ladder, want none", r.Total.Pages)
	}
}
