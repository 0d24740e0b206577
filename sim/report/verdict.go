package report

import (
	"fmt"

	"panelstress/sim"
)

// hypotheses say how far each conclusion can be pushed: the verdict at the
// baseline, the shares of the draws of every arm, and the arm that supports it
// least. Words are graded by the figures beside them.
func hypotheses(list []sim.HypothesisResult, l Lang) Table {
	t := Table{
		Name: "hypotheses", Title: l.word("How far the conclusions hold"),
		Header: l.words("hypothesis", "under", "supported %", "not supported %", "contradicted %", "verdict"),
		Notes: []string{
			l.word("Supported: the coefficient has the stated sign and differs from zero at the level of the hypothesis; contradicted: it has the other one and does. Shares of the successful draws of an arm."),
		},
	}
	draws := false
	for k := range list {
		h := &list[k]
		if k > 0 {
			t.Rows = append(t.Rows, nil)
		}
		sign := "+"
		if h.Sign < 0 {
			sign = "-"
		}
		t.Rows = append(t.Rows, []string{h.Name + ": " + h.Statement, l.word("baseline"), "", "", "", l.word(h.Baseline)})
		names := []string{fmt.Sprintf("  %s.%s.%s %s", h.Model, h.Estimator, h.Term, sign)}
		for _, a := range h.Arms {
			t.Rows = append(t.Rows, verdictRow(take(&names), a.Arm, a, l))
		}
		if w, ok := h.Worst(); ok && len(h.Arms) > 1 {
			row := verdictRow(take(&names), l.word("all arms, at worst"), w, l)
			row[3] = "" // the two shares can be those of different arms
			t.Rows = append(t.Rows, row)
		}
		if name := take(&names); name != "" {
			t.Rows = append(t.Rows, []string{name, "", "", "", "", ""})
		}
		draws = draws || len(h.Arms) > 0
	}
	if draws {
		t.Notes = append(t.Notes, l.word("Verdict: holds where at least 95% of the draws support it, mostly holds from 80%, fragile from 50%; else reversed where at least 50% contradict it, and not to be relied on. At worst: the smallest share that supports it and the largest that contradicts it, over the arms."))
	}
	return t
}

func verdictRow(name, arm string, v sim.ArmVerdict, l Lang) []string {
	neither := sim.Number(max(0, 1-float64(v.Supported)-float64(v.Contradicted)))
	return []string{name, arm, percent(v.Supported), percent(neither), percent(v.Contradicted), l.word(v.Grade())}
}

// take is the first of a list, once; then nothing.
func take(list *[]string) string {
	if len(*list) == 0 {
		return ""
	}
	first := (*list)[0]
	*list = (*list)[1:]
	return first
}
