package feed

import (
	"winnow/crawler/frontier"
	"winnow/extract"
)

// Entry is what the news extension tells of a page, as the thin article that an
// entry of a feed is; nil where the sitemap gives no more than an address.
// sitemap is its address, position the place of the entry in it, 0 first.
func (e SitemapEntry) Entry(sitemap string, position int) *frontier.Entry {
	if e.News == nil {
		return nil
	}
	out := Entry{Entry: frontier.Entry{Feed: sitemap, Key: "url:" + short(extract.Key(e.URL)), Position: position}}
	n := e.News
	a := &out.Article
	a.URL, a.Feed, a.Provenance = e.URL, sitemap, extract.Provenance{}
	say := func(field string, set bool, element string, sure float64) {
		if set {
			a.Provenance[field] = extract.Origin{Source: "sitemap:" + element, Confidence: sure, Candidates: []extract.Candidate{}}
		}
	}
	a.Title, a.Published, a.Language, a.Tags, a.SiteName = n.Title, n.Published, n.Language, n.Keywords, n.Publication
	say("title", n.Title != "", "news:title", sureOfTitle)
	say("published", !n.Published.IsZero(), "news:publication_date", sureOfDate)
	say("language", n.Language != "", "news:language", sureOfLanguage)
	say("tags", len(n.Keywords) > 0, "news:keywords", sureOfTags)
	say("site_name", n.Publication != "", "news:name", sureOfTitle)
	if len(e.Images) > 0 {
		a.Image = e.Images[0]
		say("image", true, "image:loc", sureOfImage)
	}
	out.Digest = digest(out)
	return &out.Entry
}
