package extract

import "strings"

// commonest are words that make up a fourth and more of what is written in a
// language, and hardly anything of what is written in another.
var commonest = map[string]string{
	"en": "the of and to in that is was for it with as on be at by he his this have had are not but from which were they an their will would has been",
	"de": "der die und das den von mit des ist im dem nicht ein eine als auch es auf für werden aus er hat dass sie nach wird bei einer um am sind noch wie einem",
	"fr": "de la le et les des en un du une est dans qui que pour pas sur par au plus ce il ne avec sont se cette aux ont été",
	"es": "de la que el en y los del se las por un para con una su al lo como más pero sus le ya este sí porque esta son entre",
	"it": "di che il la e del per un una in della con non si dei nel le da al sono ha alla più gli anche come delle i è",
	"nl": "de van het een en in is dat op te zijn met voor die niet aan er om ook als bij door maar worden naar heeft uit nog",
	"pt": "de que o a e do da em um para com não uma os no se na por mais as dos como mas ao das foi à seu sua",
	"sv": "och i att det som en på är av för med den till inte har de ett om var men så kan vid hade från",
	"da": "og i at det er en til på som af de med for den der ikke har et om var fra han blev kan vi også efter men",
	"pl": "w i z na do nie się to że jest o a jak od po za przez ale dla są oraz tym przy jego może być tylko który",
	"ru": "и в не на что с по как это но к из у за от для его так же о все а он был или при до",
}

// speakers gives for each of these words the languages that have it: bit n is that of languages[n].
var speakers, languages = speech()

func speech() (map[string]uint16, []string) {
	words, names := map[string]uint16{}, []string{}
	for language, list := range commonest {
		for _, w := range strings.Fields(list) {
			words[w] |= 1 << len(names)
		}
		names = append(names, language)
	}
	return words, names
}

const (
	// commonShare is from which share of common words on a text is in the language
	// that its page declares. Texts in a language have 0.3 and more of its own,
	// and below 0.15 of another's.
	commonShare = 0.22
	// someShare is enough when no other language has half as many: lists of names
	// and short texts have few common words, but those are of one language.
	someShare = 0.08
	// leastSpoken is how many words have to be there for commonShare to tell,
	// leastCommon how many of them for someShare, mostSpoken how many are looked at.
	leastSpoken = 60
	leastCommon = 5
	mostSpoken  = 250
)

// spokenAs reports whether the commonest words of a text are those of the
// language that its page declares: the usual case, and a hundredth of the cost of
// finding out which of all languages it is.
func spokenAs(text, declared string) bool {
	declared = languageOf(declared)
	if len(text) < leastLetters || commonest[declared] == "" {
		return false
	}
	var counts [16]int
	all := 0
	for word := range strings.FieldsSeq(text) {
		if all == mostSpoken {
			break
		}
		all++
		for at, in := 0, speakers[strings.ToLower(word)]; in != 0; at, in = at+1, in>>1 {
			counts[at] += int(in & 1)
		}
	}
	own, others := 0, 0
	for at, language := range languages {
		if language == declared {
			own = counts[at]
		} else {
			others = max(others, counts[at])
		}
	}
	share := float64(own) / float64(max(all, 1))
	return all >= leastSpoken && share >= commonShare || own >= leastCommon && share >= someShare && own >= 2*others
}

// languageOf gives the language of a tag without script and country.
func languageOf(tag string) string {
	language, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(language)
}
