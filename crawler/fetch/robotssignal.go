package fetch

import (
	"maps"
	"strings"
)

// robotsSignal is a Content-Signal line of a robots.txt (contentsignals.org).
type robotsSignal struct {
	of     robotsRule // the pages it is about
	length int        // of their pattern
	says   map[string]string
}

// signal adds a line. A path before the signals says which pages they are about;
// without one they are about all.
func (b *robotsBlock) signal(value string) {
	pattern := "/"
	if strings.HasPrefix(value, "/") {
		pattern = value[:prefixLen(value, " \t")]
		value = value[len(pattern):]
	}
	if says := contentSignals(fieldsOf([]string{value})); says != nil && len(b.signals) < maxSignals {
		b.signals = append(b.signals, robotsSignal{newRobotsRule(true, pattern), len(pattern), says})
	}
}

// ContentSignal gives what the file signals to agent about the use of a page, for
// example "ai-train": "no"; nil when it says nothing. Of two lines with a signal
// the one with the longer path holds, of equal ones the first. agent and addr are as
// for Allowed.
func (r *Robots) ContentSignal(agent, addr string) map[string]string {
	path := robotsPath(addr)
	var says map[string]string
	weight := map[string]int{}
	for _, g := range r.group(agent) {
		for _, s := range g.block.signals {
			if !s.of.matches(path) {
				continue
			}
			for key, value := range s.says {
				if s.length > weight[key] {
					if says == nil {
						says = maps.Clone(s.says)
					}
					says[key], weight[key] = value, s.length
				}
			}
		}
	}
	return says
}
