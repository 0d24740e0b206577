package main

import (
	"fmt"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/sim"
)

// columns gathers which columns of a file a study needs.
type columns struct {
	*builder
	file   string
	header []string
	made   map[string]bool // by the study itself
	known  []string        // of the file, then made
	data.Options
}

// options are those for making the panel: the columns that formulas, indices
// and models name and that are not made by the study itself.
func (b *builder) options(t *data.Table, s *sim.Study) data.Options {
	d := &b.cfg.Data
	c := columns{
		builder: b, file: t.File(), header: t.Header(), made: make(map[string]bool), known: slices.Clone(t.Header()),
		Options: data.Options{
			Entity: d.Entity, Time: d.Time, From: d.From, To: d.To, Where: d.Where,
			Missing: data.Missing(d.Missing), Ends: data.Ends(d.Ends),
		},
	}
	c.ofStudy(s)
	c.ofModels(s)
	c.label("data.entity_zh", d.EntityZh)
	if boot := b.cfg.Bootstrap; boot != nil {
		c.label("bootstrap.strata", boot.Strata)
	}
	for i := range b.cfg.Estimators {
		c.label(fmt.Sprintf("estimators.%d.by", i), b.cfg.Estimators[i].group())
	}
	b.scenarioColumns(t, &c.Options)
	c.ofMultiverse()
	return c.Options
}

// ofStudy are what the study makes, and what it makes it of.
func (c *columns) ofStudy(s *sim.Study) {
	for _, d := range s.Derived {
		c.make(d.Name)
	}
	for _, ix := range s.Indices {
		c.make(ix.Name)
	}
	measures, income := tradeColumnNames(s)
	for _, name := range measures {
		c.make(name)
	}
	for _, name := range measures {
		c.unlikeFile("trade.measures.", name)
		if income[name] != "" {
			c.need("trade.measures."+name, income[name])
		}
	}
	for _, d := range s.Derived {
		c.unlikeFile("derive.", d.Name)
		c.need("derive."+d.Name, formula.Names(d.Expr)...)
	}
	for _, ix := range s.Indices {
		c.unlikeFile("indices.", ix.Name)
		for _, in := range ix.Indicators {
			c.need("indices."+ix.Name+".indicators."+in.Name, in.Name)
		}
	}
}

func (c *columns) ofModels(s *sim.Study) {
	for _, m := range s.Models {
		c.need("models."+m.Name, formula.Names(m.Formula.Outcome)...)
		for _, x := range append(slices.Clone(m.Formula.Regressors), m.Formula.Instruments...) {
			c.need("models."+m.Name, formula.Names(x.Expr)...)
		}
	}
}

// make adds a column that the study makes.
func (c *columns) make(name string) {
	c.made[name] = true
	c.known = append(c.known, name)
}

// unlikeFile complains where a column that the study makes has the name of
// one of the file.
func (c *columns) unlikeFile(key, name string) {
	if slices.Contains(c.header, name) {
		c.complain(key+name, "a name that "+c.file+" has as a column", "a new name", "")
	}
}

// need adds columns with numbers, those of the file, and complains where a
// name is none of the known.
func (c *columns) need(key string, names ...string) {
	for _, n := range names {
		switch {
		case c.made[n] || slices.Contains(c.Columns, n):
		case slices.Contains(c.header, n):
			c.Columns = append(c.Columns, n)
		default:
			c.complain(key, fmt.Sprintf("%q, which is neither a column of %s nor made by the study", n, c.file), "one of "+strings.Join(c.known, ", "), nearest(n, c.known))
		}
	}
}

// label adds a column with names of groups; an empty name is none.
func (c *columns) label(key, name string) {
	switch {
	case name == "" || slices.Contains(c.Labels, name):
	case slices.Contains(c.header, name):
		c.Labels = append(c.Labels, name)
	default:
		c.need(key, name) // complains
	}
}
