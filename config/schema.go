package config

import (
	"strconv"
	"strings"
	"time"

	"winnow/dataset"
	"winnow/extract"
)

// The tables below are the schema: a key of crawl.yaml is one row here and one
// comment there. Bounds keep out what can only be a slip of the pen.

const year = 365 * day

func (c *Config) fields() object {
	return object{
		{"version", integer(&c.Version, 1, 1)},
		{"store", mapping(c.Store.fields())},
		{"identity", mapping(c.Identity.fields())},
		{"politeness", mapping(c.Politeness.fields())},
		{"network", mapping(c.Network.fields())},
		{"limits", mapping(c.Limits.fields())},
		{"defaults", mapping(c.Defaults.fields())},
		{"notify", mapping(c.Notify.fields(), c.Notify.check)},
		{"datasets", c.datasetList()},
		{"sources", c.sourceList()}, // last: a source starts from what stands above
	}
}

func (s *Store) fields() object {
	return object{
		{"path", text(&s.Path)},
		{"keep", oneOf(&s.Keep, KeepNone, KeepRaw, KeepWARC)},
		{"rules", scalar(&s.Rules, "a file", textTag, addressRules)},
		{"litestream", scalar(&s.Litestream, "true or false", []string{"!!bool"}, strconv.ParseBool)},
	}
}

func (i *Identity) fields() object {
	return object{
		{"agent", scalar(&i.Agent, "a name like winnow/1.0", textTag, agent).matching(agentShape)},
		{"contact", scalar(&i.Contact, "a mailto: or https: address", textTag, contact).matching(contactShape)},
	}
}

func (p *Politeness) fields() object {
	return object{
		{"delay", duration(&p.Delay, 0, day)},
		{"per_host", integer(&p.PerHost, 1, 64)},
		{"robots", oneOf(&p.Robots, RobotsObey, RobotsIgnore)},
		{"tdmrep", scalar(&p.TDMRep, "true or false", []string{"!!bool"}, strconv.ParseBool)},
		{"crawl_delay_max", duration(&p.CrawlDelayMax, 0, day)},
		{"retry_after_max", duration(&p.RetryAfterMax, 0, 30*day)},
		{"retries", integer(&p.Retries, 0, 100)},
		{"park_after", integer(&p.ParkAfter, 0, 1000)},
	}
}

func (n *Network) fields() object {
	return object{
		{"allow", list(&n.Allow, "a network like 127.0.0.1/32", prefix).of(matches(networkShape))},
		{"proxy", scalar(&n.Proxy, "env, none or the address of a proxy", textTag, proxy).matching("^(env|none)$|" + addressShape("http", "https", "socks5"))},
	}
}

func (l *Limits) fields() object {
	return object{
		{"workers", integer(&l.Workers, 1, 1024)},
		{"page_bytes", size(&l.PageBytes, 1<<10, 1<<30)},
		{"request_time", duration(&l.RequestTime, time.Second, day)},
		{"redirects", integer(&l.Redirects, 0, 100)},
	}
}

func (d *Defaults) fields() object {
	return object{
		{"poll", mapping(d.Poll.fields(), d.Poll.check)},
		{"revisit", revisit(&d.Revisit)},
		{"fetch", oneOf(&d.Fetch, FetchFull, FetchFeed, FetchFeedThenPage)},
		{"retain", duration(&d.Retain, 0, 100*year)},
		{"follow", mapping(d.Follow.fields())},
	}
}

// pollLeast is fit for servers of one's own: how often others are asked is bounded
// by politeness.delay as well.
const pollLeast = 10 * time.Millisecond

func (p *Poll) fields() object {
	return object{
		{"min", duration(&p.Min, pollLeast, year)},
		{"max", duration(&p.Max, pollLeast, year)},
	}
}

func (p *Poll) check(w *walk, v value) {
	if p.Min > p.Max && w.untouched(v.path, "min", "max") {
		w.report(v, wrong("", "min %s is longer than max %s", short(p.Min), short(p.Max)))
	}
}

