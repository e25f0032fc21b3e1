package fetch

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"

	"golang.org/x/net/publicsuffix"
)

const (
	// maxCookieSites bounds for how many sites cookies are kept at once.
	maxCookieSites = 4096
	// maxCookies is how many cookies of one answer are taken, and maxCookieBytes
	// how long one may be: what RFC 6265, section 6.1, asks for at least, and all
	// that together still fits the headers that servers accept.
	maxCookies     = 50
	maxCookieBytes = 4096
	// maxCookieHeader is what is sent of a site's cookies at most.
	maxCookieHeader = 8 << 10
	// maxCookieSets is after how many cookies the jar of a site is emptied, so
	// that a site which invents names for ever cannot fill the memory.
	maxCookieSets = 1000
)

// cookies keeps cookies in memory by the rules of browsers, within bounds: one
// jar for each registrable domain, which cookies never leave anyway.
type cookies struct {
	mu    sync.Mutex
	sites map[string]*siteCookies
	order []string // of sites, the oldest first
}

type siteCookies struct {
	jar  *cookiejar.Jar
	sets int
}

func newCookies() *cookies { return &cookies{sites: map[string]*siteCookies{}} }

// SetCookies implements http.CookieJar.
func (c *cookies) SetCookies(u *url.URL, list []*http.Cookie) {
	c.mu.Lock()
	defer c.mu.Unlock()
	site := c.site(u, true)
	kept := list[:0:0]
	for _, cookie := range list[:min(len(list), maxCookies)] {
		if len(cookie.Name)+len(cookie.Value) <= maxCookieBytes {
			kept = append(kept, cookie)
		}
	}
	if site.sets += len(kept); site.sets > maxCookieSets {
		site.jar, site.sets = newJar(), len(kept)
	}
	site.jar.SetCookies(u, kept)
}

// Cookies implements http.CookieJar.
func (c *cookies) Cookies(u *url.URL) []*http.Cookie {
	c.mu.Lock()
	defer c.mu.Unlock()
	site := c.site(u, false)
	if site == nil {
		return nil
	}
	list, size := site.jar.Cookies(u), 0
	for i, cookie := range list {
		if size += len(cookie.Name) + len(cookie.Value) + len("=; "); size > maxCookieHeader {
			return list[:i]
		}
	}
	return list
}

// site finds the cookies of the registrable domain of u, making room for them if asked to.
func (c *cookies) site(u *url.URL, create bool) *siteCookies {
	host := u.Hostname()
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		domain = host
	}
	site := c.sites[domain]
	if site != nil || !create {
		return site
	}
	if len(c.order) >= maxCookieSites {
		delete(c.sites, c.order[0])
		c.order = c.order[1:]
	}
	site = &siteCookies{jar: newJar()}
	c.sites[domain] = site
	c.order = append(c.order, domain)
	return site
}

func newJar() *cookiejar.Jar {
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
	return jar
}
