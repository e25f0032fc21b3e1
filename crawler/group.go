package crawler

import (
	"slices"

	"winnow/extract"
)

// group is hosts on common ground: those of one registrable domain, or those
// that one server address answers for. It bounds how many of them are asked at
// a time, so that shared hosting is not flooded through its many names.
type group struct {
	running int     // requests to its hosts
	held    []*host // ready, but kept back until one of the requests ends
}

// groups are the groups of one kind by name.
type groups map[string]*group

// join makes a host part of a group.
func (g groups) join(name string, h *host) {
	member := g[name]
	if member == nil {
		member = &group{}
		g[name] = member
	}
	member.running += h.running
	h.groups = append(h.groups, member)
}

// full gives the group that keeps a host from being asked, or nil.
func (h *host) full(most int) *group {
	i := slices.IndexFunc(h.groups, func(g *group) bool { return g.running >= most })
	if i < 0 {
		return nil
	}
	return h.groups[i]
}

// enter and leave count a request.
func (h *host) enter() {
	h.running++
	for _, g := range h.groups {
		g.running++
	}
}

func (h *host) leave() {
	h.running--
	for _, g := range h.groups {
		g.running--
	}
}

// siteOf is the registrable domain of a host.
func siteOf(host string) string { return extract.Site("http://" + host + "/") }
