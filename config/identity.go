package config

import (
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// placeholder is the contact of the example file: nobody reads it.
const placeholder = "mailto:you@example.org"

// contact reads the address at which a person can be reached. It is sent as a
// comment of the User-Agent field (RFC 9110, section 5.6.5).
func contact(s string) (string, error) {
	unfit := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`()\`, r) }
	if strings.ContainsFunc(s, unfit) {
		return "", wrong("percent-encode it", "holds a character that a User-Agent cannot carry in a comment")
	}
	at, isMail := strings.CutPrefix(s, "mailto:")
	if !isMail {
		if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
			return address(s)
		}
		hint := ""
		if a, err := mail.ParseAddress(s); err == nil && a.Address == s {
			hint = "did you mean mailto:" + clip(s) + "?"
		}
		return "", wrong(hint, "want a contact that begins with mailto: or https://")
	}
	a, err := mail.ParseAddress(at)
	if err != nil || a.Address != at {
		return "", wrong("", "is no mail address")
	}
	return s, nil
}

// loopback reports whether an address leads to this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// checkContact refuses the placeholder of the example, at which nobody can be
// reached, unless everything is on loopback, where nobody could be bothered.
func (c *Config) checkContact() error {
	if c.Identity.Contact != placeholder {
		return nil
	}
	for i := range c.Sources {
		if slices.ContainsFunc(c.Sources[i].Addresses(), func(a string) bool { return !loopback(a) }) {
			return wrong("write an address of your own, so that a publisher can reach you", "%s reaches nobody", placeholder)
		}
	}
	return nil
}

// agent reads the name the crawler goes by. Its product token is what
// robots.txt calls it, so that may hold letters, - and _ only (RFC 9309,
// section 2.2.1).
func agent(s string) (string, error) {
	token, version, found := strings.Cut(s, "/")
	strange := func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", r)
	}
	space := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("()<>@,;:\\\"/[]?={}", r) }
	if token == "" || strings.ContainsFunc(token, strange) || found && (version == "" || strings.ContainsFunc(version, space)) {
		return "", wrong("letters, - and _, then a slash and the version", "want a name like winnow/1.0, got %q", clip(s))
	}
	return s, nil
}
