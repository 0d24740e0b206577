package report

import (
	"fmt"

	"panelstress/sim"
)

// heldTables compare the spread of coefficients with and without the
// estimation of the indices.
func heldTables(r *sim.Result, l Lang) []Table {
	var out []Table
	share := fmt.Sprintf("%.4g%% ", 100*float64(r.Level))
	for _, h := range r.Held {
		t := Table{
			Name:   "held-" + sim.FileName(h.Held),
			Title:  fmt.Sprintf(l.word("Indices found anew in every draw (%s) and with their %s held (%s)"), h.Arm, l.word(h.What), h.Held),
			Header: append(l.words("coefficient", "sd", "sd held", "held / anew"), share+l.word("percentile interval"), share+l.word("interval held")),
			Notes: []string{
				l.word("Both on the same samples. Weights held: those of the baseline, the normalisation is the draw's. Scores held: range and weights of the baseline, as where an index is computed once and taken for data. A ratio below 1 is the part of the spread that this leaves out."),
			},
		}
		for _, c := range h.Coefficients {
			t.Rows = append(t.Rows, []string{
				c.Model + "." + c.Estimator + "." + c.Term, number(c.SD), number(c.SDHeld), number(c.Ratio), interval(c.Interval), interval(c.IntervalHeld),
			})
		}
		out = append(out, t)
	}
	return out
}
