package report

import (
	"fmt"

	"panelstress/sim"
)

// ensembleTables say which conclusions hold in all panels of an ensemble.
func ensembleTables(e *sim.EnsembleResult, l Lang) []Table {
	if e == nil {
		return nil
	}
	coefficients := Table{
		Name: "ensemble-coefficients", Title: fmt.Sprintf(l.word("Coefficients over %d panels"), e.Panels),
		Header: l.words("coefficient", "smallest", "largest", "positive %", "significant %"),
		Notes:  []string{l.word("Each panel's own baseline. Significant: the coefficient differs from zero at the level of the intervals, in per cent of the panels.")},
	}
	for _, c := range e.Coefficients {
		coefficients.Rows = append(coefficients.Rows, []string{
			c.Model + "." + c.Estimator + "." + c.Term, number(c.Range[0]), number(c.Range[1]), percent(c.Positive), percent(c.Significant),
		})
	}
	out := []Table{coefficients}
	if len(e.Hypotheses) == 0 {
		return out
	}
	t := Table{
		Name: "ensemble", Title: fmt.Sprintf(l.word("Which conclusions hold in all of %d panels"), e.Panels),
		Header: l.words("hypothesis", "coefficient", "sign", "supported", "contradicted", "neither", "smallest", "largest"),
		Notes:  []string{l.word("Verdicts on the baseline of each panel, in per cent of the panels. What holds in all follows from what the panels have in common; what holds in some depends on what they do not.")},
	}
	for _, h := range e.Hypotheses {
		sign := "+"
		if h.Sign < 0 {
			sign = "-"
		}
		t.Rows = append(t.Rows, []string{
			h.Name + ": " + h.Statement, h.Model + "." + h.Estimator + "." + h.Term, sign,
			percent(h.Supported), percent(h.Contradicted), percent(h.Neither), number(h.Range[0]), number(h.Range[1]),
		})
	}
	return append(out, t)
}

var chineseEnsemble = map[string]string{
	"Coefficients over %d panels":                "%d 個面板中的係數",
	"Which conclusions hold in all of %d panels": "哪些結論在全部 %d 個面板中成立",
	"smallest": "最小", "largest": "最大", "positive %": "為正 %", "neither": "兩者皆非",
	"Each panel's own baseline. Significant: the coefficient differs from zero at the level of the intervals, in per cent of the panels.":                                               "各面板自身的基準。顯著：在區間的水準下異於零的面板百分比。",
	"Verdicts on the baseline of each panel, in per cent of the panels. What holds in all follows from what the panels have in common; what holds in some depends on what they do not.": "對各面板基準的判定，以面板百分比計。在全部面板中成立者，出自各面板的共同之處；僅在部分面板中成立者，取決於其相異之處。",
}
