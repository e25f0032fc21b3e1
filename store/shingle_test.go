package store

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestSimilar(t *testing.T) {
	whole, _ := normalise(prose(1, 12))
	half, _ := normalise(strings.Join(strings.SplitAfter(prose(1, 12), "\n")[3:8], ""))
	edited := strings.Replace(whole, strings.Fields(whole)[30], "changed", 1)
	other, _ := normalise(prose(2, 12))
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"equal", whole, whole, true},
		{"part of the other", half, whole, true},
		{"the other way round", whole, half, true},
		{"a word edited", edited, whole, true},
		{"another text", other, whole, false},
		{"part and another text", other + " " + half, whole, false},
		{"short and equal", "too short to tell", "too short to tell", true},
		{"short and contained", strings.Join(strings.Fields(whole)[:20], " "), whole, false},
		{"empty and long", "", whole, false},
		{"both empty", "", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := similar(tt.a, tt.b); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestShingles(t *testing.T) {
	of := func(words string) uint64 { return shingles(words, nil)[0] }
	tests := []struct {
		name, words string
		want        []uint64
	}{
		{"nothing", "", nil},
		{"too few words", "a b c", nil},
		{"as many as one takes", "a b c d", []uint64{of("a b c d")}},
		{"one more", "a b c d e", []uint64{of("a b c d"), of("b c d e")}},
		{"characters are words", "橋 が 開 く", []uint64{of("橋 が 開 く")}},
		{"the same again", "a b c d a b c d", []uint64{of("a b c d"), of("b c d a"), of("c d a b"), of("d a b c"), of("a b c d")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shingles(tt.words, nil); !slices.Equal(got, tt.want) {
				t.Errorf("got %x, want %x", got, tt.want)
			}
		})
	}
	for _, other := range []string{"a b d c", "ab c d e", "a bc d e", "b c d a"} {
		if of("a b c d") == of(other) {
			t.Errorf("%q has the hash of another", other)
		}
	}
	if got, want := of("the bridge is open"), uint64(0xf129aaa656ff35df); got != want {
		t.Errorf("the hash of a shingle is %#x, was %#x: what databases hold depends on it", got, want)
	}
}

func TestJaccard(t *testing.T) {
	tests := []struct {
		name string
		a, b []uint64
		want float64
	}{
		{"equal", []uint64{1, 2, 3}, []uint64{1, 2, 3}, 1},
		{"half", []uint64{1, 2, 3}, []uint64{2, 3, 4}, 0.5},
		{"part", []uint64{2}, []uint64{1, 2, 3, 4}, 0.25},
		{"nothing in common", []uint64{1}, []uint64{2}, 0},
		{"one empty", nil, []uint64{2}, 0},
		{"both empty", nil, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, back := jaccard(tt.a, tt.b), jaccard(tt.b, tt.a); got != tt.want || back != tt.want {
				t.Errorf("got %v and %v, want %v", got, back, tt.want)
			}
		})
	}
}

// TestMarks measures how often texts that share a part of their shingles find
// each other, against what the bands promise.
func TestMarks(t *testing.T) {
	const pairs = 2000
	for _, tt := range []struct {
		name    string
		size    int
		percent int // of the shingles in either that are in both
	}{{"copies", 400, 90}, {"edited", 400, 56}, {"rewritten", 400, 45}, {"the same box below", 400, 5}, {"strangers", 400, 0}, {"short and edited", 60, 56}} {
		t.Run(tt.name, func(t *testing.T) {
			next := uint64(1)
			fresh := func(n int) []uint64 {
				list := make([]uint64, n)
				for i := range list {
					next++
					list[i] = mix(next * wordPrime)
				}
				return list
			}
			found := 0
			for range pairs {
				shared := fresh(tt.size * tt.percent / 100)
				rest := tt.size - len(shared)
				a, b := sketch(append(fresh(rest/2), shared...)), sketch(append(slices.Clone(shared), fresh(rest-rest/2)...))
				if slices.ContainsFunc(a[:], func(v int64) bool { return slices.Contains(b[:], v) }) {
					found++
				}
			}
			p := float64(tt.size*tt.percent/100) / float64(tt.size)
			got, want := float64(found)/pairs, 1-math.Pow(1-math.Pow(p, bandRows), bands)
			if math.Abs(got-want) > 0.02 {
				t.Errorf("%.3f of the pairs meet, want %.3f", got, want)
			}
		})
	}
}

func FuzzShingles(f *testing.F) {
	f.Add("The bridge\u00ad is 橋 e\u0301\xff and stays open tonight", "The bridge is open")
	f.Add(strings.Repeat("a ", 300), strings.Repeat("a b ", 300))
	f.Add("", " — ")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, n := normalise(a)
		y, m := normalise(b)
		run := shingles(x, nil)
		if len(run) != max(0, n-shingleWords+1) {
			t.Fatalf("%d words have %d shingles", n, len(run))
		}
		p, q := shingleSet(x), shingleSet(y)
		if share := jaccard(p, q); share != jaccard(q, p) || share < 0 || share > 1 || (len(p) > 0 && jaccard(p, p) != 1) {
			t.Errorf("%q and %q share %v", x, y, share)
		}
		if len(run) > 0 && sketch(run) != sketch(p) {
			t.Errorf("the marks of %q depend on order or number of its shingles", x)
		}
		if similar(x, y) != similar(y, x) || (min(n, m) < comparableWords && x != y && similar(x, y)) {
			t.Errorf("%q and %q: similar %v", x, y, similar(x, y))
		}
	})
}
