// Package work is what a process that is being measured has in common with the
// one that measures it: the task it is given, the result it gives back, and the
// meter.
package work

import (
	"encoding/json"
	"fmt"
	"os"
)

// Argument makes a program do the work that is named after it, as its task on
// standard input says.
const Argument = "-work"

// Workers is how many requests every harvester runs at a time, over all hosts.
const Workers = 32

// Task is what a work is asked to do; each reads its own part of it.
type Task struct {
	Folder    string   // to write to; empty before and gone afterwards
	Homes     []string // harvests: the home pages
	Profile   string   // file for a CPU profile; none when empty
	Pages     string   // extraction: folder of pages; the made-up web when empty
	Sample    int      // extraction: how many pages
	Addresses int      // frontier
	Hosts     int      // frontier
	Pairs     int      // frontier
}

// Asked reports whether this process was started to do a work.
func Asked() bool { return len(os.Args) == 3 && os.Args[1] == Argument }

// Do does the work this process was started for and writes its result to
// standard output.
func Do(works map[string]func(Task) (*Result, error)) error {
	name := os.Args[2]
	do, known := works[name]
	if !known {
		return fmt.Errorf("%s: no such work", name)
	}
	var t Task
	if err := json.NewDecoder(os.Stdin).Decode(&t); err != nil {
		return fmt.Errorf("%s: task: %w", name, err)
	}
	r, err := do(t)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}
