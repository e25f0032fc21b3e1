package store

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/crawler/frontier"
	"winnow/extract"
)

func TestTrace(t *testing.T) {
	const hop, url = "https://daily.example/go/1", "https://daily.example/1"
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, entryLead(hop, dailyFeed, "1"))
	first := h.one(hop)
	lead := first.Lead
	lead.URL, lead.Chain = url, []string{hop}
	h.commit(frontier.Outcome{Lease: first, Verdict: frontier.Redirected, Fetch: h.request(301), Found: []frontier.Lead{lead}})
	a := articleOf("The bridge opens", 1)
	a.Provenance = extract.Provenance{
		"title":    {Source: "meta:og:title", Confidence: .9, Candidates: []extract.Candidate{{Value: strings.Repeat("ü", 400), Source: "h1", Confidence: .8}}},
		"section":  {Source: "selector", Confidence: 1},
		"authors":  {Source: "feed:author", Confidence: .5},
		"language": {Source: "config:language", Confidence: .5},
		"tags":     {Candidates: make([]extract.Candidate, 50)},
	}
	fetch := h.request(200)
	fetch.Header = http.Header{"Content-Type": {"text/html"}, "X-Powered-By": {"steam"}, "Etag": {strings.Repeat("e", 2000)}}
	fetch.BodyHash, fetch.Credentials = "00ff", true
	h.commit(frontier.Outcome{Lease: h.one(url), Verdict: frontier.Done, Fetch: fetch, Page: &frontier.PageFind{Article: a}})

	got, err := h.Trace(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]string{}
	for name, f := range got.Fields {
		rules[name] = f.Rule
	}
	want := map[string]string{"title": RulePage, "section": RuleSelector, "authors": RuleFeed, "language": RuleConfiguration, "tags": RuleUnknown}
	if diff := cmp.Diff(rules, want); diff != "" {
		t.Errorf("rules, got (-) want (+):\n%s", diff)
	}
	if n, v := len(got.Fields["tags"].Candidates), got.Fields["title"].Candidates[0].Value; n != keptCandidates || v != strings.Repeat("ü", candidateBytes/2)+"…" {
		t.Errorf("%d candidates, the first of the title is %d bytes long", n, len(v))
	}
	f := got.Fetch
	if f == nil || f.Status != 200 || !f.Credentials || f.Kept || f.Digest != "00ff" || !cmp.Equal(f.Chain, []string{hop}) ||
		!cmp.Equal(f.Header, http.Header{"Content-Type": {"text/html"}}) || !f.Time.Equal(fetch.Started) {
		t.Errorf("fetch %+v", f)
	}
	if e := got.Entry; e == nil || e.Feed != dailyFeed || e.GUID != hop || e.Said.Title != "Told by the feed" {
		t.Errorf("entry %+v", e)
	}
	if got.Extractor != "winnow/test" || got.Revision != 1 || got.URL != url || got.Run == "" {
		t.Errorf("%+v", got)
	}
	if _, err := h.Trace(t.Context(), url, 2); !errors.Is(err, ErrNoRevision) {
		t.Errorf("revision 2: %v, want %v", err, ErrNoRevision)
	}
}

// What a feed gave alone has no request to tell of.
func TestTraceOfWhatTheFeedGave(t *testing.T) {
	const url = "https://daily.example/1"
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, entryLead(url, dailyFeed, "1"))
	h.commit(frontier.Outcome{Lease: h.one(url), Verdict: frontier.Done, Page: &frontier.PageFind{Article: articleOf("Told", 1)}})
	if got, err := h.Trace(t.Context(), url, 0); err != nil || got.Fetch != nil || got.Entry == nil {
		t.Errorf("%v, fetch %v, entry %v; want the entry alone", err, got.Fetch, got.Entry)
	}
}

func TestUnpack(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "winnow.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	body := []byte(strings.Repeat("page ", 1000))
	var packed []byte
	if err := s.update(t.Context(), func(tx tx) error {
		b := s.batch(tx)
		if err := b.keep([]byte("hash"), body); err != nil {
			return err
		}
		if err := b.keep([]byte("hash"), body); err != nil {
			return err
		}
		_, err := b.row(`SELECT body FROM blob`, nil, &packed)
		return err
	}, nil); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, coding string
		size         int
		packed       []byte
		ok           bool
	}{
		{"whole", "zstd", len(body), packed, true},
		{"cut", "zstd", len(body), packed[:len(packed)-3], false},
		{"of another size", "zstd", len(body) + 1, packed, false},
		{"of another coding", "br", len(body), packed, false},
	} {
		got, err := unpack(row.coding, row.size, row.packed)
		if (err == nil) != row.ok || row.ok && string(got) != string(body) {
			t.Errorf("%s: %d bytes, %v", row.name, len(got), err)
		}
	}
}
