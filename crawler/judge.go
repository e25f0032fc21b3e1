package crawler

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

const (
	// retryDelay is the pause before the second attempt; it grows fourfold.
	retryDelay = 2 * time.Second
	// roundDelay is the pause once the attempts of one run are used up; what
	// still fails is tried again in later runs, the pause growing fourfold.
	roundDelay = 15 * time.Minute
	// rounds is how many runs try an address that never answers.
	rounds = 4
)

// judgement is what an answer, or none, means for a lease and its host.
type judgement struct {
	verdict frontier.Verdict // Done when the body is worth reading
	reason  string
	detail  string
	retry   bool // may yet answer
	answer  answer
}

// judge decides what one answer means. It is pure: retryAt turns a retry into
// a time.
func judge(lease frontier.Lease, resp *fetch.Response, err error, now time.Time, retryAfterMax time.Duration) judgement {
	if err != nil {
		return judgeError(err, now)
	}
	j := judgement{answer: answer{ended: now, server: serverOf(resp)}}
	if after, ok := fetch.RetryAfter(resp.Header, now); ok {
		j.answer.after = min(after, retryAfterMax)
	}
	code := resp.Status
	j.reason, j.detail = fmt.Sprintf("http-%d", code), fmt.Sprintf("%d %s", code, http.StatusText(code))
	switch {
	case code == http.StatusOK || code == http.StatusNonAuthoritativeInfo:
		j.verdict, j.reason, j.detail = frontier.Done, "", ""
	case code == http.StatusNotModified && (lease.ETag != "" || lease.LastModified != ""):
		j.verdict, j.reason, j.detail = frontier.Unchanged, "", ""
	case isRedirect(code) && resp.Location != "":
		j.verdict, j.reason, j.detail = frontier.Redirected, "", ""
	case isBusy(code):
		j.verdict, j.retry = frontier.Retry, true
		j.answer.failed, j.answer.busy = true, true
	case code >= 500 || code == http.StatusRequestTimeout || code == http.StatusTooEarly:
		j.verdict, j.retry, j.answer.failed = frontier.Retry, true, true
	default:
		j.verdict = frontier.Failed
	}
	if name := fetch.Wall(code, resp.Header, resp.Body); name != "" && code >= 400 {
		j.reason, j.detail = walled(name, j.detail)
	}
	return j
}

// walled is the reason and the detail of an answer that comes from a wall against
// machines, and not from the site behind it.
func walled(name, said string) (reason, detail string) {
	return frontier.WallPrefix + name, said + ": a wall against machines (" + name + ") answers in place of the site"
}

// behind names the wall when an answer that looked good turned out to hold nothing
// of use: a puzzle, a request for a script, a consent.
func behind(out *frontier.Outcome, resp *fetch.Response) {
	switch out.Reason {
	case "no-article", "not-a-feed", "not-a-sitemap", "not-html", "soft-404", "unreadable":
		if name := fetch.Wall(resp.Status, resp.Header, resp.Body); name != "" {
			out.Reason, out.Detail = walled(name, out.Detail)
		}
	}
}

// hostTrouble holds the errors that speak of the host and not of one address: a
// host that serves large files or odd answers is well.
var hostTrouble = map[string]bool{
	fetch.CodeDNS: true, fetch.CodeRefused: true, fetch.CodeUnreachable: true, fetch.CodeReset: true,
	fetch.CodeClosed: true, fetch.CodeTimeout: true, fetch.CodeTLS: true,
}

func judgeError(err error, now time.Time) judgement {
	j := judgement{verdict: frontier.Failed, reason: "error", detail: err.Error(), answer: answer{ended: now}}
	var fe *fetch.Error
	if errors.As(err, &fe) {
		j.reason, j.retry, j.answer.failed = fe.Code, fe.Retry, hostTrouble[fe.Code]
	}
	if j.retry {
		j.verdict = frontier.Retry
	}
	return j
}

// serverOf is the network address that answered, without port.
func serverOf(resp *fetch.Response) string {
	at, err := netip.ParseAddrPort(resp.Remote)
	if err != nil || resp.Proxied {
		return ""
	}
	return at.Addr().String()
}

func isRedirect(code int) bool {
	switch code {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func isBusy(code int) bool {
	return code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable
}

// retryAt is when an address that failed may be tried again after tries
// attempts, this one included; false when it is given up.
func retryAt(now time.Time, tries, retries int, after time.Duration) (time.Time, bool) {
	round, attempt := (tries-1)/(retries+1), (tries-1)%(retries+1)
	pause := retryDelay << (2 * min(attempt, 4))
	if attempt == retries {
		if round+1 >= rounds {
			return time.Time{}, false
		}
		pause = roundDelay << (2 * round)
	}
	return now.Add(max(pause, after)), true
}
