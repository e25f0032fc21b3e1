package fetch

import (
	"bytes"
	"net/http"
	"net/textproto"
	"strings"
)

// wallBytes is how much of a body is looked at: pages of walls are short, and name
// themselves at the beginning.
const wallBytes = 64 << 10

// challengeBytes: a challenge under the status of a success is short.
const challengeBytes = 32 << 10

// A field says a wall when the header holds it and, where a value is given, its
// value contains that, in lower case.
type field struct{ name, value string }

// wall is how one product shows itself. blocks are fields that only an answer of
// the wall has; body are marks of its pages, in lower case. near are fields of
// the product that also stand on good answers: with one of them, any refusal is
// taken for the wall's.
type wall struct {
	name   string
	blocks []field
	body   []string
	near   []field
}

// walls are looked through in this order: products by their own marks first.
var walls = []wall{
	{"cloudflare", []field{{"Cf-Mitigated", "challenge"}}, []string{"/cdn-cgi/challenge-platform/", "cf-browser-verification", "cf_chl_opt", "cf-error-details", "challenges.cloudflare.com/turnstile", "<title>attention required! | cloudflare"}, []field{{"Cf-Ray", ""}, {"Server", "cloudflare"}}},
	{"datadome", []field{{"X-Dd-B", ""}}, []string{"captcha-delivery.com", "geo.captcha-delivery", "datadome captcha"}, []field{{"X-Datadome", ""}, {"Server", "datadome"}, {"Set-Cookie", "datadome="}}},
	{"akamai", nil, []string{"errors.edgesuite.net", "akamai bot manager", "_abck", "bm-verify", "/_sec/cp_challenge/"}, []field{{"Server", "akamaighost"}, {"Server", "akamainetstorage"}, {"Set-Cookie", "ak_bmsc="}, {"Set-Cookie", "_abck="}}},
	{"perimeterx", []field{{"X-Px-Block-Type", ""}}, []string{"px-captcha", "perimeterx", "captcha.px-cdn.net", "client.px-cloud.net", "_pxappid", "human security"}, []field{{"Set-Cookie", "_pxhd="}, {"Set-Cookie", "_px3="}}},
	{"imperva", nil, []string{"_incapsula_resource", "incapsula incident id", "imperva incident", "powered by imperva"}, []field{{"X-Iinfo", ""}, {"X-Cdn", "incapsula"}, {"X-Cdn", "imperva"}, {"Set-Cookie", "incap_ses_"}, {"Set-Cookie", "visid_incap_"}}},
	{"sucuri", []field{{"X-Sucuri-Block", ""}}, []string{"sucuri website firewall", "sucuri_cloudproxy_js", "cloudproxy@sucuri.net"}, []field{{"X-Sucuri-Id", ""}, {"Server", "sucuri/cloudproxy"}}},
	{"kasada", []field{{"X-Kpsdk-Ct", ""}}, []string{"kpsdk.", "/149e9513-01fa-4fb0-aad4-566afd725d1b/"}, nil},
	{"f5", nil, []string{"the requested url was rejected. please consult with your administrator", "<apm_do_not_touch>"}, nil},
	{"aws-waf", []field{{"X-Amzn-Waf-Action", ""}}, []string{"awswafcaptcha", "aws-waf-token", "awswaf.com"}, nil},
	{"vercel", []field{{"X-Vercel-Mitigated", ""}}, []string{"vercel security checkpoint"}, nil},
	{"ddos-guard", nil, []string{"ddos-guard.net", "/.well-known/ddos-guard/"}, []field{{"Server", "ddos-guard"}}},
	{"anubis", nil, []string{"/.within.website/x/cmd/anubis", "anubis_challenge"}, nil},
}

// asks are pages that ask something of a reader that only a person with a browser
// has. Their words may stand in any page: they count only on one that gives
// nothing else.
var asks = []wall{
	{name: "captcha", body: []string{"g-recaptcha", "h-captcha", "hcaptcha.com", "verify you are human", "verify that you are human", "are you a robot", "i'm not a robot", "unusual traffic from your", "automated access", "bot verification"}},
	{name: "javascript", body: []string{"enable javascript and cookies to continue", "please enable javascript", "please turn javascript on", "javascript is required", "you need to enable javascript", "requires javascript", "checking your browser"}},
	{name: "consent", body: []string{"consent.cmp", "cookie-consent-wall", "consent-wall", "privacy-mgmt.com", "cmpv2", "before you continue", "accept cookies to continue", "agree to our use of cookies to continue"}},
	{name: "login", body: []string{"log in to continue", "sign in to continue", "please log in to", "please sign in to", "you must be logged in"}},
}

// Wall names the wall against machines that an answer comes from, as
// frontier.Walls lists them; empty when it is a plain answer or a plain error.
//
// A refusal (401, 403, 429, 503 and the like) is a wall's when its fields or its body
// are those of a product, or when the body asks for a puzzle, a script, a consent or
// a login. Of a success it is to be asked only when nothing of use was in it: an
// article may speak of walls. It is one then when it is short and has such marks.
func Wall(status int, h http.Header, body []byte) string {
	refused := refuses(status)
	if !refused && (status < 200 || status > 299 || len(body) > challengeBytes) {
		return ""
	}
	low := bytes.ToLower(body[:min(len(body), wallBytes)])
	for _, w := range walls {
		if holds(h, w.blocks) || contains(low, w.body) || refused && holds(h, w.near) && !plainError(status) {
			return w.name
		}
	}
	for _, w := range asks {
		if contains(low, w.body) {
			return w.name
		}
	}
	return ""
}

// refuses reports the answers that walls give.
func refuses(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
		http.StatusTooManyRequests, http.StatusServiceUnavailable, 418, 456, 520, 999:
		return true
	}
	return false
}

// plainError: a server behind a product may be overloaded, or want a password, by
// itself; those answers need a mark of their own.
func plainError(status int) bool {
	return status == http.StatusServiceUnavailable || status == http.StatusUnauthorized || status == http.StatusMethodNotAllowed || status == http.StatusNotAcceptable
}

func contains(low []byte, marks []string) bool {
	for _, m := range marks {
		if bytes.Contains(low, []byte(m)) {
			return true
		}
	}
	return false
}

func holds(h http.Header, fields []field) bool {
	for _, f := range fields {
		for _, v := range h[textproto.CanonicalMIMEHeaderKey(f.name)] {
			if f.value == "" || strings.Contains(strings.ToLower(v), f.value) {
				return true
			}
		}
	}
	return false
}
