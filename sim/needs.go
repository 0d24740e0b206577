package sim

import (
	"slices"

	"panelstress/data/formula"
)

// keepNeeded leaves out of the grid's study the indices, and the trade table
// of a study without scenarios, that neither its model under any option nor a
// derived column reads.
func (g *Grid) keepNeeded() {
	needed := make(map[string]bool)
	add := func(e formula.Expr) {
		for _, n := range formula.Names(e) {
			needed[n] = true
		}
	}
	choices := make([]int, len(g.Sources))
	for k := range choices {
		choices[k] = -1
	}
	read := func() {
		s := g.blank()
		g.apply(s, choices)
		f := s.Models[0].Formula
		add(f.Outcome)
		for _, t := range slices.Concat(f.Regressors, f.Instruments) {
			add(t.Expr)
		}
	}
	read()
	for k, source := range g.Sources {
		for o := range source.Options {
			choices[k] = o
			read()
		}
		choices[k] = -1
	}
	for _, d := range g.study.Derived {
		add(d.Expr)
	}
	for range g.study.Indices { // as deep as indices can stand on each other
		for _, ix := range g.study.Indices {
			for _, in := range ix.Indicators {
				needed[in.Name] = needed[in.Name] || needed[ix.Name]
			}
		}
	}
	kept := g.study.Indices[:0:0]
	for _, ix := range g.study.Indices {
		if needed[ix.Name] {
			kept = append(kept, ix)
		}
	}
	g.study.Indices = kept
	if t := g.study.Trade; t != nil && g.study.Roles == nil { // scenarios may shock its flows
		used := false
		for _, c := range t.Columns {
			used = used || needed[c.Name]
		}
		if !used {
			g.study.Trade = nil
		}
	}
}
