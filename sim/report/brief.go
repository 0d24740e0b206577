package report

import (
	"fmt"
	"slices"
	"strings"

	"panelstress/sim"
)

// details are tables, by the beginning of their names, that a terminal leaves
// to the results folder where a run has several arms.
var details = []string{"ranks-", "each-"}

// impacts are those of scenarios, which it leaves out where there are many.
var impacts = []string{"impact-", "contributions-", "protect-", "under-choices-", "under-shares-"}

// perCoefficient are tables with a row for every coefficient of every fit.
var perCoefficient = []string{"arm-", "paired-", "held-", "margins", "ensemble-coefficients", "ensemble-spread"}

// Brief are the tables of a result that a terminal shows after a run: all
// that concerns the coefficients of the hypotheses. What it leaves out is
// counted in a note to the last table; Tables has it.
func Brief(r *sim.Result, l Lang) []Table {
	if len(r.Hypotheses) == 0 {
		return Tables(r, l)
	}
	own := make(map[string]bool) // MODEL.ESTIMATOR.TERM of the hypotheses
	all := make(map[string]bool) // the same by every estimator
	for _, h := range r.Hypotheses {
		own[h.Model+"."+h.Estimator+"."+h.Term] = true
		for _, f := range r.Baseline {
			all[h.Model+"."+f.Estimator+"."+h.Term] = true
		}
	}
	leave := leftOut(r)
	var out []Table
	left, rows := 0, 0
	for _, t := range Tables(r, l) {
		if begins(t.Name, leave) {
			left++
			continue
		}
		if begins(t.Name, perCoefficient) {
			focal := all
			if len(r.Arms) > few && begins(t.Name, []string{"paired-"}) {
				focal = own
			}
			kept := focalRows(t.Rows, focal)
			rows += len(t.Rows) - len(kept)
			t.Rows = kept
		}
		out = append(out, t)
	}
	if left+rows > 0 {
		last := &out[len(out)-1]
		last.Notes = append(last.Notes, fmt.Sprintf(l.word("Shown are the coefficients of the hypotheses; %d rows of others and %d tables more are in the results folder, in tables/."), rows, left))
	}
	return out
}

// few is the number of arms up to which each has all of its tables.
const few = 3

// leftOut are beginnings of names of tables that are not shown: details where
// there are several arms, and the distributions under scenarios where there
// are many, whose changes are what counts.
func leftOut(r *sim.Result) []string {
	if len(r.Arms) < 2 {
		return nil
	}
	leave := slices.Clone(details)
	if len(r.Arms) > few {
		leave = append(leave, impacts...)
	}
	for _, a := range r.Arms {
		if a.Kind == "scenario" && len(r.Arms) > few {
			leave = append(leave, "arm-"+sim.FileName(a.Name))
		}
	}
	return leave
}

func begins(name string, with []string) bool {
	return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(name, w) })
}

// focalRows are the rows whose first cell names a coefficient of the set, and
// those below that name none; all where there is no such row.
func focalRows(rows [][]string, focal map[string]bool) [][]string {
	var out [][]string
	keep := false
	for _, row := range rows {
		switch {
		case row == nil:
			continue
		case row[0] != "":
			keep = focal[row[0]]
		}
		if keep {
			out = append(out, row)
		}
	}
	if out == nil {
		return rows
	}
	return out
}
