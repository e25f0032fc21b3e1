package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/crawler/frontier"
)

func TestRevisit(t *testing.T) {
	const file = "identity: { contact: \"mailto:desk@paper.test\" }\ndefaults: { revisit: %s }\n"
	hour := frontier.Ladder{{Until: time.Hour, Every: time.Minute}}
	for _, row := range []struct {
		name, written string
		want          frontier.Ladder
		mistake       string
	}{
		{"nothing", "", defaultRevisit, ""},
		{"off", "off", frontier.Ladder{}, ""},
		{"one step", "{ 1h: 1m }", hour, ""},
		{"in any order", "{ 7d: 1h, 1h: 1m }", append(hour[:1:1], frontier.Rung{Until: 7 * day, Every: time.Hour}), ""},
		{"another word", "never", nil, "2:22: defaults.revisit: want off, or keys like 3h: 15m"},
		{"no steps", "{}", nil, "write off for no visits"},
		{"a list", "[3h]", nil, "got a list"},
		{"no unit", "{ 3: 15m }", nil, "did you mean 3s?"},
		{"no interval", "{ 3h: }", nil, "2:28: defaults.revisit.3h: want a duration like 90s"},
		{"no pause", "{ 3h: 0s }", nil, "from 1s"},
		{"twice", "{ 60m: 1m, 1h: 2m }", nil, "the age 1h is given twice"},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(file, "%s", row.written, 1)
			if row.mistake != "" {
				if got := strings.Join(issues(t, text), "\n"); !strings.Contains(got, row.mistake) {
					t.Errorf("got %q, want %q", got, row.mistake)
				}
				return
			}
			if diff := cmp.Diff(parse(t, text).Defaults.Revisit, row.want); diff != "" {
				t.Errorf("got (-) want (+):\n%s", diff)
			}
		})
	}
}
