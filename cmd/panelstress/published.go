package main

import (
	"io/fs"
	"path"
	"strings"

	"panelstress/data/published"
	"panelstress/data/studies"
	"panelstress/sim"
)

// publishedConfig names the printed tables of the study that this one
// repeats, which its own are set beside.
type publishedConfig struct {
	Tables    string        `key:"tables" short:"yes"`
	Corrected string        `key:"corrected"` // the same with the corrections that they need
	LeftOut   named[string] `key:"left_out"`  // why cells, by pattern, cannot be compared
}

// published reads the tables of a study.
func (l *loader) published(b *builder, s *sim.Study, dir string) error {
	c := b.cfg.Published
	if c.Tables == "" {
		b.complain("published.tables", "nothing", "the file of the printed tables", "")
		return b.err()
	}
	p := &sim.Published{}
	for _, f := range []struct {
		key  string
		file *string
		to   **published.Tables
	}{{"published.tables", &c.Tables, &p.Tables}, {"published.corrected", &c.Corrected, &p.Corrected}} {
		if *f.file == "" {
			continue
		}
		*f.file = l.dataPath(*f.file, dir, b.tree.origin[f.key] != "")
		t, err := l.readTables(*f.file)
		if err != nil {
			return b.tree.locate(err)
		}
		*f.to = t
	}
	for _, e := range c.LeftOut {
		if _, err := path.Match(e.Name, ""); err != nil {
			b.complain("published.left_out."+e.Name, "a pattern that cannot be read", "the name of a cell, in which * stands for anything", "")
		}
		p.LeftOut = append(p.LeftOut, sim.LeftOut{Cells: e.Name, Why: e.Value})
	}
	s.Published = p
	return b.err()
}

func (l *loader) readTables(file string) (*published.Tables, error) {
	name, carried := strings.CutPrefix(file, embedded)
	if !carried {
		return published.Open(file)
	}
	text, err := fs.ReadFile(studies.FS, name)
	if err != nil {
		return nil, err
	}
	return published.Read(name, text)
}
