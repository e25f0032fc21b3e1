package work

// StandsAt is where extractors are told that every page stands.
const StandsAt = "https://news.example/2026/02/14/a-story.html"

// warmUp is how many pages are read before anything is counted: tables are built
// when they are first asked for.
const warmUp = 5

// Extraction makes a work of an extractor. A page that it cannot read counts as
// having been read.
func Extraction(read func(page []byte)) func(Task) (*Result, error) {
	return func(t Task) (*Result, error) {
		pages, err := samples(t.Pages, t.Sample)
		if err != nil {
			return nil, err
		}
		for _, p := range pages[:min(warmUp, len(pages))] {
			read(p)
		}
		m := Start()
		for _, p := range pages {
			read(p)
		}
		return m.Stop(len(pages)), nil
	}
}
