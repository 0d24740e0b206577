package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

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
		Use: name + " [STUDY]", Short: short, Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.load(cmd, args, false)
			if err != nil {
				return err
			}
			chain, err := sim.Compile(s.study)
			if err != nil {
				return err
			}
			r, err := chain.Baseline()
			if err != nil {
				return err
			}
			return a.print(s, r, tables)
		},
	}
	a.studyFlags(cmd.Flags())
	return cmd
}

func (a *app) studiesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "studies", Short: "List the embedded studies", Args: cobra.NoArgs,
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
				if file := t.get([]string{"data", "file"}); file != nil {
					if _, err := studies.FS.Open(file.Value); err != nil {
						note = " (its data are not part of the program: --set data.file=PATH)"
					}
				}
				fmt.Fprintf(a.stdout, "%-16s %s%s\n", name, t.get([]string{"title"}).Value, note)
			}
			return nil
		},
	}
}

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init NAME DIR", Short: "Write an embedded study out as files to edit", Args: cobra.ExactArgs(2),
		Example: "  panelstress init us-states my-study",
		RunE: func(_ *cobra.Command, args []string) error {
			name, dir := args[0], args[1]
			if !slices.Contains(studies.Names(), name) {
				return wrongWord("", 0, "NAME", name, studies.Names())
			}
			if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
				return wrong("DIR", dir+", which is not empty", "a folder that does not exist yet")
			}
			files := []string{name + ".yaml"}
			if _, err := studies.FS.Open(name + ".csv"); err == nil {
				files = append(files, name+".csv")
			}
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return wrong("DIR", cause(err), "a folder that can be made")
			}
			for _, f := range files {
				text, err := studies.FS.ReadFile(f)
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(dir, f), text, 0o666); err != nil {
					return wrong("DIR", cause(err), "a folder that can be written to")
				}
				fmt.Fprintln(a.stdout, filepath.Join(dir, f))
			}
			return nil
		},
	}
}

func (a *app) describeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "describe FILE", Short: "A look at a data file: columns, what is in them, what is missing", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := data.Open(args[0], data.ReadOptions{})
			if err != nil {
				return err
			}
			out := report.Table{Title: fmt.Sprintf("%s: %d rows", t.File(), t.Len()), Header: []string{"column", "numbers", "texts", "missing", "distinct", "first"}}
			for _, name := range t.Header() {
				out.Rows = append(out.Rows, columnFacts(name, t.Cells(name)))
			}
			out.Notes = t.Notes()
			return report.Text(a.stdout, []report.Table{out})
		},
	}
}

func columnFacts(name string, cells []string) []string {
	numbers, texts, missing, first := 0, 0, 0, ""
	distinct := make(map[string]bool)
	for _, c := range cells {
		c = strings.TrimSpace(c)
		distinct[c] = true
		if c == "" || c == "NA" || c == "." {
			missing++
			continue
		}
		if first == "" {
			first = c
		}
		if _, err := strconv.ParseFloat(c, 64); err == nil {
			numbers++
		} else {
			texts++
		}
	}
	return []string{name, fmt.Sprint(numbers), fmt.Sprint(texts), fmt.Sprint(missing), fmt.Sprint(len(distinct)), first}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Version, commit, Go, architecture", Args: cobra.NoArgs,
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
