package feed

// role says how an element is read.
type role uint8

const (
	dropped role = iota // unknown: left out with all that is in it
	box                 // has elements in it
	opened              // left out itself, but what is in it counts
	empty               // only its attributes count
	plain               // its text is a name, a date, an identifier
	address             // its text is an address
	markup              // its text may be HTML
)

// canonicalPrefix gives each namespace one prefix, whatever the feed calls
// it. "rss" and "atom" become no prefix in feeds of that family.
var canonicalPrefix = map[string]string{
	"http://www.w3.org/2005/atom":                                    "atom",
	"http://purl.org/atom/ns#":                                       "atom",
	"http://purl.org/rss/1.0":                                        "rss",
	"http://my.netscape.com/rdf/simple/0.9":                          "rss",
	"http://channel.netscape.com/rdf/simple/0.9":                     "rss",
	"http://backend.userland.com/rss":                                "rss",
	"http://backend.userland.com/rss2":                               "rss",
	"http://backend.userland.com/rss091":                             "rss",
	"http://blogs.law.harvard.edu/tech/rss":                          "rss",
	"http://cyber.law.harvard.edu/rss":                               "rss",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":                    "rdf",
	"http://purl.org/dc/elements/1.1":                                "dc",
	"http://purl.org/dc/elements/1.0":                                "dc",
	"http://purl.org/dc/terms":                                       "dcterms",
	"http://purl.org/rss/1.0/modules/content":                        "content",
	"http://purl.org/rss/1.0/modules/syndication":                    "sy",
	"http://search.yahoo.com/mrss":                                   "media",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":                     "itunes",
	"http://example.com/dtds/podcast-1.0.dtd":                        "itunes",
	"http://web.resource.org/cc":                                     "cc",
	"http://creativecommons.org/ns#":                                 "cc",
	"http://creativecommons.org/ns#license":                          "cc",
	"http://backend.userland.com/creativecommonsrssmodule":           "creativecommons",
	"http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
	"http://www.w3.org/1999/xhtml":                                   "xhtml",
	"http://rssnamespace.org/feedburner/ext/1.0":                     "feedburner",
	"http://www.pheedo.com/namespace/pheedo":                         "pheedo",
	"http://prismstandard.org/namespaces/1.2/basic":                  "prism",
	"http://prismstandard.org/namespaces/basic/2.0":                  "prism",
	"http://wellformedweb.org/commentapi":                            "wfw",
	"http://purl.org/syndication/history/1.0":                        "fh",
	"http://podlove.org/simple-chapters":                             "psc",
	"http://www.georss.org/georss":                                   "georss",
	"http://www.opengis.net/gml":                                     "gml",
	"http://webns.net/mvcb":                                          "admin",
	"http://purl.org/rss/1.0/modules/slash":                          "slash",
	"http://purl.org/syndication/thread/1.0":                         "thr",
	"http://www.google.com/schemas/sitemap-news/0.9":                 "news",
	"http://www.google.com/schemas/sitemap-image/1.1":                "image",
	"http://www.sitemaps.org/schemas/sitemap/0.9":                    "sitemap",
}

// knownPrefixes are understood without declaration, and with a wrong one.
var knownPrefixes = map[string]string{
	"atom": "atom", "atom10": "atom", "atom03": "atom", "a10": "atom",
	"rss": "rss", "rdf": "rdf", "dc": "dc", "dcterms": "dcterms", "content": "content", "sy": "sy",
	"media": "media", "itunes": "itunes", "cc": "cc", "creativecommons": "creativecommons",
	"xhtml": "xhtml", "feedburner": "feedburner", "pheedo": "pheedo", "prism": "prism", "wfw": "wfw",
	"psc": "psc", "georss": "georss", "gml": "gml", "admin": "admin", "slash": "slash", "thr": "thr",
	"fh": "fh", "news": "news", "image": "image",
}

// Elements that more than one family uses.
var sharedRoles = map[string]role{
	"dc:title": markup, "dc:creator": markup, "dc:contributor": markup, "dc:author": markup, "dc:date": plain, "dc:subject": plain,
	"dc:language": plain, "dc:rights": markup, "dc:description": markup, "dc:publisher": plain,
	"dcterms:created": plain, "dcterms:issued": plain, "dcterms:modified": plain,
	"sy:updateperiod": plain, "sy:updatefrequency": plain,
	"media:group": opened, "media:content": empty, "media:thumbnail": empty, "media:title": markup, "media:category": plain,
	"itunes:author": plain, "itunes:summary": markup, "itunes:image": empty,
	"cc:license": empty, "creativecommons:license": plain,
	"feedburner:origlink": address, "pheedo:origlink": address, "prism:publicationdate": plain,
	"wfw:comment": dropped,
}

// rssRoles are the elements of RSS and RDF, with the Atom elements that are
// met in them.
var rssRoles = withShared(map[string]role{
	"channel": box, "item": box,
	"title": markup, "description": markup, "link": address, "language": plain, "copyright": markup,
	"managingeditor": markup, "webmaster": plain, "pubdate": plain, "lastbuilddate": plain, "ttl": plain,
	"skiphours": box, "hour": plain, "skipdays": box, "day": plain,
	"author": markup, "category": plain, "comments": address, "enclosure": empty, "guid": plain, "source": plain,
	"content:encoded": markup, "xhtml:body": markup, "body": markup, "fullitem": markup, "encoded": markup,
	"date": plain, "published": plain, "updated": plain, "modified": plain, "creator": markup, "summary": markup,
	"content": markup, "keywords": plain,
	"atom:link": empty, "atom:id": plain, "atom:published": plain, "atom:updated": plain, "atom:author": box,
	"atom:contributor": opened, "atom:name": plain, "atom:email": plain, "atom:summary": markup, "atom:content": markup,
	"atom:title": markup, "atom:category": empty,
	"items": opened, "inchannel": opened,
})

// atomRoles are the elements of Atom 1.0 (RFC 4287) and 0.3.
var atomRoles = withShared(map[string]role{
	"entry": box, "author": box, "contributor": box, "source": box,
	"name": plain, "email": plain, "uri": address, "url": address, "homepage": address,
	"title": markup, "subtitle": markup, "tagline": markup, "summary": markup, "content": markup,
	"rights": markup, "copyright": markup, "id": plain, "link": empty, "category": empty,
	"updated": plain, "modified": plain, "published": plain, "issued": plain, "created": plain,
})

func withShared(own map[string]role) map[string]role {
	for name, r := range sharedRoles {
		own[name] = r
	}
	return own
}
