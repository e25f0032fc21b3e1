package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"winnow/config"
	"winnow/crawler/frontier"
)

// configFile is the name of the configuration in a folder.
const configFile = "crawl.yaml"

// warn says what a run does otherwise than a reader of crawl.yaml may think.
func warn(log *slog.Logger, c *config.Config) {
	for _, rule := range c.Store.Rules.Skipped() {
		log.Warn(c.Store.Rules.File + ": " + rule.Error())
	}
	if c.Politeness.Robots == config.RobotsIgnore {
		log.Warn("robots.txt is ignored, as politeness.robots says: for sites of your own only")
	}
}

// only keeps the leads of the named sources, or all when none is named.
func only(leads []frontier.Lead, sources []string) []frontier.Lead {
	return slices.DeleteFunc(leads, func(l frontier.Lead) bool {
		return len(sources) > 0 && !slices.Contains(sources, l.Source)
	})
}

// runID names a run: it sorts by time and is told apart from runs of other
// machines.
func runID(now time.Time) string {
	var b [3]byte
	rand.Read(b[:])
	return now.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(b[:])
}

func prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, usagef("for example 127.0.0.1/32", "--allow: %v", fmt.Errorf("%q is no network", s))
		}
		out = append(out, p)
	}
	return out, nil
}
