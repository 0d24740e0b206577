package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"panelstress/data"
	"panelstress/sim/verify"
)

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify [DIR...]", Short: "Compute reference cases with this build and compare",
		Long: `Computes reference cases of other software with this build and compares every
number within the tolerance of its case. DIR are folders of cases; without any,
those that the program carries. Exit status 1 where a number is wrong.`,
		RunE: func(cmd *cobra.Command, args []string) error {
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
			r, err := verify.Run(cmd.Context(), a.stdout, sources...)
			if err != nil {
				return err
			}
			if r.Failed > 0 {
				return &statusError{exitFailed, fmt.Errorf("%d of %d cases failed", r.Failed, r.Passed+r.Failed+r.Skipped)}
			}
			return nil
		},
	}
}
