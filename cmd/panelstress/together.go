package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"panelstress/data"
	"panelstress/scenarios"
)

// together reads how the amounts of a scenario depend on each other, and the
// matrices of that and of its spreads, now that the entities are known.
func (b *builder) together(sc *scenarios.Scenario, c *togetherConfig, p *data.Panel) {
	key := "scenarios." + sc.Name
	d := &sc.Together
	d.Rho, d.Shocks = c.Rho, c.Shocks
	if b.word(key+".together.copula", c.Copula, "gaussian", "t") == "t" {
		if d.DoF = c.DoF; c.DoF == 0 {
			d.DoF = 4
		}
	} else if c.DoF != 0 {
		b.complain(key+".together.dof", fmt.Sprint(c.DoF), "copula: t, which has degrees of freedom", "")
	}
	given := 0
	for _, there := range []bool{c.Rho != 0, len(c.Loading) > 0, c.Matrix != ""} {
		if there {
			given++
		}
	}
	if given > 1 {
		b.complain(key+".together", "more than one of rho, loading and matrix", "one way in which entities move together", "")
	}
	if len(c.Loading) > 0 {
		d.Loading = b.loading(key+".together.loading", c.Loading, p)
	}
	if c.Matrix != "" {
		d.Matrix = b.matrix(key+".together.matrix", c.Matrix, p)
	}
	for i := range sc.Events {
		own := b.cfg.Scenarios.find(sc.Name).Shocks[i].Spread
		if own != nil && own.Matrix != "" {
			sc.Events[i].Spread.Matrix = b.matrix(fmt.Sprintf("%s.shocks.%d.spread.matrix", key, i), own.Matrix, p)
		}
	}
}

func (c *scenariosConfig) find(name string) *scenarioConfig {
	at := slices.IndexFunc(c.Own, func(e entry[scenarioConfig]) bool { return e.Name == name })
	return &c.Own[at].Value
}

// loading are the correlations of entities with the common factor: by name,
// with all for those that have none of their own.
func (b *builder) loading(key string, list named[float64], p *data.Panel) []float64 {
	out := make([]float64, len(p.Entities()))
	for _, e := range list {
		if e.Name == "all" {
			for g := range out {
				out[g] = e.Value
			}
		}
	}
	for _, e := range list {
		if e.Name == "all" {
			continue
		}
		g := slices.Index(p.Entities(), e.Name)
		if g < 0 {
			b.complain(key+"."+e.Name, fmt.Sprintf("%q, which is no entity of the panel", e.Name), "one of its entities, or all", nearest(e.Name, p.Entities()))
			continue
		}
		out[g] = e.Value
	}
	return out
}

// matrix reads a table of entities by entities: names in the first column and
// in the header, in any order; what is not in the panel is left out.
func (b *builder) matrix(key, file string, p *data.Panel) [][]float64 {
	if !filepath.IsAbs(file) && b.dir != embedded {
		file = filepath.Join(b.dir, file)
	}
	t, err := b.files.open(file, data.ReadOptions{})
	if err != nil {
		b.errs = append(b.errs, b.unreadable(key, file, err))
		return nil
	}
	b.hashes, b.places = append(b.hashes, t.Hash()), append(b.places, [2]string{key, file})
	names := t.Cells(t.Header()[0])
	out := make([][]float64, len(p.Entities()))
	for g, row := range p.Entities() {
		at := slices.Index(names, row)
		if at < 0 {
			b.complain(key, fmt.Sprintf("no row %q in %s", row, file), "a row for every entity of the panel", nearest(row, names))
			return nil
		}
		for _, column := range p.Entities() {
			if !slices.Contains(t.Header(), column) {
				b.complain(key, fmt.Sprintf("no column %q in %s", column, file), "a column for every entity of the panel", nearest(column, t.Header()))
				return nil
			}
			cell := t.Cells(column)[at]
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				b.complain(key, fmt.Sprintf("%q in row %s, column %s of %s", cell, row, column, file), "a number", "")
				return nil
			}
			out[g] = append(out[g], v)
		}
	}
	return out
}

// unreadable names the key beside the mistake in a file.
func (b *builder) unreadable(key, file string, err error) error {
	found := err.Error()
	var in *data.InputError
	if errors.As(err, &in) && in.Line == 0 {
		found = in.Found + ", " + file
	}
	return b.tree.wrong(key, found, "a table of entities by entities", "")
}
