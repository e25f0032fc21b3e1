package extract

import "strings"

// storyDay is the confidence in a day that stands at either end of the story,
// where nothing else dates the page.
const storyDay = .42

// Limits of the search for such a day, in blocks.
const (
	beforeStory = 4 // between the headline and the first paragraph
	intoStory   = 3
	endOfStory  = 3
)

// inStory finds the day that stands alone above the story, opens its first
// paragraph in brackets or before a dash, or stands alone below it.
func (r dateReader) inStory(s *reading) (Date, bool) {
	first, last := -1, -1
	for i, kept := range s.kept {
		if kept && s.blocks[i].kind != Headline {
			if last = i; first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return Date{}, false
	}
	for i := max(first-beforeStory, 0); i < min(first+intoStory, len(s.blocks)); i++ {
		if date, ok := r.alone(s.blocks[i].text, true); ok {
			return date, true
		}
	}
	for i := min(last+endOfStory, len(s.blocks)-1); i > max(last-endOfStory, first); i-- {
		if !s.kept[i] && s.parent(i) != s.parent(last) {
			continue // of what follows the story
		}
		if date, ok := r.alone(s.blocks[i].text, false); ok {
			return date, true
		}
	}
	return Date{}, false
}

// parent gives the element that holds that of a block.
func (l *layout) parent(block int) int32 { return l.elems[l.blocks[block].el].parent }

// alone reads a line that is a date, or a place and a date; with opening set also
// the date that opens a paragraph, in brackets or before a dash.
func (r dateReader) alone(line string, opening bool) (Date, bool) {
	start := cut(line, 2*maxLabel)
	date, from, to, ok := r.find(start, firstTextYear)
	if low := strings.ToLower(start); !ok || from > maxLabel || changed(low) || timetabled(low[:min(from, len(low))], start[to:]) {
		return Date{}, false
	}
	behind := strings.TrimLeft(start[to:], " ")
	switch {
	case len(line) <= shortLine && strings.Trim(behind, " .)|") == "" && (from <= len("Donnerstag, ") || strings.Contains(start[:from], ", ")):
		return date, true
	case opening && from <= 1 && start[:from] == "(" && strings.HasPrefix(behind, ")"):
		return date, true
	}
	return Date{}, false
}
