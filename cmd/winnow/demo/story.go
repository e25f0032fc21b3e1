package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

//go:embed content
var content embed.FS

// moment is a state of the newsroom.
type moment int

const (
	firstMorning  moment = iota
	secondMorning        // what content calls later has been published
)

// story is one article as its newsroom keeps it: a header in YAML between two
// lines of dashes, then paragraphs with empty lines between them.
type story struct {
	ID        int       `yaml:"id"`
	Path      string    `yaml:"path"`
	Title     string    `yaml:"title"`
	Subtitle  string    `yaml:"subtitle"`
	Authors   []string  `yaml:"authors"`
	Published time.Time `yaml:"published"`
	Modified  time.Time `yaml:"modified"`
	Section   string    `yaml:"section"`
	Tags      []string  `yaml:"tags"`
	Pull      []string  `yaml:"pull"`      // sentences of the body, set again in large letters
	Shortlink string    `yaml:"shortlink"` // path that redirects here
	Copy      string    `yaml:"copy"`      // site and path of the story this one reprints
	Blocks    []block   `yaml:"-"`
	site      *site
	original  *story
}

// block is a paragraph or a heading between paragraphs.
type block struct {
	Text    string
	Heading bool
}

// readStories gives the stories of every site at a moment, newest first.
func readStories(when moment) (map[*site][]*story, error) {
	stories := map[*site][]*story{}
	for _, s := range sites {
		dir := path.Join("content", s.Key)
		list, err := readFolder(s, dir, nil)
		if err == nil && when == secondMorning {
			list, err = readFolder(s, path.Join(dir, "later"), list)
		}
		if err != nil {
			return nil, err
		}
		slices.SortFunc(list, func(a, b *story) int { return b.Published.Compare(a.Published) })
		stories[s] = list
	}
	return stories, reprint(stories)
}

// readFolder adds the stories of a folder to a list; one with the path of an
// earlier story takes its place.
func readFolder(s *site, dir string, list []*story) ([]*story, error) {
	files, err := fs.Glob(content, path.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		b, err := content.ReadFile(name)
		if err != nil {
			return nil, err
		}
		st, err := readStory(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		st.site = s
		list = append(slices.DeleteFunc(list, func(o *story) bool { return o.Path == st.Path }), st)
	}
	return list, nil
}

func readStory(b []byte) (*story, error) {
	parts := strings.SplitN(strings.ReplaceAll(string(b), "\r\n", "\n"), "---\n", 3)
	if len(parts) < 3 || parts[0] != "" {
		return nil, fmt.Errorf("no header between two lines of dashes")
	}
	var st story
	if err := yaml.Load([]byte(parts[1]), &st, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	if st.Path == "" {
		st.Path = fmt.Sprintf("/story.php?id=%d", st.ID)
	}
	for text := range strings.SplitSeq(strings.TrimSpace(parts[2]), "\n\n") {
		heading, isHeading := strings.CutPrefix(text, "## ")
		if text != "" {
			st.Blocks = append(st.Blocks, block{Text: heading, Heading: isHeading})
		}
	}
	return &st, nil
}

// reprint fills each copy from the story it names.
func reprint(stories map[*site][]*story) error {
	for _, list := range stories {
		for _, st := range list {
			if st.Copy == "" {
				continue
			}
			st.original = find(stories, st.Copy)
			if st.original == nil {
				return fmt.Errorf("%s reprints %s, which is not there", st.Path, st.Copy)
			}
			o := st.original
			st.Title, st.Subtitle, st.Authors, st.Blocks = o.Title, o.Subtitle, o.Authors, o.Blocks
		}
	}
	return nil
}

func find(stories map[*site][]*story, name string) *story {
	for s, list := range stories {
		for _, st := range list {
			if s.Key+st.Path == name {
				return st
			}
		}
	}
	return nil
}

// URL is the address of the story.
func (s *story) URL() string { return s.site.Origin() + s.Path }

// Link is URL: what a feed gives unless it has reasons of its own.
func (s *story) Link() string { return s.URL() }

// Changed reports whether the story was changed after it came out.
func (s *story) Changed() bool { return !s.Modified.IsZero() }

// LastChange is when the story took its present form.
func (s *story) LastChange() time.Time {
	if s.Changed() {
		return s.Modified
	}
	return s.Published
}

// Teaser is the beginning of the story, as a feed prints it.
func (s *story) Teaser() string {
	const most = 160
	text := s.Blocks[0].Text
	if len(text) > most {
		text = text[:strings.LastIndexByte(text[:most], ' ')] + " …"
	}
	return text
}

// Standfirst is the subtitle, or the beginning of a story without one.
func (s *story) Standfirst() string {
	if s.Subtitle != "" {
		return s.Subtitle
	}
	return s.Teaser()
}

// PullAfter is the sentence to set in large letters after block i: one after
// every second block while there are any.
func (s *story) PullAfter(i int) string {
	if n := i / 2; i%2 == 1 && n < len(s.Pull) {
		return s.Pull[n]
	}
	return ""
}
