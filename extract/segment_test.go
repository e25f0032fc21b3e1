package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func blocksOf(t testing.TB, page string) *layout {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return segment(root, nil)
}

func TestSegment(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string
	}{
		{"paragraphs", "<p>One.</p><p>Two.</p>", []string{"One.", "Two."}},
		{"white space", "<p>  One \n\t two&nbsp;three </p>", []string{"One two three"}},
		{"phrasing elements do not cut", "<p>One <b>bo</b>ld <a href=x>link</a>.</p>", []string{"One bold link."}},
		{"line breaks cut", "<p>One<br>two<br><br>three</p>", []string{"One", "two", "three"}},
		{"text beside blocks", "<div>Before<p>inside</p>after</div>", []string{"Before", "inside", "after"}},
		{"no letter or digit", "<p>***</p><p>•</p><p>4</p>", []string{"4"}},
		{"scripts are no text", "<p>One</p><script>two()</script><style>p{}</style><noscript>three</noscript>", []string{"One"}},
		{"invisible characters", "<p>ze\u200bro wi\u00addth</p>", []string{"zero width"}},
		{"nested lists", "<ul><li>One<ul><li>Two</li></ul></li></ul>", []string{"One", "Two"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, b := range blocksOf(t, test.page).blocks {
				got = append(got, b.text)
			}
			if diff := cmp.Diff(got, test.want); diff != "" {
				t.Errorf("(-got +want):\n%s", diff)
			}
		})
	}
}

func TestBlockCounts(t *testing.T) {
	tests := []struct {
		name, page            string
		words, linkChars, cjk int32
		sentence              bool
		marks                 mark
	}{
		{"a sentence", "<p>The cat_1 sat, twice.</p>", 4, 0, 0, true, 0},
		{"a quoted sentence", "<p>“It did.”</p>", 2, 0, 0, true, markQuote},
		{"a link", "<p><a href=x>Home</a> page</p>", 2, 4, 0, false, 0},
		{"a year", "<p>Made in 1984</p>", 3, 0, 0, false, markYear},
		{"no year", "<p>Made in 19845</p>", 3, 0, 0, false, 0},
		{"an address", "<p>Write to me@there.example</p>", 5, 0, 0, false, markAddress},
		{"Chinese", "<p>你好，世界。</p>", 4, 0, 4, true, 0},
		{"a colon", "<p>As follows:</p>", 2, 0, 0, false, markColon},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := blocksOf(t, test.page).blocks[0]
			if got := b.words.len(); got != test.words {
				t.Errorf("words: got %d, want %d", got, test.words)
			}
			if b.linkChars != test.linkChars || b.cjk != test.cjk || b.endsSentence != test.sentence || b.marks != test.marks {
				t.Errorf("got link characters %d, ideographs %d, sentence %v, marks %b; want %d, %d, %v, %b",
					b.linkChars, b.cjk, b.endsSentence, b.marks, test.linkChars, test.cjk, test.sentence, test.marks)
			}
		})
	}
}

func TestClassWords(t *testing.T) {
	tests := []struct {
		in   string
		want wordSet
	}{
		{"", 0},
		{"col-9", 0},
		{"site-footer", wordNegative},
		{"Sidebar", wordNegative},
		{"entry-content", wordPositive},
		{"article-comments", wordNegative | wordPositive},
		{"navbar", wordNegative},
		{"foot", 0},
	}
	for _, test := range tests {
		if got := classWords.match(test.in); got != test.want {
			t.Errorf("match(%q) = %b, want %b", test.in, got, test.want)
		}
	}
}
