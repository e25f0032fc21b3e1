package scope

import "strings"

// parsed is an address cut into the parts that guards look at, in lower case.
type parsed struct {
	host     string
	segments []string // of the path, without empty ones
	params   []param  // of the query, in its order
}

type param struct{ name, value string }

// parse cuts a clean address.
func parse(address string) parsed {
	_, query, _ := strings.Cut(address, "?")
	p := parsed{host: authorityOf(address)}
	for s := range strings.SplitSeq(strings.ToLower(pathOf(address)), "/") {
		if s != "" {
			p.segments = append(p.segments, s)
		}
	}
	for one := range strings.SplitSeq(strings.ToLower(query), "&") {
		if one != "" {
			name, value, _ := strings.Cut(one, "=")
			p.params = append(p.params, param{name, value})
		}
	}
	return p
}

// last gives the last segment of the path, empty for the home page.
func (p parsed) last() string {
	if len(p.segments) == 0 {
		return ""
	}
	return p.segments[len(p.segments)-1]
}
