package extract

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of names.
const (
	maxAuthor  = 200 // characters
	maxAuthors = 50
	maxByline  = 600 // bytes of a byline that are read
)

// nameGaps part the names of a list.
var nameGaps = regexp.MustCompile(`(?i)\s*(?:[,;|/&\n•·⋅∙‧●–—+、，；]|\s-\s|\s(?:and|und|et|y|och|og|en|e|with|mit|avec|con|ve|и|та|i|ja|dan|for)\s|\s(?:in|aus|from)\s(?:\p{Lu}\pL+[\s,]*)+$)\s*`)

// splitNames makes the names of people out of a byline or an author field.
func splitNames(byline string, strict bool) []string {
	byline = collapse(byline)
	if strings.Contains(byline, "://") || photoCredit.MatchString(byline) {
		return nil
	}
	if rest, ok := gluedStart(byline); ok {
		byline = rest
	}
	if len(byline) > maxByline {
		byline = cut(byline, maxByline)
	}
	if _, from, _, ok := (dateReader{notAfter: farFuture}).find(byline, firstTextYear); ok {
		byline = withoutWeekday(byline[:from])
	}
	byline = parentheses.ReplaceAllString(byline, " ")
	byline = byline[bylineEnd(byline):]
	var out []string
	seen, afterBody := map[string]bool{}, false
	for _, part := range nameGaps.Split(byline, -1) {
		name := cleanName(part)
		known := person(name, strict) && !seen[fold(name)]
		if !known || afterBody && !strings.Contains(name, " ") {
			afterBody = namesBody(part)
			continue
		}
		seen[fold(name)] = true
		if out = append(out, cut(name, maxAuthor)); len(out) == maxAuthors {
			break
		}
	}
	return out
}

// weekdays stand between a name and a date.
var weekdays = wordSetOf(`monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
	lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo maandag dinsdag woensdag donderdag
	vrijdag zaterdag zondag lunedì martedì mercoledì giovedì venerdì sabato domenica senin selasa rabu kamis jumat sabtu minggu`)

// withoutWeekday takes the weekday and "on" off the end of what stands before a
// date. "Sun" and the like are names too, unless "on" is before them.
func withoutWeekday(s string) string {
	words := strings.Fields(s)
	for n := len(words); n > 1; n = len(words) {
		last := strings.ToLower(strings.Trim(words[n-1], ",.|-–"))
		if !weekdays[last] && last != "on" && last != "" && !(words[n-2] == "on" && len(last) == 3) {
			break
		}
		words = words[:n-1]
	}
	return strings.Join(words, " ")
}

// namesBody reports whether a part of a byline names an organization: a word
// behind it, as in "Ministry of Trade and Labour", belongs to it.
func namesBody(part string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(part)) {
		if organizational(w) || notPerson[w] && !roleWords[w] {
			return true
		}
	}
	return false
}

// gluedStart takes off a "By" that lost the blank behind it.
func gluedStart(s string) (string, bool) {
	for _, start := range [...]string{"By", "Author", "Von"} {
		if rest, ok := strings.CutPrefix(s, start); ok {
			if r, _ := utf8.DecodeRuneInString(rest); unicode.IsUpper(r) {
				return rest, true
			}
		}
	}
	return s, false
}

