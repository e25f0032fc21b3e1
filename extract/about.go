package extract

import "strings"

// aboutHeads stand over a box in which the publisher speaks of itself.
var aboutHeads = phrasesOf("about us", "who we are", "what we do", "our mission", "über uns", "wer wir sind", "qui sommes-nous",
	"qui sommes nous", "à propos de nous", "quiénes somos", "sobre nosotros", "chi siamo", "over ons", "wie zijn wij", "wie we zijn",
	"quem somos", "sobre nós", "om oss", "om os", "o nas", "o nás", "о нас", "关于我们", "關於我們", "会社概要", "hakkımızda", "tentang kami")

// aboutNamed stand over such a box before the name of the publisher.
var aboutNamed = []string{"about ", "who is ", "what is ", "über ", "à propos de ", "à propos du ", "sobre ", "over ", "om ", "o "}

// headsAbout reports the heading of a box about the publisher. A mild sign is
// "About" with any name.
func (r *reading) headsAbout(b *block, mild bool) bool {
	if b.words.len() > longestHead || b.endsSentence && b.heading == 0 && b.boldChars < b.chars {
		return false
	}
	lower := b.beginsWith()
	if aboutHeads.begin(lower) {
		return mild || b.heading > 0 || b.boldChars == b.chars || b.words.len() <= shortestHead
	}
	if mild && strings.HasPrefix(lower, "about ") {
		return b.heading > 0 || b.boldChars == b.chars
	}
	for _, over := range aboutNamed {
		rest, begins := strings.CutPrefix(lower, over)
		if begins && r.namesPublisher(strings.TrimRight(rest, " :.?")) {
			return true
		}
	}
	return false
}

func (r *reading) namesPublisher(s string) bool {
	s = strings.TrimPrefix(s, "the ")
	for _, name := range r.publishers {
		if s == name {
			return true
		}
	}
	return false
}

// selfDescriptions follow the name of a publisher that speaks of itself.
var selfDescriptions = phrasesOf("is a ", "is an ", "is the ", "are a ", "was founded ", "ist ein", "ist der ", "ist die ", "ist das ", "est un", "es un", "è un", "is een ", "é um", "är en", "er en", "er et")

// selfIntroductions begin a box in which the publisher speaks of itself without
// its name.
var selfIntroductions = phrasesOf("we are a ", "we are an ", "we are the ", "we're a ", "we’re a ", "we're an ", "we’re an ", "wir sind ein", "nous sommes un", "somos un", "siamo un", "wij zijn een ")

// aboutPublisher reports a block that introduces the publisher. A mild sign
// needs no name, or nothing but the name.
func (r *reading) aboutPublisher(i int, mild bool) bool {
	b := &r.blocks[i]
	if b.words.len() < 6 || b.state.inside&underQuote != 0 {
		return false
	}
	lower := strings.ToLower(b.text[:min(len(b.text), 96)])
	if mild && (b.small && selfDescriptions.begin(lower) || selfIntroductions.begin(lower)) {
		return true // its subject stands in a block of its own, or is "we"
	}
	for _, name := range r.publishers {
		rest, named := strings.CutPrefix(strings.TrimPrefix(lower, "the "), name)
		if named && selfDescriptions.begin(strings.TrimLeft(rest, " ,")) {
			return true
		}
	}
	return false
}

// introducesPublisher reports the only kept sentence that begins with the name of
// the publisher. Where there are more, the page is about the publisher itself.
func (r *reading) introducesPublisher(i int) bool {
	if !r.blocks[i].endsSentence || !r.beginsWithPublisher(&r.blocks[i]) {
		return false
	}
	for j, kept := range r.kept {
		if kept && j != i && r.beginsWithPublisher(&r.blocks[j]) {
			return false
		}
	}
	return true
}

func (r *reading) beginsWithPublisher(b *block) bool {
	if b.words.len() < 6 || b.state.inside&underQuote != 0 {
		return false
	}
	lower := strings.TrimPrefix(b.beginsWith(), "the ")
	for _, name := range r.publishers {
		if rest, named := strings.CutPrefix(lower, name); named && strings.HasPrefix(rest, " ") {
			return true
		}
	}
	return false
}
