package extract

import "testing"

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"paragraphs", "<p>One.</p><p>Two.</p>", "One.\n\nTwo."},
		{"headings", "<h2>A <b>b</b></h2><p>c</p>", "## A b\n\nc"},
		{"emphasis and link", "<p>A <i>b</i> <a href=/x>c</a></p>", "A *b* [c](https://a.example/x)"},
		{"signs that mean something", "<p>2 * 3_4 [x] `y` &lt;z&gt;</p>", "2 \\* 3\\_4 \\[x\\] \\`y\\` \\<z>"},
		{"signs at the beginning", "<p># a</p><p>- b</p><p>1. c</p>", "\\# a\n\n\\- b\n\n1\\. c"},
		{"a list", "<ul><li>a</li><li>b</li></ul><p>c</p>", "- a\n- b\n\nc"},
		{"nested lists", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol><p>d</p>", "1. a\n\n   - b\n2. c\n\nd"},
		{"a quotation of two paragraphs", "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"},
		{"a quotation that ends in an arrow", "<blockquote><p>a</p><p>b -&gt;</p></blockquote><p>c</p>", "> a\n>\n> b ->\n\nc"},
		{"backticks in code", "<p>a <code>b``c</code></p>", "a ``` b``c ```"},
		{"code", "<pre>a\n  b</pre><p>c</p>", "```\na\n  b\n```\n\nc"},
		{"code with a fence", "<pre>```</pre><p>c 1</p><pre>x```</pre>", "c 1\n\n````\nx```\n````"},
		{"a table", "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table><p>d</p>", "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n\nd"},
		{"code in a language", "<pre><code class='hl language-go'>a\nb</code></pre><p>c</p>", "```go\na\nb\n```\n\nc"},
		{"a list that begins later", "<ol start=3><li>a</li><li>b</li></ol><p>c</p>", "3. a\n4. b\n\nc"},
		{"text that looks like a character reference", "<p>a &amp;copy; b & c</p>", "a \\&copy; b & c"},
		{"signs behind a line break", "<p>a<br># b<br>- c<br>1. d</p>", "a\\\n\\# b\\\n\\- c\\\n1\\. d"},
		{"a heading that ends in a sign", "<h2>On C #</h2><p>a</p>", "## On C \\#\n\na"},
		{"definitions", "<dl><dt>a</dt><dd>b</dd></dl><p>c</p>", "a\n\nb\n\nc"},
		{"emphasis that ends in a sign before a word", "<p><b>Note:</b>all <i>well.</i> Then <b>.</b>so</p>", "Note:all *well.* Then .so"},
		{"emphasis beside emphasis", "<p><b>a</b><i>b</i> c</p>", "a*b* c"},
		{"a table whose head is short", "<table><tr><th>a</th></tr><tr><td>1</td><td>2</td></tr></table><p>d</p>", "| a | |\n| --- | --- |\n| 1 | 2 |\n\nd"},
		{"a line break", "<p>a<br>b</p>", "a\\\nb"},
		{"an image", "<p>a</p><img src='/i (1).png' alt='b'><p>c</p>", "a\n\n![b](https://a.example/i%20%281%29.png)\n\nc"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := written(t, test.page, "https://a.example/d/e").markdown; got != test.want {
				t.Errorf("\n got %q\nwant %q", got, test.want)
			}
		})
	}
}
