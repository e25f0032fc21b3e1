package dataset

import (
	"encoding/json"
	"io"
)

// writeJSONL writes one article a line (https://jsonlines.org).
func writeJSONL(w io.Writer, articles Articles, _ Options) (int, error) {
	n := 0
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for a, err := range articles {
		if err != nil {
			return n, err
		}
		if err := lines.Encode(a); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
