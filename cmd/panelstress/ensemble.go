package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/sim"
)

// ensemble are the panels of a study whose data.file is a folder or a pattern.
type ensemble struct {
	files  []string
	panels []*data.Panel
}

// ensembleFiles lists the data files of a folder or a pattern such as
// panel-*.csv, sorted; nil where the name is that of one file.
func ensembleFiles(name string) ([]string, error) {
	var files []string
	if info, err := os.Stat(name); err == nil {
		if !info.IsDir() {
			return nil, nil
		}
		for _, ext := range []string{".csv", ".csv.gz", ".xlsx", ".dta", ".parquet"} {
			found, err := filepath.Glob(filepath.Join(escapeGlob(name), "*"+ext))
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
		}
		if len(files) == 0 {
			return nil, &data.InputError{Key: "data.file", Found: name + ", a folder without data files", Expected: "a data file, or a folder of panels with the same columns (CSV, CSV.gz, XLSX, DTA, Parquet)"}
		}
	} else if strings.ContainsAny(name, "*?[") && !strings.HasPrefix(name, embedded) {
		found, err := filepath.Glob(name)
		if err != nil || len(found) == 0 {
			return nil, &data.InputError{Key: "data.file", Found: fmt.Sprintf("no file that matches %q", name), Expected: "a pattern of data files, such as panel-*.csv"}
		}
		files = found
	}
	slices.Sort(files)
	return files, nil
}

// dataFiles gives the file that a study's data are read from and, where
// data.file names many, all of them.
func (l *loader) dataFiles(name string) (file string, files []string, err error) {
	if l.files.panels != nil {
		files, err = l.files.panels(name)
	}
	if len(files) > 0 {
		return files[0], files, err
	}
	return name, nil, err
}

// escapeGlob takes the meaning from the characters of a pattern.
func escapeGlob(s string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(s)
}

// readEnsemble reads all panels and makes the study's data those of the first.
func (l *loader) readEnsemble(out *loaded, s *sim.Study, o data.Options, files []string) error {
	if s.Trade != nil {
		return out.tree.wrong("data.file", fmt.Sprintf("%d panels", len(files)), "one panel, where the study has a trade table", "")
	}
	c := &out.cfg.Data
	h := sha256.New()
	e := &ensemble{}
	for _, file := range files {
		t, err := l.files.open(file, data.ReadOptions{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet})
		if err != nil {
			return out.tree.locate(err)
		}
		p, err := t.Panel(o)
		if err != nil {
			return out.tree.locate(err)
		}
		fmt.Fprintln(h, filepath.Base(file))
		io.WriteString(h, t.Hash())
		e.files, e.panels = append(e.files, filepath.Base(file)), append(e.panels, p)
	}
	s.DataHash = hex.EncodeToString(h.Sum(nil))
	out.ensemble = e
	return nil
}

// overEnsemble adds what the baseline gives on every panel.
func (l *loaded) overEnsemble(r *sim.Result) error {
	e := l.ensemble
	if e == nil {
		return nil
	}
	found, err := sim.Ensemble(context.Background(), l.study, e.files, l.cfg.Run.Workers, func(i int) (*data.Panel, error) { return e.panels[i], nil })
	if err != nil {
		return l.tree.locate(err)
	}
	r.Ensemble, r.Data.Notes = found, e.note(r.Data.Notes)
	return nil
}

// note adds to the notes on the data which of the panels the tables are about.
func (e *ensemble) note(notes []string) []string {
	if e == nil {
		return notes
	}
	return append(notes, fmt.Sprintf("An ensemble of %d panels: tables and draws are those of %s, the last tables those of all.", len(e.files), e.files[0]))
}
