package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestFollowerSeesWhatTheFileHolds: a configuration counts when it has changed in
// what it says and stays as it is, and mistakes are told once.
func TestFollowerSeesWhatTheFileHolds(t *testing.T) {
	text := func(delay, more string) string {
		return fmt.Sprintf("version: 1\nidentity: { contact: mailto:desk@paper.test }\npoliteness: { delay: %s }\n%ssources:\n  - id: quay\n    feeds: [https://quay.example/rss]\n", delay, more)
	}
	type look struct {
		name    string
		write   string // what the file holds from then on; as before when empty
		remove  bool
		replace bool // as editors do: another file gets the name
		asked   bool
		changed bool // new settings
		told    bool // an error
		mended  bool
		good    bool
	}
	for _, row := range []struct {
		name  string
		looks []look
	}{
		{"nothing changes", []look{{name: "once", good: true}, {name: "twice", good: true}}},
		{"a change counts when it is seen twice", []look{
			{name: "once", write: text("3s", ""), good: true}, {name: "twice", changed: true, good: true}, {name: "then", good: true}}},
		{"a file that takes its place", []look{
			{name: "once", write: text("3s", ""), replace: true, good: true}, {name: "twice", changed: true, good: true}}},
		{"other words for the same", []look{
			{name: "once", write: text("2s", "# nothing new\n"), good: true}, {name: "twice", good: true}, {name: "then", good: true}}},
		{"asked for it counts at once, changed or not", []look{
			{name: "as it was", asked: true, changed: true, good: true}, {name: "changed", write: text("3s", ""), asked: true, changed: true, good: true}}},
		{"mistakes are told once, and that they are mended", []look{
			{name: "once", write: text("3 apples", ""), good: true}, {name: "twice", told: true}, {name: "then", write: ""},
			{name: "mended", write: text("4s", "")}, {name: "seen again", changed: true, mended: true, good: true}, {name: "at last", good: true}}},
		{"mistakes that are taken back", []look{
			{name: "once", write: text("3 apples", ""), good: true}, {name: "twice", told: true},
			{name: "as before", write: text("2s", "")}, {name: "seen again", mended: true, good: true}}},
		{"half a file is passed over", []look{
			{name: "half", write: "version: 1\nidenti", good: true}, {name: "whole", write: text("3s", ""), good: true}, {name: "seen again", changed: true, good: true}}},
		{"away for a moment", []look{{name: "away", remove: true, good: true}, {name: "back", write: text("2s", ""), good: true}, {name: "then", good: true}}},
		{"away for good", []look{{name: "away", remove: true, good: true}, {name: "still", told: true}, {name: "then"},
			{name: "back", write: text("2s", "")}, {name: "seen again", mended: true, good: true}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "crawl.yaml")
			put(t, name, text("2s", ""), false)
			f := runFlags{database: database{config: name}}
			settings, err := f.sourcesOf()
			if err != nil {
				t.Fatal(err)
			}
			w := newFollower(f, settings)
			for _, l := range row.looks {
				if l.remove {
					if err := os.Remove(name); err != nil {
						t.Fatal(err)
					}
				}
				if l.write != "" {
					put(t, name, l.write, l.replace)
				}
				got, err := w.look(l.asked)
				if (got != nil) != l.changed || (err != nil) != l.told || w.good() != l.good || w.mended() != l.mended {
					t.Errorf("%s: changed %t, error %v, good %t; want %+v", l.name, got != nil, err, w.good(), l)
				}
			}
		})
	}
}

// put writes a file, in place or as another that takes its name.
func put(t *testing.T, name, text string, replace bool) {
	t.Helper()
	at := name
	if replace {
		at += "~"
	}
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if replace {
		if err := os.Rename(at, name); err != nil {
			t.Fatal(err)
		}
	}
}
