package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"panelstress/sim"
	"panelstress/sim/report"
	"panelstress/sim/store"
)

// runCommand makes a command that takes arms of a study through the chain.
func (a *app) runCommand(name, short string, force bool, kinds ...string) *cobra.Command {
	cmd := &cobra.Command{
		Use: name + " [STUDY]", Short: short, Args: cobra.MaximumNArgs(1),
		Long: short + `.

Prints the tables and leaves a results folder: results.json, draws.parquet,
tables/ and study.yaml, which repeats the run. An interrupted run keeps its
draws in FOLDER.partial; the same command with --resume finishes it to the same
bytes.`,
		Example: "  panelstress " + name + " us-states --draws 500 --out results/mine",
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.load(cmd, args, force, kinds...)
			if err != nil {
				return err
			}
			return a.execute(cmd, s)
		},
	}
	a.studyFlags(cmd.Flags())
	cmd.Flags().IntVar(&a.draws, "draws", defaultDraws, "draws of every arm")
	cmd.Flags().Int("workers", 0, "workers; 0 is one per processor")
	cmd.Flags().String("out", "", "results folder (default results/STUDY, or the first of results/STUDY-2, -3, ... that is free)")
	cmd.Flags().BoolVar(&a.resume, "resume", false, "finish an interrupted run")
	return cmd
}

// facts are what run.json tells of a run: all that may differ between two
// runs with the same results.
type facts struct {
	Version  string    `json:"version"`
	Go       string    `json:"go"`
	System   string    `json:"system"`
	CPUs     int       `json:"cpus"`
	Workers  int       `json:"workers"`
	Command  []string  `json:"command"`
	DataFile string    `json:"data_file"`
	Started  time.Time `json:"started"`
	Seconds  float64   `json:"seconds"`
}

// execute compiles and runs a study and leaves its folder.
func (a *app) execute(cmd *cobra.Command, s *loaded) error {
	chain, err := sim.Compile(s.study)
	if err != nil {
		return err
	}
	if _, err := chain.Baseline(); err != nil { // before anything is written
		return err
	}
	f, err := openFolder(s.cfg.Run.Out, s.study.Name, a.resume)
	if err != nil {
		return err
	}
	began := time.Now()
	o := sim.Options{Dir: f.dir, Workers: s.cfg.Run.Workers, Resume: a.resume}
	if p := newProgress(a.stderr, s.cfg.Run.Quiet); p != nil {
		o.Observe = p.observe
	}
	r, err := chain.Run(cmd.Context(), o)
	if err != nil {
		return a.unfinished(cmd, f, s, err)
	}
	workers := o.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	err = writeResults(f.dir, s, r, facts{
		Version: sim.Version, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, CPUs: runtime.NumCPU(), Workers: workers,
		Command: os.Args, DataFile: s.study.DataFile, Started: began.UTC(), Seconds: time.Since(began).Seconds(),
	})
	if err == nil {
		err = os.RemoveAll(filepath.Join(f.dir, sim.Journals))
	}
	if err == nil {
		err = f.finish()
	}
	if err != nil {
		return a.unfinished(cmd, f, s, err)
	}
	if err := a.print(s, r, report.Tables); err != nil {
		return err
	}
	if !s.cfg.Run.Quiet {
		fmt.Fprintf(a.stderr, "panelstress: results in %s\n", f.out)
	}
	return nil
}

// unfinished tells what became of a run that did not end well.
func (a *app) unfinished(cmd *cobra.Command, f *folder, s *loaded, err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		out := ""
		if s.cfg.Run.Out == "" || !cmd.Flags().Changed("out") {
			out = " --out " + f.out
		}
		return &statusError{exitInterrupted, fmt.Errorf("interrupted; the draws so far are kept in %s; to finish: %s%s --resume", f.dir, commandLine(), out)}
	case errors.Is(err, store.ErrOther):
		return wrong("run.out", fmt.Sprintf("%s, but %v", f.dir, store.ErrOther), "the study, seed, data and build of the interrupted run, or another folder")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, os.ErrPermission):
		f.discard()
		return wrong("run.out", cause(err), "a folder with room that can be written to")
	}
	f.discard()
	return &statusError{exitFailed, err}
}

// commandLine is the command as it was typed, without --resume.
func commandLine() string {
	var words []string
	for _, w := range os.Args {
		if w == "--resume" {
			continue
		}
		if strings.ContainsAny(w, " \t'\"$;&|<>()*?~") {
			w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}
