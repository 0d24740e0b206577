package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"panelstress/data"
	"panelstress/data/studies"
	"panelstress/sim"
	"panelstress/sim/attribution"
	"panelstress/sim/multiverse"
	"panelstress/sim/stress"
)

// embedded begins the name of a data file that the program carries.
const embedded = "embedded:"

// loader reads a study and its data.
type loader struct {
	settings
	files fileSystem

	scenarios bool     // the command computes scenarios and the arms that they need
	only      []string // of the scenarios; empty: all of them
	ask       *asked   // of every scenario; nil: what the study asks

	force bool // an arm that the command computes is there even where the study has no key for it
}

// fileSystem is what a loader sees of the world.
type fileSystem struct {
	read   func(path string) ([]byte, error)                          // a study file
	exists func(path string) bool                                     // a data file
	open   func(file string, o data.ReadOptions) (*data.Table, error) // a data file
	panels func(key, name string) ([]string, error)                   // the data files that a folder or a pattern names
}

// disk is the file system and what the program carries.
var disk = fileSystem{
	read: os.ReadFile,
	exists: func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	},
	open: func(file string, o data.ReadOptions) (*data.Table, error) {
		if name, ok := strings.CutPrefix(file, embedded); ok {
			return data.OpenFS(studies.FS, name, o)
		}
		return data.Open(file, o)
	},
	panels: ensembleFiles,
}

// loaded is a study ready to be compiled, and its resolved configuration.
type loaded struct {
	study       *sim.Study
	multiverse  *multiverse.Multiverse   // nil: not wanted
	sensitivity *attribution.Attribution // nil: not wanted
	stress      []*stress.Stress         // of scenarios
	under       []*multiverse.Scenario   // scenarios under every specification
	cfg         *studyConfig
	tree        *tree
	places      [][2]string // keys that name files, and where those were found
	warnings    []string
}

// load reads the study that ref names: a file, an embedded study, or, empty,
// the default one.
func (l *loader) load(ref string) (*loaded, error) {
	t, dir, err := l.file(ref)
	if err != nil {
		return nil, err
	}
	return l.loadTree(t, dir)
}

// loadTree makes a study of a tree; dir is where its data file is looked for.
func (l *loader) loadTree(t *tree, dir string) (*loaded, error) {
	out := &loaded{tree: t, cfg: defaults()}
	for _, kind := range l.kinds {
		if l.force && t.get(kind) == nil {
			if err := t.assign([]string{kind}, "{}", ""); err != nil {
				return nil, err
			}
		}
	}
	err := t.expandLibrary(l.only) // before and after: what is set can be in it, or ask for it
	if err != nil {
		return nil, err
	}
	if out.warnings, err = l.settle(t); err != nil {
		return nil, err
	}
	if err := t.expandLibrary(l.only); err != nil {
		return nil, err
	}
	if l.scenarios {
		if l.kinds, err = t.scenarioKinds(); err != nil {
			return nil, err
		}
		if err := t.askScenarios(l.ask); err != nil {
			return nil, err
		}
		if !t.scenariosUnder(underMultiverse) {
			t.drop("multiverse")
		}
	}
	if len(l.kinds) > 0 {
		if err := l.limit(t); err != nil {
			return nil, err
		}
		for _, kind := range armKinds {
			if !slices.Contains(l.kinds, kind) && !needed(l.kinds, kind) {
				t.drop(kind) // so that the resolved study repeats this run, and its hash is that of this run
			}
		}
	}
	if err := t.decode(out.cfg); err != nil {
		return nil, err
	}
	out.cfg.fill()
	if out.cfg.Name == "" {
		base := filepath.Base(t.file)
		out.cfg.Name = strings.TrimSuffix(base, filepath.Ext(base))
		if err := t.set([]string{"name"}, scalar(out.cfg.Name), ""); err != nil {
			return nil, err
		}
	}
	return out, l.build(out, dir)
}

// limit leaves out kinds of arms that the key run.only does not name. Where
// keys stay that the command only reads, it sets run.only, so that the
// resolved study repeats this run.
func (l *loader) limit(t *tree) error {
	if n := t.get("run", "only"); n != nil && len(n.Content) > 0 && !l.force {
		var kept []string
		for _, c := range n.Content {
			if !slices.Contains(armKinds, c.Value) {
				return t.wrongWord("run.only", c.Value, armKinds)
			}
			if slices.Contains(l.kinds, c.Value) {
				kept = append(kept, c.Value)
			}
		}
		l.kinds = kept
		return nil
	}
	for _, kind := range armKinds {
		if t.get(kind) != nil && !slices.Contains(l.kinds, kind) && needed(l.kinds, kind) {
			return t.assign([]string{"run", "only"}, "["+strings.Join(l.kinds, ", ")+"]", "")
		}
	}
	return nil
}

