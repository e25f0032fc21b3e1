package main

import (
	"bytes"
	"io"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"

	"winnow/bench/work"
)

func readByTrafilatura(page []byte) {
	trafilatura.Extract(bytes.NewReader(page), trafilatura.Options{OriginalURL: address(), EnableFallback: true})
}

func readByReadability(page []byte) {
	article, err := readability.FromReader(bytes.NewReader(page), address())
	if err == nil && article.Node != nil {
		var text strings.Builder
		article.RenderText(&text)
		article.RenderHTML(io.Discard)
	}
}

func address() *url.URL {
	u, err := url.Parse(work.StandsAt)
	if err != nil {
		panic(err) // it is a constant
	}
	return u
}
