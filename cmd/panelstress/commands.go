package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"panelstress/data"
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
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.load(cmd, args, false)
			if err != nil {
				return err
			}
			_, r, err := s.baseline()
			if err != nil {
				return err
			}
			return a.print(s, r, tables)
		},
	}
	a.studyFlags(cmd.Flags())
	return cmd
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
	return &cobra.Command{
		Use: "studies", Short: "List the embedded studies", Args: arguments(0),
		RunE: func(*cobra.Command, []string) error {
			for _, name := range studies.Names() {
				text, err := studies.FS.ReadFile(name + ".yaml")
				if err != nil {
					return err
				}
				t, err := parseTree(name+".yaml", text)
				if err != nil {
					return err
				}
				note := ""
				if name == studies.Default {
					note = " (default)"
				}
				if file := t.get("data", "file"); file != nil {
					if _, err := studies.FS.Open(file.Value); err != nil {
						note = " (its data are not part of the program: --set data.file=PATH)"
					}
				}
				fmt.Fprintf(a.stdout, "%-17s %s%s\n", name, t.get("title").Value, note)
			}
			return nil
		},
	}
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
		var in *data.InputError
		if errors.As(err, &in) {
			in.File, in.Key = "DIR", "" // here it is no key of a study
		}
		return err
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
	return &cobra.Command{
		Use: "version", Short: "Version, commit, Go, architecture", Args: arguments(0),
		RunE: func(*cobra.Command, []string) error {
			commit := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						commit = s.Value
					}
				}
			}
			_, err := fmt.Fprintf(a.stdout, "panelstress %s, commit %s, %s, %s/%s\n", sim.Version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
