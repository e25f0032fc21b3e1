package extract

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"sort"
	"strings"
)

// Bounds of a file of rules. The public lists have some 200 providers, 1,500
// patterns and the longest of them 400 bytes.
const (
	maxRulesBytes = 4 << 20
	maxProviders  = 2000
	maxRules      = 20_000
	maxRuleBytes  = 2000
)

// ErrAddressRules is wrapped by every error of ReadAddressRules.
var ErrAddressRules = errors.New("no usable rules")

// SkippedRule is a pattern that is left out, as RE2 cannot express it: a
// look-around or a reference back.
type SkippedRule struct {
	Provider string // its name in the file
	Field    string // urlPattern, rules, rawRules, referralMarketing, exceptions, redirections
	Pattern  string
	Reason   string
}

// Error says which pattern is left out, and why.
func (s SkippedRule) Error() string {
	return fmt.Sprintf("provider %q, %s: %q is left out: %s", s.Provider, s.Field, excerpt(s.Pattern), s.Reason)
}

// providerFile is a provider as the file has it. completeProvider and
// forceRedirection concern what a browser may load and how it goes there: winnow
// asks only for what a feed or a page names, and always for the target itself.
type providerFile struct {
	URLPattern        string   `json:"urlPattern"`
	CompleteProvider  bool     `json:"completeProvider"`
	ForceRedirection  bool     `json:"forceRedirection"`
	Rules             []string `json:"rules"`
	RawRules          []string `json:"rawRules"`
	ReferralMarketing []string `json:"referralMarketing"`
	Exceptions        []string `json:"exceptions"`
	Redirections      []string `json:"redirections"`
}

