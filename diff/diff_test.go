package diff

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// marked writes spans as wdiff does.
func marked(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.Op {
		case Delete:
			b.WriteString("[-" + s.Text + "-]")
		case Insert:
			b.WriteString("{+" + s.Text + "+}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	for _, row := range []struct{ name, before, after, want string }{
		{"nothing", "", "", ""},
		{"the same", "The bridge opens.", "The bridge opens.", "The bridge opens."},
		{"a comma", "The bridge which is old opens.", "The bridge, which is old, opens.", "The bridge{+,+} which is old{+,+} opens."},
		{"a word", "The bridge opens today.", "The bridge closes today.", "The bridge [-opens-]{+closes+} today."},
		{"a number", "It cost 1,204.50 euros.", "It cost 1,240.50 euros.", "It cost [-1,204.50-]{+1,240.50+} euros."},
		{"words are whole", "the cooperation", "the corporation", "the [-cooperation-]{+corporation+}"},
		{"an apostrophe", "It doesn't open.", "It does open.", "It [-doesn't-]{+does+} open."},
		{"a paragraph", "One.\nThree.", "One.\nTwo.\nThree.", "One.\n{+Two.\n+}Three."},
		{"all of it", "", "New.", "{+New.+}"},
		{"nothing left", "Old.", "", "[-Old.-]"},
		{"Chinese by character", "大桥今天开放", "大桥明天开放", "大桥[-今-]{+明+}天开放"},
		{"Japanese by character", "橋は今日開く。", "橋は昨日開いた。", "橋は[-今-]{+昨+}日開[-く-]{+いた+}。"},
		{"marks stay with their letter", "a cafe\u0301 here", "a cafe here", "a [-cafe\u0301-]{+cafe+} here"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := marked(Words(row.before, row.after)); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// More different words than there are runes below the surrogates.
func TestManyWords(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&b, "word%d ", i)
	}
	before := b.String()
	got := marked(Words(before, strings.Replace(before, "word58000 ", "term ", 1)))
	if want := strings.Replace(before, "word58000 ", "[-word58000-]{+term+} ", 1); got != want {
		at := strings.Index(got, "[-")
		t.Errorf("got %.80q, want one word changed", got[max(0, at):])
	}
}

func TestLines(t *testing.T) {
	for _, row := range []struct{ name, before, after, want string }{
		{"a changed line", "One.\nTwo.\nThree.", "One.\nDeux.\nThree.", "One.|*[-Two-]{+Deux+}.|Three."},
		{"a line more", "One.\nThree.", "One.\nTwo.\nThree.", "One.|*{+Two.+}|Three."},
		{"a break more", "One. Two.", "One.\nTwo.", "*One.[- -]|*Two."},
		{"nothing", "", "", ""},
	} {
		var got []string
		for _, l := range Lines(Words(row.before, row.after)) {
			got = append(got, map[bool]string{true: "*"}[l.Changed]+marked(l.Spans))
		}
		if strings.Join(got, "|") != row.want {
			t.Errorf("%s: got %s, want %s", row.name, strings.Join(got, "|"), row.want)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("The bridge, opens\n今日", "the bridge opens\xff\u0301 明日")
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 4096 {
			return
		}
		var a, b strings.Builder
		for _, s := range Words(before, after) {
			if s.Op != Insert {
				a.WriteString(s.Text)
			}
			if s.Op != Delete {
				b.WriteString(s.Text)
			}
			if s.Text == "" || s.Op == Equal && utf8.ValidString(before) && !utf8.ValidString(s.Text) {
				t.Errorf("an odd span: %q", s.Text)
			}
		}
		if a.String() != before || b.String() != after {
			t.Errorf("%q and %q come back as %q and %q", before, after, a.String(), b.String())
		}
	})
}
