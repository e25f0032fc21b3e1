package config

import "strings"

// nearest gives the word that s most likely meant: at most a third of its
// letters and at least one may be wrong, and two neighbours that changed places
// count as one. Failing that it is a word that s begins. It is empty when no
// word is that near.
func nearest(s string, words []string) string {
	const telling = 3 // letters that make a beginning worth a guess
	best, found := max(1, len(s)/3)+1, ""
	for _, word := range words {
		if len(s) >= telling && found == "" && strings.HasPrefix(word, s) {
			found = word
		}
	}
	for _, word := range words {
		if d := distance(s, word, best); d < best {
			best, found = d, word
		}
	}
	return found
}

// distance is the number of letters added, dropped, changed or swapped with
// their neighbour that leads from a to b (optimal string alignment); at least
// most when it is not below it.
func distance(a, b string, most int) int {
	if gap := len(a) - len(b); gap >= most || -gap >= most {
		return most
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
