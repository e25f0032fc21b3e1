package feed

import (
	"slices"
	"strings"
	"unicode"
)

// Limits of names. A byline that is longer is no name.
const (
	maxName   = 200 // characters
	maxPeople = 50
)

// people reads the names in one author field: "mail@example (Name)",
// "Name (mail@example)", "Name <mail@example>", "Jane Doe (Reuters)",
// "By Jane Doe and John Roe". A bare address of mail or of a page is no name.
func people(field string) []string {
	s := stripTags(bracketedMail(field))
	if name, ok := mailAndName(s); ok {
		s = name
	}
	for _, prefix := range [...]string{"by ", "von ", "par ", "por ", "di "} {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = s[len(prefix):]
		}
	}
	var out []string
	for _, name := range splitPeople(s) {
		if name = personName(name); name != "" && !slices.Contains(out, name) && len(out) < maxPeople {
			out = append(out, name)
		}
	}
	return out
}

// bracketedMail turns "Name <mail@example>" into "Name (mail@example)", for
// which a tag would be taken.
func bracketedMail(s string) string {
	open := strings.IndexByte(s, '<')
	if open < 0 {
		return s
	}
	shut := strings.IndexByte(s[open:], '>')
	if shut > 0 && strings.IndexByte(s[open:open+shut], '@') > 0 {
		return s[:open] + "(" + s[open+1:open+shut] + ")" + s[open+shut+1:]
	}
	return s
}

// mailAndName reads "mail@example (Name)".
func mailAndName(s string) (string, bool) {
	mail, rest, found := strings.Cut(s, " (")
	if !found || !strings.Contains(mail, "@") || strings.ContainsAny(mail, " ,") {
		return "", false
	}
	name, _, closed := strings.Cut(rest, ")")
	return name, closed
}

// splitPeople splits a list of names. Commas part names only where each part
// is one: in "Doe, Jane" they do not.
func splitPeople(s string) []string {
	if strings.Count(s, " ") < 2 && !strings.ContainsAny(s, ",;&/|") {
		return []string{s} // nearly all of them
	}
	for _, and := range [...]string{" and ", " & ", " und ", " et ", " y ", " e ", " / ", " | ", "; "} {
		s = replaceFold(s, and, ";")
	}
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		names := strings.Split(part, ",")
		for _, n := range names {
			if len(strings.Fields(n)) < 2 {
				names = []string{part}
				break
			}
		}
		out = append(out, names...)
	}
	return out
}

func replaceFold(s, old, with string) string {
	if len(old) >= len(s) {
		return s
	}
	lower := strings.ToLower(s)
	if len(lower) != len(s) { // a letter that changes its length: offsets differ
		return strings.ReplaceAll(s, old, with)
	}
	for {
		i := strings.Index(lower, old)
		if i < 0 {
			return s
		}
		s, lower = s[:i]+with+s[i+len(old):], lower[:i]+with+lower[i+len(old):]
	}
}

// personName cleans one name, empty when nothing that names a person is left.
func personName(s string) string {
	if open := strings.IndexByte(s, '('); open >= 0 { // (Reuters), (mail@example)
		before := strings.TrimSpace(s[:open])
		if before == "" {
			before = strings.Trim(s, "() ")
		}
		s = before
	}
	s = strings.Trim(s, " \t,;:.–—-|\"'")
	switch lower := strings.ToLower(s); {
	case lower == "" || lower == "none" || lower == "unknown" || lower == "null" || lower == "admin" || lower == "noreply":
		return ""
	case strings.Contains(s, "@") || strings.Contains(lower, "://"):
		return ""
	case !strings.ContainsFunc(s, unicode.IsLetter):
		return ""
	}
	short, _ := cutRunes(s, maxName)
	return short
}

// cutRunes cuts s after n characters and tells whether it had to.
func cutRunes(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	count := 0
	for i := range s {
		if count == n {
			return s[:i], true
		}
		count++
	}
	return s, false
}
