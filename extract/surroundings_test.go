package extract

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSurroundings holds the features of the second look to what they were when
// its model was trained, for made-up ratings. A change here asks for a new model.
func TestSurroundings(t *testing.T) {
	s := rated(t, "wordpress")
	var got strings.Builder
	var features row
	for i := range s.blocks {
		s.describe(i, &features)
		if features.n != SecondFeatureCount {
			t.Fatalf("block %d has %d features, want %d", i, features.n, SecondFeatureCount)
		}
		fmt.Fprintf(&got, "%s\n", s.blocks[i].text)
		for k, v := range features.values[:features.n] {
			if v != 0 {
				fmt.Fprintf(&got, "  %d:%.4g", k, v)
			}
		}
		got.WriteByte('\n')
	}
	path := filepath.Join("testdata", "surroundings.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

// rated is a page with a rating for each block that depends on its number only.
func rated(t *testing.T, name string) *surroundings {
	doc := fixture(t, name, fixtures[0].url)
	r, linear := doc.lookOnce(doc.root, doc.clues())
	for i := range r.scores {
		r.scores[i] = 1 / (1 + math.Exp(float64(i*7%11)-5))
		linear[i] = float32(i*5%9) - 4
	}
	r.article = 0.75
	return r.survey(linear)
}

// TestLookAgain holds that the second look moves only blocks for which there is
// hope, half of the way, and that without trees it moves none.
func TestLookAgain(t *testing.T) {
	s := rated(t, "wordpress")
	before := append([]float64(nil), s.scores...)
	s.lookAgain(&Model{}, s.linear)
	if diff := cmp.Diff(s.scores, before); diff != "" {
		t.Errorf("without a model (-got +want):\n%s", diff)
	}
	s.scores[0] = 1e-9
	before[0] = 1e-9
	const says = 3
	s.lookAgain(&Model{trees: []tree{{nodes: []node{always}, weights: []float32{says}}}}, s.linear)
	for i, got := range s.scores {
		margin := math.Log(before[i]/(1-before[i])) + marginShift
		want := probability(float32((1-secondShare)*margin + secondShare*says))
		if i == 0 {
			want = before[0]
		}
		if math.Abs(got-want) > 1e-5 {
			t.Errorf("block %d: got %v, want %v", i, got, want)
		}
	}
}
