package scope

import "winnow/extract"

const (
	// provedBy is of how many pages a parameter has to make no difference when it
	// is there and when it is not, provedByValue when only its value differs: a
	// parameter that names the page differs too, but then there is one path.
	provedBy      = 2
	provedByValue = 3
	mostNoise     = 256 // parameters that are watched on a host
)

// noises are the parameters of a host that have turned out to make no
// difference.
type noises struct {
	known   map[string]bool
	watched map[string]map[string]bool // parameter -> pages that were the same without it
}

// learn compares two addresses of one document.
func (n *noises) learn(a, b string) {
	name, base, both := extract.OnlyDifference(a, b)
	if name == "" || n.known[name] {
		return
	}
	if n.watched == nil {
		n.known, n.watched = map[string]bool{}, map[string]map[string]bool{}
	}
	pages := n.watched[name]
	if pages == nil {
		if len(n.watched) >= mostNoise {
			return
		}
		pages = map[string]bool{}
		n.watched[name] = pages
	}
	pages[base] = true
	needed := provedBy
	if both {
		needed = provedByValue
	}
	if len(pages) >= needed {
		n.known[name] = true
		delete(n.watched, name)
	}
}
