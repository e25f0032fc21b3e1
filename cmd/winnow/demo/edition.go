package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// imagePath is the one picture, drawn for this newsroom.
const imagePath = "/images/harbour.svg"

// edition is everything that all sites answer at one moment. It never changes.
type edition struct {
	stories map[*site][]*story
	answers map[string]answer // by address without scheme
}

// answer is what stands under one address.
type answer struct {
	status   int
	kind     string // media type
	body     []byte
	etag     string
	modified time.Time
	location string // of a redirect
}

func newEdition(when moment) (*edition, error) {
	stories, err := readStories(when)
	if err != nil {
		return nil, err
	}
	e := &edition{stories: stories, answers: map[string]answer{}}
	for _, s := range sites {
		if err := e.addSite(s); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Key, err)
		}
	}
	return e, nil
}

func (e *edition) addSite(s *site) error {
	list := e.stories[s]
	for _, st := range list {
		if err := e.addStory(st); err != nil {
			return err
		}
	}
	newest := feedPage{Site: s, Entries: all(list)}.Updated()
	for _, f := range s.Feeds {
		b, err := f.write(feedPage{Site: s, Self: s.Origin() + f.Path, Entries: f.entries(list)})
		if err != nil {
			return err
		}
		e.add(s, f.Path, f.Kind, newest, b)
	}
	if s.sitemap != "" {
		b, err := feedPage{Site: s, Entries: all(list)}.fill("sitemap.xml")
		if err != nil {
			return err
		}
		e.add(s, s.sitemap, "application/xml; charset=utf-8", newest, b)
	}
	return e.addFixed(s, newest)
}

// addStory adds the page of a story with its other addresses.
func (e *edition) addStory(st *story) error {
	p := articlePage{Site: st.site, Story: st, Others: e.others(st)}
	if st.original != nil {
		p.Original = st.original.site
	}
	b, err := p.fill(st.site.page)
	if err != nil {
		return err
	}
	e.add(st.site, st.Path, htmlType, st.LastChange(), b)
	if st.Shortlink != "" {
		e.answers[st.site.host+st.Shortlink] = answer{status: http.StatusMovedPermanently, location: st.URL()}
	}
	if st.ID == 0 {
		return nil
	}
	if b, err = p.fill("print.html"); err != nil {
		return err
	}
	e.add(st.site, printPath(st), htmlType, st.LastChange(), b)
	return nil
}

// addFixed adds what a site has beside its stories.
func (e *edition) addFixed(s *site, newest time.Time) error {
	p := articlePage{Site: s, Others: e.stories[s]}
	b, err := p.fill("home.html")
	if err != nil {
		return err
	}
	e.add(s, "/", htmlType, newest, b)
	if s.robots != "" {
		e.add(s, "/robots.txt", "text/plain; charset=utf-8", opened, []byte(s.robots))
	}
	picture, err := templates.ReadFile("templates/harbour.svg")
	if err != nil {
		return err
	}
	e.add(s, imagePath, "image/svg+xml", opened, picture)
	if slices.Contains(s.Unlisted, signInPath) {
		if b, err = p.fill("sign-in.html"); err != nil {
			return err
		}
		e.add(s, signInPath, htmlType, opened, b)
	}
	if slices.Contains(s.Unlisted, membersPath) {
		e.add(s, membersPath, htmlType, opened, []byte("<!DOCTYPE html><title>Members' archive</title><p>For members. Robots were asked to stay outside.</p>\n"))
	}
	if s.gone != "" {
		e.answers[s.host+s.gone] = answer{status: http.StatusGone, kind: htmlType, body: []byte("<!DOCTYPE html><title>Gone</title><p>This story has been taken down.</p>\n")}
	}
	return nil
}

const htmlType = "text/html; charset=utf-8"

// opened is when the newsroom was set up: what never changes dates from then.
var opened = time.Date(2025, 6, 1, 8, 0, 0, 0, time.UTC)

func (e *edition) add(s *site, path, kind string, modified time.Time, body []byte) {
	sum := sha256.Sum256(body)
	e.answers[s.host+path] = answer{
		status: http.StatusOK, kind: kind, body: body, modified: modified,
		etag: `"` + hex.EncodeToString(sum[:8]) + `"`,
	}
}

// others gives up to three other stories of the same site, the newest first.
func (e *edition) others(st *story) []*story {
	const most = 3
	rest := slices.DeleteFunc(slices.Clone(e.stories[st.site]), func(o *story) bool { return o == st })
	return rest[:min(most, len(rest))]
}

// lookup finds what stands under an address; the parameters by which visits
// are counted make no difference.
func (e *edition) lookup(host, path, query string) (answer, bool) {
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		if p != "" && !strings.HasPrefix(p, "utm_") {
			kept = append(kept, p)
		}
	}
	if len(kept) > 0 {
		path += "?" + strings.Join(kept, "&")
	}
	a, ok := e.answers[host+path]
	return a, ok
}
