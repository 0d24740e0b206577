package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"panelstress/data"
	"panelstress/data/published"
	"panelstress/data/studies"
	"panelstress/sim/audit"
)

// auditFlags are those of the audit command.
type auditFlags struct {
	format, lang, indicators, against, out string
	strict, search, quiet                  bool
	seed                                   uint64
}

func (a *app) auditCommand() *cobra.Command {
	var o auditFlags
	cmd := &cobra.Command{
		Use: "audit [TABLES]", Short: "Check published tables for internal consistency", Args: arguments(0, "TABLES"),
		Long: `Checks the printed tables of a study (descriptives, correlations, regressions)
against each other, with every number as the interval that rounds to it. TABLES is
a file in the form of data/studies/export-resilience.tables.yaml, the name of an
embedded study with published tables, or nothing: then ` + defaultTables() + `.

A finding is impossible where no data set can give the printed numbers together,
implausible where none can that a reader would believe, or where a convention that
is not named could explain it, and a note otherwise. Exit status 0 with or without
findings; with --strict 1 where anything is impossible. --against compares the printed numbers
with a results folder, --search looks for a panel that meets them.`,
		Example: "  panelstress audit\n  panelstress audit paper.yaml --format json --strict",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.audit(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "text", "text, json, csv, markdown or latex")
	f.StringVar(&o.lang, "lang", "en", "en or zh")
	f.BoolVar(&o.strict, "strict", false, "exit status 1 where anything is impossible")
	f.StringVar(&o.against, "against", "", "results folder to compare the printed numbers with")
	f.BoolVar(&o.search, "search", false, "look for a panel that meets the tables: evidence, no proof")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the search")
	f.StringVar(&o.out, "out", "", "folder for the report in all formats")
	f.BoolVar(&o.quiet, "quiet", false, "no progress, no warnings")
	f.StringVar(&o.indicators, "indicators", "", "file of the indicators behind the indices (default: those of the embedded study of the same name, or indicators.yaml beside TABLES)")
	return cmd
}

func (a *app) audit(ctx context.Context, args []string, o auditFlags) error {
	write, ok := auditFormats[o.format]
	if !ok {
		return wrongWord("--format", o.format, slices.Sorted(maps.Keys(auditFormats)))
	}
	lang, ok := map[string]audit.Lang{"en": audit.English, "zh": audit.Chinese}[o.lang]
	if !ok {
		return wrongWord("--lang", o.lang, []string{"en", "zh"})
	}
	t, err := openTables(args, o.indicators)
	if err != nil {
		return err
	}
	r := audit.Run(t)
	if o.against != "" {
		results, err := openResults(o.against)
		if err != nil {
			return err
		}
		r.Against = audit.Against(t, results)
	}
	if o.search {
		if r.Search, err = searchTables(ctx, t, o.seed, time.Minute); err != nil {
			return err
		}
	}
	if err := a.auditFolder(r, lang, o); err != nil {
		return err
	}
	err = write(a.stdout, r, lang)
	if err == nil && o.strict && r.Count(audit.Impossible) > 0 {
		err = &statusError{exitFailed, fmt.Errorf("%d findings are impossible", r.Count(audit.Impossible))}
	}
	return err
}

// auditFormats write a report.
var auditFormats = map[string]func(io.Writer, *audit.Report, audit.Lang) error{
	"text": audit.Text, "markdown": audit.Markdown, "csv": audit.CSV, "latex": audit.LaTeX,
	"json": func(w io.Writer, r *audit.Report, _ audit.Lang) error { return audit.JSON(w, r) },
}

// auditFolder leaves the report in all formats in the folder that is asked
// for.
func (a *app) auditFolder(r *audit.Report, lang audit.Lang, o auditFlags) error {
	if o.out == "" {
		return nil
	}
	f, err := openFolder(o.out, false)
	if err != nil {
		return atFlag(err, "--out")
	}
	for name, write := range auditFormats {
		ext := extensions[name]
		if name == "json" {
			ext = ".json"
		}
		err = errors.Join(err, writeFile(filepath.Join(f.dir, "audit"+ext), func(w io.Writer) error { return write(w, r, lang) }))
	}
	if err == nil {
		err = f.finish()
	}
	if err != nil {
		f.discard()
		return wrong("--out", cause(err), "a folder with room that can be written to")
	}
	if !o.quiet {
		fmt.Fprintf(a.stderr, "panelstress: report in %s\n", f.out)
	}
	return nil
}

// defaultTables are those of the default study, or the first embedded ones.
func defaultTables() string {
	names := studies.Tables()
	if slices.Contains(names, studies.Default) {
		return studies.Default
	}
	return names[0]
}

// openTables reads tables by file or by the name of an embedded study.
func openTables(args []string, indicators string) (*published.Tables, error) {
	ref := defaultTables()
	if len(args) > 0 {
		ref = args[0]
	}
	t, err := readTables(ref)
	if err != nil {
		return nil, err
	}
	if err := addIndicators(t, indicators); err != nil {
		return nil, err
	}
	nameByFile(t, ref)
	return t, nil
}

// nameByFile gives tables without a name that of their file.
func nameByFile(t *published.Tables, ref string) {
	if t.Name == "" {
		t.Name, _, _ = strings.Cut(filepath.Base(ref), ".")
	}
}

func readTables(ref string) (*published.Tables, error) {
	if _, err := os.Stat(ref); err == nil || strings.ContainsAny(ref, "./\\") {
		return published.Open(ref)
	}
	if !slices.Contains(studies.Tables(), ref) {
		return nil, &data.InputError{
			File: "TABLES", Found: fmt.Sprintf("%q", ref), Expected: "a file, or a study with published tables: " + strings.Join(studies.Tables(), ", "),
			Hint: nearest(ref, studies.Tables()),
		}
	}
	return embeddedTables(ref)
}

func embeddedTables(name string) (*published.Tables, error) {
	text, err := studies.FS.ReadFile(name + ".tables.yaml")
	if err != nil {
		return nil, err
	}
	return published.Read(name+".tables.yaml", text)
}

// addIndicators completes tables that do not say what their indices are made
// of: from the named file, from the embedded study that has their name, or from
// indicators.yaml beside them.
func addIndicators(t *published.Tables, file string) error {
	beside := filepath.Join(filepath.Dir(t.File), "indicators.yaml")
	switch {
	case file != "":
	case len(t.Indices) > 0:
		return nil
	case slices.Contains(studies.Tables(), t.Name):
		known, err := embeddedTables(t.Name)
		if err == nil {
			t.Complete(known)
		}
		return err
	default:
		if _, err := os.Stat(beside); err != nil {
			return nil
		}
		file = beside
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return &data.InputError{File: file, Found: cause(err), Expected: "a file of indicators", Err: err}
	}
	return t.ReadIndicators(file, text)
}
