// Package winnow is the root of the module: it holds what every part of the
// program reads from the top of the tree. The program is cmd/winnow.
package winnow

import _ "embed"

// Example is crawl.yaml: the commented example and the defaults.
//
//go:embed crawl.yaml
var Example []byte
