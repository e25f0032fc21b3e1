package demo

// site is one publisher of the newsroom.
type site struct {
	Key          string // id of the source, and folder of its content
	host         string
	Name         string
	Organization string
	Motto        string
	Sections     []string
	page         string   // template of its articles
	Feeds        []feed   // what it offers to feed readers
	sitemap      string   // path; empty without
	Unlisted     []string // paths in the sitemap that are no stories
	robots       string
	gone         string // path of a story that was taken down
}

// feed is one list of stories that a site publishes.
type feed struct {
	Path    string
	Kind    string // media type
	write   func(feedPage) ([]byte, error)
	entries func([]*story) []entry // newest first
}

// The media types of the feeds.
const (
	rssType  = "application/rss+xml; charset=utf-8"
	atomType = "application/atom+xml; charset=utf-8"
	jsonType = "application/feed+json"
)

const (
	membersPath = "/members/archive"
	signInPath  = "/account/sign-in"
	gonePath    = "/stories/harvest-parade-route"
)

// sites is the newsroom. Each has its registrable domain to itself: no two of
// them are one publisher.
var sites = []*site{
	{
		Key: "harbour-herald", host: "harbour-herald.test", Name: "Harbour Herald", Organization: "Harbour Herald",
		Motto: "News from Vellmouth and the island", Sections: []string{"Harbour", "Town", "Tides"}, page: "harbour-herald.html",
		Feeds:   []feed{{"/feed.xml", rssType, writeRSS, tracked}},
		sitemap: "/sitemap.xml", Unlisted: []string{membersPath, signInPath},
		robots: "User-agent: *\nDisallow: /members/\n\nSitemap: http://harbour-herald.test/sitemap.xml\n",
	},
	{
		Key: "lantern-post", host: "lantern-post.test", Name: "Lantern Post", Organization: "Lantern Post",
		Motto: "Life in Ostrel after dark", Sections: []string{"City", "Food", "Culture", "Travel"}, page: "lantern-post.html",
		Feeds: []feed{{"/atom.xml", atomType, writeAtom, withGone}},
		gone:  gonePath,
	},
	{
		Key: "ridge-civic", host: "ridge-civic.test", Name: "Ridge Civic Network", Organization: "Ridge Civic Network",
		Motto: "Thirty-one associations and one letter box", Sections: []string{"Reports", "Field notes", "Positions"}, page: "ridge-civic.html",
		Feeds:  []feed{{"/feed/", rssType, writeRSS, all}},
		robots: "User-agent: *\nDisallow: /wp-admin/\n",
	},
	{
		Key: "mill-gazette", host: "mill-gazette.test", Name: "Mill Gazette", Organization: "Mill Gazette",
		Motto: "Brindlewick's newspaper since the second flood", Sections: []string{"Town", "Church", "River"}, page: "mill-gazette.html",
		Feeds: []feed{{"/feed.json", jsonType, writeJSON, newestForPrint}, {"/rss.php", rssType, writeBroken, oldest}},
	},
}

// Origin is the scheme and the host of the site.
func (s *site) Origin() string { return "http://" + s.host }

// Sitemap is the address of the sitemap, empty without one.
func (s *site) Sitemap() string {
	if s.sitemap == "" {
		return ""
	}
	return s.Origin() + s.sitemap
}

// configPage is what the template of the configuration is filled from.
type configPage struct {
	DB, Proxy string
	Sites     []*site
}
