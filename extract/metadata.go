package extract

// metadata is what a page says about its article.
type metadata struct {
	article Article // everything but the body
	clues   clues
}

// metadata reads every field from every place that may hold it.
func (d *Doc) metadata() metadata {
	p := Provenance{}
	a := Article{Provenance: p}
	if d.url != nil {
		a.URL = d.url.String()
	}
	sites := d.siteNames()
	a.SiteName = p.decide("site_name", sites)
	publishers := d.organizations(sites)
	a.Organization = p.decide("organization", publishers)
	a.Language = p.decide("language", d.languages())
	a.Title = p.decide("title", d.titles(append(sites, publishers...)))
	a.Subtitle = p.decide("subtitle", d.subtitles(a.Title))
	a.Authors = splitList(p.decide("authors", d.authors(append(sites, publishers...))))
	dates := d.dates(a.Language)
	a.Published = p.date("published", dates.published)
	a.Modified = p.date("modified", dates.modified)
	a.Section = p.decide("section", d.sections())
	a.Tags = splitList(p.decide("tags", d.tags()))
	a.License = p.decide("license", d.licenses())
	a.Image = p.decide("image", d.images())
	d.describe(&a)
	return metadata{article: a, clues: d.clues()}
}

// date decides on a date.
func (p Provenance) date(field string, o offers) Date {
	date, err := ParseDate(p.decide(field, o))
	if err != nil {
		return Date{}
	}
	return date
}

// Metadata gives the article of the page without its body: a fraction of the
// cost of Article.
func (d *Doc) Metadata() Article { return d.metadata().article }
