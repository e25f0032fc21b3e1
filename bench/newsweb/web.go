// Package newsweb is a small web of news sites that do not exist, to measure
// crawlers and extractors by: every host has a home page, sections, articles, a
// feed, sitemaps and robots.txt.
//
// Everything follows from the number of hosts: the same number gives the same
// bytes on every machine. A crawler that follows the links of the home pages
// finds the pages that the sitemaps list, no more and no less.
package newsweb

import (
	"fmt"
	"math/rand/v2"
)

const (
	// PagesPerHost is how many HTML pages a host has.
	PagesPerHost = 1 + sectionsPerHost + articlesPerHost

	sectionsPerHost = 5
	articlesPerHost = 44
	// copyEvery makes every so many stories that of another host, as agencies do.
	copyEvery = 12
)

// sections are the names of the sections, in the order of the menu.
var sections = [sectionsPerHost]string{"region", "economy", "science", "culture", "sport"}

// Site is one host of the web.
type Site struct {
	Number  int    // 0 first
	Address string // scheme, host and port; links are relative to it
	Name    string
	stories [articlesPerHost]Story
}

// NewSite gives the site of a number under an address such as http://127.83.0.1:8000.
func NewSite(number int, address string) *Site {
	r := dice(number, -1)
	s := &Site{Number: number, Address: address, Name: "The " + r.name() + " " + pick(r, papers)}
	for i := range s.stories {
		s.stories[i] = s.write(i)
	}
	return s
}

// Path is where the article of an index stands; it wraps around.
func (s *Site) Path(index int) string {
	index %= articlesPerHost
	return fmt.Sprintf("/%s/2026/%02d/%s-%d.html", sectionOf(index), 1+index%9, slug(s.stories[index].Title), 1000+index)
}

// Section is the address of a section; it wraps around.
func (s *Site) Section(n int) string { return "/section/" + sections[n%sectionsPerHost] + "/" }

// Story is what the article of an index tells; it wraps around.
func (s *Site) Story(index int) Story { return s.stories[index%articlesPerHost] }

func sectionOf(index int) string { return sections[index%sectionsPerHost] }

// roll is a source of choices that depend on a site and a page alone.
type roll struct{ *rand.Rand }

func dice(site, page int) roll {
	return roll{rand.New(rand.NewPCG(uint64(site)+1, uint64(page)+0x9e3779b97f4a7c15))}
}

// between gives a number from low to high.
func (r roll) between(low, high int) int { return low + r.IntN(high-low+1) }

func pick[T any](r roll, list []T) T { return list[r.IntN(len(list))] }
