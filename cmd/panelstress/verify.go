package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"panelstress/data"
	"panelstress/sim/verify"
)

func (a *app) verifyCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "verify [DIR...]", Short: "Compute reference cases with this build and compare",
		Long: `Computes reference cases of other software with this build and compares every
number within the tolerance of its case. DIR are folders of cases; without any,
those that the program carries. Exit status 1 where a number is wrong.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if formats := []string{"json", "text"}; !slices.Contains(formats, format) {
				return wrongWord("--format", format, formats)
			}
			var sources []verify.Source
			for _, dir := range args {
				s, err := verify.Dir(dir)
				if err != nil {
					return &data.InputError{File: dir, Found: cause(err), Expected: "a folder of reference cases", Err: err}
				}
				sources = append(sources, s)
			}
			if len(args) == 0 {
				sources = append(sources, verify.Embedded())
			}
			var lines bytes.Buffer
			out := a.stdout
			if format == "json" {
				out = &lines
			}
			r, err := verify.Run(cmd.Context(), out, sources...)
			if err == nil && format == "json" {
				err = a.printVerified(r, lines.String())
			}
			if err != nil {
				return err
			}
			if r.Failed > 0 {
				return &statusError{exitFailed, fmt.Errorf("%d of %d cases failed", r.Failed, r.Passed+r.Failed+r.Skipped)}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// printVerified writes the counts and the lines above the last, which has
// them.
func (a *app) printVerified(r verify.Report, text string) error {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return a.printJSON(struct {
		Schema  string   `json:"schema"`
		Passed  int      `json:"passed"`
		Failed  int      `json:"failed"`
		Skipped int      `json:"skipped"`
		Lines   []string `json:"lines"`
	}{"panelstress/verify/1", r.Passed, r.Failed, r.Skipped, lines[:len(lines)-1]})
}
