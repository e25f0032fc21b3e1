package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanName takes what is no part of a name off its ends.
func cleanName(s string) string {
	s = collapse(mailAddress.ReplaceAllString(s, ""))
	s = strings.TrimPrefix(strings.TrimSpace(s), "@")
	if first, rest, ok := strings.Cut(s, " "); ok && danglingWords[strings.ToLower(first)] && bylineEnd(rest) > 0 {
		s = rest // the first half of "text and interview:" was cut off
	}
	if end := bylineEnd(s); end < len(s) {
		s = s[end:]
	}
	for _, role := range [...]string{"记者", "記者", "作者"} {
		if rest, ok := strings.CutPrefix(s, role); ok && rest != "" {
			s = rest // Chinese has no blank behind the role
		}
	}
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"“”„«»:;,|*•·⋅∙‧●-–—_/\#†‡【】（）［］()[]・`, r)
	})
	if first, rest, ok := strings.Cut(s, " "); ok && danglingWords[strings.ToLower(first)] {
		s = rest
	}
	if trimmed := trimRole(s); trimmed == s || !acronym(trimmed) && !office(s, trimmed) {
		s = trimmed // "ABC Staff" is nobody called ABC
	}
	for {
		at := strings.LastIndexByte(s, ' ')
		if at < 0 || !danglingWords[s[at+1:]] {
			break
		}
		s = strings.TrimSpace(s[:at])
	}
	if strings.HasSuffix(s, ".") && !initialDot(s) {
		s = strings.TrimSuffix(s, ".")
	}
	return s
}

// acronym reports whether a word is written in capitals alone.
func acronym(s string) bool {
	return len(s) <= 2*longestAcronym && s == strings.ToUpper(s) && !strings.Contains(s, " ")
}

// office reports whether a text without its role is no name but what the role is
// for: "Health Editor", "CEO of Example".
func office(s, trimmed string) bool {
	if head, ok := strings.CutSuffix(s, trimmed); ok && head != "" {
		first, _, _ := strings.Cut(trimmed, " ")
		return nameParticles[first] || danglingWords[first]
	}
	r, _ := utf8.DecodeRuneInString(trimmed)
	return strings.HasPrefix(s, trimmed) && unicode.IsUpper(r) && !strings.Contains(trimmed, " ")
}

// danglingWords are left behind a name when the rest of the line was cut off.
var danglingWords = wordSetOf("on at in for from am um el den at. | and und et y")

// initialDot reports whether the last dot belongs to an initial or "Jr.".
func initialDot(s string) bool {
	last := s[strings.LastIndexByte(s, ' ')+1:]
	return utf8.RuneCountInString(last) <= 4
}

// roleWords end or begin a byline without being part of the name.
var roleWords = map[string]bool{
	"staff": true, "writer": true, "reporter": true, "correspondent": true, "editor": true, "contributor": true,
	"journalist": true, "columnist": true, "producer": true, "author": true, "senior": true, "chief": true, "deputy": true,
	"associate": true, "managing": true, "executive": true, "assistant": true, "political": true, "freelance": true,
	"redakteur": true, "redakteurin": true, "korrespondent": true, "korrespondentin": true, "volontär": true, "volontärin": true,
	"journaliste": true, "rédacteur": true, "redactor": true, "redactora": true, "periodista": true, "giornalista": true,
	"verslaggever": true, "redacteur": true, "journalistin": true, "contributing": true, "photographer": true, "autor": true,
	"autorin": true, "special": true, "guest": true, "corresponsal": true, "记者": true, "記者": true, "기자": true,
	"columnista": true, "redacteurin": true, "dziennikarz": true, "dziennikarka": true, "redaktör": true, "toimittaja": true,
	"muhabiri": true, "корреспондент": true, "обозреватель": true, "журналист": true, "journalista": true, "repórter": true,
	"ceo": true, "cto": true, "cfo": true, "coo": true, "founder": true, "co-founder": true, "cofounder": true, "director": true,
	"president": true, "manager": true, "analyst": true, "expert": true, "specialist": true, "strategist": true,
	"consultant": true, "md": true, "m.d.": true, "phd": true, "ph.d.": true,
}

// trimRole drops role words from both ends, keeping at least one word.
func trimRole(s string) string {
	words := strings.Fields(s)
	n := len(words)
	for len(words) > 1 && roleWords[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	if len(words) < n && len(words) > 1 && topicWords[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	for len(words) > 1 && roleWords[strings.ToLower(words[0])] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

var topicWords = map[string]bool{"politics": true, "business": true, "sports": true, "health": true, "science": true,
	"technology": true, "tech": true, "news": true, "environment": true, "culture": true, "world": true, "education": true}
