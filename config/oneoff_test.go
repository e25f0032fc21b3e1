package config

import (
	"strings"
	"testing"
	"time"

	"winnow/crawler/scope"
)

// unsaid is a crawl of which nothing is said but its address.
func unsaid(addresses ...string) OneOff {
	return OneOff{Addresses: addresses, Depth: -1, Hops: -1, PatternPages: -1, DepthPages: -1, HostPages: -1, Hosts: -1, Parts: -1,
		PerHost: -1, Workers: -1, Delay: -1}
}

func TestOneOff(t *testing.T) {
	o := unsaid("https://www.paper.test/news/", "https://paper.test/sport/#top", "http://127.0.0.1:8100/")
	o.Contact, o.Scope, o.Include, o.LetIn = "mailto:desk@paper.test", "prefix", []string{"/2026/"}, []string{scope.GuardTags}
	o.Depth, o.Delay, o.NoFollow = 0, 5*time.Second, true
	base := Default()
	c, err := o.Crawl(base)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 2 || c.Sources[0].ID != "paper.test" || c.Sources[1].ID != "127.0.0.1-8100" {
		t.Fatalf("sources are %+v", c.Sources)
	}
	s := c.Sources[0]
	if len(s.Start) != 2 || s.Start[1] != "https://paper.test/sport/" || s.Delay != 5*time.Second {
		t.Errorf("start pages are %v, delay %s", s.Start, s.Delay)
	}
	rules := c.Harvest().Sources[0].Follow
	if rules == nil || rules.Reach != scope.Prefix || rules.Depth != 0 || !rules.NoFollow || rules.HostPages != scope.Defaults().HostPages || len(rules.LetIn) != 1 {
		t.Errorf("rules are %+v", rules)
	}
	if wanted, _ := s.Wants("https://paper.test/about"); wanted {
		t.Error("an address that is not included is wanted")
	}
	if len(base.Sources) != 0 || base.Identity.Contact == o.Contact || base.Defaults.Follow.Reach != scope.Host {
		t.Error("the base was changed")
	}
}

func TestOneOffMistakes(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*OneOff)
		want   string
	}{
		{"address", func(o *OneOff) { o.Addresses[0] = "paper.test" }, "did you mean https://paper.test?"},
		{"no contact", func(o *OneOff) { o.Contact = "" }, "reaches nobody"},
		{"contact", func(o *OneOff) { o.Contact = "desk@paper.test" }, "did you mean mailto:desk@paper.test?"},
		{"scope", func(o *OneOff) { o.Scope = "world" }, `want prefix, host or domain, got "world"`},
		{"pattern", func(o *OneOff) { o.Exclude = []string{"re:("} }, "exclude re:(: is no regular expression"},
		{"guard", func(o *OneOff) { o.LetIn = []string{"robots"} }, `there is no guard "robots"`},
		{"network", func(o *OneOff) { o.Allow = []string{"127.0.0.1"} }, "did you mean 127.0.0.1/32?"},
		{"workers", func(o *OneOff) { o.Workers = 0 }, "workers: want a number from 1 to 1024, got 0"},
		{"agent", func(o *OneOff) { o.Agent = "my reader" }, "want a name like winnow/1.0"},
	} {
		o := unsaid("https://paper.test/")
		o.Contact = "mailto:desk@paper.test"
		row.change(&o)
		if _, err := o.Crawl(Default()); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
}
