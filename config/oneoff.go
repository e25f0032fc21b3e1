package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/crawler/scope"
	"winnow/extract"
)

// OneOff is a crawl of sites that no file lists. What is empty, and a number
// below 0, leaves the setting as it is.
type OneOff struct {
	Addresses []string // of the start pages; those of one host make one source
	Contact   string
	Agent     string
	Allow     []string // private networks that may be reached
	Scope     string   // prefix, host or domain
	Include   []string // patterns
	Exclude   []string // patterns
	LetIn     []string // guards that are switched off
	NoFollow  bool     // follow also what asks not to be followed

	Depth, Hops                         int
	PatternPages, DepthPages, HostPages int
	Hosts, Parts, PerHost, Workers      int
	Delay                               time.Duration
}

// Crawl gives the settings for a one-off crawl: those of base, which is not
// changed, with its sources replaced. The error names the setting that is wrong,
// with a hint.
func (o OneOff) Crawl(base *Config) (*Config, error) {
	c := *base
	c.Sources = nil
	if err := o.general(&c); err != nil {
		return nil, err
	}
	pattern, err := o.source(&c)
	if err != nil {
		return nil, err
	}
	for _, raw := range o.Addresses {
		at, err := address(raw)
		if err != nil {
			return nil, told("address", raw, err)
		}
		if at, err = extract.Clean(at, ""); err != nil {
			return nil, fmt.Errorf("address %q: %w", raw, err)
		}
		id := siteID(at)
		if s := c.Source(id); s != nil {
			s.Start = append(s.Start, at)
			continue
		}
		s := pattern
		s.ID, s.Start = id, []string{at}
		c.Sources = append(c.Sources, s)
	}
	if err := c.checkContact(); err != nil {
		return nil, told("contact", "", err)
	}
	return &c, nil
}

// general sets what is not peculiar to a source.
func (o OneOff) general(c *Config) (err error) {
	if o.Contact != "" {
		if c.Identity.Contact, err = contact(o.Contact); err != nil {
			return told("contact", o.Contact, err)
		}
	}
	if o.Agent != "" {
		if c.Identity.Agent, err = agent(o.Agent); err != nil {
			return told("agent", o.Agent, err)
		}
	}
	c.Network.Allow = slices.Clone(c.Network.Allow)
	for _, s := range o.Allow {
		network, err := prefix(s)
		if err != nil {
			return told("allow", s, err)
		}
		c.Network.Allow = append(c.Network.Allow, network)
	}
	for _, n := range []struct {
		name  string
		value int
		most  int
		into  *int
	}{{"per-host", o.PerHost, 64, &c.Politeness.PerHost}, {"workers", o.Workers, 1024, &c.Limits.Workers}} {
		if n.value >= 0 {
			if n.value < 1 || n.value > n.most {
				return fmt.Errorf("%s: want a number from 1 to %d, got %d", n.name, n.most, n.value)
			}
			*n.into = n.value
		}
	}
	if o.Delay >= 0 {
		if o.Delay > day {
			return fmt.Errorf("delay: want a time up to %s, got %s", short(day), short(o.Delay))
		}
		c.Politeness.Delay = o.Delay
	}
	return nil
}

// source gives what all sources of the crawl have in common.
func (o OneOff) source(c *Config) (Source, error) {
	s := c.inherited()
	if o.Scope != "" {
		reach := scope.Reach(o.Scope)
		if !slices.Contains([]scope.Reach{scope.Prefix, scope.Host, scope.Domain}, reach) {
			return s, fmt.Errorf("scope: want prefix, host or domain, got %q", clip(o.Scope))
		}
		s.Follow.Reach = reach
	}
	for _, list := range []struct {
		name  string
		texts []string
		into  *[]Pattern
	}{{"include", o.Include, &s.Include}, {"exclude", o.Exclude, &s.Exclude}} {
		for _, text := range list.texts {
			p, err := NewPattern(text)
			if err != nil {
				return s, told(list.name, text, err)
			}
			*list.into = append(*list.into, p)
		}
	}
	s.Follow.LetIn = slices.Clone(s.Follow.LetIn)
	for _, name := range o.LetIn {
		if _, err := guardName(name); err != nil {
			return s, told("let-in", name, err)
		}
		s.Follow.LetIn = append(s.Follow.LetIn, name)
	}
	if o.NoFollow {
		s.Follow.NoFollow = NoFollowIgnore
	}
	for _, n := range []struct {
		value int
		into  *int
	}{{o.Depth, &s.Follow.Depth}, {o.Hops, &s.Follow.Hops}, {o.PatternPages, &s.Follow.PatternPages}, {o.DepthPages, &s.Follow.DepthPages},
		{o.HostPages, &s.Follow.HostPages}, {o.Hosts, &s.Follow.Hosts}, {o.Parts, &s.Follow.Parts}} {
		if n.value >= 0 {
			*n.into = n.value
		}
	}
	return s, nil
}

// told says which setting is wrong, what it was, and what to do.
func told(name, value string, err error) error {
	var m *mistake
	hint := ""
	if errors.As(err, &m) && m.hint != "" {
		hint = " (" + m.hint + ")"
	}
	if value != "" && !strings.Contains(value, "@") {
		name += " " + clip(value)
	}
	return fmt.Errorf("%s: %w%s", name, err, hint)
}

// siteID names a source after the host of its start page, with its port.
func siteID(at string) string {
	_, rest, _ := strings.Cut(at, "//")
	if end := strings.IndexAny(rest, "/?"); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", r) {
			return r
		}
		return '-'
	}, strings.TrimPrefix(rest, "www.")), "-.")
}
