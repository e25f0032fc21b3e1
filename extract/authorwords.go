package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// authorPhrases stand before a name in a byline: "by", and the words for author,
// text, writer and "written by" in every language. A colon at the end of one means
// that it needs one behind it.
var authorPhrases = phraseSetOf(`
	by, post author, author, authors, reporter, journalist, interview:,
	von, ein beitrag von, ein artikel von, autor, autores, autora, autoren, autorin, autorinnen, autori, autorka, text, verfasser, verfasserin,
	door, geschreven door, gepost door, auteur, auteurs, tekst, av, af, skrevet av, skrevet af, skriven av, forfatter, skribent, höfundur,
	par, écrit par, publié par, rédigé par, propos recueillis par, texte, auteure, autrice,
	di, a cura di, scritto da, pubblicato da, testo, testo di, autore,
	por, escrito por, publicado por, postado por, redacción:, texto, escrit per, de către, scris de, publicat de,
	автор, авторка, авторы, автори, авторът, автор статьи, текст, журналист, корреспондент, беседовал, беседовала, подготовил, подготовила,
	аутор, пише, napsal, napsala, opracował, opracowała, avtor, piše, rozmawiał, rozmawiała,
	kirjoittaja, teksti, toimittaja, írta, szerző, autors, autorius, yazan, yazar, muhabir, haber:, κείμενο, συντάκτης, γράφει ο, γράφει η, nga,
	كتب, كتبت, بقلم, إعداد, الكاتب, تأليف, מאת, כתב:, נכתב על ידי, نویسنده, نوشته, به قلم, تحریر, लेखक, लेखिका, লেখক,
	tác giả, bài:, bài viết:, penulis, oleh, pewarta, โดย, ผู้เขียน, เขียนโดย, 글쓴이, 글, 작성자,
	记者, 記者, 本报记者, 本報記者, 本刊记者, 见习记者, 作者, 撰文, 文, 筆者, 執筆, 執筆者, 著者, 取材, ライター`)

// doneWords say what someone did "by" whom stands behind them, also two of them
// with "and" between.
var doneWords = wordSetOf(`written posted published reported story review reviewed words article text authored submitted contributed
	opinion analysis edited added interview photo photos eingestellt veröffentlicht verfasst protokoll gastbeitrag kommentar geschrieben
	aufgezeichnet wortlaut`)

// authorLabels name an author wherever a line has them with a colon.
var authorLabels = wordSetOf(`author autor autorin autorka auteur autore автор текст tekst yazan yazar muhabir penulis reporter 作者 撰文 记者 記者
	מאת بقلم كتب लेखक`)

func phraseSetOf(s string) map[string]bool {
	m := map[string]bool{}
	for phrase := range strings.SplitSeq(s, ",") {
		m[collapse(phrase)] = true
	}
	return m
}

// maxPhrase is how many words a phrase has at most.
const maxPhrase = 4

// bylineEnd gives where the words that open a byline end, with the signs around
// them, 0 when s opens with none.
func bylineEnd(s string) int {
	at := len(s) - len(strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("-–—|•·:【（［", r)
	}))
	end := 0
	for at < len(s) {
		next := phraseEnd(s, at)
		if next == 0 {
			break
		}
		at, end = next, next
	}
	return end
}

// phraseEnd gives where the longest phrase at that place ends, with the blank or
// the colon behind it, 0 when none begins there.
func phraseEnd(s string, at int) int {
	var ends [maxPhrase]int
	words := [maxPhrase]string{}
	n, end := 0, 0
	for from := at; n < maxPhrase; n++ {
		to := from + wordLength(s[from:])
		if to == from {
			break
		}
		words[n], ends[n] = strings.ToLower(s[from:to]), to
		phrase := strings.ToLower(s[at:to])
		behind, colon := separator(s, to)
		if behind > 0 && (authorPhrases[phrase] || colon && authorPhrases[phrase+":"] || done(words[:n+1])) {
			end = behind
		}
		if to >= len(s) || s[to] != ' ' {
			break
		}
		from = to + 1
	}
	return end
}

