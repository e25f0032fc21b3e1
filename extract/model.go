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

// Model tells how likely a block belongs to the article: a sum of decision
// trees over the features of the block. The train folder derives it.
type Model struct {
	nodes []node
	roots []int32
}

// node is one question of a tree, or a leaf. The left child follows its parent.
type node struct {
	value   float32 // threshold, or the weight of a leaf
	right   uint16  // nodes to skip for the right child
	feature uint8   // leaf for none
}

const leaf = 255 // no feature has this number

// modelMagic begins a model file and names its version: it changes with the
// meaning of the features.
const modelMagic = "winnow blocks 1\n"

// ErrModel is returned by ReadModel for bytes that are no model of this version.
var ErrModel = errors.New("not a model of this version")

// maxModel bounds a model file, in bytes.
const maxModel = 4 << 20

// ReadModel reads a model. The format is a line that names the version, the
// number of trees (uint32, little endian), and for each tree the number of its
// nodes (uint16) and its nodes in preorder: the feature (uint8; 255 for a leaf),
// the threshold or weight (float32), and, except for a leaf, the distance to
// the right child (uint16).
func ReadModel(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxModel))
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	in, named := bytes.CutPrefix(data, []byte(modelMagic))
	if !named || len(in) < 4 {
		return nil, ErrModel
	}
	trees := int(binary.LittleEndian.Uint32(in))
	in = in[4:]
	m := &Model{}
	for range trees {
		if in, err = m.readTree(in); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *Model) readTree(in []byte) ([]byte, error) {
	if len(in) < 2 {
		return nil, ErrModel
	}
	count := int(binary.LittleEndian.Uint16(in))
	in = in[2:]
	root := len(m.nodes)
	m.roots = append(m.roots, int32(root))
	for i := range count {
		if len(in) < 5 {
			return nil, ErrModel
		}
		n := node{feature: in[0], value: math.Float32frombits(binary.LittleEndian.Uint32(in[1:]))}
		in = in[5:]
		if n.feature != leaf {
			if len(in) < 2 {
				return nil, ErrModel
			}
			n.right = binary.LittleEndian.Uint16(in)
			in = in[2:]
			if n.right == 0 || i+int(n.right) >= count {
				return nil, ErrModel
			}
		}
		m.nodes = append(m.nodes, n)
	}
	if count == 0 || m.nodes[len(m.nodes)-1].feature != leaf {
		return nil, ErrModel
	}
	return in, nil
}

// margin is the log-odds of a row.
func (m *Model) margin(r *row) float32 {
	sum := float32(0)
	for _, at := range m.roots {
		n := &m.nodes[at]
		for n.feature != leaf {
			if r.values[n.feature] < n.value {
				at++
			} else {
				at += int32(n.right)
			}
			n = &m.nodes[at]
		}
		sum += n.value
	}
	return sum
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
