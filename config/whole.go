package config

import (
	"slices"
	"strings"
)

// checkWhole reports what only the whole file shows.
func (w *walk) checkWhole(c *Config) {
	top := value{line: 1, column: 1}
	if len(c.Sources) == 0 && w.untouched("", "sources") {
		w.report(w.near("sources", top), wrong("", "no source is listed"))
	}
	if w.untouched("", "identity") && w.untouched("identity", "contact") {
		if err := c.checkContact(); err != nil {
			at := w.near("identity", top)
			at = w.near("identity.contact", at)
			at.path = "identity.contact"
			w.report(at, err)
		}
	}
}

// near is the value at path, or the one above it that is there.
func (w *walk) near(path string, above value) value {
	if v, ok := w.at[path]; ok {
		return v
	}
	above.path = path
	return above
}

// checkContact refuses a contact at which nobody can be reached, unless nobody
// could be bothered: the placeholder of the example is good for loopback only,
// another reserved name for test networks too.
func (c *Config) checkContact() error {
	var all []string
	for i := range c.Sources {
		all = append(all, c.Sources[i].addresses()...)
	}
	harmless := func(address string) bool {
		return loopback(address) || c.Identity.Contact != placeholder && testNetwork(address)
	}
	if !reserved(contactHost(c.Identity.Contact)) || !slices.ContainsFunc(all, func(a string) bool { return !harmless(a) }) {
		return nil
	}
	return wrong("write an address of your own, so that a publisher can reach you", "%s reaches nobody", c.Identity.Contact)
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
