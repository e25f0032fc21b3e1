package main

import (
	"context"
	"net/url"

	"winnow/crawler/fetch"
	"winnow/dataset"
	"winnow/store"
)

// trainers are the crawlers that collect for training, by the names that their
// operators publish for robots.txt.
var trainers = []string{"GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Applebot-Extended", "Bytespider", "meta-externalagent", "cohere-training-data-crawler"}

// siteSays is what sites say of the use of their pages beside those: robots.txt and
// tdmrep.json as they were last fetched, by origin.
type siteSays struct {
	robots map[string]*fetch.Robots
	tdmrep map[string]fetch.TDMRep
}

func readSiteSays(ctx context.Context, db *store.Store) (siteSays, error) {
	s := siteSays{map[string]*fetch.Robots{}, map[string]fetch.TDMRep{}}
	bodies, err := db.RobotsOf(ctx)
	if err != nil {
		return s, err
	}
	for origin, body := range bodies {
		s.robots[origin] = fetch.ParseRobots(body)
	}
	if bodies, err = db.TDMRepOf(ctx); err != nil {
		return s, err
	}
	for origin, body := range bodies {
		s.tdmrep[origin] = fetch.ParseTDMRep(body)
	}
	return s, nil
}

// complete adds what the site of a page says to what the page says itself: a
// reservation of either holds, and a signal of the page before one of the site.
func (s siteSays) complete(r *dataset.Rights, page string) {
	u, err := url.Parse(page)
	if err != nil {
		return
	}
	origin := u.Scheme + "://" + u.Host
	if reserved, policy := s.tdmrep[origin].Of(page); reserved {
		r.TDM, r.TDMPolicy = true, firstOf(r.TDMPolicy, policy)
	}
	robots := s.robots[origin]
	if robots == nil {
		return
	}
	for _, name := range trainers {
		if allowed, _ := robots.Allowed(name, page); !allowed {
			r.RobotsAI = append(r.RobotsAI, name)
		}
	}
	signals := robots.ContentSignal(agent, page)
	for key, value := range r.Content {
		if signals == nil {
			signals = map[string]string{}
		}
		signals[key] = value
	}
	r.Content = signals
}
