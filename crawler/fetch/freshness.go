package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxFreshness bounds what Freshness returns, so that no number can overflow.
const maxFreshness = 365 * 24 * time.Hour

// Freshness tells how much longer an answer stays good by its Cache-Control, or
// Expires where that says nothing, less the time it has been in a cache
// (RFC 9111, section 4.2.1). It is 0 for one that must not be reused, or that
// says nothing.
func Freshness(h http.Header, now time.Time) time.Duration {
	life, told := maxAge(h)
	if !told {
		life = expiry(h, now)
	}
	if age, err := strconv.ParseInt(strings.TrimSpace(h.Get("Age")), 10, 32); err == nil && age > 0 {
		life -= time.Duration(age) * time.Second
	}
	return max(life, 0)
}

// maxAge reads Cache-Control; s-maxage is for shared caches, which this is none.
func maxAge(h http.Header) (life time.Duration, told bool) {
	for _, line := range h["Cache-Control"] {
		for directive := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "no-store", "no-cache":
				return 0, true
			case "max-age":
				n, err := strconv.ParseInt(strings.Trim(strings.TrimSpace(value), `"`), 10, 64)
				if err != nil || n < 0 {
					continue
				}
				life, told = min(time.Duration(min(n, int64(maxFreshness/time.Second)))*time.Second, maxFreshness), true
			}
		}
	}
	return life, told
}

// expiry reads Expires, counted from the server's own Date where it gives one.
func expiry(h http.Header, now time.Time) time.Duration {
	at, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(at.Sub(now), maxFreshness)
}
