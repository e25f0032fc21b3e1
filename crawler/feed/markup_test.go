package feed

import (
	"net/url"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"
)

// unsafeMarkup names what would run or load a frame when s is shown.
func unsafeMarkup(s string) string {
	z := xhtml.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return ""
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken, xhtml.EndTagToken:
			t := z.Token()
			switch t.Data {
			case "script", "style", "iframe", "frame", "object", "embed", "applet", "form", "input", "base", "meta", "link", "svg", "math":
				return t.Data
			}
			for _, a := range t.Attr {
				v := strings.ToLower(strings.TrimSpace(a.Val))
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" && strings.ContainsAny(strings.ReplaceAll(v, "rgb(", ""), "(\\@/") || a.Key == "srcdoc" ||
					strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:") || strings.HasPrefix(v, "vbscript:") {
					return a.Key
				}
			}
		case xhtml.CommentToken, xhtml.DoctypeToken:
			return "comment"
		}
	}
}

func TestShowable(t *testing.T) {
	base, err := url.Parse("https://a.example/news/feed.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, in, want string }{
		{"as it is", `<p>a <b>b</b> &amp; 'c'</p>`, `<p>a <b>b</b> &amp; 'c'</p>`},
		{"one spelling", `<IMG SRC="x.png" ALT='a "b"'><br></br>`, `<img alt="a &quot;b&quot;" src="https://a.example/news/x.png" /><br />`},
		{"what an article does without", `<font color="red">a</font><video controls poster="https://a.example/p.png"></video>`, `<font color="red">a</font><video controls="" poster="https://a.example/p.png"></video>`},
		{"a style that tells how text looks", `<p style="color:#f00; margin : 0 auto">a</p>`, `<p style="color: #f00; margin: 0 auto;">a</p>`},
		{"a style that runs", `<p style="width: expression(alert(1)); color: red">a</p>`, `<p style="color: red;">a</p>`},
		{"a style that loads", `<p style="background: url(javascript:alert(1))">a</p>`, `<p>a</p>`},
		{"a style in disguise", `<p style="width: exp/**/ression(1); w\69 dth: 1px; behavior: url(x); -moz-binding: url(y)">a</p>`, `<p>a</p>`},
		{"a style that covers the page", `<p style="position: fixed; top: 0; width: 99999px">a</p>`, `<p>a</p>`},
		{"ampersands by their numbers", `a &#38; b &#x26; &amp; c<a href="http://a.example/?x&#38;y">d</a>`, `a &#38; b &#x26; &amp; c<a href="http://a.example/?x&amp;y">d</a>`},
		{"a reference within a reference", `&#38;lt;b&#38;gt;&#38;#60;`, `&#38;lt;b&#38;gt;&#38;#60;`},
		{"scripts", `a<script>b</script><p onclick="c()">d</p>`, `a<p>d</p>`},
		{"a link that runs", `<a href=" java&#10;script:alert(1)">a</a><a href="data:text/html,x">b</a><span title="javascript:x">c</span>`, `<a>a</a><a>b</a><span>c</span>`},
		{"an address where none is looked for", `<table background="javascript:alert(1)"><tr><td>a</td></tr></table>`, `<table><tr><td>a</td></tr></table>`},
		{"vectors in SVG and MathML", `<svg><style><img src=x onerror=alert(1)></style></svg><math><mtext><a xlink:href="javascript:1">b</a></mtext></math>c`, `<a>b</a>c`},
		{"elements read in two ways", `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><textarea></textarea><img src=x onerror=alert(1)>`, ``},
		{"input", `<form action="https://evil.example/"><input name="password"><button>Go</button></form>`, `Go`},
		{"names for scripts", `<a id="location" name="x" class="y" target="_top">a</a>`, `<a>a</a>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := showable(c.in, base, true)
			if bad := unsafeMarkup(got); bad != "" {
				t.Fatalf("%s in %q", bad, got)
			}
			if c.want != "" && got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if again := showable(got, base, true); again != got {
				t.Errorf("a second time it is %s, was %s", again, got)
			}
		})
	}
}

func TestReadMarkup(t *testing.T) {
	base, err := url.Parse("https://a.example/news/feed.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, in, html, text string }{
		{"simple", "<p>One &amp; two</p><p>Three</p>", "<p>One &amp; two</p><p>Three</p>", "One & two\nThree"},
		{"plain", "No markup", "No markup", "No markup"},
		{"break", "a<br/>b<br>c", "a<br>b<br>c", "a\nb\nc"},
		{"inline", "<p>un<b>believ</b>able</p>", "<p>un<b>believ</b>able</p>", "unbelievable"},
		{"absolute link", `<a href="https://b.example/x?a=1&amp;b=2">x</a>`, `<a href="https://b.example/x?a=1&amp;b=2" rel="nofollow">x</a>`, "x"},
		{"relative link", `<a href="../x">x</a>`, `<a href="https://a.example/x" rel="nofollow">x</a>`, "x"},
		{"relative image", `<img src="i.png" alt="A ship">`, `<img src="https://a.example/news/i.png" alt="A ship">`, ""},
		{"script", `<p>a</p><script>alert(1)</script>b`, "<p>a</p>b", "a\nb"},
		{"script in upper case", `a<SCRIPT SRC=//evil.example/x.js></SCRIPT>b`, "ab", "ab"},
		{"handler", `<img src="https://a.example/i.png" onerror="alert(1)">`, `<img src="https://a.example/i.png">`, ""},
		{"javascript link", `<a href="javascript:alert(1)">x</a>`, "x", "x"},
		{"javascript with a tab", "<a href=\"java\tscript:alert(1)\">x</a>", "x", "x"},
		{"data link", `<a href="data:text/html,x">x</a>`, "x", "x"},
		{"style", `<p style="position:fixed">x</p><style>p{}</style>`, "<p>x</p>", "x"},
		{"open iframe", `safe <iframe src="https://evil.example/"> words`, "safe  words", "safe words"},
		{"open frame", `safe <frame src="https://evil.example/"> words`, "safe  words", "safe words"},
		{"open object", `safe <object data="https://evil.example/"> words`, "safe  words", "safe words"},
		{"comment", `a<!-- <b>x</b> -->b`, "ab", "ab"},
		{"svg", `<svg onload="alert(1)"><script>x</script></svg>a`, "a", "a"},
		{"Latin control characters", "don\u0092t", "don\u0092t", "don’t"},
		{"no-break space", "a&nbsp;&nbsp;b", "a&nbsp;&nbsp;b", "a b"},
		{"empty", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			html, text := readMarkup(c.in, base)
			if html != c.html || text != c.text {
				t.Errorf("readMarkup(%q)\n got %q, %q\nwant %q, %q", c.in, html, text, c.html, c.text)
			}
			if bad := unsafeMarkup(html); bad != "" {
				t.Errorf("%s in %q", bad, html)
			}
		})
	}
}