// done reports whether words are "written by", "text and photos by" or "ein
// Kommentar von".
func done(words []string) bool {
	last := words[len(words)-1]
	if last != "by" && last != "von" {
		return false
	}
	switch len(words) {
	case 2:
		return doneWords[words[0]]
	case 3:
		return words[0] == "ein" || words[0] == "eine" || words[0] == "im" && doneWords[words[1]]
	case 4:
		return doneWords[words[0]] && (words[1] == "and" || words[1] == "und")
	}
	return false
}

// wordLength gives the length in bytes of the run of letters that s begins with.
func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return i
		}
	}
	return len(s)
}

// separator passes what stands behind a phrase: blanks, a colon or a slash, or the
// end of the text. It gives 0 when there is nothing of the kind.
func separator(s string, at int) (end int, colon bool) {
	for end = at; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case strings.ContainsRune(":：", r):
			colon = true
		case !unicode.IsSpace(r) && !strings.ContainsRune("/／・", r):
			if end == at {
				return 0, false
			}
			return end, colon
		}
		end += size
	}
	return end, colon
}

// bylineInside gives where a name begins that stands in the middle of a line:
// "Posted on 3 May 2026 by Jane Doe", "3 May 2026, text: Jane Doe"; -1 for none.
func bylineInside(line string) int {
	if m := bylineAfterDate.FindStringIndex(line); m != nil {
		return m[1]
	}
	for i, r := range line {
		switch {
		case (r == ':' || r == '：') && authorLabels[strings.ToLower(wordBefore(line[:i]))]:
			return i + utf8.RuneLen(r)
		case (r == 'w' || r == 'W') && i > 0 && len(line) > i+len(writtenBy) && strings.EqualFold(line[i:i+len(writtenBy)], writtenBy):
			return i + len(writtenBy)
		}
	}
	return -1
}

const writtenBy = "written by "

// wordBefore gives the word that ends s.
func wordBefore(s string) string {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	at := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if at < 0 {
		return ""
	}
	_, size := utf8.DecodeRuneInString(s[at:])
	return s[at+size:]
}

// bylineAfterDate finds the name behind what was done and when.
var bylineAfterDate = regexp.MustCompile(`(?i)^(?:posted|published|created|written|submitted|veröffentlicht|erstellt|publié|publicado)\b.{0,60}?\s(?:by|von|par|por)\s+`)

// nextLabel begins what a line goes on with behind a name: "editor: ".
var nextLabel = regexp.MustCompile(`\s[\pL\pM]{2,20}\s*[:：]`)

// authorLabel opens a line that names the author wherever it stands, mostly below
// the story.
var authorLabel = regexp.MustCompile(`(?i)^\W{0,3}(?:autor(?:en|in|innen)?|authors?|auteurs?|autora?|autore)\b\s*:?\s*\p{Lu}|^\s*[（(【]?\s*(?:автор|текст|作者|撰文|מאת|yazan|penulis|szerző)\s*[:：]`)

// reporterOf finds the name before or behind the word for a reporter, as papers of
// Korea, China and Japan write bylines without anything between.
var reporterOf = regexp.MustCompile(`^[\s\[(【（［]*(?:[\pL]{1,8}\s*=\s*)?(\p{Hangul}{2,4})\s?(?:기자|특파원|논설위원|선임기자)(?:[\s=\]),·]|$)` +
	`|^[\s\[(【（［]*(?:\p{Han}{1,8}[／/])?(?:记者|記者)\s*[:：・]?\s*(\p{Han}{2,4}(?:[、 ]\p{Han}{2,4}){0,3})\s*(?:[／/]|報導|報道|报道|】|$)`)

// reporter gives the names in a line of that form, or "".
func reporter(line string) string {
	if !holdsAny(line, reporterWords) {
		return ""
	}
	m := reporterOf.FindStringSubmatch(line)
	switch {
	case m == nil:
		return ""
	case m[1] != "":
		return m[1]
	}
	return m[2]
}

var reporterWords = []string{"기자", "특파원", "논설위원", "记者", "記者"}
