package extract

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
)

// Model tells how likely a block belongs to the article: a sum of decision
// trees over the features of the block. The train folder derives it.
type Model struct {
	nodes []node
	trees []root
}

// root is the first node of a tree and the steps to its deepest leaf.
type root struct {
	at    uint32
	depth uint32
}

// node is one question of a tree, or a leaf. A leaf leads to itself, so that
// every path through a tree can be walked with the same number of steps: the
// processor never has to guess where it ends.
type node struct {
	value   int32  // ordered threshold, or the bits of the weight of a leaf
	right   uint16 // nodes to skip when the feature is not below the threshold
	left    uint8  // nodes to skip when it is: 1, and 0 for a leaf
	feature uint8
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
	first := len(m.nodes)
	depths := make([]uint32, count)
	for i := range count {
		if len(in) < 5 {
			return nil, ErrModel
		}
		feature, value := in[0], math.Float32frombits(binary.LittleEndian.Uint32(in[1:]))
		n := node{value: int32(math.Float32bits(value))}
		in = in[5:]
		if feature != leaf {
			if len(in) < 2 {
				return nil, ErrModel
			}
			n.value = ordered(value)
			n.feature, n.left, n.right = feature, 1, binary.LittleEndian.Uint16(in)
			in = in[2:]
			if n.right < 2 || i+int(n.right) >= count {
				return nil, ErrModel
			}
			depths[i+1], depths[i+int(n.right)] = depths[i]+1, depths[i]+1
		}
		m.nodes = append(m.nodes, n)
	}
	if count == 0 || m.nodes[len(m.nodes)-1].left != 0 {
		return nil, ErrModel
	}
	m.trees = append(m.trees, root{uint32(first), slices.Max(depths)})
	return in, nil
}

// ordered maps a number to an integer of the same order.
func ordered(v float32) int32 {
	bits := int32(math.Float32bits(v + 0)) // a negative zero becomes zero
	return bits ^ int32(uint32(bits>>31)>>1)
}

// margin is the log-odds of a row. The step is computed, not branched to: which
// way a block goes is as good as random, and a wrong guess of the processor
// costs more than the whole step. Four trees at a time keep it from waiting.
func (m *Model) margin(r *row) float32 {
	var keys [256]int32
	for i, v := range r.values[:r.n] {
		keys[i] = ordered(v)
	}
	nodes, trees := m.nodes, m.trees
	sum := float32(0)
	for ; len(trees) >= 4; trees = trees[4:] {
		a, b, c, d := trees[0].at, trees[1].at, trees[2].at, trees[3].at
		for range max(trees[0].depth, trees[1].depth, trees[2].depth, trees[3].depth) {
			a += nodes[a].step(&keys)
			b += nodes[b].step(&keys)
			c += nodes[c].step(&keys)
			d += nodes[d].step(&keys)
		}
		sum += nodes[a].weight() + nodes[b].weight() + nodes[c].weight() + nodes[d].weight()
	}
	for _, t := range trees {
		at := t.at
		for range t.depth {
			at += nodes[at].step(&keys)
		}
		sum += nodes[at].weight()
	}
	return sum
}

// step is the distance to the child that the keys lead to; 0 at a leaf.
func (n *node) step(keys *[256]int32) uint32 {
	below := uint32((int64(keys[n.feature]) - int64(n.value)) >> 63) // all ones when below
	return uint32(n.left)&below | uint32(n.right)&^below
}

func (n *node) weight() float32 { return math.Float32frombits(uint32(n.value)) }

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
