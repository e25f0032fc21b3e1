package extract

import (
	"errors"
	"fmt"
	"slices"
)

// Kind says what a block of text is on its page.
type Kind uint8

// The kinds of block. A kind is read from markup and words alone; whether the
// block belongs to the article is a separate question (Block.Kept).
const (
	Other Kind = iota
	Headline
	Standfirst
	Paragraph
	Heading
	ListItem
	Quotation
	PullQuote
	Code
	TableCell
	Caption
	Credit
	Byline
	Dateline
)

var kindNames = [...]string{
	Other: "other", Headline: "headline", Standfirst: "standfirst", Paragraph: "paragraph",
	Heading: "heading", ListItem: "list-item", Quotation: "quotation", PullQuote: "pull-quote",
	Code: "code", TableCell: "table-cell", Caption: "caption", Credit: "credit",
	Byline: "byline", Dateline: "dateline",
}

// String is the name of the kind in lower case, for example "pull-quote".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Other]
}

// MarshalText writes the name of the kind.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// ErrUnknownKind is returned for a name that is none of a kind of block.
var ErrUnknownKind = errors.New("unknown kind of block")

// UnmarshalText reads what MarshalText writes. The error wraps ErrUnknownKind.
func (k *Kind) UnmarshalText(name []byte) error {
	i := slices.Index(kindNames[:], string(name))
	if i < 0 {
		return fmt.Errorf("%w: %q", ErrUnknownKind, name)
	}
	*k = Kind(i)
	return nil
}

// Block is one run of text between two boundaries of block elements or line
// breaks, and what was decided about it. As JSON it is one object with the keys
// below; kind is the name that Kind.String gives.
type Block struct {
	Kind      Kind    `json:"kind"`
	Text      string  `json:"text"`      // white space collapsed
	Words     int     `json:"words"`     // runs of letters, digits and underscores; a Han, kana or Thai character counts as one
	Score     float64 `json:"score"`     // probability of belonging to the article, 0 to 1, in thousandths
	Kept      bool    `json:"kept"`      // part of the text of the article
	Reason    string  `json:"reason"`    // why it was kept or left out: "model", "selector", "script", or the name of a rule
	Container int     `json:"container"` // number of the element two levels above, the same for blocks that stand together
}

// block is one run of text as the segmenter finds it.
type block struct {
	el           int32 // nearest block element
	leafDepth    int16 // elements between el and the first text node
	leafTag      tag
	breaks       uint8 // br elements just before it in the same element
	breakAfter   bool
	state        nesting
	text         string
	nodes        span // in layout.nodes
	words        span // in layout.words
	heading      int8 // 1 to 6, or 0
	kind         Kind
	long         bool
	endsSentence bool
	capital      bool // begins with an upper-case letter
	small        bool // begins with a lower-case letter
	symbol       bool // begins with something else
	stops        int32
	chars        int32
	linkChars    int32
	boldChars    int32
	punct        int32
	commas       int32
	letters      int32
	upper        int32
	digits       int32
	cjk          int32
	sentences    int32
	capitalised  int32 // words that begin with an upper-case letter
	marks        mark
	hash         uint64 // of all words
	opening      uint64 // of the first four words
	begins       string // in lower case; empty when not yet asked
}

// span is a half-open range of indices.
type span struct{ from, to int32 }

func (s span) len() int32 { return s.to - s.from }

// mark is a set of signs seen in a block.
type mark uint16

const (
	markBullet mark = 1 << iota
	markCopyright
	markYear
	markAddress // an at sign or http
	markQuote
	markBracket // begins with a bracket
	markColon   // ends with a colon
	markMoney   // a sign of a currency
)

// linkShare is the share of characters inside links, 0 to 1.
func (b *block) linkShare() float32 { return ratio(b.linkChars, b.chars) }

// size is the number of words, CJK characters counted half: two of them say
// about as much as one word.
func (b *block) size() int32 { return b.words.len() - b.cjk/2 }

func ratio(a, b int32) float32 {
	if b == 0 {
		return 0
	}
	return float32(a) / float32(b)
}
