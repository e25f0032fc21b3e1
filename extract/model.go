package extract

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
)

// Model tells how likely a block belongs to the article: the mean of a linear
// model and a sum of decision trees. The train folder derives it.
type Model struct {
	linear linear
	trees  []tree
}

const leaf = 255 // no feature has this number

// modelMagic begins a model file and names its version: it changes with the
// meaning of the features.
const modelMagic = "winnow blocks 2\n"

// ErrModel is returned by ReadModel for bytes that are no model of this version.
var ErrModel = errors.New("not a model of this version")

// maxModel bounds a model file, in bytes.
const maxModel = 4 << 20

// ReadModel reads a model. The format is a line that names the version, the
// linear part, the number of trees (uint32, little endian), and for each tree
// the number of its nodes (uint16) and its nodes in preorder: the feature (uint8; 255 for a leaf),
// the threshold or weight (float32), and, except for a leaf, the distance to
// the right child (uint16).
func ReadModel(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxModel))
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	in, named := bytes.CutPrefix(data, []byte(modelMagic))
	if !named {
		return nil, ErrModel
	}
	m := &Model{}
	if m.linear, in, err = readLinear(in); err != nil {
		return nil, err
	}
	if len(in) < 4 {
		return nil, ErrModel
	}
	trees := int(binary.LittleEndian.Uint32(in))
	in = in[4:]
	for range trees {
		if in, err = m.readTree(in); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *Model) readTree(in []byte) ([]byte, error) {
	nodes, in, err := readPreorder(in)
	if err != nil {
		return nil, err
	}
	t, err := plantTree(nodes)
	m.trees = append(m.trees, t)
	return in, err
}

// preorder is a node of a tree as a file has it.
type preorder struct {
	feature uint8
	value   float32
	right   int // index of the right child; the left one follows its parent
}

func readPreorder(in []byte) (tree []preorder, rest []byte, err error) {
	if len(in) < 2 {
		return nil, nil, ErrModel
	}
	count := int(binary.LittleEndian.Uint16(in))
	in = in[2:]
	for i := range count {
		if len(in) < 5 {
			return nil, nil, ErrModel
		}
		n := preorder{feature: in[0], value: math.Float32frombits(binary.LittleEndian.Uint32(in[1:]))}
		in = in[5:]
		if n.feature != leaf {
			if len(in) < 2 {
				return nil, nil, ErrModel
			}
			n.right = i + int(binary.LittleEndian.Uint16(in))
			in = in[2:]
			if n.right < i+2 || n.right >= count {
				return nil, nil, ErrModel
			}
		}
		tree = append(tree, n)
	}
	if count == 0 || tree[count-1].feature != leaf {
		return nil, nil, ErrModel
	}
	return tree, in, nil
}

// hopeless is the log-odds by the linear part below which the trees are not
// asked: half of all blocks, and in two of a thousand words of articles wrongly.
const hopeless = -5

// mean is the log-odds by those of the two parts.
func (m *Model) mean(linear, trees float32) float32 {
	return m.linear.share*linear + (1-m.linear.share)*trees
}

//go:embed blocks.model
var blocksModel []byte

// embeddedModel is the model that serves unless Options has another. A broken
// file cannot leave the house: the tests read it.
var embeddedModel = sync.OnceValue(func() *Model {
	m, err := ReadModel(bytes.NewReader(blocksModel))
	if err != nil {
		return &Model{}
	}
	return m
})
