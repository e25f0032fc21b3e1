package fetch

import (
	"encoding/json"
	"strings"
)

// TDMRepPath is where an origin says which of its pages are reserved from text and
// data mining (TDM Reservation Protocol, https://www.w3.org/community/reports/tdmrep/).
const TDMRepPath = "/.well-known/tdmrep.json"

// TDMRep is a parsed tdmrep.json. It never changes after ParseTDMRep.
type TDMRep []tdmRule

type tdmRule struct {
	of       robotsRule
	length   int
	reserved bool
	policy   string
}

// maxTDMRules bounds what is taken of a file.
const maxTDMRules = 1000

// ParseTDMRep reads a tdmrep.json. It takes any bytes: what it cannot understand is
// no rule.
func ParseTDMRep(body []byte) TDMRep {
	var written []json.RawMessage
	if json.Unmarshal(body, &written) != nil {
		return nil
	}
	var list TDMRep
	for _, raw := range written[:min(len(written), maxTDMRules)] {
		var r struct {
			Location    string `json:"location"`
			Reservation any    `json:"tdm-reservation"`
			Policy      string `json:"tdm-policy"`
		}
		if json.Unmarshal(raw, &r) != nil || !strings.HasPrefix(r.Location, "/") {
			continue
		}
		reserved := r.Reservation == 1.0 || r.Reservation == "1" || r.Reservation == true
		list = append(list, tdmRule{newRobotsRule(true, r.Location), len(r.Location), reserved, r.Policy})
	}
	return list
}

// Of says whether a page is reserved, and where the terms are; the rule with the
// longest location holds, of equal ones the first. addr is as for Robots.Allowed.
func (t TDMRep) Of(addr string) (reserved bool, policy string) {
	path, longest := robotsPath(addr), 0
	for _, r := range t {
		if r.length > longest && r.of.matches(path) {
			longest, reserved, policy = r.length, r.reserved, r.policy
		}
	}
	return reserved, policy
}
