package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldings are letters that people type otherwise than they are printed, and which
// Unicode does not take apart: ligatures and strokes of Latin, the final sigma, letters
// of Arabic that are told apart by some and not by others, its digits. An empty one is
// left out: a soft hyphen, a tatweel.
var foldings = map[rune]string{
	'ß': "ss", 'ẞ': "SS", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D",
	'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "TH", 'ħ': "h", 'Ħ': "H", 'ŧ': "t", 'Ŧ': "T", 'ŋ': "n", 'Ŋ': "N", 'ı': "i", 'ς': "σ",
	'ة': "ه", 'ى': "ي", 'ی': "ي", 'ک': "ك", '\u0640': "", '\u00AD': "",
	'٠': "0", '١': "1", '٢': "2", '٣': "3", '٤': "4", '٥': "5", '٦': "6", '٧': "7", '٨': "8", '٩': "9",
	'۰': "0", '۱': "1", '۲': "2", '۳': "3", '۴': "4", '۵': "5", '۶': "6", '۷': "7", '۸': "8", '۹': "9",
	'\uE000': " ", // facetSign: no text passes for a filter
}

// accents are marks that make no other letter in the scripts that have them: of Latin,
// Greek and Cyrillic, the vowel signs of Hebrew and Arabic, and selectors of emoji. The
// marks of Indian scripts, of Thai and of kana are letters of their own and stay.
var accents = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0300, Hi: 0x036F, Stride: 1}, {Lo: 0x0483, Hi: 0x0487, Stride: 1}, {Lo: 0x0591, Hi: 0x05BD, Stride: 1}, {Lo: 0x05BF, Hi: 0x05BF, Stride: 1},
	{Lo: 0x05C1, Hi: 0x05C2, Stride: 1}, {Lo: 0x05C4, Hi: 0x05C5, Stride: 1}, {Lo: 0x05C7, Hi: 0x05C7, Stride: 1}, {Lo: 0x064B, Hi: 0x065F, Stride: 1},
	{Lo: 0x0670, Hi: 0x0670, Stride: 1}, {Lo: 0xFE00, Hi: 0xFE0F, Stride: 1},
}}

// folded gives a text as the index compares it, but for the case of its letters: without
// accents, in the plainest of the forms that Unicode has for a character (UAX #15, NFKC),
// full width as half, ligatures as letters. What is only ASCII stays as it is.
func folded(text string) string {
	ascii := true
	for i := 0; i < len(text) && ascii; i++ {
		ascii = text[i] < utf8.RuneSelf
	}
	if ascii {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		if r < utf8.RuneSelf {
			b.WriteByte(byte(r))
		} else if plain, there := foldings[r]; there {
			b.WriteString(plain)
		} else if !unicode.Is(accents, r) {
			b.WriteRune(r)
		}
	}
	return whole.Replace(norm.NFC.String(b.String()))
}

// whole puts the vowels of Thai and Lao together that NFKD takes apart for good.
var whole = strings.NewReplacer("\u0E4D\u0E32", "\u0E33", "\u0ECD\u0EB2", "\u0EB3")
