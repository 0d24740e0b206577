package report

import (
	"fmt"
	"maps"
	"slices"

	"panelstress/sim"
)

// armTables are the distributions of the coefficients over the draws of an
// arm, with intervals of the level, and the draws that failed.
func armTables(a *sim.ArmResult, level sim.Number, l Lang) []Table {
	if a.Kind == "multiverse" {
		return multiverseArm(a, l)
	}
	if a.Scenario != nil { // their own tables say how coefficients change
		if len(a.Failed) > 0 {
			return []Table{failedTable(a, l)}
		}
		return nil
	}
	if a.Kind == "sensitivity" {
		return sensitivityArm(a, level, l)
	}
	share := fmt.Sprintf("%.4g%% ", 100*float64(level))
	t := Table{
		Name: "arm-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: %d draws through the whole chain"), a.Name, a.Draws),
		Header: append(l.words("coefficient", "baseline", "mean", "sd", "MCSE"),
			share+l.word("percentile interval"), share+l.word("basic interval"), l.word("same sign %"), l.word("significant %")),
		Notes: []string{
			l.word("MCSE: Monte-Carlo standard error of the mean. Quantiles as in R's boot.ci. Same sign: share of draws with the baseline's sign. Significant: share in which the coefficient differs from zero at the level of the intervals, by its own standard error."),
		},
	}
	model := ""
	for _, c := range a.Coefficients {
		if c.Model+c.Estimator != model {
			if model != "" {
				t.Rows = append(t.Rows, nil)
			}
			model = c.Model + c.Estimator
		}
		t.Rows = append(t.Rows, []string{
			c.Model + "." + c.Estimator + "." + c.Term, number(c.Baseline), number(c.Mean), number(c.SD), number(c.MCSE),
			interval(c.Intervals["percentile"]), interval(c.Intervals["basic"]), percent(c.ShareSameSign), percent(c.ShareSignificant),
		})
	}
	if len(a.Failed) == 0 {
		t.Notes = append(t.Notes, l.word("No fit of any draw failed."))
		return append([]Table{t}, rankTables(a, level, l)...)
	}
	return append([]Table{t, failedTable(a, l)}, rankTables(a, level, l)...)
}

// failedTable counts the fits of an arm that failed.
func failedTable(a *sim.ArmResult, l Lang) Table {
	t := Table{
		Name: "failed-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: fits that failed, by cause"), a.Name),
		Header: l.words("fit", "cause", "draws"), Notes: []string{l.word("The table of the arm describes the draws whose fit succeeded.")},
	}
	for _, f := range a.Failed {
		t.Rows = append(t.Rows, []string{f.Model + "." + f.Estimator, l.word(f.Cause), fmt.Sprint(f.Count)})
	}
	return t
}

func sortedKeys(m map[int]int) []int { return slices.Sorted(maps.Keys(m)) }
