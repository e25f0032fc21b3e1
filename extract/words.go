package extract

import (
	"unicode"
	"unicode/utf8"
)

// class tells what an ASCII byte is.
type class uint8

const (
	classOther class = iota
	classPunct
	classDigit
	classJoin // the underscore
	classLower
	classUpper
)

var asciiClass = func() (t [utf8.RuneSelf]class) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z':
			t[c] = classLower
		case c >= 'A' && c <= 'Z':
			t[c] = classUpper
		case c >= '0' && c <= '9':
			t[c] = classDigit
		case c == '_':
			t[c] = classJoin
		case c > ' ' && c < 0x7f:
			t[c] = classPunct
		}
	}
	return t
}()

const (
	hashSeed  = 14695981039346656037 // FNV-1a, 64 bits
	hashPrime = 1099511628211
)

func mix(h, v uint64) uint64 { return (h ^ v) * hashPrime }

func hashString(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}

// hashWords gives the hashes of the words of s, as block.read does.
func hashWords(s string) []uint64 {
	var l layout
	b := block{text: s}
	b.read(&l)
	return l.words
}

// reader is the state of one pass over the characters of a block.
type reader struct {
	*block
	words  []uint64
	hash   uint64
	length int // of the open word; 0 between words
	year   int // the open word as a number while it is one; -1 otherwise
	upper  bool
	last   rune // last character that is no closing quote or bracket
}

// read makes one pass over the text of the block: its words, which it appends
// to l.words, and its counts.
func (b *block) read(l *layout) {
	r := reader{block: b, words: l.words}
	from := int32(len(l.words))
	for i := 0; i < len(b.text); {
		if asciiClass[b.text[i]&0x7f] >= classLower && b.text[i] < utf8.RuneSelf {
			i += r.letterRun(b.text[i:])
			continue
		}
		c, size := utf8.DecodeRuneInString(b.text[i:])
		r.char(c)
		i += size
	}
	r.endWord()
	r.end()
	l.words = r.words
	b.words = span{from, int32(len(l.words))}
	b.hash, b.opening = hashSeed, hashSeed
	for i, w := range l.words[from:] {
		b.hash = mix(b.hash, w)
		if i < 4 {
			b.opening = mix(b.opening, w)
		}
	}
	b.opening = mix(b.opening, uint64(min(b.words.len(), 4)))
}

func (r *reader) char(c rune) {
	if c < utf8.RuneSelf {
		r.ascii(c)
		return
	}
	switch {
	case ideograph(c):
		r.letters++
		r.cjk++
		r.begin(c)
		r.endWord()
		r.open(c, uint64(c), false)
		r.endWord()
	case unicode.IsLetter(c):
		r.letters++
		upper := unicode.IsUpper(c)
		if upper {
			r.block.upper++
			r.begin('A')
		} else {
			r.begin('a')
		}
		r.open(c, uint64(unicode.ToLower(c)), upper)
	case unicode.IsNumber(c):
		r.digits++
		r.begin('1')
		r.open(c, uint64(c), false)
	default:
		r.symbol(c)
	}
	if !closing(c) {
		r.last = c
	}
}

func (r *reader) ascii(c rune) {
	switch asciiClass[c] {
	case classLower:
		r.letters++
		r.begin('a')
		r.open(c, uint64(c), false)
	case classUpper:
		r.letters++
		r.block.upper++
		r.begin('A')
		r.open(c, uint64(c|0x20), true)
	case classDigit:
		r.digits++
		r.begin('1')
		r.open(c, uint64(c), false)
	case classJoin:
		r.begin('_')
		r.open(c, uint64(c), false)
	default:
		r.symbol(c)
	}
	if c != ' ' && !closing(c) {
		r.last = c
	}
}

