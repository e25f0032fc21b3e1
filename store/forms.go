package store

import (
	"net/url"
	"slices"
	"strings"

	"winnow/extract"
)

// Reasons of addresses that are another form of an article's page.
const (
	reasonAMP   = "amp"
	reasonPrint = "print"
)

// formsLooked bounds how many pages that name one address are compared: a
// template may name one address on every page of a site.
const formsLooked = 50

// byForm gives the documents of the same site with a text like that of a page,
// where one page names the other as another form of itself, or both name the same
// canonical address, which may be of another site or never have been read.
func (b *batch) byForm(r *reading, _ leased) ([]match, error) {
	keys := make([]addressKey, 0, len(r.names))
	for name := range r.names {
		keys = append(keys, sum(name))
	}
	var candidates []int64
	for _, key := range keys {
		more, err := b.ids(`SELECT p.document FROM page p JOIN address a ON a.id = p.address WHERE a.key = ? LIMIT ?`, key[:], formsLooked)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, more...)
	}
	more, err := b.ids(`SELECT p.document FROM naming n JOIN page p ON p.address = n.page WHERE n.key = ? AND n.kind <> 'canonical' LIMIT ?`, r.key[:], formsLooked)
	if err != nil {
		return nil, err
	}
	candidates = append(candidates, more...)
	if key := r.canonicalKey(); key != nil && !r.selfCanonical() {
		more, err := b.ids(`SELECT p.document FROM naming n JOIN page p ON p.address = n.page WHERE n.key = ? AND n.kind = 'canonical' LIMIT ?`, key, formsLooked)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, more...)
	}
	return b.alikeHere(r, candidates)
}

// alikeHere keeps the documents of the site of a page that are its article, by
// title and text.
func (b *batch) alikeHere(r *reading, candidates []int64) (found []match, err error) {
	sites, err := b.sites(r)
	if err != nil {
		return nil, err
	}
	for _, id := range candidates {
		if includes(found, id) {
			continue
		}
		var site, title string
		known, err := b.row(`SELECT d.site, coalesce(x.title, '') FROM document d JOIN extraction x ON x.id = d.extraction WHERE d.id = ?`,
			[]any{id}, &site, &title)
		if err != nil {
			return nil, err
		}
		if !known || !slices.Contains(sites, site) || !titlesAgree(title, r.article.Title) {
			continue
		}
		if alike, err := b.resembles(r, id); err != nil {
			return nil, err
		} else if alike {
			found = append(found, match{id, reasonCanonical})
		}
	}
	return found, nil
}

// nameForms says of the other addresses of a document that were not joined to it by
// hand, by a redirect or as a mere spelling which of them are AMP pages and which are for printing: as another page of it
// calls them, or as they are built.
func (b *batch) nameForms(document int64) error {
	type form struct {
		id   int64
		kind string
	}
	var forms []form
	err := b.rows(`SELECT a.id, a.url, coalesce((SELECT n.kind FROM naming n JOIN page p ON p.address = n.page
			WHERE n.key = a.key AND p.document = ?1 AND n.kind IN ('amp', 'print') LIMIT 1), '')
		FROM address a JOIN document d ON d.id = a.document WHERE a.document = ?1 AND a.id <> d.address AND a.reason IN ('canonical', 'feed-link', 'sitemap', 'link', 'start')
		AND a.key <> (SELECT key FROM address WHERE id = d.address)`, []any{document}, func(scan func(...any) error) error {
		var f form
		var address string
		err := scan(&f.id, &address, &f.kind)
		if f.kind == "" {
			f.kind = formOf(address)
		}
		if f.kind != "" {
			forms = append(forms, f)
		}
		return err
	})
	for _, f := range forms {
		if err == nil {
			_, err = b.exec(`UPDATE address SET reason = ? WHERE id = ?`, f.kind, f.id)
		}
	}
	return err
}

// formOf tells an AMP page and one for printing by its address.
func formOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	path, query := strings.ToLower(u.Path), u.Query()
	segment := func(name string) bool { return strings.Contains(path+"/", "/"+name+"/") }
	switch {
	case segment("amp"), strings.HasSuffix(path, ".amp"), strings.HasSuffix(path, ".amp.html"), strings.HasPrefix(extract.Host(address), "amp."),
		query.Has("amp"), strings.EqualFold(query.Get("outputType"), "amp"):
		return reasonAMP
	case segment("print"), segment("printable"), query.Has("print"), query.Has("printable"), strings.EqualFold(query.Get("view"), "print"):
		return reasonPrint
	}
	return ""
}