// ReadAddressRules reads rules in the format of ClearURLs: {"providers": {NAME:
// {"urlPattern", "rules", "rawRules", "referralMarketing", "exceptions",
// "redirections"}}}. Patterns that RE2 has no means for are skipped and named; an
// exception or an urlPattern that has to be skipped takes its provider along,
// which would else apply where it must not. Any other pattern that does not
// compile is an error that names provider and pattern, and wraps ErrAddressRules.
func ReadAddressRules(b []byte) (*AddressRules, []SkippedRule, error) {
	if len(b) > maxRulesBytes {
		return nil, nil, fmt.Errorf("%w: the file is larger than %d bytes", ErrAddressRules, maxRulesBytes)
	}
	var file struct {
		Providers map[string]providerFile `json:"providers"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, nil, fmt.Errorf("%w: %s", ErrAddressRules, jsonPlace(b, err))
	}
	if len(file.Providers) == 0 || len(file.Providers) > maxProviders {
		return nil, nil, fmt.Errorf("%w: want 1 to %d providers under the key \"providers\", got %d", ErrAddressRules, maxProviders, len(file.Providers))
	}
	names := make([]string, 0, len(file.Providers))
	for name := range file.Providers {
		names = append(names, name)
	}
	sort.Strings(names) // the order of a JSON object means nothing
	r := &compiler{}
	rules := &AddressRules{text: b}
	for _, name := range names {
		p, usable, err := r.provider(name, file.Providers[name])
		if err != nil {
			return nil, nil, err
		}
		if usable {
			rules.providers = append(rules.providers, p)
		}
	}
	return rules, r.skipped, nil
}

// jsonPlace puts the line into an error of the JSON reader.
func jsonPlace(b []byte, err error) string {
	var bad *json.SyntaxError
	var kind *json.UnmarshalTypeError
	offset := int64(-1)
	switch {
	case errors.As(err, &bad):
		offset = bad.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	if offset < 0 || offset > int64(len(b)) {
		return err.Error()
	}
	return fmt.Sprintf("line %d: %s", 1+strings.Count(string(b[:offset]), "\n"), err)
}

// compiler compiles the patterns of a file and keeps count.
type compiler struct {
	patterns int
	skipped  []SkippedRule
}

func (c *compiler) provider(name string, f providerFile) (p provider, usable bool, err error) {
	p.name = name
	if f.URLPattern == "" {
		return p, false, fmt.Errorf("%w: provider %q has no urlPattern", ErrAddressRules, name)
	}
	before := len(c.skipped)
	applies, err := c.compile(name, "urlPattern", []string{f.URLPattern}, "(?i:%s)")
	if err != nil {
		return p, false, err
	}
	exceptions, err := c.compile(name, "exceptions", f.Exceptions, "(?i:%s)")
	if err != nil {
		return p, false, err
	}
	usable = len(c.skipped) == before
	var parameters [2][]string
	for i, list := range [2]struct {
		field    string
		patterns []string
	}{{"rules", f.Rules}, {"referralMarketing", f.ReferralMarketing}} {
		if parameters[i], err = c.compile(name, list.field, list.patterns, "^(?i:%s)$"); err != nil {
			return p, false, err
		}
	}
	raw, err := c.compile(name, "rawRules", f.RawRules, "(?i:%s)")
	if err != nil {
		return p, false, err
	}
	redirections, err := c.compile(name, "redirections", f.Redirections, "(?i:%s)")
	if err != nil || !usable {
		return p, false, err
	}
	p.applies, p.exceptions = anyOf(applies), anyOf(exceptions)
	p.parameters = anyOf(append(parameters[0], parameters[1]...))
	p.raw, p.redirections = each(raw), each(redirections)
	return p, true, nil
}

// compile tries each pattern by itself, so that the one at fault can be named, and
// gives those that work, wrapped.
func (c *compiler) compile(provider, field string, patterns []string, wrap string) ([]string, error) {
	var usable []string
	for _, pattern := range patterns {
		if c.patterns++; c.patterns > maxRules {
			return nil, fmt.Errorf("%w: more than %d patterns", ErrAddressRules, maxRules)
		}
		if len(pattern) > maxRuleBytes {
			return nil, fmt.Errorf("%w: provider %q, %s: %q is longer than %d bytes", ErrAddressRules, provider, field, excerpt(pattern), maxRuleBytes)
		}
		_, err := regexp.Compile(pattern)
		switch {
		case err == nil:
			usable = append(usable, fmt.Sprintf(wrap, pattern))
		case foreign(err):
			c.skipped = append(c.skipped, SkippedRule{provider, field, pattern, "RE2 has no look-arounds, atomic groups and references back"})
		default:
			return nil, fmt.Errorf("%w: provider %q, %s: %q: %s", ErrAddressRules, provider, field, excerpt(pattern),
				strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		}
	}
	return usable, nil
}

// foreignGroup is the beginning of a look-around or an atomic group.
var foreignGroup = regexp.MustCompile(`^\(\?(<?[=!]|>)`)

// foreign reports an error about what other engines know and RE2 does not.
func foreign(err error) bool {
	var bad *syntax.Error
	if !errors.As(err, &bad) {
		return false
	}
	reference := len(bad.Expr) == 2 && bad.Expr[0] == '\\' && (bad.Expr[1] >= '1' && bad.Expr[1] <= '9' || bad.Expr[1] == 'k')
	return reference && bad.Code == syntax.ErrInvalidEscape || foreignGroup.MatchString(bad.Expr)
}

// matchers are patterns of which any may match.
type matchers []*regexp.Regexp

func (m matchers) match(s string) bool {
	for _, one := range m {
		if one.MatchString(s) {
			return true
		}
	}
	return false
}

// anyOf puts patterns that compile into one matcher, unless that would be larger
// than a matcher may be.
func anyOf(patterns []string) matchers {
	if len(patterns) == 0 {
		return nil
	}
	if one, err := regexp.Compile(strings.Join(patterns, "|")); err == nil {
		return matchers{one}
	}
	return each(patterns)
}

func each(patterns []string) matchers {
	var list matchers
	for _, pattern := range patterns {
		list = append(list, regexp.MustCompile(pattern))
	}
	return list
}
