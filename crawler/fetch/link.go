package fetch

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// LinkOf gives the address of the first link with a relation in the Link headers
// of an answer from base (RFC 8288); empty when there is none.
func LinkOf(h http.Header, rel, base string) string {
	for _, line := range h["Link"] {
		for line != "" {
			_, after, found := strings.Cut(line, "<")
			target, params, closed := strings.Cut(after, ">")
			if !found || !closed {
				break
			}
			end := linkEnd(params)
			if hasRelation(params[:end], rel) {
				if to, err := resolve(base, target); err == nil {
					return to
				}
			}
			line = params[end:]
		}
	}
	return ""
}

// linkEnd is where the parameters of one link end: at a comma outside quotes.
func linkEnd(params string) int {
	quoted := false
	for i := 0; i < len(params); i++ {
		switch {
		case params[i] == '"':
			quoted = !quoted
		case params[i] == ',' && !quoted:
			return i
		}
	}
	return len(params)
}

func hasRelation(params, rel string) bool {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") {
			words := strings.Fields(strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`)))
			return slices.Contains(words, rel)
		}
	}
	return false
}

func resolve(base, ref string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	to, err := b.Parse(strings.TrimSpace(ref))
	if err != nil {
		return "", err
	}
	return to.String(), nil
}
