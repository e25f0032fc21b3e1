package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Source is one publisher to harvest, with everything it inherits filled in.
type Source struct {
	ID           string // names it for good: in the store, in reports, in exports
	Title        string // what it is called in lists and OPML
	Homepage     string // address of its home page; never asked for
	Organization string // who publishes it
	Language     string // BCP 47, used where a page names none
	Tags         []string
	Feeds        []string // addresses of RSS, Atom or JSON feeds
	Sitemaps     []string // addresses of sitemaps or sitemap indexes
	Start        []string // addresses of pages from which links are followed
	Include      []Pattern
	Exclude      []Pattern
	Selectors    extract.Selectors // rules that win over everything else a page says
	Delay        time.Duration
	Poll         Poll
	Revisit      frontier.Ladder
	Fetch        Fetch
	Retain       time.Duration // from when an article is first stored; 0 is for good
	Follow       Follow
	Auth         Auth
}

// Source finds a source by its id; nil when there is none.
func (c *Config) Source(id string) *Source {
	i := slices.IndexFunc(c.Sources, func(s Source) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Sources[i]
}

// Wants reports whether an article at address belongs to the source, and if
// not, why: an exclude pattern has the last word, and where there are include
// patterns one of them has to apply. Feeds, sitemaps and start pages are asked
// for all the same.
func (s *Source) Wants(address string) (wanted bool, why string) {
	if out, why := s.Excludes(address); out {
		return false, why
	}
	if len(s.Include) > 0 && !slices.ContainsFunc(s.Include, func(p Pattern) bool { return p.Match(address) }) {
		return false, "not included by any pattern"
	}
	return true, ""
}

// Excludes reports whether an exclude pattern keeps an address out, and which.
func (s *Source) Excludes(address string) (out bool, why string) {
	if i := slices.IndexFunc(s.Exclude, func(p Pattern) bool { return p.Match(address) }); i >= 0 {
		return true, "excluded by " + s.Exclude[i].String()
	}
	return false, ""
}

// Addresses gives every address the source is read from: feeds, sitemaps, start
// pages.
func (s *Source) Addresses() []string { return slices.Concat(s.Feeds, s.Sitemaps, s.Start) }

// sourceList is the list of sources.
func (c *Config) sourceList() kind {
	return kind{c.readSources, func() *shape {
		var s Source
		item := mapping(s.fields()).shape()
		item.Type, item.Required = "object", []string{"id"}
		for _, key := range []string{"feeds", "sitemaps", "start"} {
			item.AnyOf = append(item.AnyOf, &shape{Required: []string{key}, Properties: properties{{key, &shape{Type: "array", MinItems: 1}}}})
		}
		return &shape{Type: []string{"array", "null"}, Items: item, want: "a list of sources"}
	}}
}

// readSources reads the list of sources. Each starts from the defaults.
func (c *Config) readSources(w *walk, v value) {
	if v.empty() {
		return
	}
	if v.node.Kind != yaml.SequenceNode {
		w.report(v, wrong("begin each source with a dash: - id: …", "want a list of sources, got %s", kindOf(v.node)))
		return
	}
	ids := map[string]int{}
	c.Sources = make([]Source, 0, len(v.node.Content))
	for i, n := range v.node.Content {
		item := newValue(n, fmt.Sprintf("%s[%d]", v.path, i))
		if !w.visit(item) {
			return
		}
		s := c.inherited()
		if item.empty() {
			w.report(item, wrong("", "want a source, got nothing"))
			continue
		}
		mapping(s.fields(), s.check).read(w, item)
		w.checkID(s.ID, item, ids)
		c.Sources = append(c.Sources, s)
	}
}

// inherited is a source that says nothing for itself.
func (c *Config) inherited() Source {
	return Source{Delay: c.Politeness.Delay, Poll: c.Defaults.Poll, Revisit: c.Defaults.Revisit, Fetch: c.Defaults.Fetch,
		Retain: c.Defaults.Retain, Follow: c.Defaults.Follow}
}

// check reports what a source lacks.
func (s *Source) check(w *walk, v value) {
	if s.ID == "" && w.untouched(v.path, "id") {
		w.report(v, wrong("", "has no id"))
	}
	if len(s.Addresses()) == 0 && w.untouched(v.path, "feeds", "sitemaps", "start") {
		w.report(v, wrong("", "has no feeds, no sitemaps and no start pages"))
	}
}

// checkID reports an id that an earlier source has; ids holds their lines.
func (w *walk) checkID(id string, item value, ids map[string]int) {
	if id == "" {
		return
	}
	at := w.at[join(item.path, "id")]
	if line, doubled := ids[id]; doubled {
		w.report(at, wrong("", "doubled id %s, first given in line %d", id, line))
		return
	}
	ids[id] = at.line
}

// ValidID reports whether a text can be the id of a source.
func ValidID(s string) bool {
	_, err := parseID(s)
	return err == nil
}

// parseID reads the id of a source: it becomes part of file names and command
// lines, so it holds neither spaces nor what a shell or a path would read.
func parseID(s string) (string, error) {
	const most = 100
	if s == "" {
		return "", wrong("", "is empty")
	}
	strange := func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", r)
	}
	if len(s) > most || strings.ContainsFunc(s, strange) || strings.HasPrefix(s, ".") || strings.HasPrefix(s, "-") {
		return "", wrong("", "want up to %d letters, digits, dots, dashes or underscores, got %q", most, clip(s))
	}
	return s, nil
}
