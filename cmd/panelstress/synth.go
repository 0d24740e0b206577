package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"panelstress/data"
	"panelstress/data/published"
	"panelstress/data/studies"
	"panelstress/sim/report"
	"panelstress/sim/synth"
	"panelstress/sim/synth/raw"
)

// synthFlags are those of the synth command.
type synthFlags struct {
	seed                       uint64
	panels, workers, conflicts int
	out, format, lang, recipe  string
	shape                      synth.Shape
	quiet                      bool
	from                       string
}

func (a *app) synthCommand() *cobra.Command {
	var o synthFlags
	cmd := &cobra.Command{
		Use: "synth TABLES", Short: "Make synthetic panels that reproduce published tables", Args: arguments(1, "TABLES"),
		Long: `Makes panels whose descriptives, correlations and regressions come out as they
were printed, each number to its printed rounding. TABLES is a file in the form of
data/studies/export-resilience.tables.yaml, or the name of an embedded study; of
that the numbers that one panel can meet together are used, and NAME.tables are all
that are printed.

Leaves a folder: panel-001.csv ..., synth.json (which numbers are met, which not and
by how much), report.txt, and study.yaml, which panelstress run takes to tell which
conclusions hold in all panels. The panels are no data: the last column of every row
says so. Where a panel cannot be found, sets of numbers that conflict are looked for.

With --recipe, raw indicators and exports by product are made besides, from which
the panel's composites are computed again: raw-001.csv, trade-001.csv ...

Exit status 0 where every panel meets every number, 1 where one does not (the folder
is written all the same), 75 where interrupted: --resume keeps finished panels.`,
		Example: "  panelstress synth export-resilience --panels 50 --out results/ensemble\n  panelstress run results/ensemble/study.yaml",
		RunE:    func(_ *cobra.Command, args []string) error { return a.synth(args[0], o) },
	}
	f := cmd.Flags()
	f.Uint64Var(&o.seed, "seed", 1, "seed of all random numbers")
	f.IntVar(&o.panels, "panels", 1, "number of panels")
	f.IntVar(&o.workers, "workers", 0, "workers; 0 is one per processor")
	f.IntVar(&o.conflicts, "conflicts", 2, "sets of conflicting numbers to look for where a panel is not found")
	f.StringVar(&o.out, "out", "", "folder (default results/NAME-synthetic, or the first of ...-2, -3 that is free)")
	f.StringVar(&o.from, "from", "", "panel of an earlier build to take as the first one, as it is, instead of searching for it")
	f.StringVar(&o.format, "format", "text", "text, json, csv, markdown or latex")
	f.StringVar(&o.lang, "lang", "en", "en or zh")
	f.StringVar(&o.recipe, "recipe", "", "make raw indicators and a trade table behind every panel by this recipe: a file, or the name of an embedded study")
	f.IntVar(&o.shape.Entities, "entities", 0, "entities, where the tables do not say")
	f.IntVar(&o.shape.Periods, "periods", 0, "periods, where the tables do not say")
	f.IntVar(&o.shape.First, "first", 0, "first period, where the tables do not say")
	f.BoolVar(&o.quiet, "quiet", false, "no progress, no warnings")
	f.BoolVar(&a.resume, "resume", false, "finish an interrupted run")
	return cmd
}

// check refuses what cannot be done.
func (o *synthFlags) check() error {
	if _, ok := renderers[o.format]; !ok {
		return wrongWord("--format", o.format, slices.Sorted(maps.Keys(renderers)))
	}
	if _, ok := languages[o.lang]; !ok {
		return wrongWord("--lang", o.lang, slices.Sorted(maps.Keys(languages)))
	}
	for _, c := range []struct {
		flag        string
		value       int
		least, most int
	}{
		{"--panels", o.panels, 1, maxPanels},
		{"--workers", o.workers, 0, maxWorkers},
		{"--conflicts", o.conflicts, 0, 100},
		{"--entities", o.shape.Entities, 0, 100_000},
		{"--periods", o.shape.Periods, 0, 100_000},
	} {
		if c.value < c.least || c.value > c.most {
			return &data.InputError{File: c.flag, Found: fmt.Sprint(c.value), Expected: fmt.Sprintf("a number from %d to %d", c.least, c.most)}
		}
	}
	return nil
}

func (a *app) synth(ref string, o synthFlags) error {
	if err := o.check(); err != nil {
		return err
	}
	t, err := synthTables(ref)
	if err != nil {
		return err
	}
	p, unused, err := synth.FromTables(t, o.shape)
	if err != nil {
		return err
	}
	recipe, err := readRecipe(o.recipe)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = defaultFolder(p.Name+"-synthetic", a.resume)
	}
	f, err := openFolder(o.out, a.resume)
	if err != nil {
		return atFlag(err, "--out")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	s := &synthesis{app: a, flags: o, folder: f, problem: p, tables: t, recipe: recipe, result: synth.NewResult(p, t.File, o.seed, unused)}
	if err := s.run(ctx); err != nil {
		if errors.Is(err, context.Canceled) {
			return &statusError{exitInterrupted, fmt.Errorf("interrupted; finished panels kept in %s; to finish: %s", f.dir, a.resumption(f))}
		}
		f.discard()
		var in *data.InputError
		if errors.As(err, &in) {
			return err
		}
		if outOfReach(err) {
			return wrong("--out", cause(err), "a folder with room that can be written to")
		}
		return &statusError{exitFailed, err}
	}
	return s.conclude()
}

