package extract

import "math"

// tree is a decision tree filled up to a complete one: the children of node i are
// 2i and 2i+1, every path has depth steps, and behind it stands a weight.
type tree struct {
	nodes   []node
	weights []float32
	depth   int
}

// node is one question: is a feature below a threshold. In its upper half stands
// the ordered threshold, in its lower one the place of the feature in keys.
type node uint64

// always is the answer "below" to any question, where a path has come to its end.
const always = node(math.MaxInt32) << 32

func ask(feature int, threshold float32) node {
	return node(uint32(ordered(threshold)))<<32 | node(feature*batch)
}

func (n node) feature() int { return int(uint32(n)) / batch }

// deepest is the number of steps that a tree may have: each doubles its size.
const deepest = 10

// plantTree fills up a tree. The error is ErrModel for one that is too deep or
// whose nodes do not make a tree.
func plantTree(in []preorder) (tree, error) {
	t := tree{depth: depthOf(in)}
	if t.depth > deepest {
		return tree{}, ErrModel
	}
	ends := 1 << t.depth
	t.nodes, t.weights = make([]node, ends), make([]float32, ends)
	for i := range t.nodes {
		t.nodes[i] = always
	}
	places := make([]int, len(in))
	places[0] = 1
	for i, n := range in {
		at := places[i]
		if at == 0 {
			return tree{}, ErrModel
		}
		if n.feature == leaf {
			for at < ends {
				at *= 2
			}
			t.weights[at-ends] = n.value
			continue
		}
		if places[i+1] != 0 || places[n.right] != 0 {
			return tree{}, ErrModel
		}
		t.nodes[at] = ask(int(n.feature), n.value)
		places[i+1], places[n.right] = 2*at, 2*at+1
	}
	return t, nil
}

// depthOf is the number of steps to the deepest leaf.
func depthOf(in []preorder) int {
	deepest := 0
	depths := make([]int, len(in))
	for i, n := range in {
		if n.feature != leaf {
			depths[i+1], depths[n.right] = depths[i]+1, depths[i]+1
			deepest = max(deepest, depths[i]+1)
		}
	}
	return deepest
}

// batch is the number of rows that walk through the trees together. A tree is
// small enough to stay beside them in the fastest memory of the processor; all
// trees are not. The values of one feature fill a cache line.
const batch = 16

// keys are the features of up to batch rows, each as an integer of the same
// order: feature f of row k is at f*batch+k.
type keys [maxFeatures*batch + batch]int32

// maxFeatures bounds the number of features; a power of two, so that no index
// has to be checked.
const maxFeatures = 512

// set fills in row k.
func (s *keys) set(k int, r *row) {
	for f, v := range r.values[:r.n] {
		s[(f*batch+k)&(maxFeatures*batch-1)] = ordered(v)
	}
}

// ordered maps a number to an integer of the same order.
func ordered(v float32) int32 {
	bits := int32(math.Float32bits(v + 0)) // a negative zero becomes zero
	return bits ^ int32(uint32(bits>>31)>>1)
}

// lanes is the number of rows that are at some node of the same tree at once:
// while one waits for its node the others go on.
const lanes = 8

// margins gives the log-odds of the first n rows. A step is computed, not
// branched to: which way a block goes is as good as random, and a wrong guess
// of the processor costs more than the whole step.
func (m *Model) margins(s *keys, n int) (sums [batch]float32) {
	for i := range m.trees {
		for k := 0; k < n; k += lanes {
			m.trees[i].walk(s, k, &sums)
		}
	}
	return sums
}

// walk adds to sums what the tree gives the rows from k on.
func (t *tree) walk(s *keys, k int, sums *[batch]float32) {
	nodes, end := t.nodes, uint32(len(t.nodes))
	from := k & (batch - lanes)
	own := (*[maxFeatures*batch + lanes]int32)(s[from:])
	a, b, c, d, e, f, g, h := uint32(1), uint32(1), uint32(1), uint32(1), uint32(1), uint32(1), uint32(1), uint32(1)
	for range t.depth {
		a = nodes[a].next(a, own, 0)
		b = nodes[b].next(b, own, 1)
		c = nodes[c].next(c, own, 2)
		d = nodes[d].next(d, own, 3)
		e = nodes[e].next(e, own, 4)
		f = nodes[f].next(f, own, 5)
		g = nodes[g].next(g, own, 6)
		h = nodes[h].next(h, own, 7)
	}
	sums[from] += t.weights[a-end]
	sums[from+1] += t.weights[b-end]
	sums[from+2] += t.weights[c-end]
	sums[from+3] += t.weights[d-end]
	sums[from+4] += t.weights[e-end]
	sums[from+5] += t.weights[f-end]
	sums[from+6] += t.weights[g-end]
	sums[from+7] += t.weights[h-end]
}

// next is the child of node at that the row leads to.
func (n node) next(at uint32, s *[maxFeatures*batch + lanes]int32, row uint32) uint32 {
	right := uint32(0)
	if s[uint32(n)&(maxFeatures*batch-1)+row] >= int32(n>>32) {
		right = 1
	}
	return 2*at + right
}

// margin is the log-odds of one row.
func (m *Model) margin(r *row) float32 {
	var s keys
	s.set(0, r)
	return m.margins(&s, 1)[0]
}
