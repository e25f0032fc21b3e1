package crawler

import (
	"math"
	"strings"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

const (
	// fullEvery is after how many answers 304 a feed is asked for its bytes all
	// the same: some servers never say anything else.
	fullEvery = 20
	// retryAfterMost is how long a feed is left alone at most when its server names
	// the time: more than a month is a mistake.
	retryAfterMost = 30 * 24 * time.Hour
	// lieTerm is how long a server that answered 304 falsely is asked for bytes
	// only: then it gets another chance, for most are mended some day.
	lieTerm = 30 * 24 * time.Hour
	// lieMargin is how long before the last 304 an entry has to be dated for that
	// answer to have been false: caches lag, and editors date back.
	lieMargin = time.Hour

	// deadScore and deadAfter together make a feed dead: that much weight of
	// failures, over that long. A week without network is no death.
	deadScore = 10
	deadAfter = 7 * 24 * time.Hour
	// deadPoll is how often a dead feed is asked whether it has come back.
	deadPoll = 30 * 24 * time.Hour
	// partPoll is when a part of a sitemap index is due at the latest: most parts
	// are of years gone by, and the index says which has changed.
	partPoll = 30 * 24 * time.Hour
)

// weights says how much a failure speaks against a feed: an answer that it is
// not there, or is no feed, weighs most, trouble that will pass weighs least.
// Codes that begin with a key have its weight, the longest key first.
var weights = []struct {
	code   string
	weight float64
}{
	{"http-429", 0.25}, {"http-503", 0.25}, {fetch.CodeLocal, 0.25},
	{"http-408", 0.5}, {"http-425", 0.5}, {"http-5", 0.5}, {"robots-unreachable", 0.5},
	{fetch.CodeTimeout, 0.5}, {fetch.CodeRefused, 0.5}, {fetch.CodeReset, 0.5}, {fetch.CodeClosed, 0.5},
	{fetch.CodeUnreachable, 0.5}, {fetch.CodeDNS, 0.5}, {fetch.CodeProxy, 0.5},
	{"", 1},
}

func weigh(code string) float64 {
	for _, w := range weights {
		if strings.HasPrefix(code, w.code) {
			return w.weight
		}
	}
	return 1
}

// bounds are the least and the longest time between two polls.
type bounds struct{ least, most time.Duration }

// failed is the state of a feed after a poll that failed for a reason, and how
// long it is left alone: the wait doubles with the weight of the failures, up to
// a day or the longest poll, until the feed is dead.
func failed(s frontier.FeedState, reason string, now time.Time, b bounds) (frontier.FeedState, time.Duration) {
	if s.Score == 0 {
		s.FailingAt = now.UTC()
	}
	s.Score += weigh(reason)
	if s.Standing == frontier.Dead || s.Score >= deadScore && now.Sub(s.FailingAt) >= deadAfter {
		s.Standing = frontier.Dead
		return s, deadPoll
	}
	s.Standing = frontier.Failing
	most := max(b.most, 24*time.Hour)
	wait := min(float64(b.least)*math.Exp2(min(s.Score, 30)), float64(most)) // a duration would overflow
	return s, max(b.least, time.Duration(wait))
}

// answered is the state of a feed after a poll that was answered, and how long
// it is left alone. fresh is how long the server says that its answer stays good.
func answered(s frontier.FeedState, now time.Time, fresh time.Duration, b bounds) (frontier.FeedState, time.Duration) {
	s.Standing, s.Score, s.FailingAt, s.LastPoll = frontier.Well, 0, time.Time{}, now.UTC()
	wait := feed.Wait(feed.Hinted(s.Pace, fresh), now, b.least, b.most)
	s.Pace.Wait = wait
	return s, wait
}

// unconditional reports whether a feed is asked for its bytes whatever it said
// last time.
func unconditional(s frontier.FeedState, now time.Time) bool {
	return s.Liar && now.Sub(s.LiedAt) < lieTerm || s.Unread >= fullEvery
}

// doubted tells, after the bytes of a feed were read, whether its answers 304 are
// believed the next time, and since when they are not.
func doubted(before frontier.FeedState, pace frontier.Pace, now time.Time) (liar bool, since time.Time) {
	if lied(before, pace) {
		return true, now.UTC()
	}
	if before.Liar && now.Sub(before.LiedAt) < lieTerm {
		return true, before.LiedAt
	}
	return false, time.Time{}
}

// lied reports whether a feed that was asked for its bytes whatever it says had
// changed already when it last answered that it had not. A server that answers a
// condition with news has not lied, however old those are.
func lied(before frontier.FeedState, now frontier.Pace) bool {
	return before.Unread >= fullEvery && !before.Pace.Newest.IsZero() &&
		now.Newest.After(before.Pace.Newest) && now.Newest.Before(before.LastPoll.Add(-lieMargin))
}