// synthTables reads tables by file or by the name of an embedded study.
func synthTables(ref string) (*published.Tables, error) {
	name := strings.TrimSuffix(ref, ".tables")
	if !slices.Contains(studies.Tables(), name) || ref != name && ref != name+".tables" {
		t, err := readTables(ref)
		if err == nil {
			nameByFile(t, ref)
		}
		return t, err
	}
	file := ref + ".yaml"
	if consistent := name + ".consistent.yaml"; ref == name {
		if _, err := fs.Stat(studies.FS, consistent); err == nil {
			file = consistent
		} else {
			file = name + ".tables.yaml"
		}
	}
	text, err := studies.FS.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return published.Read(file, text)
}

// synthesis is one run of synth.
type synthesis struct {
	app     *app
	flags   synthFlags
	folder  *folder
	problem *synth.Problem
	tables  *published.Tables
	recipe  *raw.Recipe // nil: none
	result  *synth.Result
}

func panelFile(i int) string { return fmt.Sprintf("panel-%03d.csv", i+1) }

// run makes the panels that are not there yet and writes what is said of
// them.
func (s *synthesis) run(ctx context.Context) error {
	if s.flags.from != "" {
		if err := s.take(s.flags.from); err != nil {
			return err
		}
	}
	var missing []int
	for i := range s.flags.panels {
		if _, err := os.Stat(filepath.Join(s.folder.dir, panelFile(i))); err != nil {
			missing = append(missing, i)
		}
	}
	if err := s.search(ctx, missing); err != nil {
		return err
	}
	if err := s.cook(ctx); err != nil {
		return err
	}
	for i := range s.flags.panels {
		if err := s.read(i); err != nil {
			return err
		}
	}
	if s.result.Met() < len(s.result.Panels) && s.flags.conflicts > 0 {
		found, err := synth.Conflicts(ctx, s.problem, s.flags.seed, s.flags.conflicts)
		if err != nil {
			return err
		}
		s.result.Explain(found)
	}
	return s.describe()
}

// search makes panels by their numbers. Number i + v maxPanels is variant v of
// panel i: one from other random numbers.
func (s *synthesis) search(ctx context.Context, numbers []int) error {
	p := newProgress(s.app.stderr, s.flags.quiet)
	defer p.end()
	done := s.flags.panels - len(numbers)
	p.observe("panels", done, s.flags.panels)
	var counting sync.Mutex // the bar belongs to no worker
	return synth.Each(ctx, s.problem, s.flags.seed, numbers, s.flags.workers, func(m *synth.Panel) error {
		if err := s.write(m); err != nil {
			return err
		}
		counting.Lock()
		defer counting.Unlock()
		done++
		p.observe("panels", done, s.flags.panels)
		return nil
	})
}

// maxPanels is the largest number of panels of an ensemble.
const maxPanels = 100_000

// write writes a panel under its name when it is complete.
func (s *synthesis) write(m *synth.Panel) error {
	path := filepath.Join(s.folder.dir, panelFile(m.Number%maxPanels))
	if err := writeFile(path+partial, m.WriteCSV); err != nil {
		return err
	}
	return os.Rename(path+partial, path)
}

// take makes a file the first panel. The last bits of an estimator decide
// which of many panels a search ends at, so that another build may find
// another one; a panel that is kept stays.
func (s *synthesis) take(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return &data.InputError{File: "--from", Found: cause(err), Expected: "a panel that synth has made", Err: err}
	}
	return os.WriteFile(filepath.Join(s.folder.dir, panelFile(0)), text, 0o666)
}

// read takes the numbers of a panel from its file, so that they are those
// that a reader of the file gets, in a run at once or in two.
func (s *synthesis) read(i int) error {
	p, err := s.panel(i)
	if err != nil {
		return err
	}
	numbers, err := synth.Check(s.problem, p)
	if err != nil {
		return err
	}
	s.result.Add(panelFile(i), numbers)
	return nil
}

// panel reads the file of a panel.
func (s *synthesis) panel(i int) (*data.Panel, error) {
	t, err := data.Open(filepath.Join(s.folder.dir, panelFile(i)), data.ReadOptions{})
	if err != nil {
		return nil, err
	}
	o := data.Options{Entity: "entity", Time: "time"}
	for _, v := range s.problem.Variables {
		o.Columns = append(o.Columns, v.Name)
	}
	if slices.Contains(t.Header(), raw.ChineseNames) {
		o.Labels = []string{raw.ChineseNames}
	}
	return t.Panel(o)
}

// describe writes report and study.
func (s *synthesis) describe() error {
	study, err := synth.StudyFile(s.problem, s.tables, "panel-*.csv")
	if err != nil {
		return err
	}
	for name, write := range map[string]func(io.Writer) error{
		"study.yaml": func(w io.Writer) error { _, err := w.Write(study); return err },
		"synth.json": s.result.JSON,
		"report.txt": func(w io.Writer) error { return report.Text(w, synthTablesOf(s.result, languages[s.flags.lang])) },
	} {
		if err := writeFile(filepath.Join(s.folder.dir, name), write); err != nil {
			return err
		}
	}
	return s.folder.finish()
}

// conclude prints the report. A panel that misses a number is a failure.
func (s *synthesis) conclude() error {
	var err error
	if render := renderers[s.flags.format]; render == nil {
		err = s.result.JSON(s.app.stdout)
	} else {
		err = render(s.app.stdout, synthTablesOf(s.result, languages[s.flags.lang]))
	}
	if err != nil {
		return err
	}
	if !s.flags.quiet {
		fmt.Fprintf(s.app.stderr, "panelstress: panels in %s\n", s.folder.out)
	}
	if s.result.Met() < len(s.result.Panels) {
		return &statusError{exitFailed, errors.New(s.result.Headline())}
	}
	return nil
}
