package main

import (
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

// ensembleFiles lists the files of a folder or a pattern such as panel-*.csv
// that a key names, sorted; nil where the name is that of one file.
func ensembleFiles(key, name string) ([]string, error) {
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
			return nil, &data.InputError{Key: key, Found: name + ", a folder without data files", Expected: "a data file, or a folder of panels with the same columns (CSV, CSV.gz, XLSX, DTA, Parquet)"}
		}
	} else if strings.ContainsAny(name, "*?[") && !strings.HasPrefix(name, embedded) {
		found, err := filepath.Glob(name)
		if err != nil || len(found) == 0 {
			return nil, &data.InputError{Key: key, Found: fmt.Sprintf("no file that matches %q", name), Expected: "a pattern of data files, such as panel-*.csv"}
		}
		files = found
	}
	slices.Sort(files)
	return files, nil
}

// dataFiles gives the file that a key of a study names and, where it names
// many, all of them.
func (l *loader) dataFiles(key, name string) (file string, files []string, err error) {
	if l.files.panels != nil {
		files, err = l.files.panels(key, name)
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

// readEnsemble reads all panels, of which the study's is the first.
func (l *loader) readEnsemble(out *loaded, s *sim.Study, o data.Options, files []string) error {
	c := &out.cfg.Data
	h := sha256.New()
	for _, file := range files {
		t, err := l.files.open(file, data.ReadOptions{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet})
		if err != nil {
			return out.tree.locate(err)
		}
		p, err := t.Panel(o)
		if err != nil {
			return out.tree.locate(err)
		}
		if !slices.Equal(p.Entities(), s.Panel.Entities()) || !slices.Equal(p.Times(), s.Panel.Times()) {
			return out.tree.wrong("data.file", fmt.Sprintf("%s with other entities or times than %s", file, files[0]), "panels of the same entities at the same times", "")
		}
		fmt.Fprintln(h, filepath.Base(file))
		io.WriteString(h, t.Hash())
		s.Members = append(s.Members, sim.Member{Name: filepath.Base(file), Panel: p})
	}
	s.DataHash = hex.EncodeToString(h.Sum(nil))
	return nil
}

// note adds to the notes on the data how the panels of an ensemble are used.
func (l *loaded) note(notes []string) []string {
	n := len(l.study.Members)
	if n == 0 {
		return notes
	}
	text := fmt.Sprintf("An ensemble of %d panels: tables without draws, impacts, stress tests, multiverse and sensitivity are those of %s, the last tables those of all.", n, l.study.Members[0].Name)
	if len(l.study.Arms) > 0 {
		text += fmt.Sprintf(" Draw i of an arm, counted from 0, is one of panel 1 + i mod %d.", n)
	}
	return append(notes, text)
}
