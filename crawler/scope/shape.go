package scope

import (
	"slices"
	"strings"
)

// The signs that stand in a shape for what differs from page to page.
const (
	signNumber = "#" // digits
	signSlug   = "~" // words joined by dashes, long words, tokens
	signAny    = "*" // one of a list that has no end
	signLang   = "@" // a language, perhaps with a country
	signWord   = "w" // a word, in the coarse shape
)

// slugDashes is from how many dashes on a segment names one page and not a section.
const (
	slugDashes = 2
	longWord   = 24
)

// Shape gives the pattern that an address is built by: its path with a sign in
// place of numbers, dates, slugs and tokens, and the names of its parameters.
// Addresses of one shape are most often made by one template.
func Shape(address string) string {
	p := parse(address)
	var b strings.Builder
	listed := false
	for _, s := range p.segments {
		b.WriteByte('/')
		if listed {
			b.WriteString(signAny)
		} else {
			b.WriteString(classOf(s))
		}
		listed = listWords[s]
	}
	if len(p.segments) == 0 || strings.HasSuffix(pathOf(address), "/") {
		b.WriteByte('/')
	}
	names := make([]string, 0, len(p.params))
	for _, q := range p.params {
		name := q.name
		if isToken(name) {
			name = signSlug
		}
		names = append(names, name+"="+valueClass(q.value))
	}
	slices.Sort(names)
	for i, n := range names {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(n)
	}
	return b.String()
}

// Coarse gives what several shapes have in common: words are no longer told
// apart.
func Coarse(shape string) string {
	path, query, asked := strings.Cut(shape, "?")
	parts := strings.Split(path, "/")
	for i, s := range parts {
		if s != "" && !strings.ContainsAny(s, signNumber+signSlug+signAny+signLang) {
			parts[i] = signWord
		}
	}
	path = strings.TrimSuffix(strings.Join(parts, "/"), "/")
	if !asked {
		return path
	}
	names := strings.Split(query, "&")
	for i := range names {
		names[i], _, _ = strings.Cut(names[i], "=")
	}
	if len(names) > 2 {
		names = append(names[:2], signAny)
	}
	return path + "?" + strings.Join(names, "&")
}

// classOf gives the sign of a segment with its ending, or the segment itself.
func classOf(s string) string {
	stem, ending := s, ""
	if dot := strings.LastIndexByte(s, '.'); dot > 0 && len(s)-dot <= 6 {
		stem, ending = s[:dot], s[dot:]
	}
	switch {
	case strings.Trim(stem, "0123456789") == "":
		return signNumber + ending
	case isLanguage(stem):
		return signLang + ending
	case strings.Count(stem, "-")+strings.Count(stem, "_") >= slugDashes, len(stem) > longWord, isToken(stem),
		strings.ContainsAny(stem, "0123456789%"):
		return signSlug + ending
	}
	return s
}

// isLanguage reports two letters, or two and two: en, pt-br.
func isLanguage(s string) bool {
	letters := func(s string) bool {
		return len(s) == 2 && s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'a' && s[1] <= 'z'
	}
	return letters(s) || len(s) == 5 && (s[2] == '-' || s[2] == '_') && letters(s[:2]) && letters(s[3:])
}

// valueClass gives the sign of the value of a parameter; it is never kept: what
// a query asks for has no end.
func valueClass(v string) string {
	switch {
	case v == "":
		return ""
	case strings.Trim(v, "0123456789") == "":
		return signNumber
	}
	return signSlug
}
