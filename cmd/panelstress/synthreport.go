package main

import (
	"fmt"

	"panelstress/sim"
	"panelstress/sim/report"
	"panelstress/sim/synth"
)

// synthTablesOf are the tables of a result of synth: blocks, numbers that are
// missed, conflicts, numbers that were not used.
func synthTablesOf(r *synth.Result, l report.Lang) []report.Table {
	out := []report.Table{numbersTable(r, l)}
	missed := report.Table{
		Name: "unmet", Title: l.Word("Numbers that are not met"), Header: l.Words("number", "panel", "printed", "value", "off by"),
		Notes: l.Words("Off by: half units of the last printed digit, beyond what rounds to the number."),
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
			Name: fmt.Sprintf("conflict-%d", i+1), Title: fmt.Sprintf(l.Word("Conflict %d: numbers that no panel was found for together"), i+1), Header: l.Words("number", "printed"),
			Notes: l.Words("Without any one of them a panel was found. This is evidence from a search, no proof."),
		}
		for _, n := range c.Numbers {
			t.Rows = append(t.Rows, []string{n.Where, n.Printed})
		}
		out = append(out, t)
	}
	unused := report.Table{Name: "unused", Title: l.Word("Printed numbers that were not used"), Header: l.Words("number", "printed", "why")}
	for _, u := range r.Unused {
		unused.Rows = append(unused.Rows, []string{u.Where, u.Printed, l.Word(u.Why)})
	}
	if len(unused.Rows) > 0 {
		out = append(out, unused)
	}
	return out
}

// numbersTable has a row per block of numbers, with one panel or many.
func numbersTable(r *synth.Result, l report.Lang) report.Table {
	t := report.Table{
		Name: "numbers", Title: fmt.Sprintf(l.Word("%s: %d of %d panels meet all %d numbers, each to its printed rounding"), r.Name, r.Met(), len(r.Panels), len(r.Numbers)),
		Header: l.Words("number", "printed", "smallest", "largest", "met in"),
		Notes:  []string{fmt.Sprintf(l.Word("%d entities, %d periods; seed %d."), r.Entities, r.Periods, r.Seed), l.Word(r.Synthetic)},
	}
	if len(r.Panels) == 1 {
		t.Title = fmt.Sprintf(l.Word("%s: %d of %d numbers met, each to its printed rounding"), r.Name, r.Panels[0].Met, r.Panels[0].Numbers)
	}
	for i, n := range r.Numbers {
		if i > 0 && n.Block != r.Numbers[i-1].Block {
			t.Rows = append(t.Rows, nil)
		}
		t.Rows = append(t.Rows, []string{n.Where, n.Printed, shortNumber(n.Values[0]), shortNumber(n.Values[1]), fmt.Sprintf(l.Word("%d of %d"), n.Met, len(r.Panels))})
	}
	return t
}

func shortNumber(n sim.Number) string { return fmt.Sprintf("%.7g", float64(n)) }
