package main

import (
	"github.com/spf13/cobra"
)

func datasetVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dataset",
		Short: "Build, check and compare data sets for publication",
		Long:  "Dataset makes packages of articles that say of each row where it came from.\n\nExample:\n  winnow dataset build everything\n\n" + exitHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(datasetBuildVerb(c), datasetVerifyVerb(c), datasetTraceVerb(c), datasetDiffVerb(c), datasetHydrateVerb(c))
	return cmd
}
