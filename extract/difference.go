package extract

import "strings"

// OnlyDifference gives the name of the one query parameter that sets two addresses
// apart, what both have in common without it, and whether both have it. name is
// empty when they are alike, or differ in anything more. A parameter that stands
// there several times differs when any of its values does.
func OnlyDifference(a, b string) (name, base string, both bool) {
	pathA, queryA, _ := strings.Cut(a, "?")
	pathB, queryB, _ := strings.Cut(b, "?")
	if pathA != pathB {
		return "", "", false
	}
	inA, inB := parameters(queryA), parameters(queryB)
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
	return name, WithoutParameter(a, name), both
}

// WithoutParameter takes a query parameter out of an address.
func WithoutParameter(address, name string) string {
	path, query, _ := strings.Cut(address, "?")
	var kept []string
	for one := range strings.SplitSeq(query, "&") {
		if key, _, _ := strings.Cut(one, "="); key != name && one != "" {
			kept = append(kept, one)
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + strings.Join(kept, "&")
}

// parameters gives the values of each parameter of a query, as they are written.
func parameters(query string) map[string]string {
	out := map[string]string{}
	for one := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(one, "="); name != "" {
			out[name] += "=" + value
		}
	}
	return out
}
