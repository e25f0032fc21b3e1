package extract

// Text that a page prints twice: replies quote what they answer, sliders go round,
// and layouts for small screens have everything once more. A reader wants it once.
const (
	surelyCopied = 20  // words in a row; fewer are labels, which belong to each of the things they stand at
	wholeCopy    = 0.4 // of the kept words of what may be an article: recipes and schedules repeat parts on purpose
	copyLabel    = 4   // words from which a text that recurs is counted
	mostCopies   = 5   // of one text; more are goods or steps that share a part on purpose
)

// dropCopies leaves out each run of kept blocks whose words have stood before in
// the same order.
func (r *reading) dropCopies() {
	order, places, all := r.keptByWords()
	least := int32(surelyCopied)
	if r.article >= perhapsArticle {
		least = max(least, int32(wholeCopy*float64(all)))
	} else if most(places) > mostCopies {
		return
	}
	for k := 0; k < len(order); {
		n, words := r.copied(order, places[r.blocks[order[k]].hash], k)
		if words < least {
			k++
			continue
		}
		for ; n > 0; n-- {
			r.kept[order[k]], r.reasons[order[k]] = false, "repeat"
			k++
		}
	}
}

func most(places map[uint64][]int) int {
	n := 0
	for _, at := range places {
		n = max(n, len(at))
	}
	return n
}

// keptByWords gives the kept blocks, for the words of each that is no label the
// places in that order where they stand, and the number of words.
func (r *reading) keptByWords() (order []int, places map[uint64][]int, words int32) {
	places = map[uint64][]int{}
	for i := range r.blocks {
		if !r.kept[i] {
			continue
		}
		b := &r.blocks[i]
		if b.words.len() >= copyLabel {
			places[b.hash] = append(places[b.hash], len(order))
		}
		order = append(order, i)
		words += b.words.len()
	}
	return order, places, words
}

// copied is the longest run from place k on that repeats one which ended before,
// in blocks and in words.
func (r *reading) copied(order, places []int, k int) (blocks int, words int32) {
	for _, j := range places[:min(len(places), mostCopies)] {
		if j >= k {
			break
		}
		n, sum := 0, int32(0)
		for k+n < len(order) && j+n < k && r.blocks[order[j+n]].hash == r.blocks[order[k+n]].hash {
			sum += r.blocks[order[k+n]].words.len()
			n++
		}
		if sum > words {
			blocks, words = n, sum
		}
	}
	return blocks, words
}
