package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFeatureRows holds the features of one page to what they were when the
// model was trained. A change here asks for a new model.
func TestFeatureRows(t *testing.T) {
	doc := fixture(t, "wordpress", fixtures[0].url)
	blocks, rows := doc.Features()
	var got strings.Builder
	for i, r := range rows {
		fmt.Fprintf(&got, "%s\n", blocks[i].Text)
		for k, v := range r {
			if v != 0 {
				fmt.Fprintf(&got, "  %d:%.5g", k, v)
			}
		}
		got.WriteByte('\n')
	}
	page := doc.PageFeatures()
	fmt.Fprintf(&got, "page\n")
	for k, v := range page {
		// The scores of the model go into these: they change with it.
		if k != sureFeature && k != expectedFeature {
			fmt.Fprintf(&got, "  %d:%.5g", k, v)
		}
	}
	path := filepath.Join("testdata", "features.golden")
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

const sureFeature, expectedFeature = 5, 6

func TestFeatureCounts(t *testing.T) {
	for _, f := range fixtures {
		doc := fixture(t, f.name, f.url)
		r := doc.read(doc.clues())
		d := newDescriber(segment(doc.root, nil), r.clues)
		for i := range d.blocks {
			var features row
			d.describe(i, &features)
			if features.n != FeatureCount {
				t.Fatalf("%s: block %d has %d features, want %d", f.name, i, features.n, FeatureCount)
			}
		}
		if r.page.n != PageFeatureCount {
			t.Fatalf("%s: the page has %d features, want %d", f.name, r.page.n, PageFeatureCount)
		}
	}
}
