package dataset

import "winnow/extract"

const (
	// aheadBatch is how many articles are handed over at a time: enough that handing
	// over costs nothing.
	aheadBatch = 64
	// aheadBytes bounds what the texts of a batch take, and with it the memory.
	aheadBytes = 2 << 20
	// aheadBatches is how many wait: a batch or two even out what takes longer.
	aheadBatches = 2
)

// batch is some articles and the error behind them.
type batch struct {
	articles []extract.Article
	err      error
}

// ahead reads a sequence in a goroutine of its own, a little ahead of who takes from
// it: on two processors the next articles are read while the last ones are packed.
// When it is left the goroutine has ended.
func ahead(articles Articles) Articles {
	return func(yield func(extract.Article, error) bool) {
		full, stop, ended := make(chan batch, aheadBatches), make(chan struct{}), make(chan struct{})
		defer func() { close(stop); <-ended }()
		go func() {
			defer close(ended)
			defer close(full)
			batches(articles, func(b batch) bool {
				select {
				case full <- b:
					return true
				case <-stop:
					return false
				}
			})
		}()
		for b := range full {
			for _, a := range b.articles {
				if !yield(a, nil) {
					return
				}
			}
			if b.err != nil && !yield(extract.Article{}, b.err) {
				return
			}
		}
	}
}

// batches hands articles on, several at a time, until hand wants no more.
func batches(articles Articles, hand func(batch) bool) {
	var b batch
	bytes := 0
	for a, err := range articles {
		if err != nil {
			b.err = err
		} else {
			b.articles = append(b.articles, a)
			bytes += len(a.Text) + len(a.Markdown) + len(a.HTML)
		}
		if b.err == nil && len(b.articles) < aheadBatch && bytes < aheadBytes {
			continue
		}
		if !hand(b) {
			return
		}
		b, bytes = batch{articles: make([]extract.Article, 0, aheadBatch)}, 0
	}
	if len(b.articles) > 0 {
		hand(b)
	}
}
