package crawler

import (
	"context"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
)

// askTDMRep asks an origin which of its pages are reserved from text and data
// mining, once for each robots.txt and right behind it, under the clock of the host.
// What cannot be had says nothing.
func (h *Harvest) askTDMRep(ctx context.Context, j job, k *rules) {
	address := j.robots + fetch.TDMRepPath
	if ok, _ := k.allowed(h.o.Agent, address); !ok || h.turn(ctx, j.lease.Host) != nil {
		return
	}
	resp, err := h.fetcher.Get(ctx, fetch.Request{URL: address, Accept: "application/json, */*;q=0.5", MaxBytes: fetch.MaxRobots})
	h.report.robots(resp)
	now := time.Now()
	last := h.robotsAnswer(j, resp, err, now)
	last.gap = h.gap(j.lease)
	h.schedule.release(j.lease.Host, &last)
	if err != nil {
		h.notKept(err)
		return
	}
	file := frontier.RobotsFile{Origin: j.robots, Status: resp.Status, Body: resp.Body, FetchedAt: now, ExpiresAt: now.Add(robotsLife)}
	if err := h.robots.memory.SaveTDMRep(context.WithoutCancel(ctx), file); err != nil {
		h.log().Warn("tdmrep.json not remembered", "origin", j.robots, "error", err)
	}
}
