package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// written renders everything on a page as if all of it were the article.
func written(t testing.TB, page, url string) body {
	t.Helper()
	doc, err := Parse([]byte(page), Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	r := &reading{layout: segment(doc.root, nil)}
	r.describer = newDescriber(r.layout, clues{})
	n := len(r.blocks)
	r.kept, r.scores = make([]bool, n), make([]float64, n)
	for i := range r.kept {
		r.kept[i] = true
	}
	return doc.render(r)
}

func TestHTML(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"paragraphs", "<p>One.</p><div>Two.</div>", "<p>One.</p>\n<p>Two.</p>"},
		{"emphasis", "<p>A <i>b</i> <b>c<em>d</em></b>.</p>", "<p>A <em>b</em> <strong>c<em>d</em></strong>.</p>"},
		{"blank before and in emphasis", "<p>A<i> b </i>c</p>", "<p>A <em>b</em> c</p>"},
		{"a relative link", "<p><a href='../x?a=1&b=2'>y</a></p>", `<p><a href="https://a.example/x?a=1&amp;b=2">y</a></p>`},
		{"a link that runs a script", "<p><a href='java&#115;cript:alert(1)'>y</a></p>", "<p>y</p>"},
		{"a link with data", "<p><a href='data:text/html,x'>y</a></p>", "<p>y</p>"},
		{"attributes that run scripts", "<p onclick=a() style=b id=c>y</p>", "<p>y</p>"},
		{"markup in text", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
		{"quotes in an attribute", `<p>x</p><img src="/i.png" alt='"><script>'><p>y</p>`, `<p>x</p>` + "\n" + `<p><img src="https://a.example/i.png" alt="&#34;&gt;&lt;script&gt;"></p>` + "\n" + `<p>y</p>`},
		{"one line break", "<p>a<br>b</p>", "<p>a<br>b</p>"},
		{"two line breaks", "<div>a<br><br>b</div>", "<p>a</p>\n<p>b</p>"},
		{"nested lists", "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul><p>d</p>", "<ul><li>a<ol><li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>\n<p>d</p>"},
		{"items without a list", "<div><li>a</li></div><p>d</p>", "<p>a</p>\n<p>d</p>"},
		{"a table of data", "<table><tr><th>a</th><td>b</td></tr></table><p>c</p>", "<table><tr><th>a</th>\n<td>b</td>\n</tr>\n</table>\n<p>c</p>"},
		{"a table that holds the page", "<table><tr><td>x</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>", "<p>x</p>\n<table><tr><td>a</td>\n<td>b</td>\n</tr>\n</table>"},
		{"code", "<pre><code>a  b\n  c &lt;d&gt;</code></pre><p>e</p>", "<pre><code>a  b\n  c &lt;d&gt;</code></pre>\n<p>e</p>"},
		{"code in a language", "<pre class=lang-C++>a</pre><p>e</p>", `<pre><code class="language-c++">a</code></pre>` + "\n<p>e</p>"},
		{"code in no language", "<pre class='language-\"><script>'>a</pre><p>e</p>", "<pre><code>a</code></pre>\n<p>e</p>"},
		{"a list that begins later", "<ol start=3><li>a</li></ol><p>e</p>", `<ol start="3"><li>a</li>` + "\n</ol>\n<p>e</p>"},
		{"definitions", "<dl><div><dt>a</dt><dd>b</dd></div></dl><p>c</p>", "<dl><dt>a</dt>\n<dd>b</dd>\n</dl>\n<p>c</p>"},
		{"raised and lowered", "<p>a<sup>2</sup> b<sub>3</sub></p>", "<p>a<sup>2</sup> b<sub>3</sub></p>"},
		{"a quotation with its source", "<blockquote cite=/s>a</blockquote><p>b</p>", `<blockquote cite="https://a.example/s"><p>a</p>` + "\n</blockquote>\n<p>b</p>"},
		{"a quotation from a script", "<blockquote cite='javascript:a()'>a</blockquote><p>b</p>", "<blockquote><p>a</p>\n</blockquote>\n<p>b</p>"},
		{"a quotation", "<blockquote>a</blockquote><p>b</p>", "<blockquote><p>a</p>\n</blockquote>\n<p>b</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := written(t, test.page, "https://a.example/d/e").html; got != test.want {
				t.Errorf("\n got %q\nwant %q", got, test.want)
			}
		})
	}
}

// allowed are the elements that the HTML may have, with their attributes.
var allowed = map[string]string{"p": "", "h1": "", "h2": "", "h3": "", "h4": "", "h5": "", "h6": "", "ul": "", "ol": "start", "li": "", "blockquote": "cite",
	"dl": "", "dt": "", "dd": "", "sup": "", "sub": "", "pre": "", "code": "class", "table": "", "tr": "", "td": "", "th": "", "figure": "", "figcaption": "", "em": "", "strong": "", "br": "",
	"a": "href", "img": "src alt"}

// checkSafe reports whatever in the HTML is not on the white list.
func checkSafe(t *testing.T, s string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("comment or doctype in %q", s)
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			attrs, ok := allowed[tok.Data]
			if !ok {
				t.Errorf("element %q in %q", tok.Data, s)
			}
			for _, a := range tok.Attr {
				if !strings.Contains(attrs, a.Key) {
					t.Errorf("attribute %q of %q", a.Key, tok.Data)
				}
				switch a.Key {
				case "class":
					if name, ok := strings.CutPrefix(a.Val, "language-"); !ok || !languageName(name) {
						t.Errorf("class %q", a.Val)
					}
					continue
				case "start":
					if strings.Trim(a.Val, "0123456789") != "" {
						t.Errorf("start %q", a.Val)
					}
					continue
				}
				if a.Key != "alt" && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "https://") {
					t.Errorf("address %q", a.Val)
				}
			}
		}
	}
}
