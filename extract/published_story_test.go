package extract

import (
	"strings"
	"testing"
)

func TestDateAtTheEndsOfTheStory(t *testing.T) {
	story := `<p>The first boats passed the upper lock at dawn, and the keeper counted every one of them twice before he wrote a number into the book that his father had begun when the canal was dug through the hill.</p>
		<p>Nobody in the town had believed that the gates would hold, for they had been mended so often that hardly a plank of the first pair was left, and each spring the water found another way around the wall.</p>
		<p>“We shall have to see what the winter brings,” said the engineer, who had come by train from the capital and would leave with the evening boat, “but I would rather sleep below this lock than below the old one.”</p>
		<p>On both banks people stood under umbrellas and clapped, while the band of the fire brigade played what it always plays, a little too slowly, and the mayor cut a ribbon that the wind had already torn.</p>`
	for _, tt := range []struct{ name, body, want string }{
		{"alone above the story", `<h1>About water</h1><dl><dt>Day</dt><dd>12.03.2024</dd></dl>` + story, "2024-03-12"},
		{"in brackets before the first words", `<h5>Jane Doe</h5>` + strings.Replace(story, "The first", "(12 March 2024) The first", 1), "2024-03-12"},
		{"place and day below the story", `<h1>About water</h1>` + story + `<p>Harbour, 12 March 2024</p>`, "2024-03-12"},
		{"a deadline", `<h1>About water</h1><p>Deadline: 12 March 2024</p>` + story, ""},
		{"a day in the last sentence", `<h1>About water</h1>` + story + `<p>The keeper counted until 12 March 2024, when he left for the sea.</p>`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(`<html lang="en-GB"><head><title>Canal reopens</title></head><body><article>`+tt.body+`</article></body></html>`), Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if date, ok := doc.reader("en-GB").inStory(doc.read(clues{})); ok {
				got = date.String()
			}
			if got != tt.want {
				t.Errorf("dated %q, want %q", got, tt.want)
			}
		})
	}
}
