package extract

import (
	"strings"
	"testing"
)

func TestSignatureBelowTheStory(t *testing.T) {
	const story = `<p>The first boats passed the upper lock at dawn, and the keeper counted every one of them twice before he wrote a number into the book that his father had begun when the canal was dug through the hill.</p>
		<p>Nobody in the town had believed that the gates would hold, for they had been mended so often that hardly a plank of the first pair was left, and each spring the water found another way around the wall.</p>`
	for _, tt := range []struct{ name, end, want string }{
		{"at the right", `<p style="text-align: right;"><strong>Jane Doe</strong></p>`, "Jane Doe"},
		{"two of them", `<p align="right">Jane Doe, John Roe</p>`, "Jane Doe; John Roe"},
		{"at the left", `<p><strong>Jane Doe</strong></p>`, ""},
		{"a source", `<p style="text-align:right">Source: Jane Doe</p>`, ""},
		{"no name", `<p style="text-align:right">Read more here</p>`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(`<html><head><title>Canal reopens</title></head><body><article><h1>Canal reopens</h1>`+strings.TrimSpace(story)+tt.end+`</article></body></html>`), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.read(clues{}).signature(); got != tt.want {
				t.Errorf("signed %q, want %q", got, tt.want)
			}
		})
	}
}
