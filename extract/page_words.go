package extract

// pageWords gives the words that hint at what kind of page it is, some of them
// many times: what its elements are called, the words of its short blocks, of
// its address and of the types that it declares.
func (d *Doc) pageWords(r *reading, give func(word uint32)) {
	in := func(role uint64) func(uint64) {
		return func(word uint64) { give(hintWord(role, word)) }
	}
	own := in(roleOwn)
	for id := range r.elems {
		if e := &r.elems[id]; e.blocks.len() > 0 && e.tag != 0 {
			attributeWords(e.node, own)
		}
	}
	for i := range r.blocks {
		w := r.wordsOf(i)
		if len(w) == 0 || len(w) > hintPairs {
			continue
		}
		give(hintWord(roleWhole, r.blocks[i].hash))
		for _, word := range w {
			give(hintWord(roleWord, word))
		}
	}
	if d.url != nil {
		nameWords(d.url.Path, in(roleAddress))
	}
	for _, t := range r.clues.pageTypes {
		nameWords(t, in(roleType))
	}
}

// pageSays adds up the weights of the words of the page, each once.
func (d *Doc) pageSays(r *reading, table *wordTable) int32 {
	if len(table.slots) < 2 {
		return 0
	}
	seen := make([]bool, len(table.slots))
	sum := int32(0)
	d.pageWords(r, func(word uint32) {
		if at, weight := table.find(word); weight != 0 && !seen[at] {
			seen[at] = true
			sum += weight
		}
	})
	return sum
}

// PageWords gives for training the words that are looked up for the page, 24
// bits of their hashes in their roles, some of them many times.
func (d *Doc) PageWords() []uint32 {
	var out []uint32
	r, _ := d.readShown(d.clues())
	d.pageWords(r, func(word uint32) { out = append(out, word) })
	return out
}
