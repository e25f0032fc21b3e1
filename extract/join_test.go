package extract

import "testing"

func TestJoin(t *testing.T) {
	first := Article{Title: "The long way", WordCount: 7,
		Text:     "A standfirst.\nThe first part of it.",
		Markdown: "A standfirst.\n\nThe first part of it.\n",
		HTML:     "<p>A standfirst.</p>\n<p>The first part of it.</p>\n"}
	next := Article{Title: "The long way - page 2", WordCount: 8,
		Text:     "A standfirst.\nThe second part & its end.",
		Markdown: "A standfirst.\n\nThe **second part** & its end.\n",
		HTML:     "<p>A standfirst.</p>\n<p>The <b>second part</b> &amp; its end.</p>\n"}
	if !first.Join(next) {
		t.Fatal("nothing new")
	}
	for _, row := range []struct{ name, got, want string }{
		{"text", first.Text, "A standfirst.\nThe first part of it.\nThe second part & its end."},
		{"markdown", first.Markdown, "A standfirst.\n\nThe first part of it.\n\nThe **second part** & its end.\n"},
		{"html", first.HTML, "<p>A standfirst.</p>\n<p>The first part of it.</p>\n<p>The <b>second part</b> &amp; its end.</p>\n"},
	} {
		if row.got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, row.got, row.want)
		}
	}
	if first.WordCount != 13 {
		t.Errorf("%d words, want 13", first.WordCount)
	}
	before := first
	if first.Join(next) || first.Text != before.Text || first.HTML != before.HTML {
		t.Errorf("the same again changed it: %q", first.Text)
	}
}

func TestNextAndPrevious(t *testing.T) {
	for _, row := range []struct{ name, head, body, next, previous string }{
		{"link elements", `<link rel=prev href="/a?page=1"><link rel="next" href="?page=3">`, ``, "https://p.test/a?page=3", "https://p.test/a?page=1"},
		{"anchors", ``, `<a rel="next nofollow" href="/a/2">more</a>`, "https://p.test/a/2", ""},
		{"several", ``, `<a rel=next href="/a">a</a><a rel=next href="/b">b</a>`, "", ""},
		{"one twice", ``, `<a rel=next href="/b">a</a><a rel=next href="/b#x">b</a>`, "https://p.test/b", ""},
		{"none", ``, `<a href="/b">next</a>`, "", ""},
		{"no address", `<link rel=next href="javascript:more()">`, ``, "", ""},
	} {
		doc, err := Parse([]byte("<html><head>"+row.head+"</head><body>"+row.body+"</body></html>"), Options{URL: "https://p.test/a?page=2"})
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Next(); got != row.next {
			t.Errorf("%s: next is %q, want %q", row.name, got, row.next)
		}
		if got := doc.Previous(); got != row.previous {
			t.Errorf("%s: previous is %q, want %q", row.name, got, row.previous)
		}
	}
}
