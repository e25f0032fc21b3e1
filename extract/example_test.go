package extract_test

import (
	"fmt"
	"log"

	"winnow/extract"
)

const page = `<!DOCTYPE html><html lang="en"><head>
<title>Ferry timetable shrinks again | The Inlet Herald</title>
<meta property="og:site_name" content="The Inlet Herald">
<meta name="robots" content="noarchive">
<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml">
</head><body><nav><a href="/">The Inlet Herald</a></nav>
<h1>Ferry timetable shrinks again</h1>
<p>By Noor Haddad and Eli Marsh | 12 March 2026</p>
<p>From May the last boat leaves at six, see the <a href="/ferry?utm_source=story">new timetable</a>.</p>
</body></html>`

func ExamplePage() {
	article, err := extract.Page([]byte(page), extract.Options{URL: "https://herald.example/ferry-cuts"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(article.Title)
	fmt.Println(article.Authors, article.Published, article.Organization)
	fmt.Println("authors come from:", article.Provenance["authors"].Source)
	// Output:
	// Ferry timetable shrinks again
	// [Noor Haddad Eli Marsh] 2026-03-12 The Inlet Herald
	// authors come from: text
}

func ExampleParse() {
	doc, err := extract.Parse([]byte(page), extract.Options{URL: "https://herald.example/ferry-cuts"})
	if err != nil {
		log.Fatal(err)
	}
	for _, link := range doc.Links() {
		fmt.Println(link.URL, link.InNav)
	}
	for _, feed := range doc.Feeds() {
		fmt.Println(feed.Title, feed.URL)
	}
	fmt.Println("may be kept:", !doc.Directives().NoArchive)
	// Output:
	// https://herald.example/ true
	// https://herald.example/ferry?utm_source=story false
	// News https://herald.example/rss.xml
	// may be kept: false
}

func ExampleKey() {
	fmt.Println(extract.Key("http://WWW.Herald.example:80/a/../ferry?utm_source=rss&page=2#top"))
	fmt.Println(extract.Key("https://www.herald.example/ferry?page=2"))
	// Output:
	// //www.herald.example/ferry?page=2
	// //www.herald.example/ferry?page=2
}

func ExampleCompileSelector() {
	_, err := extract.CompileSelector("div.story > p::text")
	fmt.Println(err)
	// Output:
	// selector "div.story > p::text", byte 19: pseudo-class or pseudo-element "text" is not supported
}