// letterRun reads the ASCII letters at the beginning of s, most of most texts,
// and gives their number.
func (r *reader) letterRun(s string) int {
	hash, n := r.hash, 0
	if r.length == 0 {
		hash, r.upper = hashSeed, asciiClass[s[0]] == classUpper
		r.begin(rune('a' - 32*bit(r.upper)))
	}
	upper := int32(0)
	for n < len(s) && s[n] < utf8.RuneSelf {
		c := asciiClass[s[n]]
		if c != classLower && c != classUpper {
			break
		}
		upper += bit(c == classUpper)
		hash = mix(hash, uint64(s[n]|0x20))
		n++
	}
	r.hash, r.year = hash, -1
	r.length += n
	r.letters += int32(n)
	r.block.upper += upper
	r.last = rune(s[n-1])
	return n
}

// begin notes how the block begins.
func (r *reader) begin(c rune) {
	if r.capital || r.small || r.block.symbol {
		return
	}
	switch {
	case c == 'A' || ideograph(c):
		r.capital = true
	case c == 'a':
		r.small = true
	default:
		r.block.symbol = true
	}
}

// open adds a character to the open word, or opens one.
func (r *reader) open(c rune, lower uint64, upper bool) {
	if r.length == 0 {
		r.hash, r.upper, r.year = hashSeed, upper, 0
	}
	r.length++
	r.hash = mix(r.hash, lower)
	if c >= '0' && c <= '9' && r.year >= 0 && r.length <= 4 {
		r.year = r.year*10 + int(c-'0')
	} else {
		r.year = -1
	}
}

// longestStopWord bounds the look-ups in the list of stop words.
const longestStopWord = 6

func (r *reader) endWord() {
	if r.length == 0 {
		return
	}
	r.words = append(r.words, r.hash)
	if r.length <= longestStopWord && stopWords.has(r.hash) {
		r.stops++
	}
	if r.upper {
		r.capitalised++
	}
	if r.length == 4 && r.year >= 1900 && r.year < 2100 {
		r.marks |= markYear
	}
	if r.length == 4 && r.hash == httpWord || r.length == 5 && r.hash == httpsWord {
		r.marks |= markAddress
	}
	r.length = 0
}

var httpWord, httpsWord = hashWord("http"), hashWord("https")

func hashWord(s string) uint64 {
	h := uint64(hashSeed)
	for _, c := range s {
		h = mix(h, uint64(unicode.ToLower(c)))
	}
	return h
}

func (r *reader) symbol(c rune) {
	r.endWord()
	if c == ' ' {
		if sentenceEnd(r.last) {
			r.sentences++
		}
		return
	}
	if len(r.words) == 0 || !r.capital && !r.small {
		if (c == '(' || c == '[') && !r.capital && !r.small && !r.block.symbol {
			r.marks |= markBracket
		}
		if !quote(c) && !r.capital && !r.small {
			r.block.symbol = true
		}
	}
	r.punct++
	switch c {
	case ',', '，', '、', '،', '؛':
		r.commas++
	case '|', '•', '»', '›', '→', '·':
		r.marks |= markBullet
	case '©':
		r.marks |= markCopyright
	case '@':
		r.marks |= markAddress
	case '$', '€', '£', '¥':
		r.marks |= markMoney
	}
	if quote(c) {
		r.marks |= markQuote
	}
}

func (r *reader) end() {
	r.endsSentence = sentenceEnd(r.last)
	if r.endsSentence {
		r.sentences++
	}
	if r.last == ':' || r.last == '：' {
		r.marks |= markColon
	}
}

func sentenceEnd(c rune) bool {
	switch c {
	case '.', '!', '?', '…', '。', '！', '？', '؟', '।', '۔':
		return true
	}
	return false
}

// closing reports characters that may follow the end of a sentence.
func closing(c rune) bool {
	switch c {
	case '"', '\'', ')', ']', '”', '’', '»', '«', '“', '」', '』', '）', '›', '‹':
		return true
	}
	return false
}

func quote(c rune) bool {
	switch c {
	case '"', '“', '”', '„', '«', '»', '「', '」', '『', '』', '‘', '’', '\'':
		return true
	}
	return false
}

// ideograph reports scripts that are written without spaces.
func ideograph(c rune) bool {
	return c >= 0x0e00 && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
