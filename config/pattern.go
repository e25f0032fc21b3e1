package config

import (
	"encoding"
	"regexp"
	"strings"
)

// Pattern tells addresses apart. It is written in one of these ways:
//
//	/video/                        the address contains this text
//	https://news.example/*/live    the whole address, where * stands for any text
//	/20*/live, news.example/*      the same without what stands before: path and query, or all but the scheme
//	re:/20[0-9]{2}/                the address matches this regular expression (RE2)
//
// Upper and lower case differ.
type Pattern struct {
	text    string
	matches func(address string) bool
}

var _ encoding.TextMarshaler = Pattern{}

// NewPattern compiles a pattern.
func NewPattern(s string) (Pattern, error) {
	if _, err := parseText(s); err != nil {
		return Pattern{}, err
	}
	p := Pattern{text: s}
	expr, isRegexp := strings.CutPrefix(s, "re:")
	if !isRegexp && !strings.Contains(s, "*") {
		p.matches = func(address string) bool { return strings.Contains(address, s) }
		return p, nil
	}
	if !isRegexp {
		parts := strings.Split(s, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		expr = "^" + before(s) + "(?s:" + strings.Join(parts, ".*") + ")$"
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return Pattern{}, wrong("", "is no regular expression (RE2): %s", clip(strings.TrimPrefix(err.Error(), "error parsing regexp: ")))
	}
	p.matches = re.MatchString
	return p, nil
}

// before is the expression for the part of an address that a pattern with a *
// leaves out.
func before(pattern string) string {
	switch {
	case strings.HasPrefix(pattern, "*"), strings.Contains(pattern, "://"):
		return ""
	case strings.HasPrefix(pattern, "/"):
		return "[a-z]+://[^/?#]*"
	}
	return "[a-z]+://"
}

// Match reports whether the pattern applies to an address.
func (p Pattern) Match(address string) bool { return p.matches != nil && p.matches(address) }

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// MarshalText is the pattern as it was written.
func (p Pattern) MarshalText() ([]byte, error) { return []byte(p.text), nil }
