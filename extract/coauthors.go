package extract

import "strings"

// people gives the names of one author value: an organization is none.
func (ld *linkedData) people(a *jsonValue) []string {
	if a.kind == jsonList {
		var out []string
		for _, one := range a.each() {
			if one.kind != jsonList {
				out = append(out, ld.people(one)...)
			}
		}
		return out
	}
	a = ld.resolved(a)
	for _, t := range a.types() {
		if strings.HasSuffix(t, "organization") || t == "corporation" || t == "website" {
			return nil
		}
	}
	if a.kind == jsonObject && a.get("name").kind == jsonNull {
		return nil
	}
	var out []string
	for _, n := range a.get("name").each() {
		out = append(out, splitNames(n.str(), false)...)
	}
	if a.kind == jsonText {
		out = splitNames(a.str(), false)
	}
	return out
}

// agree raises what two places say alike, and lowers what only machines are told
// when readers see nothing of it.
func (b *bylines) agree() {
	var seen []bool
	for i := range b.found {
		same := false
		for j := range b.found {
			same = same || (i != j && fold(b.found[i].Value) == fold(b.found[j].Value))
		}
		seen = append(seen, same)
	}
	shown := b.shown()
	for i := range b.found {
		c := &b.found[i]
		if seen[i] {
			c.Confidence = min(c.Confidence+.04, .98)
		}
		switch {
		case c.Confidence == 1:
		case !shown, b.account(c.Value) && !b.readable():
			c.Confidence *= unseen
		}
	}
}

// account reports whether a name is one small word, which on the page of a
// magazine is the account that published it more often than a pen name.
func (b *bylines) account(name string) bool {
	for _, r := range name {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return b.d.about().is(editedTypes)
}

// editedTypes are the schema.org types of what a publisher puts out, and of the page
// that it stands on.
var editedTypes = map[string]bool{"article": true, "newsarticle": true, "blogposting": true, "webpage": true}

// readable reports whether any place that readers see names an author.
func (b *bylines) readable() bool {
	for _, c := range b.found {
		if visible(c.Source) || strings.HasPrefix(c.Source, "microdata:") {
			return true
		}
	}
	return false
}

// unseen is what is left of the confidence in an author whom the page does not
// show: most are the account that published it.
const unseen = .4

// complete prefers over the best candidate one that has the same people and
// more, when two places name them all, and gives a first name its surname.
func (b *bylines) complete() offers {
	o := b.found
	if len(o) == 0 || o[0].Confidence == 1 {
		return o
	}
	best := nameKeys(o[0].Value)
	if i := o.leading(best); i > 0 {
		return o.promote(i)
	}
	for i := 1; i < len(o); i++ {
		keys := nameKeys(o[i].Value)
		if len(keys) > len(best) && len(keys) <= 2*len(best)+2 && holdsAll(keys, best) && b.confirmed(i) && b.people(o[i].Value) {
			return o.promote(i)
		}
	}
	for i := 1; i < len(o); i++ { // a place of work behind the name
		if len(best) == 1 && person(o[i].Value, true) && visible(o[i].Source) && strings.HasPrefix(fold(o[0].Value), fold(o[i].Value)+" ") {
			return o.promote(i)
		}
	}
	if len(best) == 1 && !strings.Contains(o[0].Value, " ") {
		for i := 1; i < len(o); i++ {
			if strings.HasPrefix(fold(o[i].Value), fold(o[0].Value)+" ") && !strings.Contains(o[i].Value, nameJoin) {
				return o.promote(i)
			}
		}
	}
	return o
}

// leading gives the index of the candidate that names only the first of those who
// are told to machines, as the byline and two other places do: the others
// contributed. It is 0 when there is none.
func (o offers) leading(best map[string]bool) int {
	if len(best) < 2 || !told(o[0].Source) {
		return 0
	}
	for i := 1; i < len(o); i++ {
		if !strings.HasPrefix(fold(o[0].Value), fold(o[i].Value)+" ") {
			continue
		}
		agree, seen := 0, false
		for _, c := range o[1:] {
			if c.Value == o[i].Value {
				agree++
				seen = seen || visible(c.Source)
			}
		}
		if agree >= leastAgreeing && seen {
			return i
		}
	}
	return 0
}

// leastAgreeing is how many places name only the leading author.
const leastAgreeing = 3

// people reports whether every name is written like a person's and none holds the
// name of the publisher.
func (b *bylines) people(joined string) bool {
	for n := range strings.SplitSeq(joined, nameJoin) {
		if !person(n, true) {
			return false
		}
		for org := range b.names {
			if len(org) >= 5 && strings.Contains(squeeze(n), org) {
				return false
			}
		}
	}
	return true
}

// confirmed reports whether another place names the same people as candidate i,
// and the byline does not name those of the best one.
func (b *bylines) confirmed(i int) bool {
	for j := range b.found {
		if from := b.found[j].Source; j > 0 && (from == "text" || strings.HasPrefix(from, "class:")) && fold(b.found[j].Value) == fold(b.found[0].Value) {
			return false
		}
	}
	for j := range b.found {
		if j != i && fold(b.found[j].Value) == fold(b.found[i].Value) {
			return true
		}
	}
	from := b.found[i].Source
	return (strings.HasPrefix(from, "class:") || from == "rel=author") && b.found[i].Confidence >= .7
}

// promote puts candidate i first, with the confidence of the first.
func (o offers) promote(i int) offers {
	best := o[i]
	best.Confidence = o[0].Confidence
	copy(o[1:i+1], o[:i])
	o[0] = best
	return o
}

func nameKeys(joined string) map[string]bool {
	keys := map[string]bool{}
	for n := range strings.SplitSeq(joined, nameJoin) {
		keys[fold(n)] = true
	}
	return keys
}

func holdsAll(all, some map[string]bool) bool {
	for k := range some {
		if !all[k] {
			return false
		}
	}
	return true
}
