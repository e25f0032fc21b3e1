package config

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"winnow/crawler/frontier"
)

// defaultRevisit is dense while stories are still being written and thins out
// until, after a month, a page is left alone: some 65 visits in all, most of
// which a server answers with 304.
var defaultRevisit = frontier.Ladder{
	{Until: 3 * time.Hour, Every: 15 * time.Minute},
	{Until: day, Every: time.Hour},
	{Until: 7 * day, Every: 6 * time.Hour},
	{Until: 30 * day, Every: 3 * day},
}

// RevisitOff is the word for no visits after the first.
const RevisitOff = "off"

const wantRevisit = "off, or keys like 3h: 15m (until that age: every so often)"

// revisit reads a ladder: a mapping of ages to intervals, in any order, or off.
func revisit(dst *frontier.Ladder) kind {
	return kind{readRevisit(dst), func() *shape {
		age := &shape{Type: "string", Pattern: durationShape}
		return &shape{want: wantRevisit, AnyOf: []*shape{
			{Type: "string", Const: RevisitOff},
			{Type: "object", MinKeys: 1, KeyNames: age, Others: age},
			{Type: "null"},
		}}
	}}
}

func readRevisit(dst *frontier.Ladder) rule {
	return func(w *walk, v value) {
		switch {
		case v.empty():
		case v.node.Kind == yaml.ScalarNode && v.node.Value == RevisitOff:
			*dst = frontier.Ladder{}
		case v.node.Kind != yaml.MappingNode:
			w.report(v, wrong("", "want %s, got %s", wantRevisit, kindOf(v.node)))
		case len(v.node.Content) == 0:
			w.report(v, wrong("write off for no visits after the first", "want %s, got no keys", wantRevisit))
		default:
			if l, ok := w.rungs(v); ok {
				*dst = l
			}
		}
	}
}

// rungs reads the steps of a ladder; ok is false when something is wrong with one.
func (w *walk) rungs(v value) (l frontier.Ladder, ok bool) {
	before := len(w.issues)
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := newValue(v.node.Content[i], v.path)
		every := newValue(v.node.Content[i+1], join(v.path, clip(key.node.Value)))
		if !w.visit(every) {
			return nil, false
		}
		var r frontier.Rung
		duration(&r.Until, time.Second, 10*year).read(w, key)
		duration(&r.Every, time.Second, year).read(w, every)
		if slices.ContainsFunc(l, func(o frontier.Rung) bool { return o.Until == r.Until }) {
			w.report(key, wrong("", "the age %s is given twice", clip(key.node.Value)))
		}
		l = append(l, r)
	}
	slices.SortFunc(l, func(a, b frontier.Rung) int { return int((a.Until - b.Until) / time.Second) })
	return l, len(w.issues) == before
}
