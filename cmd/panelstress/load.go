package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"panelstress/data"
	"panelstress/data/studies"
	"panelstress/sim"
)

// embedded begins the name of a data file that the program carries.
const embedded = "embedded:"

// loader reads a study and its data.
type loader struct {
	flags   *pflag.FlagSet
	sets    []string
	draws   *int // --draws, of every arm
	environ []string
	read    func(path string) ([]byte, error)                          // a study file
	open    func(file string, o data.ReadOptions) (*data.Table, error) // a data file
	kinds   []string                                                   // arms that are wanted
	force   bool                                                       // a wanted arm is there even where the study has no key for it
}

// loaded is a study ready to be compiled, and its resolved configuration.
type loaded struct {
	study    *sim.Study
	cfg      *studyConfig
	tree     *tree
	warnings []string
}

// load reads the study that ref names: a file, an embedded study, or, empty,
// the default one.
func (l *loader) load(ref string) (*loaded, error) {
	t, dir, err := l.file(ref)
	if err != nil {
		return nil, err
	}
	out := &loaded{tree: t, cfg: &studyConfig{}}
	if l.force {
		for _, kind := range l.kinds {
			if t.get([]string{kind}) == nil {
				sets := []string{kind + "={}"}
				if err := t.assign(sets[0]); err != nil {
					return nil, err
				}
			}
		}
	}
	if l.draws != nil {
		for _, kind := range l.kinds {
			if t.get([]string{kind}) != nil {
				if err := t.set([]string{kind, "draws"}, scalar(fmt.Sprint(*l.draws))); err != nil {
					return nil, err
				}
			}
		}
	}
	if out.warnings, err = settle(t, l.flags, l.sets, l.environ); err != nil {
		return nil, err
	}
	d := decoder{file: t.file}
	d.value(t.root, reflect.ValueOf(out.cfg).Elem(), "")
	if len(d.errs) > 0 {
		return nil, errors.Join(d.errs...)
	}
	return out, l.build(out, dir)
}

// file reads the tree of a study; dir is where its data file is looked for.
func (l *loader) file(ref string) (t *tree, dir string, err error) {
	if ref == "" {
		ref = studies.Default
	}
	if slices.Contains(studies.Names(), ref) {
		text, err := studies.FS.ReadFile(ref + ".yaml")
		if err != nil {
			return nil, "", err
		}
		t, err = parseTree(ref+".yaml", text)
		return t, embedded, err
	}
	text, err := l.read(ref)
	if errors.Is(err, fs.ErrNotExist) {
		e := &data.InputError{File: ref, Found: "no such file, and no embedded study of this name", Expected: "a study file, or one of " + strings.Join(studies.Names(), ", "), Err: err}
		e.Hint = nearest(ref, studies.Names())
		return nil, "", e
	}
	if err != nil {
		return nil, "", &data.InputError{File: ref, Found: err.Error(), Expected: "a study file", Err: err}
	}
	t, err = parseTree(ref, text)
	return t, filepath.Dir(ref), err
}

// build reads the data and makes the study.
func (l *loader) build(out *loaded, dir string) error {
	b := &builder{tree: out.tree, cfg: out.cfg}
	s := b.study()
	c := &out.cfg.Data
	if c.File == "" {
		b.complain("data.file", "none", "the file that holds the data", "")
	}
	if c.Entity == "" {
		b.complain("data.entity", "none", "the column that names the entity", "")
	}
	if c.Time == "" {
		b.complain("data.time", "none", "the column that holds the time", "")
	}
	if err := b.err(); err != nil {
		return err
	}
	if s.Name == "" {
		base := filepath.Base(out.tree.file)
		s.Name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	c.File = dataPath(c.File, dir)
	table, err := l.open(c.File, data.ReadOptions{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet})
	if err != nil {
		return err
	}
	o := b.options(table, s)
	if err := b.err(); err != nil {
		return err
	}
	if s.Panel, err = table.Panel(o); err != nil {
		return err
	}
	s.DataFile, s.DataHash = table.File(), table.Hash()
	b.arms(s, l.kinds...)
	s.Hash = out.hash()
	out.study = s
	return b.err()
}

// dataPath finds a data file beside its study file. A path from --set or the
// environment is one of the caller's, and is tried first.
func dataPath(file, dir string) string {
	if strings.HasPrefix(file, embedded) || filepath.IsAbs(file) {
		return file
	}
	if dir == embedded {
		if _, err := fs.Stat(studies.FS, file); err == nil {
			return embedded + file
		}
		return file
	}
	beside := filepath.Join(dir, file)
	if _, err := os.Stat(beside); err != nil {
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return beside
}

// openData opens a data file, on disk or embedded.
func openData(file string, o data.ReadOptions) (*data.Table, error) {
	if name, ok := strings.CutPrefix(file, embedded); ok {
		return data.OpenFS(studies.FS, name, o)
	}
	return data.Open(file, o)
}

// hash identifies the resolved study: all its values but those of run and the
// place of the data, neither of which changes a result.
func (l *loaded) hash() string {
	h := sha256.New()
	l.tree.leaves(func(path []string) {
		if path[0] == "run" || strings.Join(path, ".") == "data.file" {
			return
		}
		fmt.Fprintf(h, "%q %q\n", path, l.tree.get(path).Value)
	})
	return hex.EncodeToString(h.Sum(nil))
}

// resolved is the study file of the results folder: the same study, its data
// by an absolute path, and of run the seed alone.
func (l *loaded) resolved() ([]byte, error) {
	file := l.cfg.Data.File
	if !strings.HasPrefix(file, embedded) {
		abs, err := filepath.Abs(file)
		if err != nil {
			return nil, err
		}
		file = abs
	}
	if err := l.tree.set([]string{"data", "file"}, scalar(file)); err != nil {
		return nil, err
	}
	if err := l.tree.assign(fmt.Sprintf("run={seed: %d}", l.study.Seed)); err != nil {
		return nil, err
	}
	return l.tree.text()
}