func (s *Source) fields() object {
	return object{
		{"id", scalar(&s.ID, "letters, digits, - _ .", textTag, parseID).matching(idShape)},
		{"title", text(&s.Title)},
		{"homepage", scalar(&s.Homepage, "an address", textTag, address).matching(addressShape("http", "https"))},
		{"organization", text(&s.Organization)},
		{"language", scalar(&s.Language, "a language like en or pt-BR", textTag, tag).matching(languageShape)},
		{"tags", list(&s.Tags, "text", parseText).of(matches(lineShape))},
		{"feeds", addresses(&s.Feeds)},
		{"sitemaps", addresses(&s.Sitemaps)},
		{"start", addresses(&s.Start)},
		{"include", list(&s.Include, "a pattern", NewPattern).of(matches(lineShape))},
		{"exclude", list(&s.Exclude, "a pattern", NewPattern).of(matches(lineShape))},
		{"selectors", mapping(selectorFields(&s.Selectors))},
		{"delay", duration(&s.Delay, 0, day)},
		{"poll", mapping(s.Poll.fields(), s.Poll.check)},
		{"revisit", revisit(&s.Revisit)},
		{"fetch", oneOf(&s.Fetch, FetchFull, FetchFeed, FetchFeedThenPage)},
		{"retain", duration(&s.Retain, 0, 100*year)},
		{"follow", mapping(s.Follow.fields())},
		{"auth", s.auth()},
	}
}

func addresses(dst *[]string) kind {
	return list(dst, "an address", address).of(matches(addressShape("http", "https")))
}

func selectorFields(r *extract.Selectors) object {
	one := func(dst *extract.Selector) kind { return scalar(dst, "a CSS selector", textTag, selector) }
	return object{
		{"body", one(&r.Body)},
		{"title", one(&r.Title)},
		{"subtitle", one(&r.Subtitle)},
		{"authors", one(&r.Authors)},
		{"published", one(&r.Published)},
		{"modified", one(&r.Modified)},
		{"section", one(&r.Section)},
		{"tags", one(&r.Tags)},
		{"image", one(&r.Image)},
		{"remove", list(&r.Remove, "a CSS selector", selector)},
	}
}

func (a *Auth) fields() object {
	return object{
		{"user", text(&a.User).like(func(s *shape) { s.Not = &shape{Pattern: ":"} })},
		{"password_env", variable(&a.Password)},
		{"headers_env", a.headers()},
	}
}

// tables lists every mapping of the schema by its path, for those who look a
// key up without a file at hand.
func tables() map[string]object {
	var c Config
	var s Source
	var a Auth
	var r dataset.Recipe
	return map[string]object{
		"": c.fields(), "store": c.Store.fields(), "identity": c.Identity.fields(),
		"politeness": c.Politeness.fields(), "network": c.Network.fields(), "limits": c.Limits.fields(),
		"defaults": c.Defaults.fields(), "defaults.poll": c.Defaults.Poll.fields(), "defaults.follow": c.Defaults.Follow.fields(),
		"notify":     c.Notify.fields(),
		"datasets[]": recipeFields(&r), "datasets[].filters": filterFields(&r.Filters), "datasets[].splits": splitFields(&r.Splits),
		"sources[]": s.fields(), "sources[].selectors": selectorFields(&s.Selectors),
		"sources[].poll": s.Poll.fields(), "sources[].follow": s.Follow.fields(), "sources[].auth": a.fields(),
	}
}

// places gives for every key the path of the shallowest place where it is valid.
func places() map[string]string {
	shallowest := map[string]string{}
	for path, o := range tables() {
		for _, key := range o.keys() {
			p, best := join(path, key), shallowest[key]
			if best == "" || depth(p) < depth(best) || depth(p) == depth(best) && p < best {
				shallowest[key] = p
			}
		}
	}
	return shallowest
}

func depth(path string) int { return strings.Count(path, ".") }
