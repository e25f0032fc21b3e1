package extract

import (
	"strings"
	"testing"
)

// framed is an article page of that language around a body.
func framed(language, title, body string) string {
	return `<!doctype html><html lang="` + language + `"><head><meta charset="utf-8"><title>` + title + `</title><meta property="og:type" content="article"></head>` +
		`<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><main><article><h1>` + title + `</h1>` + body + `</article></main>` +
		`<footer><a href="/imprint">Imprint</a> © 2026</footer></body></html>`
}

const (
	lockA = "<p>The keeper of the upper lock has written down the level of the water every morning for thirty years, and on Monday she opened her books to the engineers of the canal office.</p>"
	lockB = "<p>They found that the gates had begun to leak long before anybody complained, and that every dry summer had made the gap below the northern gate a little wider than it was.</p>"
	lockC = "<p>The office now wants to replace both gates before the winter, and to lift the old ones out by barge, because no road leads to the lock that a crane could take.</p>"
)

// TestPageForms holds that what a page is made of besides paragraphs is kept, in
// Markdown and in HTML.
func TestPageForms(t *testing.T) {
	for _, tt := range []struct {
		name, page     string
		markdown, html []string
		not            string
	}{
		{"a table, code, a list and a quotation", framed("en", "Old books show how the gates leak",
			lockA+"<ul><li>The first gap was seen in a dry July.</li><li>The second came with the frost of the next winter.</li></ul>"+lockB+
				"<table><tr><th>Year</th><th>Level</th></tr><tr><td>2024</td><td>3.1 m</td></tr><tr><td>2025</td><td>2.9 m</td></tr></table>"+
				"<p>The engineers read the books with a short program of their own, which anybody can run over the tables that are kept in the library:</p>"+
				"<pre><code>for level in levels:\n    print(level)</code></pre>"+
				"<blockquote><p>Nobody ever asked me what I wrote, and so I went on writing, said the keeper to the office.</p></blockquote>"+lockC),
			[]string{"- The first gap was seen", "| Year | Level |", "| 2024 | 3.1 m |", "```\nfor level in levels:\n    print(level)\n```", "> Nobody ever asked me"},
			[]string{"<li>The first gap", "<th>Year</th>", "<pre><code>for level", "<blockquote><p>Nobody"}, "Imprint"},
		{"images that a script would load", framed("en", "Old books show how the gates leak",
			lockA+`<figure><img class="lazy" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/i/gate.jpg" alt="The northern gate"><figcaption>The northern gate in the dry summer of last year.</figcaption></figure>`+lockB+
				`<figure><img class="lazy" alt="The barge"><noscript><img src="/i/barge.jpg" alt="The barge"></noscript></figure>`+lockC),
			[]string{"![The northern gate](https://post.example/i/gate.jpg)", "https://post.example/i/barge.jpg", "replace both gates"},
			[]string{`src="https://post.example/i/gate.jpg"`}, "data:image"},
		{"AMP", `<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>Old books show how the gates leak</title><link rel="canonical" href="/lock"><script async src="https://cdn.example/v0.js"></script></head>` +
			`<body><amp-sidebar id="s" layout="nodisplay"><ul><li><a href="/news">News</a></li></ul></amp-sidebar><article><h1>Old books show how the gates leak</h1>` +
			`<amp-img src="/i/gate.jpg" width="600" height="400" alt="The northern gate"></amp-img>` + lockA + `<amp-ad type="x"></amp-ad>` + lockB + lockC + `</article></body></html>`,
			[]string{"The keeper of the upper lock", "wider than it was", "a crane could take"}, []string{"<p>The keeper"}, "News"},
		{"a live blog", framed("en", "The gates of the upper lock are lifted",
			lockA+`<section class="live-post"><h2>9:40</h2>`+lockB+`</section><section class="live-post"><h2>9:05</h2>`+lockC+`</section>`),
			[]string{"The keeper of the upper lock", "wider than it was", "a crane could take"}, []string{"<p>They found"}, "Imprint"},
		{"a recipe", framed("en", "Bread as the lock keepers bake it",
			"<p>This bread was baked in the houses along the canal, where the oven was lit once a week and had to serve everybody, and it keeps for eight days in a linen bag.</p>"+
				"<h2>Ingredients</h2><ul><li>500 g of rye flour</li><li>350 ml of warm water</li><li>a spoon of salt</li></ul>"+
				"<h2>Method</h2><ol><li>Mix the flour with the water and leave it in a warm place until the evening.</li><li>Knead in the salt, and let the dough rise over night under a cloth.</li><li>Bake it for an hour, and do not cut it before the next day.</li></ol>"),
			[]string{"- 500 g of rye flour", "1. Mix the flour", "3. Bake it for an hour"}, []string{"<li>500 g of rye flour", "<ol>"}, "Imprint"},
		{"Japanese", framed("ja", "水門の記録が語る漏水の始まり",
			"<p>上流の水門を守る女性は、三十年にわたって毎朝水位を書きとめてきた。月曜日、その帳面が初めて運河の技師たちに開かれた。</p><p>技師たちは、苦情が出るずっと前から門が漏れていたことを知った。乾いた夏が来るたびに、北の門の下のすき間は少しずつ広がっていた。</p><p>事務所は冬が来る前に二つの門を取り替えるつもりだ。水門へ通じる道がないため、古い門は船で運び出される。</p>"),
			[]string{"三十年にわたって毎朝水位を書きとめてきた。", "船で運び出される。"}, []string{"<p>上流の水門"}, "Imprint"},
		{"Arabic", framed("ar", "دفاتر قديمة تكشف متى بدأ التسرب",
			"<p>كتبت حارسة الهويس الأعلى مستوى الماء كل صباح طوال ثلاثين سنة، ويوم الاثنين فتحت دفاترها أمام مهندسي مكتب القناة للمرة الأولى.</p><p>وجد المهندسون أن الأبواب بدأت تسرب الماء قبل أن يشتكي أحد بوقت طويل، وأن كل صيف جاف وسع الفجوة تحت الباب الشمالي قليلا.</p><p>يريد المكتب الآن استبدال البابين قبل الشتاء، ورفع القديمين بالقارب لأن لا طريق يصل إلى الهويس يمكن أن تسلكه رافعة.</p>"),
			[]string{"كتبت حارسة الهويس الأعلى", "أن تسلكه رافعة"}, []string{"<p>كتبت"}, "Imprint"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Page([]byte(tt.page), Options{URL: "https://post.example/2026/02/14/lock"})
			if err != nil || !a.IsArticle {
				t.Fatalf("got article %v (%s), %v", a.IsArticle, a.Reason, err)
			}
			for _, want := range tt.markdown {
				if !strings.Contains(a.Markdown, want) {
					t.Errorf("the Markdown has no %q:\n%s", want, a.Markdown)
				}
			}
			for _, want := range tt.html {
				if !strings.Contains(a.HTML, want) {
					t.Errorf("the HTML has no %q:\n%s", want, a.HTML)
				}
			}
			if strings.Contains(a.Markdown, tt.not) || strings.Contains(a.HTML, tt.not) {
				t.Errorf("%q was kept:\n%s", tt.not, a.Markdown)
			}
		})
	}
}
