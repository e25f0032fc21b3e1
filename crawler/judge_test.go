package crawler

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	visited := frontier.Lease{ETag: `"a"`}
	answer := func(status int, header ...string) *fetch.Response {
		r := &fetch.Response{Status: status, Header: http.Header{}}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return r
	}
	moved := answer(301)
	moved.Location = "https://quay.test/new"
	broken := func(code string, retry bool) error {
		return &fetch.Error{Code: code, Retry: retry, Err: errors.New("it broke")}
	}
	rows := []struct {
		name    string
		lease   frontier.Lease
		resp    *fetch.Response
		err     error
		verdict frontier.Verdict
		reason  string
		failed  bool // counts against the host
		after   time.Duration
	}{
		{"good", frontier.Lease{}, answer(200), nil, frontier.Done, "", false, 0},
		{"as it was", visited, answer(304), nil, frontier.Unchanged, "", false, 0},
		{"as it was, though nobody asked", frontier.Lease{}, answer(304), nil, frontier.Failed, "http-304", false, 0},
		{"moved", frontier.Lease{}, moved, nil, frontier.Redirected, "", false, 0},
		{"moved nowhere", frontier.Lease{}, answer(301), nil, frontier.Failed, "http-301", false, 0},
		{"nothing in it", frontier.Lease{}, answer(204), nil, frontier.Failed, "http-204", false, 0},
		{"a part", frontier.Lease{}, answer(206), nil, frontier.Failed, "http-206", false, 0},
		{"missing", frontier.Lease{}, answer(404), nil, frontier.Failed, "http-404", false, 0},
		{"gone", frontier.Lease{}, answer(410), nil, frontier.Failed, "http-410", false, 0},
		{"too many requests", frontier.Lease{}, answer(429, "Retry-After", "7"), nil, frontier.Retry, "http-429", true, 7 * time.Second},
		{"a day of rest is cut", frontier.Lease{}, answer(503, "Retry-After", "86400"), nil, frontier.Retry, "http-503", true, time.Hour},
		{"server error", frontier.Lease{}, answer(500), nil, frontier.Retry, "http-500", true, 0},
		{"no such host", frontier.Lease{}, nil, broken(fetch.CodeDNS, true), frontier.Retry, "dns", true, 0},
		{"silence", frontier.Lease{}, nil, broken(fetch.CodeTimeout, true), frontier.Retry, "timeout", true, 0},
		{"a private address", frontier.Lease{}, nil, broken(fetch.CodePrivate, false), frontier.Failed, "private-address", false, 0},
		{"a large file", frontier.Lease{}, nil, broken(fetch.CodeTooLarge, false), frontier.Failed, "too-large", false, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := judge(row.lease, row.resp, row.err, now, time.Hour)
			if got.verdict != row.verdict || got.reason != row.reason {
				t.Errorf("got %s %q, want %s %q", got.verdict, got.reason, row.verdict, row.reason)
			}
			if got.answer.failed != row.failed || got.answer.after != row.after {
				t.Errorf("failed %t, after %v; want %t, %v", got.answer.failed, got.answer.after, row.failed, row.after)
			}
		})
	}
}
