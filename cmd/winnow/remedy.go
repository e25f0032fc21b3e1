package main

import (
	"net/url"
	"strings"

	"winnow/crawler/fetch"
	"winnow/store"
)

// remedies say what to do about each kind of condition of a source.
var remedies = map[string]string{
	store.KindFailing: "look at the address in a browser; winnow discover SITE finds where its feeds are now",
	store.KindWall:    "write to the publisher and ask to be let in, or take the source out; winnow climbs over no wall",
	store.KindGone:    "take it out of crawl.yaml, or put the new address there",
	store.KindSilent:  "look whether it still publishes; winnow discover SITE finds where its feeds are now",
	store.KindField:   "winnow inspect one of its new articles; selectors: in crawl.yaml mend what is read wrongly",
	store.KindYield:   "winnow inspect one of its pages; exclude: leaves out what is no article",
	store.KindMoved:   "change the address in crawl.yaml",
	store.KindNetwork: "see whether this machine reaches the network",
}

// failureRemedies say what to do about a source that fails, by the reason. The
// first that fits counts: a robots.txt that cannot be had has a reason of its own
// behind it.
var failureRemedies = []struct{ reason, remedy string }{
	{fetch.CodeDNS, "the name may be given up: look where the paper is now; when other sources fail likewise, see /etc/resolv.conf"},
	{fetch.CodeTLS, "a certificate that has run out is mended by the publisher; when other sources fail likewise, see the clock and the package ca-certificates"},
	{fetch.CodeProxy, codeRemedies[fetch.CodeProxy]},
	{fetch.CodePrivate, codeRemedies[fetch.CodePrivate]},
	{fetch.CodeTimeout, nothingYet},
	{fetch.CodeRefused, nothingYet},
	{fetch.CodeUnreachable, nothingYet},
	{fetch.CodeReset, nothingYet},
	{fetch.CodeClosed, nothingYet},
	{"robots-unreachable", nothingYet},
	{"robots", "the publisher wants no visits there: take it out of crawl.yaml, or ask for leave"},
	{"http-5", nothingYet},
	{"http-429", "give the source a longer delay: in crawl.yaml"},
	{"http-401", "ask the publisher for access: auth: in crawl.yaml; or take it out"},
	{"http-403", "the publisher turns winnow away: write to them, or take it out of crawl.yaml"},
}

// nothingYet is what to do about trouble that most often passes by itself.
const nothingYet = "it is asked now and then, and told when it is back; if it stays away for days, take it out of crawl.yaml"

// remedyOf says what to do about a condition of a source, by its kind and detail;
// empty where nothing is known.
func remedyOf(kind, detail string) string {
	if kind != store.KindFailing {
		return remedies[kind]
	}
	address, reason, _ := strings.Cut(detail, ": ")
	for _, r := range failureRemedies {
		for part := range strings.SplitSeq(reason, ": ") {
			if part == r.reason || strings.HasSuffix(r.reason, "-5") && strings.HasPrefix(part, r.reason) {
				return r.remedy
			}
		}
	}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return strings.Replace(remedies[kind], "SITE", u.Scheme+"://"+u.Host+"/", 1)
	}
	return remedies[kind]
}