// armKinds are the keys of a study that ask for draws.
var armKinds = []string{"bootstrap", "weights", "scenarios", "multiverse", "sensitivity"}

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
	text, err := l.files.read(ref)
	if err != nil {
		e := &data.InputError{File: ref, Found: err.Error(), Expected: "a study file", Err: err}
		if errors.Is(err, fs.ErrNotExist) {
			e.Found, e.Expected = "no such file, and no embedded study of this name", "a study file, or one of "+strings.Join(studies.Names(), ", ")
			e.Hint = nearest(ref, studies.Names())
		}
		var p *fs.PathError
		switch {
		case errors.Is(err, syscall.EISDIR):
			e.Found = "a folder"
		case errors.As(err, &p) && e.Hint == "":
			e.Found = p.Err.Error()
		}
		return nil, "", e
	}
	t, err = parseTree(ref, text)
	return t, filepath.Dir(ref), err
}

// build reads the data and makes the study.
func (l *loader) build(out *loaded, dir string) error {
	b := &builder{tree: out.tree, cfg: out.cfg, files: l.files, dir: dir}
	s := b.study()
	c := &out.cfg.Data
	for _, need := range [][3]string{
		{"data.file", c.File, "the file that holds the data"},
		{"data.entity", c.Entity, "the column that names the entity"},
		{"data.time", c.Time, "the column that holds the time"},
	} {
		if need[1] == "" {
			b.complain(need[0], "nothing", need[2], "")
		}
	}
	if err := b.err(); err != nil {
		return err
	}
	c.File = l.dataPath(c.File, dir, out.tree.origin["data.file"] != "")
	file, files, err := l.dataFiles("data.file", c.File)
	if err != nil {
		return out.tree.locate(err)
	}
	table, err := l.files.open(file, data.ReadOptions{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet})
	if err != nil {
		return out.tree.locate(err)
	}
	o := b.options(table, s)
	if err := b.err(); err != nil {
		return err
	}
	if s.Panel, err = table.Panel(o); err != nil {
		return out.tree.locate(err)
	}
	s.DataFile, s.DataHash = table.File(), table.Hash()
	b.chineseNames(s)
	if len(files) > 0 {
		if err := l.readEnsemble(out, s, o, files); err != nil {
			return err
		}
	}
	if s.Trade != nil {
		if err := l.trade(b, s, dir); err != nil {
			return err
		}
	}
	if out.cfg.Published != nil {
		if err := l.published(b, s, dir); err != nil {
			return err
		}
	}
	b.arms(s, l.kinds...)
	if slices.Contains(l.kinds, "scenarios") {
		out.stress = b.stress()
	}
	if out.cfg.Multiverse != nil && slices.Contains(l.kinds, "multiverse") {
		out.multiverse = b.multiverse(s)
	}
	if out.cfg.Scenarios != nil && slices.Contains(l.kinds, "scenarios") {
		out.under = b.underMultiverse(s, out.multiverse)
	}
	if out.cfg.Sensitivity != nil && slices.Contains(l.kinds, "sensitivity") {
		out.sensitivity = b.sensitivity(s)
	}
	s.Hash, out.places = out.cfg.hash(b.hashes...), b.places
	out.study = s
	return b.err()
}

// dataPath finds a data file. A path in a study file is relative to it, one
// from a flag or the environment to the caller's folder; what is not there is
// looked for in the other place.
func (l *loader) dataPath(file, dir string, callers bool) string {
	if strings.HasPrefix(file, embedded) || filepath.IsAbs(file) {
		return file
	}
	if dir == embedded {
		if _, err := fs.Stat(studies.FS, file); err == nil && !callers {
			return embedded + file
		}
		return file
	}
	first, second := filepath.Join(dir, file), file
	if callers {
		first, second = second, first
	}
	if !l.files.exists(first) && l.files.exists(second) {
		return second
	}
	return first
}

// locate puts the study's file and line on errors that name a key of it.
func (t *tree) locate(err error) error {
	var out []error
	for _, e := range flatten(err) {
		if in, ok := e.(*data.InputError); ok && in.Key != "" && in.File == "" {
			at := t.wrong(in.Key, in.Found, in.Expected, in.Hint)
			at.Column, at.Err = in.Column, in.Err
			e = at
		}
		out = append(out, e)
	}
	return errors.Join(out...)
}

// resolved is the study file of the results folder: the same study, its files
// by absolute paths, and of run the seed alone.
func (l *loaded) resolved() ([]byte, error) {
	files := append([][2]string{{"data.file", l.cfg.Data.File}}, l.places...)
	if l.cfg.Trade != nil {
		files = append(files, [2]string{"trade.file", l.cfg.Trade.File})
	}
	for _, f := range files {
		key, file := f[0], f[1]
		if !strings.HasPrefix(file, embedded) {
			abs, err := filepath.Abs(file)
			if err != nil {
				return nil, err
			}
			file = abs
		}
		if err := l.tree.set(l.tree.split(key), scalar(file), ""); err != nil {
			return nil, err
		}
	}
	run := fmt.Sprintf("{seed: %d}", l.study.Seed)
	if only := l.cfg.Run.Only; len(only) > 0 {
		run = fmt.Sprintf("{seed: %d, only: [%s]}", l.study.Seed, strings.Join(only, ", "))
	}
	if err := l.tree.assign([]string{"run"}, run, ""); err != nil {
		return nil, err
	}
	return l.tree.text()
}
