// Command train derives the models that package extract embeds, and measures
// them. It reads labelled corpora, one folder each with gold.jsonl and
// html/ID.html.gz, from the folder named by -corpora:
//
//	train matrix -corpora DIR -out DIR     write the rows that boost.py learns from
//	train pages -corpora DIR -models DIR -out DIR     write the rows for the type of a page
//	train second -corpora DIR -models DIR -out DIR    write the rows for the second look at each block
//	train predict -corpora DIR -models DIR -out DIR   extract every page with the model of its fold
//
// README.md beside this file has the whole procedure.
package main

import (
	"flag"
	"fmt"
	"os"
)

var commands = map[string]func(options) error{
	"matrix":  writeMatrix,
	"pages":   writePages,
	"second":  writeSecond,
	"predict": predict,
}

// options are the flags that the commands share.
type options struct {
	corpora  string // folder of the corpora
	models   string // folder with fold-N.model; empty means the embedded model
	out      string // folder to write to
	suspects string // file with the pages whose labels are not believed
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: train matrix|pages|second|predict -corpora DIR -out DIR [-models DIR] [-suspects FILE]")
		os.Exit(2)
	}
	var o options
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.StringVar(&o.corpora, "corpora", "", "folder with one folder a corpus")
	flags.StringVar(&o.models, "models", "", "folder with fold-N.model")
	flags.StringVar(&o.out, "out", "", "folder to write to")
	flags.StringVar(&o.suspects, "suspects", "suspects.txt", "pages whose labels get no weight")
	flags.Parse(os.Args[2:])
	if err := commands[os.Args[1]](o); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}
