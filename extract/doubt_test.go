package extract

import (
	"strings"
	"testing"
)

func TestDatesShownAndTold(t *testing.T) {
	const story = `<p>The first boats passed the upper lock at dawn, and the keeper counted every one of them twice before he wrote a number into the book that his father had begun when the canal was dug through the hill and the valley behind it.</p>`
	page := func(told, below string) string {
		return `<html lang="en"><head><title>Canal reopens after nine years</title><meta property="og:title" content="Canal reopens after nine years">` + told + `</head><body><main><h1>Canal reopens after nine years</h1>` + below + strings.Repeat(story, 3) + `</main></body></html>`
	}
	ld := func(kind, fields string) string {
		return `<script type="application/ld+json">{"@type":"` + kind + `","headline":"Canal reopens after nine years",` + fields + `}</script>`
	}
	for _, tt := range []struct{ name, page, want string }{
		{"moved to another system", page(ld("NewsArticle", `"datePublished":"2025-11-05T08:00:00Z"`), `<p>March 12, 2024</p>`), "2024-03-12"},
		{"put out again", page(ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z","dateModified":"2025-11-05T08:00:00Z"`), `<p>November 5, 2025</p>`), "2025-11-05"},
		{"the day of the visit in the header", `<html lang="en"><head>` + ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z"`) + `</head><body><main><div class="date">Friday 25 December 2025</div><h1>Canal reopens after nine years</h1>` + strings.Repeat(story, 3) + `</main></body></html>`, "2024-03-12T08:00:00Z"},
		{"updated later", page(ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z","dateModified":"2025-11-05T08:00:00Z"`), `<p>Updated November 5, 2025</p>`), "2024-03-12T08:00:00Z"},
		{"updated later, in a time element", page(ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z"`), `<p><time datetime="2025-11-05T08:00:00Z">Last updated Nov 5, 2025</time></p>`), "2024-03-12T08:00:00Z"},
		{"changed some hours ago", page(ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z","dateModified":"2025-11-05T08:00:00Z"`), `<p><time datetime="2025-11-05T08:00:00Z">3 hours ago</time></p>`), "2024-03-12T08:00:00Z"},
		{"some hours ago, and no other day", page("", `<p>3 hours ago</p>`), ""},
		{"only the last change is shown", page("", `<p>Last updated: 5 November 2025</p>`), "2025-11-05"},
		{"a recipe that nobody dates", page(ld("Recipe", `"datePublished":"2024-03-12T08:00:00Z"`), ``), ""},
		{"a recipe with its day", page(ld("Recipe", `"datePublished":"2024-03-12T08:00:00Z"`), `<p>12 March 2024</p>`), "2024-03-12T08:00:00Z"},
		{"name and date without a blank", page("", `<div><span>Jane Doe</span><span>Oct 17, 2023</span><span>57 shares</span></div>`), "2023-10-17"},
		{"below a long standfirst", page("", story+`<div>Saturday 23 December 2023 05:39, UK</div>`), "2023-12-23"},
		{"hours from and to", page("", `<div>30 March 2024, 13:15 Uhr - 19:00 Uhr</div>`), ""},
		{"deadline", page("", `<div>Deadline: 15 March 2024</div>`), ""},
		{"time of a teaser", page("", story+`<div><h2>Storm at sea</h2><time datetime="2024-03-12">this spring</time></div>`), ""},
		{"the day before in another zone", page(ld("NewsArticle", `"datePublished":"2024-03-12T02:00:00Z"`), `<p>March 11, 2024</p>`), "2024-03-11"},
		{"of the page alone", page(ld("WebPage", `"datePublished":"2015-05-07T08:00:00Z"`), ``), ""},
		{"of the page, and told once more", page(ld("WebPage", `"datePublished":"2024-03-12T08:00:00Z"`)+`<meta property="article:published_time" content="2024-03-12T08:00:00Z">`, ``), "2024-03-12T08:00:00Z"},
		{"created, and nothing else", page(`<meta name="created" content="2022-12-30">`, ``), ""},
		{"a line beats a vague date", page(`<meta name="date" content="2024-03-20">`, `<p>March 12, 2024</p>`), "2024-03-12"},
		{"a vague date alone", page(`<meta name="date" content="2024-03-20">`, ``), "2024-03-20"},
		{"behind two standfirsts", page("", story+story+`<p>12 March 2024 – The gates held, said the keeper, and so did the banks on both sides of the water, for the first time in nine long years of leaks and of lawsuits about who had to pay.</p>`), "2024-03-12"},
		{"opening a press release", page("", `<p>Press release, 12 March 2024 | Harbour – The gates held, said the keeper, and so did the banks on both sides of the water, for the first time in nine long years of leaks and of lawsuits about who had to pay.</p>`), "2024-03-12"},
		{"in a story about another day", page("", `<p>On 12 March 2024 the gates held, said the keeper, and so did the banks on both sides of the water, for the first time in nine long years of leaks and of lawsuits about who had to pay.</p>`), ""},
		{"in a header that is called a teaser", page("", `<div class="teaser-meta">Jane Doe / 12.03.2024 / 09:30</div>`), "2024-03-12"},
		{"in a teaser that is a link", page("", `<div class="teaser"><a href="/b">12.03.2024 Storm at sea</a></div>`), ""},
		{"in a header that is called a teaser, with a link", page("", `<div class="teaser-meta"><a href="/by/jane">Jane Doe</a> / 12.03.2024 / 09:30</div>`), "2024-03-12"},
		{"a live blog, and its last entry", page(ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z","dateModified":"2025-11-05T08:00:00Z"`)+`<meta name="keywords" content="Canal,Live,Harbour">`, `<p>November 5, 2025</p>`), "2024-03-12T08:00:00Z"},
		{"told to be a live blog, and its last entry", page(ld("LiveBlogPosting", `"datePublished":"2024-03-12T08:00:00Z","dateModified":"2025-11-05T08:00:00Z"`), `<p>November 5, 2025</p>`), "2024-03-12T08:00:00Z"},
		{"days of what is announced", page(ld("NewsArticle", `"datePublished":"2024-03-12T08:00:00Z"`), `<p>April 5, 2024</p><p>April 12, 2024</p><p>April 19, 2024</p><p>April 26, 2024</p>`), "2024-03-12T08:00:00Z"},
		{"where a post is filed", page("", strings.Repeat(story, 3)+`<p class="postmetadata"><small>This entry was posted on Tuesday, March 12th, 2024 at 8:00 am and is filed under Canals, Harbours and Locks. You can follow any responses to this entry through the feed. Responses are closed now.</small></p>`), "2024-03-12"},
		{"an event, in an element named for its day", page("", strings.Repeat(story, 3)+`<div class="date">12 March 2024, 13:15 - 19:00</div>`), ""},
		{"days of a list", page("", strings.Repeat(story, 3)+`<p><b class="datebar">2024-03-12</b> Harbour against Hill <b class="datebar">2024-03-19</b> Hill against Town</p>`), ""},
		{"a day below the story", page("", strings.Repeat(story, 3)+`<p><b class="datebar">2024-03-12</b> Harbour</p>`), "2024-03-12"},
		{"date before other words", page("", `<p>22/11/2024 - Source: the harbour master's office, with pictures of the night by its own staff</p>`), "2024-11-22"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.page), Options{URL: "https://news.example/a"})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Metadata().Published.String(); got != tt.want {
				t.Errorf("published = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDateInsideTheHeading(t *testing.T) {
	const page = `<html><head><title>Canal reopens</title><meta property="og:title" content="Canal reopens"></head><body><h1>Canal reopens<br><small>12.03.2024 • Harbour</small></h1><p>Boats.</p></body></html>`
	doc, err := Parse([]byte(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a := doc.Metadata(); a.Title != "Canal reopens" || a.Published.String() != "2024-03-12" {
		t.Errorf("%q of %q, want \"Canal reopens\" of 2024-03-12", a.Title, a.Published)
	}
}

func TestWeakDateOfAPageThatIsNoArticle(t *testing.T) {
	page := `<html><head><title>Sign in</title></head><body><form><label>Name</label><input type=password></form>` + strings.Repeat("<p>Help</p>", 60) +
		`<div class="date">Rules of 12 March 2024</div></body></html>`
	doc, err := Parse([]byte(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := doc.Article()
	if a.IsArticle || !a.Published.IsZero() {
		t.Errorf("article %v, published %q, want no article and no date", a.IsArticle, a.Published)
	}
	o := a.Provenance["published"]
	if o.Source != "" || len(o.Candidates) == 0 || o.Candidates[0].Value != "2024-03-12" || o.Candidates[0].Confidence >= believable {
		t.Errorf("provenance = %+v, want the date as a candidate that is not believed", o)
	}
}
