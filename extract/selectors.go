package extract

// Selectors are the per-site rules of crawl.yaml.
type Selectors struct{}
