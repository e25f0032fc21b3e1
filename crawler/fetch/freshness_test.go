package fetch

import (
	"net/http"
	"testing"
	"time"
)

func TestFreshness(t *testing.T) {
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		header http.Header
		want   time.Duration
	}{
		{"nothing", http.Header{}, 0},
		{"max-age", http.Header{"Cache-Control": {"public, max-age=300"}}, 5 * time.Minute},
		{"quoted, second line", http.Header{"Cache-Control": {"public", `Max-Age="60"`}}, time.Minute},
		{"s-maxage is for others", http.Header{"Cache-Control": {"s-maxage=600"}}, 0},
		{"must not be reused", http.Header{"Cache-Control": {"max-age=300, no-cache"}}, 0},
		{"less its age", http.Header{"Cache-Control": {"max-age=300"}, "Age": {"100"}}, 200 * time.Second},
		{"older than it may be", http.Header{"Cache-Control": {"max-age=300"}, "Age": {"400"}}, 0},
		{"huge", http.Header{"Cache-Control": {"max-age=99999999999"}}, maxFreshness},
		{"negative", http.Header{"Cache-Control": {"max-age=-5"}}, 0},
		{"expires", http.Header{"Expires": {"Tue, 03 Mar 2026 12:10:00 GMT"}}, 10 * time.Minute},
		{"by the server's own clock", http.Header{"Expires": {"Tue, 03 Mar 2026 15:10:00 GMT"}, "Date": {"Tue, 03 Mar 2026 15:00:00 GMT"}}, 10 * time.Minute},
		{"expired", http.Header{"Expires": {"Mon, 02 Mar 2026 12:10:00 GMT"}}, 0},
		{"expires is no date", http.Header{"Expires": {"0"}}, 0},
		{"max-age before expires", http.Header{"Cache-Control": {"max-age=60"}, "Expires": {"Tue, 03 Mar 2026 15:10:00 GMT"}}, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Freshness(c.header, now); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
