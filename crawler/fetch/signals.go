package fetch

import (
	"net/http"
	"slices"
	"strings"
)

// PageSignals is what the headers of an answer ask of those who keep or use it.
// What the page itself asks, in meta elements, is read by extract.
type PageSignals struct {
	Robots  []string          // directives of X-Robots-Tag that are meant for the agent: lower case, sorted, each once, for example "noarchive"
	TDM     string            // TDM-Reservation: "1" reserved, "0" not, empty when it says nothing
	Policy  string            // TDM-Policy: the address of the licence; may be empty
	Content map[string]string // Content-Signal: for example "ai-train": "no"; nil when there is none
}

// Has reports whether the headers give the agent that robots directive, for
// example "noindex". "none" gives noindex and nofollow.
func (s PageSignals) Has(directive string) bool {
	if slices.Contains(s.Robots, directive) {
		return true
	}
	return (directive == "noindex" || directive == "nofollow") && slices.Contains(s.Robots, "none")
}

// maxSignals bounds what is taken of each header.
const maxSignals = 100

// Signals reads the page signals in the headers of an answer for agent, which is a
// product token or a whole User-Agent value, as for Robots.Allowed.
func Signals(h http.Header, agent string) PageSignals {
	product, _, _ := strings.Cut(agent, "/")
	s := PageSignals{Robots: robotsTags(h["X-Robots-Tag"], strings.TrimSpace(product))}
	if v := strings.TrimSpace(h.Get("Tdm-Reservation")); v == "0" || v == "1" {
		s.TDM = v
	}
	s.Policy = strings.TrimSpace(h.Get("Tdm-Policy"))
	s.Content = contentSignals(fieldsOf(h["Content-Signal"]))
	return s
}

// contentSignals reads what stands between the commas of a Content-Signal: nil for
// nothing.
func contentSignals(fields []string) map[string]string {
	var signals map[string]string
	for _, field := range fields {
		key, value, found := strings.Cut(field, "=")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.ToLower(strings.TrimSpace(value))
		if !found || key == "" || value == "" {
			continue
		}
		if signals == nil {
			signals = map[string]string{}
		}
		signals[key] = value
	}
	return signals
}

// valued are the directives that have a colon of their own; any other word
// before a colon names the agent that the directives behind it are meant for.
var valued = []string{"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}

// robotsTags collects the directives that are meant for everybody or for product.
func robotsTags(lines []string, product string) []string {
	var tags []string
	for _, line := range lines {
		mine := true // a header of its own begins anew
		for _, field := range fieldsOf([]string{line}) {
			name, rest, found := strings.Cut(field, ":")
			name = strings.ToLower(strings.TrimSpace(name))
			if found && !slices.Contains(valued, name) && strings.Trim(name, tokenChars+"0123456789") == "" {
				mine = strings.EqualFold(name, product)
				field = rest
			}
			if tag := strings.ToLower(strings.TrimSpace(field)); mine && tag != "" {
				tags = append(tags, tag)
			}
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// fieldsOf splits header lines at commas, up to maxSignals of them.
func fieldsOf(lines []string) []string {
	fields := strings.SplitN(strings.Join(lines, ","), ",", maxSignals+1)
	return fields[:min(len(fields), maxSignals)]
}
