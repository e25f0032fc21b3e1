package main

import (
	"fmt"

	"winnow/store"
)

// doubtsTold is how many doubts are spelt out when a database is opened.
const doubtsTold = 3

const doubtHint = "winnow db check looks at all of it; winnow db recover NEWFILE mends what can be mended, a winnow db backup holds what was; if it was changed on purpose: winnow db check --accept"

// doubt tells what was found wrong with a database that can be used all the same.
func (c *console) doubt(path string, doubts []store.Fault) {
	lines := make([]string, 0, doubtsTold+1)
	for i, f := range doubts {
		if i == doubtsTold {
			lines = append(lines, fmt.Sprintf("%s more", count(len(doubts)-i, "fault", "faults")))
			break
		}
		lines = append(lines, f.Where+": "+f.What)
	}
	if c.logs.format == logJSON {
		log := c.logger(false, false)
		for _, line := range lines {
			log.Warn("database "+path+": "+line, "hint", doubtHint)
		}
		return
	}
	for _, line := range lines {
		fmt.Fprintf(c.err, "winnow: warning: database %s: %s\n", harmless(path), harmless(line))
	}
	fmt.Fprintf(c.err, "hint: %s\n", doubtHint)
}
