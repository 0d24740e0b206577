package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"panelstress/sim"
	"panelstress/sim/report"
)

// renderers write tables; json is the result itself.
var renderers = map[string]func(io.Writer, []report.Table) error{
	"text": report.Text, "csv": report.CSV, "markdown": report.Markdown, "latex": report.LaTeX, "json": nil,
}

// extensions are those of the files in tables/.
var extensions = map[string]string{"text": ".txt", "csv": ".csv", "markdown": ".md", "latex": ".tex"}

func (l *loaded) format() (func(io.Writer, []report.Table) error, error) {
	r, ok := renderers[l.cfg.Run.Format]
	if !ok {
		return nil, l.tree.wrongWord("run.format", l.cfg.Run.Format, slices.Sorted(maps.Keys(renderers)))
	}
	return r, nil
}

// print writes a result to the standard output, of its tables those that
// select picks.
func (a *app) print(s *loaded, r *sim.Result, tables func(*sim.Result, report.Lang) []report.Table) error {
	render, err := s.format()
	if err != nil {
		return err
	}
	lang, err := s.language()
	if err != nil {
		return err
	}
	if render == nil {
		return report.JSON(a.stdout, r)
	}
	if s.cfg.Run.Format == "text" {
		if err := report.Head(a.stdout, r, lang); err != nil {
			return err
		}
	}
	return render(a.stdout, tables(r, lang))
}

// printTables writes tables that belong to no result.
func (a *app) printTables(format string, tables ...report.Table) error {
	render, ok := renderers[format]
	if !ok {
		return wrongWord("--format", format, slices.Sorted(maps.Keys(renderers)))
	}
	if render == nil {
		return a.printJSON(tables)
	}
	return render(a.stdout, tables)
}

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}

// writeResults fills a results folder but for draws.parquet.
func writeResults(dir string, s *loaded, r *sim.Result, facts any) error {
	lang, err := s.language()
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, "results.json"), func(w io.Writer) error { return report.JSON(w, r) }); err != nil {
		return err
	}
	tables := filepath.Join(dir, "tables")
	if err := os.MkdirAll(tables, 0o777); err != nil {
		return err
	}
	all := slices.Concat(report.Tables(r, lang), report.ScoreTables(r, lang), report.SpecTables(r, lang), report.GridTables(r, lang))
	for _, t := range all {
		for name, ext := range extensions {
			err := writeFile(filepath.Join(tables, t.Name+ext), func(w io.Writer) error { return renderers[name](w, []report.Table{t}) })
			if err != nil {
				return err
			}
		}
	}
	pictures, err := writeFigures(dir, r)
	if err != nil {
		return err
	}
	err = writeFile(filepath.Join(dir, "report.html"), func(w io.Writer) error { return report.HTML(w, r, all, pictures, lang) })
	if err != nil {
		return err
	}
	text, err := s.resolved()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "study.yaml"), text, 0o666); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "run.json"), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		return e.Encode(facts)
	})
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := write(f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
