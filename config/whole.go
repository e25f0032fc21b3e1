package config

import (
	"slices"
	"strings"
)

// checkWhole reports what only the whole file shows. A contact that was left out
// is mentioned when nothing else is wrong: it is the last thing to fill in.
func (w *walk) checkWhole(c *Config) {
	_, given := w.at["identity.contact"]
	if !given && len(w.issues) > 0 || !w.untouched("", "identity") || !w.untouched("identity", "contact") {
		return
	}
	if err := c.checkContact(); err != nil {
		top := value{line: 1, column: 1}
		at := w.near("identity", top)
		at = w.near("identity.contact", at)
		at.path = "identity.contact"
		w.report(at, err)
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

// checkContact refuses the placeholder of the example, at which nobody can be
// reached, unless everything is on loopback, where nobody could be bothered.
func (c *Config) checkContact() error {
	if c.Identity.Contact != placeholder {
		return nil
	}
	for i := range c.Sources {
		if slices.ContainsFunc(c.Sources[i].addresses(), func(a string) bool { return !loopback(a) }) {
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
