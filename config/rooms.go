package config

import (
	"slices"

	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/dataset"
)

// Fetcher is what the fetcher has to know.
func (c *Config) Fetcher() fetch.Options {
	return fetch.Options{
		Agent: c.Identity.Agent, Contact: c.Identity.Contact,
		Allow: c.Network.Allow, Proxy: c.Network.Proxy,
		PageBytes: c.Limits.PageBytes, RequestTime: c.Limits.RequestTime,
		Workers: c.Limits.Workers, PerHost: c.Politeness.PerHost,
	}
}

// Harvest is what the harvest has to know; what one run is asked on the
// command line is left to fill in.
func (c *Config) Harvest() crawler.Options {
	o := crawler.Options{
		Agent: c.Identity.Agent, PerHost: c.Politeness.PerHost,
		IgnoreRobots:  c.Politeness.Robots == RobotsIgnore,
		TDMRep:        c.Politeness.TDMRep || c.respectsTDM(),
		CrawlDelayMax: c.Politeness.CrawlDelayMax, RetryAfterMax: c.Politeness.RetryAfterMax,
		Retries: c.Politeness.Retries, ParkAfter: c.Politeness.ParkAfter,
		Workers: c.Limits.Workers, Redirects: c.Limits.Redirects,
		Seeds: c.Seeds(), Rules: c.Store.Rules.Rules(),
	}
	stray := c.inherited()
	o.Stray = stray.crawled()
	for i := range c.Sources {
		o.Sources = append(o.Sources, c.Sources[i].crawled())
	}
	return o
}

// respectsTDM reports whether a data set leaves out what is reserved from text and
// data mining: then sites are asked what is.
func (c *Config) respectsTDM() bool {
	return slices.ContainsFunc(c.Datasets, func(r dataset.Recipe) bool { return slices.Contains(r.Respect, "tdm") })
}

// crawled is a source as the harvest sees it.
func (s *Source) crawled() crawler.Source {
	return crawler.Source{
		ID: s.ID, Organization: s.Organization, Language: s.Language, Fetch: string(s.Fetch),
		Delay: s.Delay, PollMin: s.Poll.Min, PollMax: s.Poll.Max, Revisit: s.Revisit,
		Selectors: s.Selectors, Credentials: s.Credentials, Wants: s.Wants, Excludes: s.Excludes,
		Parts: s.Follow.Parts, Follow: s.followed(),
	}
}
