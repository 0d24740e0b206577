package report

import (
	"fmt"

	"panelstress/sim"
)

// eachTable has a row for every choice of an arm, made by itself, and a column
// for every coefficient that a hypothesis is about; where there is none, for
// those of the first fit.
func eachTable(a *sim.ArmResult, r *sim.Result, l Lang) []Table {
	if len(a.Each) == 0 {
		return nil
	}
	names := ofInterest(r)
	t := Table{
		Name: "each-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: each choice by itself"), a.Name),
		Header: append(l.words("index", "choice"), names...),
		Notes:  []string{l.word("One index is built with one choice, all else is as at the baseline, on the panel as it is: no draw. Standard errors of the fit decide the stars."), l.word(stars)},
	}
	first := []string{"", l.word("baseline")}
	for _, name := range names {
		for _, f := range r.Baseline {
			for _, x := range f.Terms {
				if f.Model+"."+f.Estimator+"."+x.Name == name {
					first = append(first, number(x.Estimate)+starsOf(x.P))
				}
			}
		}
	}
	t.Rows = append(t.Rows, first)
	index := ""
	for _, w := range a.Each {
		if w.Index != index {
			t.Rows = append(t.Rows, nil)
		}
		row := []string{w.Index, l.word(w.Change) + " " + w.Name}
		if w.Index == index {
			row[0] = ""
		}
		index = w.Index
		for _, name := range names {
			cell := ""
			for _, c := range w.Coefficients {
				if c.Model+"."+c.Estimator+"."+c.Term == name {
					cell = number(c.Estimate) + starsOf(c.P)
				}
			}
			row = append(row, cell)
		}
		if w.Error != "" {
			t.Notes = append(t.Notes, w.Index+", "+row[1]+": "+l.word(w.Error))
		}
		t.Rows = append(t.Rows, row)
	}
	return []Table{t}
}

// ofInterest are the coefficients that hypotheses are about, or those of the
// first fit but its constant.
func ofInterest(r *sim.Result) (names []string) {
	seen := make(map[string]bool)
	for _, h := range r.Hypotheses {
		if name := h.Model + "." + h.Estimator + "." + h.Term; !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	if len(names) > 0 || len(r.Baseline) == 0 {
		return names
	}
	f := r.Baseline[0]
	for _, x := range f.Terms {
		if x.Name != "const" {
			names = append(names, f.Model+"."+f.Estimator+"."+x.Name)
		}
	}
	return names
}
