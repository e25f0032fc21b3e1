package extract

import "strings"

// Directives are what a publisher asks of machines on the page itself.
type Directives struct {
	NoIndex   bool
	NoFollow  bool
	NoArchive bool
	NoSnippet bool
	NoAI      bool   // noai: not for training
	NoImageAI bool   // noimageai
	TDM       bool   // text and data mining is reserved (TDM Reservation Protocol)
	TDMPolicy string // where its terms are, absolute; may be empty
}

// Add takes in one more list of directives, as it stands in a robots meta
// element or behind the agent in an X-Robots-Tag header.
func (d *Directives) Add(list string) {
	for word := range strings.SplitSeq(strings.ToLower(list), ",") {
		switch strings.TrimSpace(word) {
		case "none":
			d.NoIndex, d.NoFollow = true, true
		case "noindex":
			d.NoIndex = true
		case "nofollow":
			d.NoFollow = true
		case "noarchive", "nocache":
			d.NoArchive = true
		case "nosnippet":
			d.NoSnippet = true
		case "noai":
			d.NoAI = true
		case "noimageai":
			d.NoImageAI = true
		}
	}
}

// Directives reads the meta elements for all robots and for the agents named by
// their product tokens (without version, in any case). The strictest holds.
func (d *Doc) Directives(agents ...string) Directives {
	var out Directives
	for _, m := range d.scanned().metas {
		switch {
		case m.name == "robots" || named(m.name, agents):
			out.Add(m.content)
		case m.name == "tdm-reservation":
			out.TDM = out.TDM || m.content == "1"
		case m.name == "tdm-policy":
			if clean, err := resolve(m.content, d.base); err == nil {
				out.TDMPolicy = clean
			}
		}
	}
	return out
}

func named(name string, agents []string) bool {
	for _, a := range agents {
		if strings.EqualFold(a, name) {
			return true
		}
	}
	return false
}
