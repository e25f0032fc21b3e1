package main

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"winnow/extract"
)

const (
	run          = 4   // words in a run
	enoughRuns   = 0.5 // share of a block's runs in the label from which it belongs to the body
	neighbours   = 6   // blocks each side that tell which of several copies is the real one
	otherWeight  = 0.5 // pages that are no articles, and pages with segments only
	negativesMax = 2   // a page's negatives weigh no more than this together
	segmentBase  = 300 // words that a page with segments only is taken for
)

// labelled is the target and weight of one block.
type labelled struct {
	positive bool
	weight   float64
}

// label compares the blocks of a page with what its corpus says.
func (p *page) label(blocks []extract.Block) []labelled {
	if strings.TrimSpace(p.Body) == "" {
		return p.labelSegments(blocks)
	}
	g := newGold(p.Body)
	out := make([]labelled, len(blocks))
	words := make([][]string, len(blocks))
	for i := range blocks {
		words[i] = tokens(blocks[i].Text)
		out[i].positive = len(words[i]) >= run && g.share(words[i]) >= enoughRuns
	}
	g.dropCopies(blocks, words, out)
	g.addShort(words, out)
	p.weigh(words, out)
	return out
}

// gold is the labelled body as runs of words.
type gold map[string]int

func newGold(body string) gold {
	g := gold{}
	words := tokens(body)
	for i := 0; i+run <= len(words); i++ {
		g[strings.Join(words[i:i+run], " ")]++
	}
	return g
}

func (g gold) share(words []string) float64 {
	hits, n := 0, len(words)-run+1
	for i := range n {
		if g[strings.Join(words[i:i+run], " ")] > 0 {
			hits++
		}
	}
	return float64(hits) / float64(n)
}

// holds reports whether the words stand in the body in this order.
func (g gold) holds(words []string) bool {
	return len(words) >= run && g.share(words) == 1
}

// copies is how often the body has these words.
func (g gold) copies(words []string) int {
	least := math.MaxInt
	for i := 0; i+run <= len(words); i++ {
		if n := g[strings.Join(words[i:i+run], " ")]; n > 0 {
			least = min(least, n)
		}
	}
	return least
}

// dropCopies leaves of blocks with the same text only as many as the body has:
// those in the company of the most other words of the body.
func (g gold) dropCopies(blocks []extract.Block, words [][]string, out []labelled) {
	same := map[string][]int{}
	perContainer := map[int]int{}
	for i := range out {
		if out[i].positive {
			key := strings.Join(words[i], " ")
			same[key] = append(same[key], i)
			perContainer[blocks[i].Container] += len(words[i])
		}
	}
	company := func(i int) int {
		sum := perContainer[blocks[i].Container]
		for j := max(0, i-neighbours); j <= min(len(out)-1, i+neighbours); j++ {
			if j != i && len(words[j]) >= run && g.share(words[j]) >= enoughRuns {
				sum += len(words[j])
			}
		}
		return sum
	}
	for _, group := range same {
		want := g.copies(words[group[0]])
		if len(group) <= want {
			continue
		}
		sort.SliceStable(group, func(a, b int) bool { return company(group[a]) > company(group[b]) })
		for _, i := range group[want:] {
			out[i].positive = false
		}
	}
}

// addShort judges blocks too short for a run by the blocks beside them: the
// words of a menu stand in many bodies.
func (g gold) addShort(words [][]string, out []labelled) {
	next := make([][]string, len(out))
	var following []string
	for i := len(out) - 1; i >= 0; i-- {
		next[i] = following
		if out[i].positive {
			following = words[i]
		}
	}
	var before []string
	for i := range out {
		if out[i].positive {
			before = words[i]
			continue
		}
		if len(words[i]) >= run || len(words[i]) == 0 {
			continue
		}
		after := append(before[max(0, len(before)-3):len(before):len(before)], words[i]...)
		ahead := append(words[i][:len(words[i]):len(words[i])], next[i][:min(3, len(next[i]))]...)
		out[i].positive = len(before) > 0 && g.holds(after) || len(next[i]) > 0 && g.holds(ahead)
	}
}

// weigh gives every page about the same say, and its long blocks more of it.
func (p *page) weigh(words [][]string, out []labelled) {
	body := 0.0
	for i := range out {
		if out[i].positive {
			body += 3 * math.Pow(float64(len(words[i])), 0.75)
		}
	}
	negatives := 0.0
	for i := range out {
		out[i].weight = 3 * math.Pow(float64(len(words[i])+1), 0.75) / (body + 60)
		if !out[i].positive {
			negatives += out[i].weight
		}
	}
	page := 1.0
	if !p.article() {
		page = otherWeight
	}
	if p.suspect {
		page = 0
	}
	for i := range out {
		if !out[i].positive && negatives > negativesMax {
			out[i].weight *= negativesMax / negatives
		}
		out[i].weight *= page
	}
}

// labelSegments labels only the blocks that hold a wanted or unwanted segment.
func (p *page) labelSegments(blocks []extract.Block) []labelled {
	out := make([]labelled, len(blocks))
	for i := range blocks {
		text := strings.Join(strings.Fields(blocks[i].Text), " ")
		wanted, unwanted := touches(text, p.With), touches(text, p.Without)
		if wanted == unwanted {
			continue
		}
		out[i] = labelled{wanted, min(float64(blocks[i].Words)+3, 40) / segmentBase * otherWeight}
	}
	return out
}

func touches(text string, segments []string) bool {
	for _, s := range segments {
		s = strings.Join(strings.Fields(s), " ")
		if s != "" && (strings.Contains(text, s) || len(text) > 12 && strings.Contains(s, text)) {
			return true
		}
	}
	return false
}

// tokens cuts a text into words; characters of scripts without spaces are
// words of their own.
func tokens(s string) []string {
	var out []string
	start := -1
	end := func(i int) {
		if start >= 0 {
			out = append(out, s[start:i])
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end(i)
			out = append(out, string(r))
		case r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
			if start < 0 {
				start = i
			}
		default:
			end(i)
		}
	}
	end(len(s))
	return out
}
