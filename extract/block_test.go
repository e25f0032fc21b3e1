package extract

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBlockJSON holds the keys and names of blocks as JSON.
func TestBlockJSON(t *testing.T) {
	b := Block{Kind: PullQuote, Text: "She could be heard first.", Words: 5, Score: 0.125, Reason: "repeat", Container: 3}
	got, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"kind":"pull-quote","text":"She could be heard first.","words":5,"score":0.125,"kept":false,"reason":"repeat","container":3}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestBlocksJSON reads the blocks of a page back as they were written.
func TestBlocksJSON(t *testing.T) {
	want := fixture(t, "wordpress", fixtures[0].url).Blocks()
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got []Block
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want)\n%s", diff)
	}
}

func TestKindNames(t *testing.T) {
	for k := Other; k <= Dateline; k++ {
		text, err := k.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got Kind
		if err := got.UnmarshalText(text); err != nil || got != k {
			t.Errorf("%s is read as %s, error %v", text, got, err)
		}
	}
	var k Kind
	if err := k.UnmarshalText([]byte("banner")); !errors.Is(err, ErrUnknownKind) {
		t.Errorf("got %v, want %v", err, ErrUnknownKind)
	}
	if got := fmt.Sprint(Kind(200)); got != "other" {
		t.Errorf("kind 200 is %s, want other", got)
	}
}
