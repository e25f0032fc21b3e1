// Package winnow is the root of the module: it holds what every part of the
// program reads from the top of the tree. The program is cmd/winnow.
package winnow

import _ "embed" // the directives below

// Example is crawl.yaml: the commented example and the defaults.
//
//go:embed crawl.yaml
var Example []byte

// License is the licence of winnow itself.
//
//go:embed LICENSE
var License string

// Notice names the data sets behind the models.
//
//go:embed NOTICE
var Notice string
