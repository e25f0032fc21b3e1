package fetch

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gocolly/colly/v2"
)

// newCollector makes the collector that every fetch clones. What colly could do
// by itself is off: its limits cut bodies silently, its robots, cache, queue and
// redirects know nothing of the clocks of hosts, its charset guess spoils
// binary bodies. Init is called directly because NewCollector lets COLLY_*
// variables of the environment override what is set here.
func newCollector(t *transport) *colly.Collector {
	c := &colly.Collector{}
	c.Init()
	c.AllowURLRevisit = true
	c.ParseHTTPErrorResponse = true
	c.IgnoreRobotsTxt = true
	c.MaxBodySize = 0
	c.SetRequestTimeout(0)
	c.SetCookieJar(newCookies())
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.WithTransport(t)
	return c
}

// collect sends the request through colly and gives the body that it read.
func (f *Fetcher) collect(x *exchange, to address, h http.Header) (body []byte, err error) {
	// A decoder that panics on hostile bytes must fail this fetch only.
	defer func() {
		if p := recover(); p != nil {
			err = errorf(CodeResponse, "panic while reading the answer: %v", p)
		}
	}()
	c := f.base.Clone()
	c.Context = context.WithValue(x.ctx, exchangeKey{}, x)
	answered := false
	c.OnResponse(func(r *colly.Response) { body, answered = r.Body, true })
	if err := c.Request(http.MethodGet, to.href, nil, colly.NewContext(), h); err != nil {
		return nil, err
	}
	if !answered {
		return nil, fmt.Errorf("no answer")
	}
	return body, nil
}
