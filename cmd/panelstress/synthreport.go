package main

import (
	"fmt"

	"panelstress/sim"
	"panelstress/sim/report"
	"panelstress/sim/synth"
)

// synthTablesOf are the tables of a result of synth: blocks, numbers that are
// missed, conflicts, numbers that were not used.
func synthTablesOf(r *synth.Result) []report.Table {
	out := []report.Table{numbersTable(r)}
	missed := report.Table{
		Name: "unmet", Title: "Numbers that are not met", Header: []string{"number", "panel", "printed", "value", "off by"},
		Notes: []string{"Off by: half units of the last printed digit, beyond what rounds to the number."},
	}
	for _, p := range r.Panels {
		for _, u := range p.Unmet {
			missed.Rows = append(missed.Rows, []string{u.Where, p.File, u.Printed, shortNumber(u.Value), shortNumber(u.Off)})
		}
	}
	if len(missed.Rows) > 0 {
		out = append(out, missed)
	}
	for i, c := range r.Conflict {
		t := report.Table{
			Name: fmt.Sprintf("conflict-%d", i+1), Title: fmt.Sprintf("Conflict %d: numbers that no panel was found for together", i+1), Header: []string{"number", "printed"},
			Notes: []string{"Without any one of them a panel was found. This is evidence from a search, no proof."},
		}
		for _, n := range c.Numbers {
			t.Rows = append(t.Rows, []string{n.Where, n.Printed})
		}
		out = append(out, t)
	}
	unused := report.Table{Name: "unused", Title: "Printed numbers that were not used", Header: []string{"number", "printed", "why"}}
	for _, u := range r.Unused {
		unused.Rows = append(unused.Rows, []string{u.Where, u.Printed, u.Why})
	}
	if len(unused.Rows) > 0 {
		out = append(out, unused)
	}
	return out
}

// numbersTable has a row per block of numbers, with one panel or many.
func numbersTable(r *synth.Result) report.Table {
	t := report.Table{
		Name: "numbers", Title: fmt.Sprintf("%s: %s", r.Name, r.Headline()),
		Header: []string{"number", "printed", "smallest", "largest", "met in"},
		Notes: []string{
			fmt.Sprintf("%d entities, %d periods; seed %d.", r.Entities, r.Periods, r.Seed), r.Synthetic,
		},
	}
	for i, n := range r.Numbers {
		if i > 0 && n.Block != r.Numbers[i-1].Block {
			t.Rows = append(t.Rows, nil)
		}
		t.Rows = append(t.Rows, []string{n.Where, n.Printed, shortNumber(n.Values[0]), shortNumber(n.Values[1]), fmt.Sprintf("%d of %d", n.Met, len(r.Panels))})
	}
	return t
}

func shortNumber(n sim.Number) string { return fmt.Sprintf("%.7g", float64(n)) }
