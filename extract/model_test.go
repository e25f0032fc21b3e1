package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"
)

// model is a model of one tree.
func model(write func(put func(...any))) []byte {
	var b bytes.Buffer
	b.WriteString(modelMagic)
	put := func(values ...any) {
		for _, v := range values {
			binary.Write(&b, binary.LittleEndian, v)
		}
	}
	put([5]uint32{}) // no linear part
	put(uint32(1))
	write(put)
	return b.Bytes()
}

// oneTree asks: is feature 3 below 1.5, then 2, else -1.
func oneTree() []byte {
	return model(func(put func(...any)) {
		put(uint16(3), uint8(3), float32(1.5), uint16(2), uint8(leaf), float32(2), uint8(leaf), float32(-1))
	})
}

// deepTree counts feature 3 down from depth: its first leaf is depth steps away.
func deepTree(depth int) []byte {
	return model(func(put func(...any)) {
		put(uint16(2*depth + 1))
		for k := range depth {
			put(uint8(3), float32(depth-k), uint16(2*(depth-k)))
		}
		for k := range depth + 1 {
			put(uint8(leaf), float32(k))
		}
	})
}

func TestModelMargin(t *testing.T) {
	m, err := ReadModel(bytes.NewReader(oneTree()))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ value, want float32 }{{1, 2}, {1.5, -1}, {2, -1}, {float32(math.Inf(-1)), 2}} {
		r := row{n: 4}
		r.values[3] = test.value
		if got := m.margin(&r); got != test.want {
			t.Errorf("margin of %v is %v, want %v", test.value, got, test.want)
		}
	}
}

// Rows that walk together must not disturb each other.
func TestModelMargins(t *testing.T) {
	m, err := ReadModel(bytes.NewReader(deepTree(deepest)))
	if err != nil {
		t.Fatal(err)
	}
	var s keys
	want := [batch]float32{}
	for k := range batch {
		r := row{n: 4}
		r.values[3] = float32(k)
		s.set(k, &r)
		want[k] = float32(min(k, deepest))
	}
	if got := m.margins(&s, batch); got != want {
		t.Errorf("margins are %v, want %v", got, want)
	}
}

func TestReadModelRefuses(t *testing.T) {
	good := oneTree()
	outside := bytes.Clone(good)
	outside[len(modelMagic)+20+4+2+5] = 9 // the right child lies behind the end
	tests := []struct {
		name string
		in   []byte
	}{
		{"nothing", nil},
		{"a tree that is too deep", deepTree(deepest + 1)},
		{"a node of two parents", model(func(put func(...any)) {
			put(uint16(5), uint8(3), float32(1), uint16(3), uint8(3), float32(1), uint16(2),
				uint8(leaf), float32(1), uint8(leaf), float32(1), uint8(leaf), float32(1))
		})},
		{"another version", bytes.Replace(good, []byte("2\n"), []byte("1\n"), 1)},
		{"a cut tree", good[:len(good)-1]},
		{"a child outside", outside},
	}
	for _, test := range tests {
		if _, err := ReadModel(bytes.NewReader(test.in)); !errors.Is(err, ErrModel) {
			t.Errorf("%s: got %v, want %v", test.name, err, ErrModel)
		}
	}
}

// mostModelBytes bounds what the models add to a program.
const mostModelBytes = 400_000

func TestEmbeddedModels(t *testing.T) {
	if size := len(blocksModel) + len(secondModel) + len(pagesModel); size > mostModelBytes {
		t.Errorf("models have %d bytes, want at most %d", size, mostModelBytes)
	}
	for name, m := range map[string]struct {
		data     []byte
		features int
	}{"blocks": {blocksModel, FeatureCount}, "second": {secondModel, SecondFeatureCount}, "pages": {pagesModel, PageFeatureCount}} {
		model, err := ReadModel(bytes.NewReader(m.data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(model.trees) < 50 {
			t.Errorf("%s: %d trees", name, len(model.trees))
		}
		for _, t1 := range model.trees {
			for _, n := range t1.nodes {
				if f := n.feature(); f >= m.features {
					t.Fatalf("%s asks for feature %d of %d", name, f, m.features)
				}
			}
		}
	}
}