func TestStripTags(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "  Ship \n ahoy ", "Ship ahoy"},
		{"tags", "A <b>bold</b> <i>move</i>", "A bold move"},
		{"entities once", "AT&amp;T &lt;b&gt;", "AT&T <b>"},
		{"less than", "2 < 3 and 4 > 3", "2 < 3 and 4 > 3"},
		{"no tag of HTML", "I <heart> ships", "I <heart> ships"},
		{"script", "safe<script>alert(1)</script> title", "safe title"},
		{"blocks part words", "one<br>two<p>three", "one two three"},
		{"control characters", "a\x07b\x1b[31mc", "ab[31mc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := stripTags(c.in); got != c.want {
				t.Errorf("stripTags(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

// FuzzSimpleMarkup holds the short way to what the sanitiser lets through.
func FuzzSimpleMarkup(f *testing.F) {
	for _, s := range []string{"<p>a</p>", `<a href="https://a.example/?q=1&amp;r">x</a>`, "<br/>a<b >", "a<b", `<a href="https://a"onclick=x">`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		html, text, ok := simpleMarkup(s)
		if !ok {
			return
		}
		if bad := unsafeMarkup(html); bad != "" {
			t.Fatalf("%s in %q", bad, html)
		}
		if _, want := resolveMarkup(s, nil, nil); text != want {
			t.Fatalf("text of %q is %q, and %q the long way", s, text, want)
		}
	})
}
