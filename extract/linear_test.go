package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

func TestLevel(t *testing.T) {
	for _, test := range []struct{ x, want float32 }{{0, 0}, {1, 1}, {3, 2}, {2, 1.5}, {-7, -3}, {255, 8}} {
		if got := float32(steps(test.x)) / oneStep; got != test.want {
			t.Errorf("level of %v is %v, want %v", test.x, got, test.want)
		}
	}
}

// linearModel has base 1, the feature 0 from 0 to 2 with weight 10, words of 1/4
// and no trees.
func linearModel() []byte {
	var b bytes.Buffer
	b.WriteString(modelMagic)
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	put(uint32(1))
	put([]float32{0.5, 1, 0, 2, 10, 0.25})
	put(uint32(1))
	put(uint32(77)<<8 | 5)
	put(uint32(0))
	return b.Bytes()
}

func TestLinear(t *testing.T) {
	m, err := ReadModel(bytes.NewReader(linearModel()))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.linear.words.weight(77); got != 5 {
		t.Errorf("the word weighs %d, want 5", got)
	}
	for _, test := range []struct {
		x    float32
		said int32
		want float32
	}{{0, 0, 1}, {1, 4, 12}, {3, 0, 21}, {100, 0, 21}, {-5, -4, 0}} {
		r := row{n: 1}
		r.values[0] = test.x
		if got := m.linear.margin(&r, test.said); got != test.want {
			t.Errorf("margin of %v and %d is %v, want %v", test.x, test.said, got, test.want)
		}
	}
	if got, want := m.mean(2, 0), float32(1); got != want {
		t.Errorf("the mean of 2 and 0 is %v, want %v", got, want)
	}
	if got := new(Model).mean(2, 3); got != 3 {
		t.Errorf("without a linear part the mean is %v, want that of the trees", got)
	}
}

func TestReadModelRefusesLinear(t *testing.T) {
	good := linearModel()
	for i := len(modelMagic); i < len(good); i++ {
		if _, err := ReadModel(bytes.NewReader(good[:i])); !errors.Is(err, ErrModel) {
			t.Fatalf("cut at %d: got %v, want %v", i, err, ErrModel)
		}
	}
	for _, at := range []int{0, 24} { // the counts of features and words
		bad := bytes.Clone(good)
		copy(bad[len(modelMagic)+at:], "\xff\xff\xff\xff")
		if at == 24 {
			copy(bad[len(modelMagic)+28:], "\xff\xff\xff\xff")
		}
		if _, err := ReadModel(bytes.NewReader(bad)); !errors.Is(err, ErrModel) {
			t.Errorf("a count too large at %d: got %v, want %v", at, err, ErrModel)
		}
	}
}
