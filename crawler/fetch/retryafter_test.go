package fetch

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 2, 14, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"0":                                0,
		"5":                                5 * time.Second,
		" 120 ":                            2 * time.Minute,
		"+7":                               7 * time.Second,
		"1.5":                              2 * time.Second,
		"2.0":                              2 * time.Second,
		"86400":                            24 * time.Hour,
		"-5":                               0,
		"-99999999999999999999":            0,
		"9223372036854775807":              maxRetryAfter,
		"99999999999999999999999":          maxRetryAfter,
		"Sat, 14 Feb 2026 12:00:30 GMT":    30 * time.Second,
		"Saturday, 14-Feb-26 13:00:00 GMT": time.Hour,
		"Sat Feb 14 12:01:00 2026":         time.Minute,
		"Sat, 14 Feb 2026 11:00:00 GMT":    0,
		"Mon, 01 Jan 0001 00:00:00 GMT":    0,
		"Fri, 31 Dec 9999 23:59:59 GMT":    maxRetryAfter,
	} {
		got, ok := RetryAfter(http.Header{"Retry-After": {value}}, now)
		if !ok || got != want {
			t.Errorf("RetryAfter(%q) = %v, %v, want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{"", " ", "soon", "5s", "NaN", "1e3", "0x10", "--5", "+-5", "5, 6", "1.", ".5", "1.x", "2026-02-14T12:00:30Z", "\x00"} {
		if got, ok := RetryAfter(http.Header{"Retry-After": {value}}, now); ok || got != 0 {
			t.Errorf("RetryAfter(%q) = %v, %v, want none", value, got, ok)
		}
	}
	if got, ok := RetryAfter(http.Header{}, now); ok {
		t.Errorf("without the header: %v", got)
	}
}
