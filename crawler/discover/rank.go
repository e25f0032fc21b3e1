package discover

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"winnow/crawler/frontier"
)

// What the score of a candidate is made of; together they come to 100.
const (
	forKind   = 30 // a feed tells more than a sitemap, a sitemap more than a page
	forPace   = 25
	forFull   = 20
	forFields = 15
	forFresh  = 10
)

// forComments is what is left of the score of a feed of comments.
const forComments = 0.2

// kindWorth is the share of forKind by format.
var kindWorth = map[string]float64{"news-sitemap": 0.7, "sitemap-index": 0.4, "sitemap": 0.35, "section": 0.2}

const (
	busyPace  = 50.0                // articles a day that are as good as any number
	freshTime = 7 * 24 * time.Hour  // an entry this young shows that somebody still publishes
	staleTime = 60 * 24 * time.Hour // an entry this old that nobody does
	overlap   = 0.8                 // share of a list that another has to have to be the same
)

// pace takes over how often something is published.
func (c *Candidate) pace(p frontier.Pace, now time.Time) {
	c.Newest = p.Newest
	if p.Gap > 0 {
		c.PerDay = math.Round(float64(24*time.Hour)/float64(p.Gap)*10) / 10
	}
}

// rank scores the candidates, puts the best first, and tells which list the same.
func rank(list []Candidate, now time.Time) {
	for i := range list {
		list[i].weigh(now)
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	for i := range list {
		for j := range list[:i] {
			if list[j].Same == "" && list[i].Kind == list[j].Kind && sameList(list[i].links, list[j].links) {
				list[i].Same = list[j].URL
				list[i].Reasons = append(list[i].Reasons, "the same articles as "+list[j].URL)
				break
			}
		}
	}
}

// sameList reports whether two lists name mostly the same addresses.
func sameList(a, b map[string]bool) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	common := 0
	for key := range a {
		if b[key] {
			common++
		}
	}
	return float64(common) >= overlap*float64(max(len(a), len(b)))
}

// weigh scores a candidate, and says why.
func (c *Candidate) weigh(now time.Time) {
	worth, known := kindWorth[c.Format]
	if !known {
		worth = 1
	}
	score := forKind * worth
	say := func(format string, args ...any) { c.Reasons = append(c.Reasons, fmt.Sprintf(format, args...)) }
	c.Reasons = []string{}
	if c.Entries == 0 {
		say("lists nothing now")
	}
	if c.PerDay > 0 {
		score += forPace * min(1, math.Log1p(c.PerDay)/math.Log1p(busyPace))
		say("%s articles a day", rate(c.PerDay))
	}
	if c.FullText > 0 {
		score += forFull * c.FullText
		say("full text of %.0f %%", 100*c.FullText)
	}
	if len(c.Fields) > 0 {
		score += forFields * float64(len(c.Fields)) / float64(len(fields))
		say("has %s", strings.Join(c.Fields, ", "))
	}
	switch age := now.Sub(c.Newest); {
	case c.Newest.IsZero():
	case age < freshTime:
		score += forFresh
	case age > staleTime:
		score -= forFresh
		say("nothing new since %s", c.Newest.Format(time.DateOnly))
	}
	switch c.Entries {
	case 0:
	case 1:
		say("1 entry")
	default:
		say("%d entries", c.Entries)
	}
	if c.Comments = isComments(c); c.Comments {
		score *= forComments
		say("comments of readers, no articles")
	}
	c.Score = math.Round(max(score, 0)*10) / 10
}

// isComments tells the feed of what readers say, which blogs name beside their own.
func isComments(c *Candidate) bool {
	address, title := strings.ToLower(c.URL), strings.ToLower(c.Title)
	return c.Kind == frontier.Feed && (strings.Contains(address, "/comments/") || strings.HasPrefix(title, "comments ") || strings.HasSuffix(title, " comments"))
}

// rate is a number of articles a day for people.
func rate(perDay float64) string {
	if perDay < 10 {
		return fmt.Sprintf("%.1f", perDay)
	}
	return fmt.Sprintf("%.0f", perDay)
}
