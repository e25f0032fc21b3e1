package extract

import (
	"encoding/binary"
	"testing"
)

// weights makes a table of words.
func weights(of map[uint32]int8) *wordTable {
	var in []byte
	for word, w := range of {
		in = binary.LittleEndian.AppendUint32(in, word<<8|uint32(uint8(w)))
	}
	t := readWords(in, len(of))
	return &t
}

func TestListen(t *testing.T) {
	attribute := func(role uint64, word string) uint32 { return hintWord(role, hashString(hashSeed, word)) }
	table := weights(map[uint32]int8{
		attribute(roleOwn, "promo"):                    -3,
		attribute(roleAround, "story"):                 10,
		attribute(roleFar, "site"):                     -100,
		hintWord(roleFirst, hashWord("more")):          1,
		hintWord(roleHeadingWord, hashWord("related")): 2,
	})
	doc, err := Parse([]byte(`<body><div class="site-2"><div id="Story"><div><p class="big promo">Read on</p><h2>Related</h2><p>More ferries</p></div></div></div></body>`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := segment(doc.root, nil)
	l.measure()
	got := l.listen(table)
	for i, want := range []int32{-93, -90, -87} {
		if got[i] != want {
			t.Errorf("block %q: got %d, want %d", l.blocks[i].text, got[i], want)
		}
	}
}

// TestWordsAreThoseThatServe holds that what training counts adds up to what is
// heard.
func TestWordsAreThoseThatServe(t *testing.T) {
	table := &embeddedModel().linear.words
	for _, f := range fixtures {
		doc := fixture(t, f.name, f.url)
		l := segment(doc.root, nil)
		l.measure()
		said := l.listen(table)
		for i, words := range doc.Words() {
			sum := int32(0)
			for _, w := range words {
				sum += table.weight(w)
			}
			if sum != said[i] {
				t.Errorf("%s, block %q: training counts %d, serving %d", f.name, l.blocks[i].text, sum, said[i])
			}
		}
	}
}
