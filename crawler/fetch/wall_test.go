package fetch

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"winnow/crawler/frontier"
)

func TestWall(t *testing.T) {
	page := func(title, body string) string {
		return "<!doctype html><html><head><title>" + title + "</title></head><body>" + body + "</body></html>"
	}
	rows := []struct {
		name   string
		status int
		header http.Header
		body   string
		want   string
	}{
		{"challenge of Cloudflare", 403, http.Header{"Cf-Mitigated": {"challenge"}, "Server": {"cloudflare"}}, page("Just a moment...", ""), "cloudflare"},
		{"challenge of Cloudflare by its script", 503, http.Header{"Server": {"cloudflare"}}, page("", `<script src="/cdn-cgi/challenge-platform/h/b/x.js"></script>`), "cloudflare"},
		{"block of Cloudflare", 403, http.Header{"Cf-Ray": {"8f0-AMS"}}, page("Access denied", "Error 1020"), "cloudflare"},
		{"overload behind Cloudflare", 503, http.Header{"Server": {"cloudflare"}, "Cf-Ray": {"8f0-AMS"}}, page("Service Unavailable", "try again"), ""},
		{"missing behind Cloudflare", 404, http.Header{"Server": {"cloudflare"}, "Cf-Ray": {"8f0-AMS"}}, page("Not found", ""), ""},
		{"DataDome", 403, http.Header{"X-Datadome": {"protected"}}, page("", `<script src="https://ct.captcha-delivery.com/c.js"></script>`), "datadome"},
		{"Akamai", 403, http.Header{"Server": {"AkamaiGHost"}}, page("Access Denied", "Reference #18.2f https://errors.edgesuite.net/18.2f"), "akamai"},
		{"PerimeterX", 403, nil, page("", `<div id="px-captcha"></div>`), "perimeterx"},
		{"HUMAN under 429", 429, http.Header{"Set-Cookie": {"_pxhd=abc; Path=/"}}, page("", "slow down"), "perimeterx"},
		{"Imperva", 403, http.Header{"X-Iinfo": {"9-1"}}, page("", ""), "imperva"},
		{"Imperva under 200", 200, nil, page("", `<iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe>`), "imperva"},
		{"Sucuri", 403, http.Header{"Server": {"Sucuri/Cloudproxy"}}, page("Sucuri WebSite Firewall - Access Denied", ""), "sucuri"},
		{"AWS WAF", 405, http.Header{"X-Amzn-Waf-Action": {"captcha"}}, "", "aws-waf"},
		{"Anubis under 200", 200, nil, page("Making sure you're not a bot!", `<script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>`), "anubis"},
		{"a script is asked for", 403, nil, page("", "Please enable JavaScript to view this page."), "javascript"},
		{"a puzzle", 429, nil, page("", `<div class="g-recaptcha" data-sitekey="k"></div>`), "captcha"},
		{"a consent under 200", 200, nil, page("Before you continue", "<form>Accept all</form>"), "consent"},
		{"a login", 401, nil, page("", "You must be logged in to read this."), "login"},
		{"a plain 403", 403, http.Header{"Server": {"nginx"}}, page("403 Forbidden", "<h1>Forbidden</h1>"), ""},
		{"a plain 429", 429, http.Header{"Retry-After": {"30"}}, "too many requests", ""},
		{"a plain 500", 500, http.Header{"Server": {"cloudflare"}}, page("", "captcha-delivery.com"), ""},
		{"a long page that speaks of one", 200, nil, page("", strings.Repeat("The quay was busy all day. ", 2000)+"px-captcha"), ""},
		{"no body at all", 403, nil, "", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := Wall(row.status, row.header, []byte(row.body))
			if got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
			if got != "" && frontier.WallNumber(frontier.WallPrefix+got) < 0 {
				t.Errorf("%q has no number", got)
			}
		})
	}
}

func TestEveryWallIsListed(t *testing.T) {
	for _, w := range slices.Concat(walls, asks) {
		if !slices.Contains(frontier.Walls, w.name) {
			t.Errorf("frontier.Walls does not list %q", w.name)
		}
	}
}

func FuzzWall(f *testing.F) {
	f.Add(403, "cloudflare", []byte("<html>Just a moment"))
	f.Add(200, "", []byte{0xff, 0xfe})
	f.Fuzz(func(t *testing.T, status int, server string, body []byte) {
		if got := Wall(status, http.Header{"Server": {server}}, body); got != "" && !slices.Contains(frontier.Walls, got) {
			t.Errorf("unlisted %q", got)
		}
	})
}
