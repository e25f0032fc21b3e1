package newsweb

import (
	"strings"
	"time"
)

// Story is what an article tells.
type Story struct {
	Title      string
	Standfirst string
	Author     string
	Section    string
	Published  time.Time
	Paragraphs []string
}

// epoch is when the newest stories were published.
var epoch = time.Date(2026, time.September, 20, 18, 0, 0, 0, time.UTC)

// write makes up the story of an article. Some are another site's, word for word.
func (s *Site) write(index int) Story {
	from := s.Number
	if from > 0 && index%copyEvery == copyEvery-1 {
		from--
	}
	r := dice(from, index)
	story := Story{
		Section:   sectionOf(index),
		Title:     r.headline(),
		Author:    r.name() + " " + r.name(),
		Published: epoch.Add(-time.Duration(index)*19*time.Hour - time.Duration(from)*time.Minute),
	}
	story.Standfirst = r.sentence()
	for size, want := 0, r.between(2_000, 10_000); size < want; {
		p := r.paragraph()
		size += len(p)
		story.Paragraphs = append(story.Paragraphs, p)
	}
	return story
}

func (r roll) headline() string {
	return capital(pick(r, adjectives) + " " + pick(r, nouns) + " " + pick(r, verbs) + " the " + pick(r, nouns) + " of " + r.name())
}

func (r roll) paragraph() string {
	sentences := make([]string, r.between(2, 5))
	for i := range sentences {
		sentences[i] = r.sentence()
	}
	return strings.Join(sentences, " ")
}

// sentence joins an opening, a middle and an ending: what is in braces is drawn
// anew each time.
func (r roll) sentence() string {
	var b strings.Builder
	for _, word := range strings.Fields(pick(r, openings) + " " + pick(r, predicates) + " " + pick(r, closings)) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		slot, rest, _ := strings.Cut(word, "}")
		b.WriteString(r.fill(slot))
		b.WriteString(rest)
	}
	return capital(b.String())
}

func (r roll) fill(slot string) string {
	switch slot {
	case "{noun":
		return pick(r, nouns)
	case "{adjective":
		return pick(r, adjectives)
	case "{verb":
		return pick(r, verbs)
	case "{name":
		return r.name()
	case "{when":
		return pick(r, whens)
	case "{number":
		return pick(r, numbers)
	}
	return slot
}

// name makes up a name of a person or place.
func (r roll) name() string {
	name := pick(r, onsets) + pick(r, middles)
	if r.IntN(2) == 0 {
		name += pick(r, middles)
	}
	return capital(name + pick(r, endings))
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func slug(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }
