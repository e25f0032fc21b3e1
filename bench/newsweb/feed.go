package newsweb

import (
	"fmt"
	"strings"
	"time"
)

// feedItems is how many of the newest articles the feed names.
const feedItems = 20

// Feed is the RSS 2.0 feed of the newest articles.
func (s *Site) Feed() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>%s</title><link>%s/</link><description>News</description>`, s.Name, s.Address)
	for i := range feedItems {
		story := s.Story(i)
		fmt.Fprintf(&b, "<item><title>%s</title><link>%s%s</link><guid>%[2]s%[3]s</guid><pubDate>%s</pubDate><description>%s</description></item>\n",
			story.Title, s.Address, s.Path(i), story.Published.Format(time.RFC1123Z), story.Standfirst)
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

// Sitemap lists the sections and articles.
func (s *Site) Sitemap() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for i := range sections {
		fmt.Fprintf(&b, "<url><loc>%s%s</loc></url>\n", s.Address, s.Section(i))
	}
	for i := range articlesPerHost {
		fmt.Fprintf(&b, "<url><loc>%s%s</loc><lastmod>%s</lastmod></url>\n", s.Address, s.Path(i), s.Story(i).Published.Format(time.DateOnly))
	}
	b.WriteString("</urlset>")
	return []byte(b.String())
}

// Robots is the robots.txt.
func (s *Site) Robots() []byte {
	return []byte("User-agent: *\nDisallow: /subscribe\nDisallow: /search\n\nSitemap: " + s.Address + "/sitemap.xml\n")
}
