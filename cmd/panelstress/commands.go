package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"panelstress/data/studies"
	"panelstress/sim"
	"panelstress/sim/report"
)

func (a *app) baselineCommand() *cobra.Command {
	return a.tablesCommand("baseline", "Indices, descriptives, correlations and regression tables, without a draw", report.Tables)
}

func (a *app) indexCommand() *cobra.Command {
	return a.tablesCommand("index", "The indices: weights and scores", func(r *sim.Result, l report.Lang) []report.Table {
		return append(report.IndexTables(r, l), report.ScoreTables(r, l)...)
	})
}

// tablesCommand makes a command that prints a part of the baseline.
func (a *app) tablesCommand(name, short string, tables func(*sim.Result, report.Lang) []report.Table) *cobra.Command {
	cmd := &cobra.Command{
		Use: name + " [STUDY]", Short: short, Args: arguments(0, "STUDY"),
		Long: short + `.

With --out a results folder is left, too, as a run leaves it but without draws.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.load(cmd, args, false)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("draws") && !s.cfg.Run.Quiet {
				fmt.Fprintf(a.stderr, "panelstress: warning: --draws does nothing here: %s computes no draw\n", name)
			}
			began := time.Now()
			_, r, err := s.baseline()
			if err != nil {
				return err
			}
			if out := cmd.Flags().Lookup("out"); out.Changed {
				if err := a.baselineFolder(out.Value.String(), s, r, began); err != nil {
					return err
				}
			}
			return a.print(s, r, tables)
		},
	}
	a.studyFlags(cmd.Flags())
	cmd.Flags().Int("draws", defaultDraws, "without effect: no draw is computed")
	cmd.Flags().Int("workers", 0, "workers, where the data are an ensemble; 0 is one per processor")
	cmd.Flags().String("out", "", "results folder (default none)")
	return cmd
}

// baselineFolder leaves a results folder without draws.
func (a *app) baselineFolder(out string, s *loaded, r *sim.Result, began time.Time) error {
	f, err := openFolder(out, false)
	if err != nil {
		return atFlag(err, "--out")
	}
	if err = writeResults(f.dir, s, r, a.facts(s, s.cfg.Run.Workers, began)); err == nil {
		err = f.finish()
	}
	if err != nil {
		f.discard()
		return wrong("--out", cause(err), "a folder with room that can be written to")
	}
	if !s.cfg.Run.Quiet {
		fmt.Fprintf(a.stderr, "panelstress: results in %s\n", f.out)
	}
	return nil
}

// baseline lays the study out and computes what needs no draw. Its errors are
// mistakes in study or data.
func (l *loaded) baseline() (*sim.Chain, *sim.Result, error) {
	chain, err := sim.Compile(l.study)
	if err != nil {
		return nil, nil, l.tree.locate(err)
	}
	r, err := chain.Baseline()
	if err != nil {
		return nil, nil, l.tree.locate(err)
	}
	r.Data.Notes = l.note(r.Data.Notes)
	if r.Ensemble, err = chain.Ensemble(context.Background(), l.cfg.Run.Workers); err != nil {
		return nil, nil, l.tree.locate(err)
	}
	return chain, r, nil
}

func (a *app) studiesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "studies", Short: "List the embedded studies", Args: arguments(0)}
	format := formatFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		t := report.Table{Name: "studies", Title: "Embedded studies", Header: []string{"name", "title", "note"}}
		for _, name := range studies.Names() {
			text, err := studies.FS.ReadFile(name + ".yaml")
			if err != nil {
				return err
			}
			study, err := parseTree(name+".yaml", text)
			if err != nil {
				return err
			}
			note := ""
			if name == studies.Default {
				note = "default"
			}
			if file := study.get("data", "file"); file != nil {
				if _, err := studies.FS.Open(file.Value); err != nil {
					note = "its data are not part of the program: --set data.file=PATH"
				}
			}
			t.Rows = append(t.Rows, []string{name, study.get("title").Value, note})
		}
		if *format != "text" {
			return a.printTables(*format, t)
		}
		for _, row := range t.Rows {
			if row[2] != "" {
				row[2] = " (" + row[2] + ")"
			}
			fmt.Fprintf(a.stdout, "%-17s %s%s\n", row[0], row[1], row[2])
		}
		return nil
	}
	return cmd
}

// formatFlag is the flag --format of a command that reads no study.
func formatFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("format", defaults().Run.Format, "text, json, csv, markdown or latex")
}

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init NAME DIR", Short: "Write an embedded study out as files to edit", Args: arguments(2, "NAME", "DIR"),
		Example: "  panelstress init us-states my-study",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.writeStudy(args[0], args[1])
		},
	}
}

// studyFiles are the files that an embedded study names and the program
// carries.
func studyFiles(name string) (files []string, err error) {
	text, err := studies.FS.ReadFile(name + ".yaml")
	if err != nil {
		return nil, err
	}
	t, err := parseTree(name+".yaml", text)
	if err != nil {
		return nil, err
	}
	for _, key := range [][]string{{"data", "file"}, {"trade", "file"}, {"published", "tables"}, {"published", "corrected"}} {
		file := t.get(key...)
		if file == nil || slices.Contains(files, file.Value) {
			continue
		}
		if _, err := fs.Stat(studies.FS, file.Value); err == nil {
			files = append(files, file.Value)
		}
	}
	return files, nil
}

// writeStudy writes the files of an embedded study into a new folder.
func (a *app) writeStudy(name, dir string) error {
	if !slices.Contains(studies.Names(), name) {
		return wrongWord("NAME", name, studies.Names())
	}
	files, err := studyFiles(name)
	if err != nil {
		return err
	}
	f, err := openFolder(dir, false)
	if err != nil {
		return atFlag(err, "DIR")
	}
	files = append([]string{name + ".yaml"}, files...)
	for _, file := range files {
		text, err := studies.FS.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(f.dir, file), text, 0o666)
		}
		if err != nil {
			f.discard()
			return wrong(f.out, cause(err), "a folder that can be written to")
		}
	}
	if err := f.finish(); err != nil {
		f.discard()
		return wrong(f.out, cause(err), "a folder that can be made")
	}
	for _, file := range files {
		fmt.Fprintln(a.stdout, filepath.Join(f.out, file))
	}
	return nil
}

func (a *app) versionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "version", Short: "Version, commit, Go, architecture", Args: arguments(0)}
	format := formatFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		commit := "unknown"
		if info, ok := debug.ReadBuildInfo(); ok {
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					commit = s.Value
				}
			}
		}
		system := runtime.GOOS + "/" + runtime.GOARCH
		switch *format {
		case "text":
			_, err := fmt.Fprintf(a.stdout, "panelstress %s, commit %s, %s, %s\n", sim.Version, commit, runtime.Version(), system)
			return err
		case "json":
			return a.printJSON(map[string]string{"version": sim.Version, "commit": commit, "go": runtime.Version(), "system": system})
		}
		return a.printTables(*format, report.Table{
			Name: "version", Title: "panelstress", Header: []string{"version", "commit", "Go", "system"},
			Rows: [][]string{{sim.Version, commit, runtime.Version(), system}},
		})
	}
	return cmd
}
