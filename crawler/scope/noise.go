package scope

import "strings"

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
	name, base, both := onlyDifference(a, b)
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

// onlyDifference gives the one parameter that sets two addresses apart, the
// address without it, and whether both have it; no name when there is more.
func onlyDifference(a, b string) (name, base string, both bool) {
	pathA, queryA, _ := strings.Cut(a, "?")
	pathB, queryB, _ := strings.Cut(b, "?")
	if pathA != pathB {
		return "", "", false
	}
	inA, inB := values(queryA), values(queryB)
	for key, v := range inA {
		if w, ok := inB[key]; !ok || w != v {
			if name != "" {
				return "", "", false
			}
			name, both = key, ok
		}
	}
	for key := range inB {
		if _, ok := inA[key]; !ok {
			if name != "" {
				return "", "", false
			}
			name = key
		}
	}
	if name == "" {
		return "", "", false
	}
	base = pathA
	for one := range strings.SplitSeq(queryA, "&") {
		if key, _, _ := strings.Cut(one, "="); key != name && one != "" {
			base += "&" + one
		}
	}
	return name, base, both
}

func values(query string) map[string]string {
	out := map[string]string{}
	for one := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(one, "="); name != "" {
			out[name] = value
		}
	}
	return out
}
