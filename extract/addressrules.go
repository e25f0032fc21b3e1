package extract

import (
	"net/url"
	"strings"
)

// AddressRules are rules by which addresses are told apart, read from a file in
// the format of ClearURLs (https://docs.clearurls.xyz/latest/specs/rules/): which
// parameters only tell where a reader came from, and which addresses merely hold
// another. They say what an address is, never what is asked for. The zero value,
// like nil, has no rules. It may be used by several goroutines.
type AddressRules struct {
	providers []provider
	text      []byte
}

// provider is what one provider of a file says of the addresses that it applies to.
type provider struct {
	name         string
	applies      matchers
	exceptions   matchers // of addresses left alone
	parameters   matchers // whole names
	raw          matchers
	redirections matchers // whose first group is the address that is meant
}

// Bytes gives the file that the rules were read from; nil when there are none.
func (r *AddressRules) Bytes() []byte {
	if r == nil {
		return nil
	}
	return r.text
}

// Key gives the identity of an address like the function Key, without what the
// rules take out of it as well. The key of a key is that key.
func (r *AddressRules) Key(addr string) string {
	key := Key(addr)
	for range mostPasses {
		less := r.shorten(key)
		if less == key {
			break
		}
		key = less
	}
	return key
}

// mostPasses bounds how often what is left of an address is looked at again.
const mostPasses = 4

// shorten applies every provider once.
func (r *AddressRules) shorten(key string) string {
	if r == nil || !strings.HasPrefix(key, "//") {
		return key
	}
	full, changed := "https:"+key, false
	for i := range r.providers {
		p := &r.providers[i]
		if len(p.parameters)+len(p.raw) == 0 || !p.about(full) {
			continue
		}
		if less := p.strip(full); less != full {
			full, changed = less, true
		}
	}
	if !changed {
		return key
	}
	if short := Key(full); Host(short) == Host(key) {
		return short
	}
	return key // a rule that leads elsewhere is none about this address
}

// about reports whether a provider has something to say of an address.
func (p *provider) about(full string) bool {
	return p.applies.match(full) && !p.exceptions.match(full)
}

// strip takes out of an address what a provider names.
func (p *provider) strip(full string) string {
	for _, raw := range p.raw {
		full = raw.ReplaceAllLiteralString(full, "")
	}
	at := strings.IndexByte(full, '?')
	if at < 0 || len(p.parameters) == 0 {
		return full
	}
	var kept []string
	for one := range strings.SplitSeq(full[at+1:], "&") {
		name, _, _ := strings.Cut(one, "=")
		plain, err := url.QueryUnescape(name)
		if !p.parameters.match(name) && (err != nil || !p.parameters.match(plain)) { // lists have them in either spelling
			kept = append(kept, one)
		}
	}
	if len(kept) == 0 {
		return full[:at]
	}
	return full[:at+1] + strings.Join(kept, "&")
}

// mostRedirections bounds how many trackers may stand around one address.
const mostRedirections = 4

// Target gives the address that another merely holds, as a tracker of clicks does
// (https://out.example/?to=https%3A%2F%2Fnews.example%2Fstory), ready to be
// fetched. ok is false when it holds none.
func (r *AddressRules) Target(addr string) (target string, ok bool) {
	if r == nil {
		return addr, false
	}
	for range mostRedirections {
		next := r.target(addr)
		if next == "" || next == addr {
			break
		}
		addr, ok = next, true
	}
	return addr, ok
}

func (r *AddressRules) target(addr string) string {
	for i := range r.providers {
		p := &r.providers[i]
		if len(p.redirections) == 0 || !p.about(addr) {
			continue
		}
		for _, to := range p.redirections {
			if m := to.FindStringSubmatch(addr); len(m) > 1 {
				if clean := unwrapped(m[1]); clean != "" {
					return clean
				}
			}
		}
	}
	return ""
}

// mostEncodings is how often an address may have been encoded within another.
const mostEncodings = 3

// unwrapped gives the address that was written into another, encoded as often as
// it may be, and empty when it is none.
func unwrapped(s string) string {
	for range mostEncodings {
		if clean, err := Clean(s, ""); err == nil {
			return clean
		}
		plain, err := url.QueryUnescape(s)
		if err != nil || plain == s {
			break
		}
		s = plain
	}
	if clean, err := Clean(s, ""); err == nil {
		return clean
	}
	if strings.HasPrefix(s, "/") || !strings.Contains(s, ".") || strings.Contains(s, ":") {
		return ""
	}
	clean, err := Clean("https://"+s, "") // trackers often leave out the scheme
	if err != nil {
		return ""
	}
	return clean
}
