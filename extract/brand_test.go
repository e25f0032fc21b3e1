package extract

import "testing"

func TestOrganizationIsThePublisher(t *testing.T) {
	ld := func(name string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens","publisher":{"@type":"Organization","name":"` + name + `"}}</script>`
	}
	for _, tt := range []struct{ name, url, head, foot, organization, site string }{
		{"the site is named for the medium", "https://www.example.org/a", ld("Example News") + `<meta property="og:site_name" content="Example News">`, "© 2026 Example. All rights reserved.", "Example", "Example News"},
		{"the medium behind the name", "https://www.example.de/a", ld("EXAMPLE ONLINE") + `<meta property="og:site_name" content="EXAMPLE ONLINE">`, "", "EXAMPLE", "EXAMPLE ONLINE"},
		{"the host has the medium too", "https://www.harbournews.example/a", ld("Harbour News"), "", "Harbour News", ""},
		{"an address under two parts", "https://www.harbour.co.uk/a", ld("Harbour.co.uk"), "", "Harbour", ""},
		{"an address that is the name", "https://harbour.org/a", ld("harbour.org"), "", "harbour.org", ""},
		{"another script, and its Latin name", "https://www.minato.example/a", ld("港新聞デジタル") + `<meta property="og:site_name" content="港新聞デジタル">`, "Copyright © The Minato Shimbun. All rights reserved.", "The Minato Shimbun", "港新聞デジタル"},
		{"another script, and the name of others", "https://www.minato.example/a", ld("港新聞") + `<meta property="og:site_name" content="港新聞">`, "© Widget Makers Inc.", "港新聞", "港新聞"},
		{"letters, and what they stand for", "https://www.npr.example/a", ld("NPR") + `<script type="application/ld+json">{"@type":"WebSite","name":"Northern Port Radio"}</script>`, "", "Northern Port Radio", "Northern Port Radio"},
		{"letters, and what they stand for in a register", "https://www.hd.example/a", `<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"@type":"NewsMediaOrganization","name":"HD","legalName":"Harbour Day AS"}}</script>`, "", "Harbour Day", ""},
		{"letters before the medium, and what they stand for", "https://www.ncnews.example/a", ld("NC News") + `<meta property="og:site_name" content="NC News">`, "Copyright 2026 The Northern Courier. All Rights Reserved.", "Northern Courier", "NC News"},
		{"letters, and a name that they do not stand for", "https://www.hd.example/a", ld("HD") + `<meta property="og:site_name" content="HD">`, "© 2026 Northern Courier", "HD", "HD"},
		{"letters, and small words between what they stand for", "https://www.nrh.example/a", ld("NRH") + `<meta property="og:site_name" content="NRH">`, "© Northern Radio of the Harbour", "Northern Radio of the Harbour", "NRH"},
		{"readers see another name", "https://www.harbour.example/a", `<title>Canal reopens - The Harbour</title>` + ld("Daily Harbour"), `<a href="/">Harbour</a>`, "The Harbour", "Harbour"},
		{"another script, and an account", "https://www.minato-np.example/a", ld("港新聞") + `<meta name="twitter:site" content="@minato_shimbun">`, "", "Minato Shimbun", ""},
		{"another script, and the account of others", "https://www.minato.example/a", ld("港新聞") + `<meta name="twitter:site" content="@widgets">`, "", "港新聞", ""},
		{"another script, and its address", "https://news.minato.example/a", ld("港新聞"), "© 2026 www.minato.example. All rights reserved.", "Minato", ""},
		{"the title of the feed", "https://www.hd.example/a", `<link rel="alternate" type="application/rss+xml" href="/rss" title="Harbour Day » RSS">`, "", "Harbour Day", "Harbour Day"},
		{"an agency wrote it", "https://www.harbourpost.example/a", `<meta name="author" content="Reuters">` + ld("Harbour Post"), "", "Harbour Post", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte("<html><head>"+tt.head+"<title>Canal reopens</title></head><body><h1>Canal reopens</h1><p>Boats.</p><footer><p>"+tt.foot+"</p></footer></body></html>"), Options{URL: tt.url})
			if err != nil {
				t.Fatal(err)
			}
			if a := doc.Metadata(); a.Organization != tt.organization || a.SiteName != tt.site {
				t.Errorf("published by %q on %q, want %q on %q (%+v)", a.Organization, a.SiteName, tt.organization, tt.site, a.Provenance["organization"])
			}
		})
	}
}
