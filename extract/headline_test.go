package extract

import "testing"

func TestTitleOfHeadingAndWhatMachinesAreTold(t *testing.T) {
	head := func(title, og, site string) string {
		return `<html><head><title>` + title + `</title><meta property="og:title" content="` + og + `"><meta property="og:site_name" content="` + site + `"></head><body>`
	}
	for _, tt := range []struct{ name, page, want string }{
		{"a short heading before a slogan", head("Villa Fern - holidays by the lake", "Villa Fern - holidays by the lake", "Lakes") + `<h1>Villa Fern</h1>`, "Villa Fern"},
		{"a heading that names the site", head("Lanterns in winter | Lakes", "Lanterns in winter", "Lakes") + `<h1>Lakes</h1>`, "Lanterns in winter"},
		{"a short heading and an unlike title element", `<html><head><title>Catalogue of small boats for sale</title></head><body><h1>Small boats</h1>`, "Small boats"},
		{"a rubric inside the heading", head("The ferry sinks at night - Lakes", "The ferry sinks at night", "Lakes") + `<h1><span>Harbour</span> The ferry sinks at night</h1>`, "The ferry sinks at night"},
		{"a rubric that one source repeats", head("Harbour The ferry sinks at night - Lakes", "The ferry sinks at night", "Lakes") + `<h1><span>Harbour</span> The ferry sinks at night</h1>`, "The ferry sinks at night"},
		{"a kicker with a colon that one source repeats", head("The ferry sinks at night - Lakes", "Harbour: The ferry sinks at night", "Lakes") + `<h1>Harbour: The ferry sinks at night</h1>`, "Harbour: The ferry sinks at night"},
		{"a date inside the heading", head("The ferry sinks at night | Lakes", "The ferry sinks at night", "Lakes") + `<h1>The ferry sinks at night <small>02.02.2026 • Harbour</small></h1>`, "The ferry sinks at night"},
		{"cut short for sharing", head("The ferry sinks at night and nobody is hurt", "The ferry sinks at night", "Lakes") + `<h1>The ferry sinks at night and nobody is hurt</h1>`, "The ferry sinks at night and nobody is hurt"},
		{"another name of the site behind it", head("The ferry sinks at night - LAKES", "The ferry sinks at night - LAKES", "Daily Lakes") +
			`<script type="application/ld+json">{"@type":"Article","publisher":{"name":"Lakes"}}</script><p>x</p>`, "The ferry sinks at night"},
		{"a permalink sign", head("Advanced rowing", "Advanced rowing", "Lakes") + `<h1>Advanced rowing<a href="#a">¶</a></h1>`, "Advanced rowing"},
		{"two parts in one heading without classes", head("Week in boats | The long pyramid of oars - Lakes", "", "Lakes") + `<div class=logo><h1><span><small>Week in boats</small><br>The long pyramid of oars</span></h1></div>`,
			"Week in boats The long pyramid of oars"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.page+"</body></html>"), Options{URL: "https://news.example/a"})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Metadata().Title; got != tt.want {
				t.Errorf("title = %q, want %q", got, tt.want)
			}
		})
	}
}
