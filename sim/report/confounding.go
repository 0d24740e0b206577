package report

import (
	"fmt"
	"math"

	"panelstress/sim"
)

const (
	confoundingNote = "RV: share of the residual variance of treatment and outcome that an omitted variable must explain to take the estimate to zero; with a level, to where it is no longer significant. Oster δ: selection on unobservables, relative to that on observables, that takes the estimate to zero; β*: the estimate if both were equal. RIR: observations to be replaced by ones without an effect to invalidate the inference (or, to sustain it, by ones at the threshold); ITCV: product of the correlations of a confounder with treatment and outcome that does so."
	boundsNote      = "The regressor is the one beside which the estimate changes most at k = 1; results.json has all. An empty statistic: nothing of the outcome would be left to explain; an empty row: no variable can be that strong."
)

// confounding are two tables of how strong a variable that is not in the
// models would have to be: one of robustness values, selection and
// replacement, one of bounds beside the strongest benchmark.
func confounding(list []sim.ConfoundingResult, l Lang) []Table {
	if len(list) == 0 {
		return nil
	}
	alpha := fmt.Sprintf("RV (%.4g%%)", 100*float64(list[0].Alpha))
	t := Table{
		Name: "confounding", Title: l.word("Sensitivity to variables that are not in the models"),
		Header: append(l.words("coefficient", "estimate", "partial R2", "RV"), alpha, "Oster δ", "Oster β*", l.word("to change the inference"), "RIR", "RIR %", "ITCV"),
		Notes:  []string{l.word(confoundingNote)},
	}
	for _, c := range list[0].Conventions {
		t.Notes = append(t.Notes, l.word(c))
	}
	bounds := Table{
		Name: "confounding-bounds", Title: l.word("Estimates beside an omitted variable k times as strong as a regressor"),
		Header: l.words("coefficient", "regressor", "k", "R2 with treatment", "R2 with outcome", "estimate", "statistic"),
		Notes:  []string{l.word(boundsNote), l.word(list[0].Conventions[0])},
	}
	for i := range list {
		c := &list[i]
		name := c.Model + "." + c.Estimator + "." + c.Term
		action := "sustain"
		if c.Significant {
			action = "invalidate"
		}
		delta, star := sim.Number(math.NaN()), sim.Number(math.NaN())
		if c.Oster != nil {
			delta, star = c.Oster.Delta, c.Oster.BetaStar
		}
		t.Rows = append(t.Rows, []string{
			name, number(c.Estimate), number(c.PartialR2), number(c.RobustnessValue), number(c.RobustnessValueAlpha),
			number(delta), number(star), l.word(action), fmt.Sprintf("%.0f", float64(c.RIR)), percent(c.PercentBias / 100), number(c.ITCV),
		})
		for _, b := range strongest(c) {
			bounds.Rows = append(bounds.Rows, []string{
				name, b.Benchmark, fmt.Sprint(float64(b.K)), number(b.R2Treatment), number(b.R2Outcome), number(b.Estimate), number(b.Statistic),
			})
			name = ""
		}
	}
	if len(bounds.Rows) == 0 {
		return []Table{t}
	}
	return []Table{t, bounds}
}

// strongest are the bounds of the benchmark that changes the estimate most.
func strongest(c *sim.ConfoundingResult) (out []sim.Bound) {
	name, most := "", -1.0
	for _, b := range c.Bounds {
		if d := math.Abs(float64(b.Estimate - c.Estimate)); b.K == 1 && d > most {
			name, most = b.Benchmark, d
		}
	}
	for _, b := range c.Bounds {
		if b.Benchmark == name {
			out = append(out, b)
		}
	}
	return out
}
