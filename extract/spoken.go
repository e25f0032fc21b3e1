package extract

import "strings"

// commonest are words that make up a fourth and more of what is written in a
// language, and hardly anything of what is written in another.
var commonest = map[string]map[string]bool{
	"en": wordMap("the of and to in that is was for it with as on be at by he his this have had are not but from which were they an their will would has been"),
	"de": wordMap("der die und das den von mit des ist im dem nicht ein eine als auch es auf für werden aus er hat dass sie nach wird bei einer um am sind noch wie einem"),
	"fr": wordMap("de la le et les des en un du une est dans qui que pour pas sur par au plus ce il ne avec sont se cette aux ont été"),
	"es": wordMap("de la que el en y los del se las por un para con una su al lo como más pero sus le ya este sí porque esta son entre"),
	"it": wordMap("di che il la e del per un una in della con non si dei nel le da al sono ha alla più gli anche come delle i è"),
	"nl": wordMap("de van het een en in is dat op te zijn met voor die niet aan er om ook als bij door maar worden naar heeft uit nog"),
	"pt": wordMap("de que o a e do da em um para com não uma os no se na por mais as dos como mas ao das foi à seu sua"),
	"sv": wordMap("och i att det som en på är av för med den till inte har de ett om var men så kan vid hade från"),
}

func wordMap(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

const (
	// commonShare is from which share of common words on a text is in the language
	// that its page declares. Texts in a language have 0.3 and more of its own,
	// and below 0.15 of another's.
	commonShare = 0.22
	// leastSpoken is how many words have to be there to tell, mostSpoken how many
	// are looked at.
	leastSpoken = 60
	mostSpoken  = 250
)

// spokenAs reports whether the commonest words of a text are those of the
// language that its page declares: the usual case, and a hundredth of the cost of
// finding out which of all languages it is.
func spokenAs(text, declared string) bool {
	words := commonest[languageOf(declared)]
	if words == nil {
		return false
	}
	all, common := 0, 0
	for word := range strings.FieldsSeq(text) {
		if all++; all > mostSpoken {
			break
		}
		if words[strings.ToLower(word)] {
			common++
		}
	}
	return all >= leastSpoken && float64(common) >= commonShare*float64(min(all, mostSpoken))
}

// languageOf gives the language of a tag without script and country.
func languageOf(tag string) string {
	language, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(language)
}
