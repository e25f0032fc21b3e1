package extract

import (
	"strings"
	"testing"

	"github.com/saintfish/chardet"
)

// TestGuessIsTheSameEveryTime holds bytes that fit several encodings equally
// well to one answer: the detector gives equals in a random order.
func TestGuessIsTheSameEveryTime(t *testing.T) {
	page := []byte("<p>" + strings.Repeat("\xb0\xa1\xb1\xa2 ", 4) + "</p>")
	all, err := chardet.NewHtmlDetector().DetectAll(page)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 2 || all[0].Confidence != all[1].Confidence {
		t.Fatalf("these bytes are no tie: %v", all)
	}
	for range 200 {
		if got := guessCharset(page, page); got != "big5" {
			t.Fatalf("got %s, want big5, the first by name", got)
		}
	}
}

func TestLikeliest(t *testing.T) {
	tests := []struct {
		name  string
		found []chardet.Result
		want  string
	}{
		{"the surer one", []chardet.Result{{Charset: "Big5", Confidence: 10}, {Charset: "EUC-KR", Confidence: 40}}, "EUC-KR"},
		{"a tie", []chardet.Result{{Charset: "EUC-KR", Confidence: 40}, {Charset: "Big5", Confidence: 40}}, "Big5"},
		{"the same tie the other way round", []chardet.Result{{Charset: "Big5", Confidence: 40}, {Charset: "EUC-KR", Confidence: 40}}, "Big5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := likeliest(test.found); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
