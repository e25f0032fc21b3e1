package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what RetryAfter returns, so that a hostile or broken
// number can neither overflow nor park a host for ever. Callers cap it lower.
const maxRetryAfter = 365 * 24 * time.Hour

// RetryAfter reads the Retry-After header (RFC 9110, section 10.2.3) in both of
// its forms: seconds, or a date, counted from now. It reports false when there
// is none or when it cannot be understood. A negative number and a date that
// has passed are no wait; anything past a year is a year.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	if wait, ok := retrySeconds(v); ok {
		return wait, true
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0, false
	}
	// Sub saturates, so even the year 9999 is safe.
	return min(max(at.Sub(now), 0), maxRetryAfter), true
}

// retrySeconds reads a number of seconds; a fraction counts as a whole second.
func retrySeconds(v string) (time.Duration, bool) {
	negative := strings.HasPrefix(v, "-")
	whole, fraction, fractional := strings.Cut(strings.TrimLeft(v, "+-"), ".")
	if len(v)-len(strings.TrimLeft(v, "+-")) > 1 || !digits(whole) || fractional && !digits(fraction) {
		return 0, false
	}
	if negative {
		return 0, true
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n >= int64(maxRetryAfter/time.Second) {
		return maxRetryAfter, true // only a number too large fails here
	}
	if strings.Trim(fraction, "0") != "" {
		n++
	}
	return time.Duration(n) * time.Second, true
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