var (
	photoCredit = regexp.MustCompile(`(?i)^\W*(?:fotos?|photos?|photograph|bild(?:er)?|image|imagen|credit|quelle|source|©)\b\s*(?:[:©/(]|by\b|von\b|credit)`)
	farFuture   = time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)
	parentheses = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>`)
	mailAddress = regexp.MustCompile(`\S+@\S+|\s@\w+$`) // or an account behind the name
)

// notPerson are words that no name of a person holds: a byline with one of them
// is an organization, a role or a control of the page.
var notPerson = wordSetOf(`
	staff team desk news newsroom editorial editors redaktion redaktionen redazione redacción redaccion rédaction redactie
	redakcja redakcia redakce agency agencies agentur agence agencia press service services newspaper media magazine journal
	reuters afp dpa apa ansa efe afp.com bloomberg associated admin administrator webmaster unknown anonymous guest user author authors writer contributor
	contributors reporter reporters correspondent editor publisher company inc llc ltd gmbh corp corporation group foundation institute university
	association committee ministry department office school college center centre society council bureau
	subscribe share follow facebook twitter linkedin email print login comments comment minutes read min updated published
	posted tags category copyright reserved photo image video getty images home more view all profile archive posts website
	blog online digital studio studios network channel radio television community marketing communications support
	the this that with your you are was from about click here see what why how when sponsored advertisement partner content
	politics healthcare senior reports report showbiz sport sports business lifestyle nachrichten noticias aktuelles allgemein
	co kg ag eg e.v e.v. ev mbh kgaa social links
	times herald tribune gazette guardian telegraph chronicle observer independent inquirer daily weekly
	ceo cto cfo coo founder co-founder cofounder director president manager analyst expert specialist strategist consultant
	columnist md phd
	dpa-afx keystone-sda sda ap pti ani ians tass xinhua kyodo yonhap belga anp ntb tt ritzau stt lusa ctk čtk mti pap keystone
	redaktionsteam presseportal pressemitteilung newsdesk webdesk toimitus redaktionen redaksjonen redaktör com
	新华社 新华网 人民网 编辑 責任編輯 责任编辑 网 报 日报 通讯社 mehr artikel autoren alle über uhr lesezeit min. minuten veröffentlicht
	`)

// notAlone are words that fill an empty field, or end the address of a publisher;
// beside others they may be names.
var notAlone = wordSetOf(`no none null yes na n/a nil undefined test human link default dr. mr. mrs.
	germany deutschland austria österreich switzerland schweiz france italy italia spain españa portugal poland polska netherlands nederland
	usa uk canada australia india china japan brazil brasil mexico méxico argentina russia россия`)

func wordSetOf(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// Bounds of a person's name.
const (
	maxNameWords = 6
	maxNameChars = 60
)

// person reports whether a text can be the name of a person. Strict is for text
// that nothing marks as an author: two words at least, each with a capital.
func person(name string, strict bool) bool {
	n := utf8.RuneCountInString(name)
	words := strings.Fields(name)
	if n < 2 || n > maxNameChars || len(words) > maxNameWords || strings.ContainsAny(name, "<>{}=?!@%$€\"©®™…→›") {
		return false
	}
	if strings.Contains(name, "://") || strings.Contains(strings.ToLower(name), "www.") {
		return false
	}
	if low := strings.ToLower(name); len(words) == 1 && (domainLike.MatchString(name) || notAlone[low] || nameParticles[low] || danglingWords[low]) {
		return false
	}
	if len(words) == 2 && words[1] == "You" {
		words = words[:1] // a surname, not the reader
	}
	letters, digits := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	if letters < 2 || (digits > 0 && (strict || len(words) > 1 || digits > letters)) {
		return false
	}
	for _, w := range words {
		if w = strings.ToLower(strings.Trim(w, ".,:;'’")); notPerson[w] || organizational(w) || strings.Contains(w, ".") && domainLike.MatchString(w) {
			return false
		}
	}
	if _, isMonth := months[strings.ToLower(name)]; isMonth {
		return false
	}
	return capitals(words, strict)
}

var domainLike = regexp.MustCompile(`(?i)^(?:[\w-]+\.)+(?:com|org|net|de|at|ch|fr|it|es|eu|info|tv|io|co|uk|pl|ru|nl|be|news|blog)$`)

// organizationEnds end German and other compounds that are never surnames.
var organizationEnds = []string{"verband", "stiftung", "verein", "redaktion", "fraktion", "magazin", "zeitung", "nachrichten",
	"verlag", "partei", "ministerium", "agentur", "gesellschaft", "universität", "hochschule", "zentrale", "portal"}

func organizational(word string) bool {
	for _, end := range organizationEnds {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// nameParticles stand in names without a capital.
var nameParticles = wordSetOf("de la los las dei degli dello della del di da dos das do du des van von der den ter ten le el al bin ibn ben zu zum zur y e af av und dal degli st st. mac mc o’ d’ d' l' ’t 't op i of bint abu abd")

// capitals reports whether the words are written as names are; scripts without
// capitals pass.
func capitals(words []string, strict bool) bool {
	caseless, upper, lower := 0, 0, 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "'’\"“."))
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			upper++
		case unicode.IsLower(r) && !nameParticles[strings.ToLower(w)] && !strings.ContainsAny(w, "'’"):
			lower++
		case unicode.IsLetter(r) && !unicode.IsLower(r):
			caseless++
		}
	}
	switch {
	case caseless > 0 && upper == 0:
		return len(words) <= 3 && utf8.RuneCountInString(strings.Join(words, "")) <= 25
	case !strict && len(words) == 1:
		return true // a pen name
	case strict:
		return lower == 0 && len(words) >= 2 && upper >= 2
	}
	return lower == 0 || (lower <= 1 && upper >= 1 && len(words) <= 3) || (upper == 0 && len(words) == 2)
}
