package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// entry is a story as one feed lists it.
type entry struct {
	*story
	link string // where the feed points to, if not to the story's own address
	guid string // likewise
}

// Link is where the entry points to.
func (e entry) Link() string {
	if e.link != "" {
		return e.link
	}
	return e.URL()
}

// GUID is the name of the entry within its feed.
func (e entry) GUID() string {
	if e.guid != "" {
		return e.guid
	}
	return "tag:" + e.site.host + ",2025:" + e.Path
}

// feedPage is what a feed or a sitemap is written from.
type feedPage struct {
	Site    *site
	Self    string
	Entries []entry
}

// Updated is when the newest entry took its present form.
func (p feedPage) Updated() time.Time {
	return slices.MaxFunc(p.Entries, func(a, b entry) int { return a.LastChange().Compare(b.LastChange()) }).LastChange()
}

func all(stories []*story) []entry {
	entries := make([]entry, len(stories))
	for i, s := range stories {
		entries[i] = entry{story: s}
	}
	return entries
}

// tracked gives every link the parameters by which a newsletter is counted.
func tracked(stories []*story) []entry {
	entries := all(stories)
	for i := range entries {
		entries[i].link = entries[i].URL() + "?utm_source=feed&utm_medium=rss&utm_campaign=morning-tide"
	}
	return entries
}

// withGone points to a shortlink where a story has one, and still lists a story
// that has been taken down.
func withGone(stories []*story) []entry {
	entries := all(stories)
	for i, e := range entries {
		if e.Shortlink != "" {
			entries[i].link = e.site.Origin() + e.Shortlink
		}
	}
	last := stories[len(stories)-1]
	gone := &story{
		Path: last.site.gone, Title: "The route of the harvest parade", site: last.site, Published: last.Published.AddDate(0, 0, -3),
		Blocks: []block{{Text: "This year the harvest parade takes the way along the canal."}},
	}
	return append(entries, entry{story: gone})
}

// The gazette's two feeds share stories: the new one lists the three newest and
// means the second of them in its print view, the old one the three oldest.
func newestForPrint(stories []*story) []entry {
	entries := all(stories[:3])
	entries[1].link = entries[1].site.Origin() + printPath(entries[1].story)
	return entries
}

func oldest(stories []*story) []entry {
	entries := all(stories[1:])
	// The last one is cut off when the feed breaks, so it has to be one that the other feed lists too.
	return []entry{entries[0], entries[2], entries[1]}
}

func writeRSS(p feedPage) ([]byte, error)  { return p.fill("rss.xml") }
func writeAtom(p feedPage) ([]byte, error) { return p.fill("atom.xml") }

func (p feedPage) fill(name string) ([]byte, error) {
	var b bytes.Buffer
	err := texts.ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

// writeBroken is RSS as it comes from a program that died at work: a warning
// before the declaration, apostrophes in windows-1252 in the midst of UTF-8, and
// an end in the middle of the last item.
func writeBroken(p feedPage) ([]byte, error) {
	b, err := p.fill("rss.xml")
	if err != nil {
		return nil, err
	}
	last := bytes.LastIndex(b, []byte("<pubDate>"))
	if last < 0 {
		return nil, fmt.Errorf("feed %s has no item to break", p.Self)
	}
	b = bytes.ReplaceAll(b[:last], []byte("&#39;"), []byte{0x92})
	return append([]byte("Warning: mysql_close(): no such link in rss.php on line 88\n"), b...), nil
}

// writeJSON follows JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
func writeJSON(p feedPage) ([]byte, error) {
	type item struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		Summary   string `json:"summary"`
		Published string `json:"date_published"`
	}
	items := make([]item, len(p.Entries))
	for i, e := range p.Entries {
		items[i] = item{e.GUID(), e.Link(), e.Title, e.Teaser(), e.Published.Format(time.RFC3339)}
	}
	return json.MarshalIndent(map[string]any{
		"version": "https://jsonfeed.org/version/1.1", "title": p.Site.Name, "description": p.Site.Motto,
		"home_page_url": p.Site.Origin() + "/", "feed_url": p.Self, "language": "en", "items": items,
	}, "", "  ")
}

func printPath(s *story) string { return strings.Replace(s.Path, "/story.php", "/print.php", 1) }
