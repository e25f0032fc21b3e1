package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"
)

// tree is a model of one tree: is feature 3 below 1.5, then 2, else -1.
func tree() []byte {
	var b bytes.Buffer
	b.WriteString(modelMagic)
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	put(uint32(1))
	put(uint16(3))
	put(uint8(3))
	put(float32(1.5))
	put(uint16(2))
	put(uint8(leaf))
	put(float32(2))
	put(uint8(leaf))
	put(float32(-1))
	return b.Bytes()
}

func TestModelMargin(t *testing.T) {
	m, err := ReadModel(bytes.NewReader(tree()))
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

func TestReadModelRefuses(t *testing.T) {
	good := tree()
	outside := bytes.Clone(good)
	outside[len(modelMagic)+4+2+5] = 9 // the right child lies behind the end
	tests := []struct {
		name string
		in   []byte
	}{
		{"nothing", nil},
		{"another version", bytes.Replace(good, []byte("1\n"), []byte("0\n"), 1)},
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
	if size := len(blocksModel) + len(pagesModel); size > mostModelBytes {
		t.Errorf("models have %d bytes, want at most %d", size, mostModelBytes)
	}
	for name, m := range map[string]struct {
		data     []byte
		features int
	}{"blocks": {blocksModel, FeatureCount}, "pages": {pagesModel, PageFeatureCount}} {
		model, err := ReadModel(bytes.NewReader(m.data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(model.trees) < 50 {
			t.Errorf("%s: %d trees", name, len(model.trees))
		}
		for _, n := range model.nodes {
			if int(n.feature) >= m.features {
				t.Fatalf("%s asks for feature %d of %d", name, n.feature, m.features)
			}
		}
	}
}
