package report

import (
	"fmt"

	"panelstress/sim"
)

// rankTables are the ranks of the entities by each index over the draws of an
// arm.
func rankTables(a *sim.ArmResult, level sim.Number, l Lang) []Table {
	var out []Table
	for _, r := range a.Ranks {
		of := l.word(r.Of)
		if r.Period != 0 {
			of += fmt.Sprintf(" (%d)", r.Period)
		}
		t := Table{
			Name:  "ranks-" + sim.FileName(a.Name) + "-" + sim.FileName(r.Index),
			Title: fmt.Sprintf(l.word("%s: ranks by %s over %d draws"), a.Name, r.Index, r.Draws),
			Header: append(l.words("entity", "score", "rank", "mean rank", "median"),
				fmt.Sprintf(l.word("%.4g%% rank interval"), 100*float64(level)), fmt.Sprintf(l.word("top %d %%"), r.Top), l.word("sd of score")),
			Notes: []string{
				fmt.Sprintf(l.word("Ranked by the %s, 1 for the largest; equal scores share the mean of their ranks. Score and rank are those of the baseline; the ends of an interval are ranks that occurred."), of),
				fmt.Sprintf(l.word("In a draw an entity is on average %s ranks from its place at the baseline."), number(r.MeanShift)),
			},
		}
		for _, e := range r.Entities {
			t.Rows = append(t.Rows, []string{
				e.Entity, number(e.Score), rank(e.Rank), number(e.Mean), rank(e.Median),
				rankInterval(e.Interval), percent(e.ShareTop), number(e.ScoreSD),
			})
		}
		out = append(out, t)
	}
	return out
}

// rank is a whole or half number, or nothing.
func rank(n sim.Number) string {
	if number(n) == "" {
		return ""
	}
	return fmt.Sprintf("%g", float64(n))
}

func rankInterval(i sim.Interval) string {
	if number(i[0]) == "" {
		return ""
	}
	return "[" + rank(i[0]) + ", " + rank(i[1]) + "]"
}
