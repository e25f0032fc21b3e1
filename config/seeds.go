package config

import "winnow/crawler/frontier"

// Seeds gives the addresses that a run begins with, in the order of the file:
// of each source its feeds, then its sitemaps, then its start pages.
func (c *Config) Seeds() []frontier.Lead {
	var leads []frontier.Lead
	for i := range c.Sources {
		s := &c.Sources[i]
		for _, kind := range []struct {
			of        frontier.Kind
			addresses []string
		}{
			{frontier.Feed, s.Feeds}, {frontier.Sitemap, s.Sitemaps}, {frontier.Start, s.Start},
		} {
			for _, address := range kind.addresses {
				leads = append(leads, frontier.Lead{URL: address, Kind: kind.of, Source: s.ID})
			}
		}
	}
	return leads
}
