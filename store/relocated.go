package store

import (
	"net/url"
	"slices"

	"winnow/extract"
)

// reasonMoved is the reason of an address whose site has moved under another name.
const reasonMoved = "moved"

// sites gives the sites that count as the one a reading stands on: its own, and
// those from which a feed of the same source redirects to it for good. Their
// publisher says so himself, as nobody else can.
func (b *batch) sites(r *reading) ([]string, error) {
	if r.sites != nil {
		return r.sites, nil
	}
	r.sites = []string{r.site}
	return r.sites, b.rows(`SELECT f.url, t.url FROM feed m JOIN address f ON f.id = m.address JOIN address t ON t.id = m.moved_to
		WHERE m.source = ?`, []any{r.source}, func(scan func(...any) error) error {
		var from, to string
		err := scan(&from, &to)
		if site := extract.Site(from); extract.Site(to) == r.site && !slices.Contains(r.sites, site) {
			r.sites = append(r.sites, site)
			r.left = append(r.left, from)
		}
		return err
	})
}

// here reports whether an address stands on a site that counts as that of a reading.
func (b *batch) here(r *reading, address string) (bool, error) {
	sites, err := b.sites(r)
	return slices.Contains(sites, extract.Site(address)), err
}

// byMove is the document that stood under the same path before the site moved, if
// the two are alike.
func (b *batch) byMove(r *reading, _ leased) ([]match, error) {
	if _, err := b.sites(r); err != nil {
		return nil, err
	}
	for _, feed := range r.left {
		twin, err := relocated(r.url, feed)
		if err != nil || len(pathOf(twin)) < 2 {
			continue // the front page is another every day
		}
		_, key, err := b.identity(twin)
		if err != nil {
			return nil, err
		}
		var document int64
		found, err := b.row(`SELECT document FROM address WHERE key = ? AND document IS NOT NULL ORDER BY id LIMIT 1`, []any{key[:]}, &document)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		if alike, err := b.resembles(r, document); err != nil || alike {
			return []match{{document, reasonMoved}}, err
		}
	}
	return nil, nil
}

// relocated is an address under the scheme and host of another.
func relocated(address, home string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	h, err := url.Parse(home)
	if err != nil {
		return "", err
	}
	u.Scheme, u.Host = h.Scheme, h.Host
	return u.String(), nil
}
