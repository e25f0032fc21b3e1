package store

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	tests := []struct {
		name, text, want string
		count            int
	}{
		{"empty", "", "", 0},
		{"no words", " — … !? \n", "", 0},
		{"case and punctuation", "“It’s OPEN,” she said.", "it s open she said", 5},
		{"white space", "a\u00a0b\t\n  c", "a b c", 3},
		{"soft hyphen and joiner", "har\u00adbour zero\u200dwidth", "harbour zerowidth", 2},
		{"composed and not", "cafe\u0301 caf\u00e9", "café café", 2},
		{"umlauts in upper case", "ÄRGER Ärger", "ärger ärger", 2},
		{"no blanks between words", "橋が開く", "橋 が 開 く", 4},
		{"mixed scripts", "NHK橋2026", "nhk 橋 2026", 3},
		{"digits", "1,234.5", "1 234 5", 3},
		{"not UTF-8", "a\xffb", "a b", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, count := normalise(tt.text)
			if got != tt.want || count != tt.count {
				t.Errorf("got %q, %d words; want %q, %d", got, count, tt.want, tt.count)
			}
		})
	}
}

func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"", "The bridge\u00ad is 橋 e\u0301\xff", strings.Repeat("a ", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, a string) {
		words, count := normalise(a)
		if again, n := normalise(words); again != words || n != count {
			t.Errorf("%q gives %q (%d), and that %q (%d)", a, words, count, again, n)
		}
		if !utf8.ValidString(words) || (count > 0) != (words != "") || (count > 0 && strings.Count(words, " ") != count-1) {
			t.Errorf("%q gives %q, %d words", a, words, count)
		}
	})
}
