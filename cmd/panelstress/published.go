package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path"
	"strings"

	"panelstress/data/published"
	"panelstress/data/studies"
	"panelstress/sim"
)

// publishedConfig names the printed tables of the study that this one
// repeats, which its own are set beside.
type publishedConfig struct {
	Tables    string        `key:"tables" short:"yes" file:"yes"`
	Corrected string        `key:"corrected" file:"yes"` // the same with the corrections that they need
	LeftOut   named[string] `key:"left_out"`             // why cells, by pattern, cannot be compared
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
		t, hash, err := l.readTables(*f.file)
		if err != nil {
			return b.tree.locate(err)
		}
		*f.to = t
		b.hashes, b.places = append(b.hashes, hash), append(b.places, [2]string{f.key, *f.file})
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

// readTables reads tables, and the hash of their text.
func (l *loader) readTables(file string) (*published.Tables, string, error) {
	name, carried := strings.CutPrefix(file, embedded)
	read := os.ReadFile
	if carried {
		read = studies.FS.ReadFile
	}
	text, err := read(name)
	if err != nil {
		return nil, "", published.Unreadable(file, err)
	}
	t, err := published.Read(name, text)
	sum := sha256.Sum256(text)
	return t, hex.EncodeToString(sum[:]), err
}
