// Command peers does what winnow is compared with. The libraries for that are
// linked here and not where winnow is measured: some hold tens of megabytes from
// the start, which would be counted as winnow's and put off its garbage
// collection.
package main

import (
	"log"

	"winnow/bench/work"
)

func main() {
	log.SetFlags(0)
	if !work.Asked() {
		log.Fatal("this is a part of bench and started by it")
	}
	err := work.Do(map[string]func(work.Task) (*work.Result, error){
		"colly":             harvest,
		"colly+trafilatura": harvestAndStore,
		"trafilatura":       work.Extraction(readByTrafilatura),
		"readability":       work.Extraction(readByReadability),
	})
	if err != nil {
		log.Fatal(err)
	}
}
