package store

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A page changes with every visit although nobody has touched its article: what
// was read how often, how long ago it appeared, what day it is, what else there
// is to read. Where such a line has got into the text, it makes no revision.

const (
	// counterWords is how long a line of counters or times is at most. A sentence
	// of the article that speaks of such things is longer, or has other words.
	counterWords = 12
	// labelWords is how long a line that begins like a label is at most.
	labelWords = 30
)

// lastingWords gives the words of a text, line by line, without the lines that change
// by themselves.
func lastingWords(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var words []string
		for line := range strings.Lines(text) {
			words = appendWords(words[:0], line)
			if len(words) <= labelWords && volatileLine(words) {
				continue
			}
			for _, w := range words {
				if !yield(w) {
					return
				}
			}
		}
	}
}

// appendWords appends the words of a line.
func appendWords(words []string, line string) []string {
	start := -1 // of the word that is read
	for i := 0; i < len(line); {
		r, size := rune(line[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(line[i:])
		}
		switch {
		case !blank(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			words, start = append(words, line[start:i]), -1
		}
		i += size
	}
	if start >= 0 {
		words = append(words, line[start:])
	}
	return words
}

// blank is what stands between words: white space, and what has no width.
func blank(r rune) bool {
	if r < 0x80 {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r) || r == 0x200B || r == 0xFEFF
}

// volatileLine reports whether all parts of a line, as set off by bars and dots,
// change by themselves.
func volatileLine(fields []string) bool {
	if len(fields) == 0 || labelled(fields) {
		return true
	}
	if len(fields) > counterWords {
		return false
	}
	start := 0
	for i, f := range fields {
		if f == "|" || f == "·" || f == "•" {
			if i > start && !ticks(fields[start:i]) {
				return false
			}
			start = i + 1
		}
	}
	return start == len(fields) || ticks(fields[start:])
}

// labels begin lines that lead to other articles or to buy something; they are
// found by their first word.
var labels = labelTable("advertisement", "advertising", "sponsored", "anzeige", "werbung", "publicité", "publicidad", "pubblicità", "publicidade",
	"read more:", "read also:", "also read:", "see also:", "related:", "related articles:", "more:", "more on this:", "most read:", "trending:",
	"recommended:", "you may also like:", "lesen sie auch:", "mehr zum thema:", "lire aussi:", "à lire aussi:", "lea también:", "leggi anche:",
	"leia também:", "lees ook:")

func labelTable(labels ...string) map[string][][]string {
	table := make(map[string][][]string)
	for _, l := range labels {
		words := strings.Fields(l)
		table[words[0]] = append(table[words[0]], words)
	}
	return table
}

// labelled reports whether a line is a label with what it leads to. One without
// a colon has to be the whole line.
func labelled(fields []string) bool {
	return slices.ContainsFunc(labels[strings.ToLower(fields[0])], func(label []string) bool {
		if len(fields) < len(label) || !strings.HasSuffix(label[len(label)-1], ":") && len(fields) > len(label) {
			return false
		}
		for i, word := range label[1:] {
			if strings.ToLower(fields[i+1]) != word {
				return false
			}
		}
		return true
	})
}

// tick is what a word of a volatile line may be.
type tick uint8

const (
	tickNumber  tick = 1 << iota // 1,234 12k 5th 10:35
	tickCounted                  // what is counted: views, comments
	tickUnit                     // of time
	tickAgo                      // tells that a time is counted from now
	tickDay                      // names a day or month
	tickFill                     // stands among them and says nothing
)

// ticks reports whether some words are nothing but a counter (1,234 views), a
// time counted from now (updated 5 minutes ago), or a date (today is Monday).
func ticks(fields []string) bool {
	var all tick
	for _, f := range fields {
		t := tickOf(strings.ToLower(strings.TrimFunc(f, notInWord)))
		if t == 0 {
			return false
		}
		all |= t
	}
	number := all&tickNumber != 0
	return number && all&(tickCounted|tickUnit) != 0 || all&(tickAgo|tickDay) != 0
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func tickOf(word string) tick {
	if word == "" {
		return tickFill
	}
	if r := rune(word[0]); r >= '0' && r <= '9' {
		return numberTick(word)
	}
	return tickWords[word]
}

// numberTick tells a number, perhaps with a short ending (12k, 5th, 10:35am), from
// a word that begins with a digit.
func numberTick(word string) tick {
	letters := 0
	for _, r := range word {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters > 2 {
		return 0
	}
	if strings.Contains(word, ":") {
		return tickNumber | tickDay
	}
	return tickNumber
}

// tickWords are those of the languages that most news is in.
var tickWords = wordTable(map[tick]string{
	tickCounted: `view views visit visits read reads reader readers comment comments reply replies like likes share shares retweets reactions
		votes vote upvotes downloads plays listeners followers subscribers aufrufe kommentar kommentare mal gelesen geteilt leser vues vue
		commentaire commentaires partages lecteurs vistas visitas comentario comentarios lecturas visualizzazioni commenti commento condivisioni
		visualizações comentários compartilhamentos reacties weergaven`,
	tickUnit: `s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w week weeks month months year years
		sekunde sekunden minuten stunde stunden std tag tage tagen woche wochen monat monaten jahr jahren seconde secondes heure heures jour jours
		semaine semaines mois ans segundo segundos minuto minutos hora horas día días semana semanas mes meses año años secondi minuti ora ore
		giorno giorni settimana settimane dia dias uur dagen weken`,
	tickAgo: `ago now moments today yesterday vor heute gestern il-y-a aujourd'hui hier hace hoy ayer fa oggi ieri há hoje ontem geleden vandaag gisteren`,
	tickDay: `monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
		january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
		montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember
		lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre
		lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
		lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
		segunda terça quarta quinta sexta janeiro fevereiro março maio junho julho setembro outubro novembro dezembro`,
	tickFill: `updated published posted modified edited last on at is it by the of and a an in to am pm utc gmt cet cest est edt pst pdt ist just about
		total so far no one this story article was been has times time uhr aktualisiert zuletzt veröffentlicht stand am um und
		il y mis à jour publié le par de del el las los actualizado publicado aggiornato alle`,
})

func wordTable(lists map[tick]string) map[string]tick {
	table := make(map[string]tick)
	for t, words := range lists {
		for word := range strings.FieldsSeq(words) {
			table[word] |= t
		}
	}
	return table
}
