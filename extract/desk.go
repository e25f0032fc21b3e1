package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// deskWords say that a name is that of people who sign together: the desk of a
// newsroom, its staff, an editorial board.
var deskWords = wordSetOf(`
	staff team desk newsdesk webdesk newsroom editors editorial board reporters correspondents contributors
	redaktion redaktionsteam redaktionen redaksjonen redaktionel redacción redaccion redacció redação redacao
	redazione rédaction redactie redakcja redakce redakcia redakcija redacția redactia toimitus szerkesztőség
	редакция редакція редакцията συντακτική redaksi merkezi
	编辑部 編集部 編輯部 取材班 취재팀 편집국 편집부 تحریریه التحرير
	`)

// agencyWords are of news agencies, whose people are no desk of the publisher.
var agencyWords = wordSetOf(`
	agency agencies agentur agence agencia agenzia agensi press service services wire reuters afp dpa apa ansa efe ap pti ani ians
	tass xinhua kyodo yonhap belga anp ntb tt ritzau stt lusa ctk čtk mti pap sda bloomberg associated
	`)

// wires are the names of news agencies as publishers write them where a person is
// asked for.
var wires = map[string]bool{
	"ap": true, "associated press": true, "the associated press": true, "reuters": true, "thomson reuters": true, "afp": true,
	"agence france-presse": true, "agence france presse": true, "dpa": true, "dpa-afx": true, "dpa-infocom": true,
	"deutsche presse-agentur": true, "efe": true, "agencia efe": true, "europa press": true, "ansa": true,
	"agenzia ansa": true, "xinhua": true, "xinhua news agency": true, "新华社": true, "新華社": true, "tass": true, "тасс": true,
	"interfax": true, "интерфакс": true, "риа новости": true, "укрінформ": true, "pa media": true, "press association": true,
	"pti": true, "press trust of india": true, "ians": true, "ani": true, "upi": true, "united press international": true,
	"kyodo": true, "kyodo news": true, "共同通信": true, "jiji press": true, "時事通信": true, "yonhap": true,
	"yonhap news agency": true, "연합뉴스": true, "aap": true, "australian associated press": true, "the canadian press": true,
	"canadian press": true, "apa": true, "austria presse agentur": true, "sda": true, "keystone-sda": true, "belga": true,
	"anp": true, "ntb": true, "ritzau": true, "tt": true, "stt": true, "lusa": true, "agência lusa": true, "mti": true,
	"pap": true, "čtk": true, "ctk": true, "tasr": true, "agerpres": true, "tanjug": true, "hina": true,
	"anadolu ajansı": true, "anadolu agency": true, "bernama": true, "antara": true, "epd": true, "kna": true, "sid": true,
	"bloomberg": true, "bloomberg news": true, "cna": true, "中央社": true, "notimex": true, "télam": true, "telam": true,
}

// Confidence in a desk as the author, or in an agency that is declared to be one:
// it is one where the page names it as such and names no person, as manuals of citation have groups for authors
// (Publication Manual of the American Psychological Association, 7th edition,
// section 9.11).
const (
	deskScore  = .5
	deskUnseen = .45 // told to machines as the author, in structured data only
	groupScore = .3  // any other group: kept as a candidate, never an author
)

// maxDeskWords is how many words the name of a desk has at most.
const maxDeskWords = 6

// group notes what a byline or an author field says when it names no person.
func (b *bylines) group(from, byline string) {
	byline = collapse(byline)
	if end := bylineEnd(byline); end < len(byline) {
		byline = byline[end:]
	}
	if _, at, _, ok := (dateReader{notAfter: farFuture}).find(byline, firstTextYear); ok {
		byline = byline[:at]
	}
	name := collapse(strings.TrimFunc(parentheses.ReplaceAllString(byline, " "), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}))
	switch {
	case isDesk(name):
		b.groups.add(name, from, deskScore)
	case told(from) && name != "" && utf8.RuneCountInString(name) <= maxName && len(splitNames(name, false)) == 0:
		b.groups.add(name, from, groupScore)
	}
}

// wire notes an agency that the page declares to be the person who wrote it. Declared
// as an organization it is where the story comes from, and no author.
func (b *bylines) wire(from string, author *jsonValue) {
	name := collapse(author.str())
	if wires[strings.ToLower(name)] && author.is(personType) {
		b.groups.add(name, from, deskScore)
		return
	}
	b.group(from, name)
}

// personType is the type of people in structured data. See https://schema.org/Person.
var personType = map[string]bool{"person": true}

// isDesk reports whether a text is the name of a desk and nothing else.
func isDesk(name string) bool {
	words := strings.Fields(name)
	if r, _ := utf8.DecodeRuneInString(name); len(words) > maxDeskWords || unicode.IsLower(r) || strings.ContainsAny(name, "@,;|/:?!") {
		return false
	}
	desk := false
	for _, w := range words {
		if w = strings.ToLower(w); agencyWords[w] {
			return false
		}
		desk = desk || deskWords[w[strings.LastIndexByte(w, '-')+1:]]
	}
	return desk
}

// signed adds the groups to the candidates for the author: a desk or agency counts where no
// person is believable and readers see it, or structured data names it.
func (b *bylines) signed(people offers) offers {
	if len(b.groups) == 0 {
		return people
	}
	alone, page := people.best() < believable, ""
	for _, c := range b.groups {
		if c.Confidence == deskScore && alone && !visible(c.Source) {
			if page == "" {
				page = fold(textUpTo(b.d.root, maxPage))
			}
			switch {
			case strings.Contains(page, fold(c.Value)):
			case strings.HasPrefix(c.Source, "json-ld:") && !strings.Contains(c.Value, "."):
				c.Confidence = deskUnseen
			default:
				c.Confidence = groupScore
			}
		} else if !alone {
			c.Confidence = groupScore
		}
		people.add(c.Value, c.Source, c.Confidence)
	}
	people.sort()
	return people
}
