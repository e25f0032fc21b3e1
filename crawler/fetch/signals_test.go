package fetch

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name string
		h    http.Header
		want PageSignals
	}{
		{"nothing", http.Header{}, PageSignals{}},
		{"for all", http.Header{"X-Robots-Tag": {"NoIndex, nofollow"}}, PageSignals{Robots: []string{"nofollow", "noindex"}}},
		{"two headers", http.Header{"X-Robots-Tag": {"noindex", "noai", "noindex"}}, PageSignals{Robots: []string{"noai", "noindex"}}},
		{"for the agent", http.Header{"X-Robots-Tag": {"Winnow: noarchive, noai"}}, PageSignals{Robots: []string{"noai", "noarchive"}}},
		{"for another", http.Header{"X-Robots-Tag": {"otherbot: noindex, nofollow"}}, PageSignals{}},
		{"for another, then for all", http.Header{"X-Robots-Tag": {"otherbot: noindex", "noai"}}, PageSignals{Robots: []string{"noai"}}},
		{"for another, then for the agent", http.Header{"X-Robots-Tag": {"otherbot: noindex, winnow: nosnippet, noai"}}, PageSignals{Robots: []string{"noai", "nosnippet"}}},
		{"values", http.Header{"X-Robots-Tag": {"max-snippet:-1, max-image-preview: large, noai"}}, PageSignals{Robots: []string{"max-image-preview: large", "max-snippet:-1", "noai"}}},
		{
			"a date with a comma and colons", http.Header{"X-Robots-Tag": {"unavailable_after: Wed, 03 Oct 2029 12:00:00 GMT, noai"}},
			PageSignals{Robots: []string{"03 oct 2029 12:00:00 gmt", "noai", "unavailable_after: wed"}},
		},
		{"empty fields", http.Header{"X-Robots-Tag": {" , ,", ""}}, PageSignals{}},
		{"reserved", http.Header{"Tdm-Reservation": {" 1 "}, "Tdm-Policy": {"https://a.test/tdm.json"}}, PageSignals{TDM: "1", Policy: "https://a.test/tdm.json"}},
		{"not reserved", http.Header{"Tdm-Reservation": {"0"}}, PageSignals{TDM: "0"}},
		{"reserved in words", http.Header{"Tdm-Reservation": {"yes"}}, PageSignals{}},
		{
			"content signals", http.Header{"Content-Signal": {"search=yes, AI-Train = No , ai-input, =x"}},
			PageSignals{Content: map[string]string{"search": "yes", "ai-train": "no"}},
		},
		{"a flood", http.Header{"X-Robots-Tag": {strings.Repeat("noai,", 100_000) + "noindex"}}, PageSignals{Robots: []string{"noai"}}},
	} {
		got := Signals(c.h, "winnow/1.0 (+mailto:desk@site.test)")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestSignalsHas(t *testing.T) {
	s := PageSignals{Robots: []string{"noarchive", "none"}}
	for directive, want := range map[string]bool{"noarchive": true, "noindex": true, "nofollow": true, "none": true, "noai": false} {
		if got := s.Has(directive); got != want {
			t.Errorf("Has(%q) = %v, want %v", directive, got, want)
		}
	}
}
