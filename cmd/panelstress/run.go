package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"panelstress/sim"
	"panelstress/sim/attribution"
	"panelstress/sim/multiverse"
	"panelstress/sim/report"
	"panelstress/sim/store"
)

// runCommand makes a command that takes arms of a study through the chain.
func (a *app) runCommand(name, short string, force bool, kinds ...string) *cobra.Command {
	cmd := &cobra.Command{
		Use: name + " [STUDY]", Short: short, Args: arguments(0, "STUDY"),
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
			return a.execute(s)
		},
	}
	a.studyFlags(cmd.Flags())
	usual, draws := drawsOf(kinds)
	cmd.Flags().Int("draws", usual, draws)
	cmd.Flags().Int("workers", 0, "workers; 0 is one per processor")
	cmd.Flags().String("out", "", "results folder (default results/STUDY, or the first of results/STUDY-2, -3, ... that is free)")
	cmd.Flags().BoolVar(&a.resume, "resume", false, "finish an interrupted run")
	return cmd
}

// drawsOf says what the flag --draws of a command sets, and what it is where
// nothing sets it.
func drawsOf(kinds []string) (usual int, what string) {
	switch {
	case slices.Equal(kinds, []string{"multiverse"}):
		return multiverseDraws, "combinations of choices, where not all are taken"
	case slices.Equal(kinds, []string{"sensitivity"}):
		return sensitivityRows, "rows of the design"
	}
	return defaultDraws, "draws of every arm: bootstrap, weights, scenarios"
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

func (a *app) facts(s *loaded, workers int, began time.Time) facts {
	return facts{
		Version: sim.Version, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, CPUs: runtime.NumCPU(), Workers: sim.Workers(workers),
		Command: append([]string{"panelstress"}, a.args...), DataFile: s.study.DataFile, Started: began.UTC(), Seconds: time.Since(began).Seconds(),
	}
}

// execute compiles and runs a study and leaves its folder.
func (a *app) execute(s *loaded) error {
	began := time.Now()
	chain, base, err := s.baseline() // mistakes show before anything is written
	if err != nil {
		return err
	}
	if t := s.sensitivity; t != nil {
		if err := t.Resolve(chain); err != nil {
			return s.tree.locate(err)
		}
	}
	if err := errors.Join(s.checkStress(chain), s.checkUnder(chain)); err != nil {
		return err
	}
	out := s.cfg.Run.Out
	if out == "" {
		out = defaultFolder(s.study.Name, a.resume)
	}
	f, err := openFolder(out, a.resume)
	if err != nil {
		return s.tree.locate(err)
	}
	if need, free := room(s.study, base), freeSpace(f.dir); free < need {
		f.discard()
		return s.tree.wrong("run.out", fmt.Sprintf("%.1f MB free for %s", free/1e6, f.out), fmt.Sprintf("%.1f MB for the draws", need/1e6), "")
	}
	if a.resume && !f.resumed && !s.cfg.Run.Quiet {
		fmt.Fprintf(a.stderr, "panelstress: nothing to resume in %s; the run begins\n", f.dir)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	progress := newProgress(a.stderr, s.cfg.Run.Quiet)
	o := sim.Options{Dir: f.dir, Workers: s.cfg.Run.Workers, Resume: a.resume, Observe: progress.observe}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	s.further(&o, progress)
	r, err := chain.Run(ctx, o)
	progress.end()
	if err == nil {
		r.Data.Notes = s.note(r.Data.Notes)
		err = writeResults(f.dir, s, r, a.facts(s, o.Workers, began))
	}
	if err == nil {
		err = os.RemoveAll(filepath.Join(f.dir, sim.Journals))
	}
	if err == nil {
		err = f.finish()
	}
	if err != nil {
		return a.unfinished(f, s, progress, err)
	}
	tables := report.Tables
	if s.cfg.Run.Format == "text" {
		tables = report.Brief
	}
	if err := a.print(s, r, tables); err != nil {
		return err
	}
	if !s.cfg.Run.Quiet {
		fmt.Fprintf(a.stderr, "panelstress: results in %s\n", f.out)
	}
	return nil
}

// further adds what a study runs beside its arms.
func (s *loaded) further(o *sim.Options, progress *progress) {
	if m := s.multiverse; m != nil {
		to := multiverse.Options{Dir: o.Dir, Resume: o.Resume, Workers: o.Workers, Observe: progress.observePieces}
		o.Further = append(o.Further, func(ctx context.Context, c *sim.Chain, r *sim.Result) (*store.Journal, error) {
			return m.Run(ctx, c, r, to)
		})
	}
	if t := s.sensitivity; t != nil {
		to := attribution.Options{Dir: o.Dir, Resume: o.Resume, Workers: o.Workers, Observe: progress.observePieces}
		o.Further = append(o.Further, func(ctx context.Context, c *sim.Chain, r *sim.Result) (*store.Journal, error) {
			return t.Run(ctx, c, r, to)
		})
	}
	o.Further = append(o.Further, s.runStress(o.Workers, progress))
	s.runUnder(o, progress)
}

// unfinished tells what became of a run that did not end well. Draws that
// were computed are kept.
func (a *app) unfinished(f *folder, s *loaded, p *progress, err error) error {
	kept := fmt.Sprintf("%s kept in %s; to finish: %s", p, f.dir, a.resumption(f))
	switch {
	case errors.Is(err, context.Canceled):
		return &statusError{exitInterrupted, fmt.Errorf("interrupted; %s", kept)}
	case errors.Is(err, store.ErrOther):
		return s.tree.wrong("run.out", f.dir+", but "+store.ErrOther.Error(), "the study, seed, draws, data and build of the interrupted run, or another folder", "")
	case outOfReach(err) && p.any():
		return s.tree.wrong("run.out", cause(err), "a folder with room that can be written to", kept)
	case outOfReach(err):
		f.discard()
		return s.tree.wrong("run.out", cause(err), "a folder with room that can be written to", "")
	}
	f.discard()
	return &statusError{exitFailed, err}
}

// resumption is the command that goes on with a run.
func (a *app) resumption(f *folder) string {
	words := []string{"panelstress"}
	if strings.Contains(os.Args[0], "go-build") {
		words = []string{"go", "run", "./cmd/panelstress"}
	}
	named := false
	for _, w := range a.args {
		if w == "--resume" {
			continue
		}
		named = named || w == "--out" || strings.HasPrefix(w, "--out=")
		if w == "" || strings.ContainsAny(w, " \t\n'\"$;&|<>()[]{}*?~#!\\`") {
			w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		words = append(words, w)
	}
	if !named {
		words = append(words, "--out", filepath.ToSlash(f.out))
	}
	return strings.Join(append(words, "--resume"), " ")
}

// room is the space in bytes that the draws of a study take: as journals and
// as Parquet at the same time, and something for the tables.
func room(s *sim.Study, base *sim.Result) float64 {
	columns := 0
	for _, f := range base.Baseline {
		columns += 2*len(f.Terms) + 1
	}
	scores := 0.0
	draws := 0.0 // any number of draws can be asked for
	for _, a := range s.Arms {
		draws += float64(a.Draws)
		if a.Ranks != nil { // in the journal alone
			scores += float64(a.Draws) * float64(len(base.Indices)*base.Data.Entities)
		}
	}
	const tables = 1 << 20
	return draws*float64(columns)*8*2 + scores*8 + tables
}
