package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"winnow/crawler/feed"
)

// feedAnswer is what feed --json prints.
type feedAnswer struct {
	N       json.RawMessage `json:"n,omitempty"` // of a batch only, as it was asked
	OK      bool            `json:"ok"`
	Error   *string         `json:"error"` // why it is no feed; null when it is one
	Feed    *feedHead       `json:"feed"`
	Entries []feedEntry     `json:"entries"`
}

// feedHead is a feed without its entries.
type feedHead struct {
	*feed.Detail
	Version   string   `json:"version"`   // for example rss-2.0, atom-1.0, json-1.1
	Encoding  string   `json:"encoding"`  // that its bytes were read in
	Bozo      bool     `json:"bozo"`      // it is not well formed: flags says why
	Truncated bool     `json:"truncated"` // it breaks off: what came before is here
	Flags     []string `json:"flags"`
	Self      string   `json:"self,omitempty"` // the address it gives for itself
	Next      string   `json:"next,omitempty"` // older entries
}

// feedEntry is an entry with what winnow makes of it.
type feedEntry struct {
	*feed.Detail
	URL       string   `json:"url,omitempty"`  // cleaned, as a harvest would fetch it
	Key       string   `json:"key"`            // its identity within the feed
	Full      bool     `json:"full"`           // the text is complete, not a teaser
	Text      string   `json:"text,omitempty"` // plain
	WordCount int      `json:"word_count"`
	Flags     []string `json:"flags"`
}

// readFeed answers for the bytes of a feed. The error is also in the answer.
func readFeed(body []byte, opts feed.Options) (feedAnswer, error) {
	opts.Detail = true
	a := feedAnswer{Entries: []feedEntry{}}
	f, err := feed.Parse(body, opts)
	if err != nil {
		text := err.Error()
		a.Error = &text
		return a, err
	}
	a.OK = true
	a.Feed = &feedHead{
		Detail: f.Detail, Version: f.Format, Encoding: f.Encoding, Self: f.Self, Next: f.Next, Flags: orEmpty(f.Flags),
		Bozo: slices.ContainsFunc(f.Flags, feed.Malformed), Truncated: slices.Contains(f.Flags, feed.FlagTruncated),
	}
	for _, e := range f.Entries {
		e.Detail.Language = firstOf(e.Detail.Language, e.Article.Language) // of the feed, where the entry says none
		a.Entries = append(a.Entries, feedEntry{
			Detail: e.Detail, URL: e.Article.URL, Key: e.Key, Full: e.Full, Text: e.Article.Text,
			WordCount: e.Article.WordCount, Flags: orEmpty(e.Flags),
		})
	}
	return a, nil
}

// feedQuestion is one line of feed --batch.
type feedQuestion struct {
	N           json.RawMessage `json:"n"`
	File        string          `json:"file"`
	URL         string          `json:"url"`
	ContentType string          `json:"content_type"`
}

// answerFeed answers one line of feed --batch.
func answerFeed(text []byte, n int) []byte {
	q := feedQuestion{N: json.RawMessage("null")}
	if err := json.Unmarshal(text, &q); err != nil {
		return encodeLine(feedFailure(q.N, fmt.Sprintf("line %d: %v", n, err)))
	}
	a := answerFeedFile(q)
	a.N = q.N
	return encodeLine(a)
}

func answerFeedFile(q feedQuestion) (a feedAnswer) {
	defer func() {
		if p := recover(); p != nil {
			a = feedFailure(q.N, fmt.Sprintf("%s: reading panicked: %v", q.File, p))
		}
	}()
	body, err := readFeedFile(q.File)
	if err != nil {
		return feedFailure(q.N, err.Error())
	}
	a, _ = readFeed(body, feed.Options{URL: q.URL, ContentType: q.ContentType, Now: time.Now()})
	return a
}

func feedFailure(n json.RawMessage, why string) feedAnswer {
	return feedAnswer{N: n, Error: &why, Entries: []feedEntry{}}
}
