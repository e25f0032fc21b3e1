package crawler

import "time"

// sleepers is a heap of hosts by the time they may be asked.
type sleepers []*host

func (s sleepers) Len() int           { return len(s) }
func (s sleepers) Less(i, j int) bool { return s[i].ready().Before(s[j].ready()) }
func (s sleepers) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].place, s[j].place = i, j
}

// Push implements heap.Interface.
func (s *sleepers) Push(x any) {
	h := x.(*host)
	h.place = len(*s)
	*s = append(*s, h)
}

// Pop implements heap.Interface.
func (s *sleepers) Pop() any {
	old := *s
	h := old[len(old)-1]
	old[len(old)-1] = nil
	*s = old[:len(old)-1]
	h.place = -1
	return h
}

// each calls do for the hosts that are ready, until it says no: a walk down the
// heap that leaves whatever lies below a host that still sleeps.
func (s sleepers) each(now time.Time, do func(*host) bool) {
	stack := make([]int, 0, 32)
	if len(s) > 0 {
		stack = append(stack, 0)
	}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if s[i].ready().After(now) {
			continue
		}
		if !do(s[i]) {
			return
		}
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(s) {
				stack = append(stack, child)
			}
		}
	}
}
