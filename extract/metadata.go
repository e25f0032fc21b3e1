package extract

// metadata is what a page says about its article.
type metadata struct {
	article Article // everything but the body
	clues   clues
}

func (d *Doc) metadata() metadata { return metadata{clues: d.clues()} }
