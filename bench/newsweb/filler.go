package newsweb

import (
	"fmt"
	"strings"
)

// style makes up style rules of about so many bytes, as sites inline them.
func (r roll) style(size int) string {
	var b strings.Builder
	for b.Len() < size {
		fmt.Fprintf(&b, ".%s__%s{margin:%dpx %dpx;color:#%06x;font:%d %dpx/1.4 var(--f-%s);grid-template-columns:repeat(%d,1fr)}\n",
			pick(r, nouns), pick(r, adjectives), r.IntN(40), r.IntN(40), r.IntN(1<<24), 100*r.between(3, 8), r.between(11, 40), pick(r, nouns), r.between(2, 12))
	}
	return b.String()
}

// state makes up the data that scripts carry along, about so many bytes.
func (r roll) state(size int) string {
	var b strings.Builder
	b.WriteString("window.__state=[")
	for b.Len() < size {
		fmt.Fprintf(&b, `{"id":"%016x","slot":"/%d/%s","sizes":[[%d,%d]],"markup":"<div class=\"%s\"><\/div>"},`,
			r.Uint64(), r.between(1000, 9999), pick(r, nouns), r.between(100, 900), r.between(50, 600), pick(r, adjectives))
	}
	b.WriteString("0];")
	return b.String()
}
