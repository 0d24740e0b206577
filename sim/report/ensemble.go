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
	if len(e.Arms) > 0 {
		out = append(out, ensembleSpread(e, l))
	}
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
	out = append(out, t)
	if len(e.Arms) > 0 {
		out = append(out, ensembleDraws(e, l))
	}
	return out
}

// ensembleSpread tells how far the draws of an arm differ between panels.
func ensembleSpread(e *sim.EnsembleResult, l Lang) Table {
	t := Table{
		Name: "ensemble-spread", Title: fmt.Sprintf(l.word("Means of the draws of %d panels"), e.Panels),
		Header: l.words("coefficient", "arm", "smallest", "largest", "between panels %"),
		Notes:  []string{l.word("Smallest and largest: of the means of each panel's draws. Between panels: share of the variance of all draws that is between panels (analysis of variance with random effects); the rest is between the draws of a panel.")},
	}
	for k := range e.Arms[0].Coefficients {
		for _, a := range e.Arms {
			c := a.Coefficients[k]
			t.Rows = append(t.Rows, []string{c.Model + "." + c.Estimator + "." + c.Term, a.Arm, number(c.Means[0]), number(c.Means[1]), percent(c.Between)})
		}
	}
	return t
}

// ensembleDraws gives the verdicts of the draws by panel.
func ensembleDraws(e *sim.EnsembleResult, l Lang) Table {
	t := Table{
		Name: "ensemble-draws", Title: fmt.Sprintf(l.word("Verdicts of the draws of each of %d panels"), e.Panels),
		Header: l.words("hypothesis", "under", "supported %, least", "most", "contradicted %, least", "most", "panel that supports least"),
		Notes:  []string{l.word("Shares of the successful draws of a panel: the smallest and the largest over the panels. Those of all draws are in the table of hypotheses, those of every panel in results.json.")},
	}
	for k, h := range e.Hypotheses {
		for i, a := range e.Arms {
			v := a.Hypotheses[k]
			name := ""
			if i == 0 {
				name = h.Name + ": " + h.Statement
			}
			worst := ""
			for _, p := range v.Panels {
				if worst == "" && p.Supported == v.Supported[0] {
					worst = p.File
				}
			}
			t.Rows = append(t.Rows, []string{
				name, a.Arm, percent(v.Supported[0]), percent(v.Supported[1]), percent(v.Contradicted[0]), percent(v.Contradicted[1]), worst,
			})
		}
	}
	return t
}

var chineseEnsemble = map[string]string{
	"Coefficients over %d panels":                "%d 個面板中的係數",
	"Which conclusions hold in all of %d panels": "哪些結論在全部 %d 個面板中成立",
	"Means of the draws of %d panels":            "%d 個面板之抽樣平均值",
	"Verdicts of the draws of each of %d panels": "%d 個面板各自抽樣的判定",
	"between panels %":                           "面板間 %", "supported %, least": "支持 %，最低", "contradicted %, least": "牴觸 %，最低", "most": "最高", "panel that supports least": "支持最低的面板",
	"Smallest and largest: of the means of each panel's draws. Between panels: share of the variance of all draws that is between panels (analysis of variance with random effects); the rest is between the draws of a panel.": "最小與最大：各面板抽樣平均值之最小與最大。面板間：全部抽樣變異中屬面板之間的比例（隨機效果變異數分析），其餘為面板內抽樣之間。",
	"Shares of the successful draws of a panel: the smallest and the largest over the panels. Those of all draws are in the table of hypotheses, those of every panel in results.json.":                                         "為單一面板成功抽樣之比例：各面板中的最小與最大。全部抽樣之比例見假說表，各面板之比例見 results.json。",
	"smallest": "最小", "largest": "最大", "positive %": "為正 %", "neither": "兩者皆非",
	"Each panel's own baseline. Significant: the coefficient differs from zero at the level of the intervals, in per cent of the panels.":                                               "各面板自身的基準。顯著：在區間的水準下異於零的面板百分比。",
	"Verdicts on the baseline of each panel, in per cent of the panels. What holds in all follows from what the panels have in common; what holds in some depends on what they do not.": "對各面板基準的判定，以面板百分比計。在全部面板中成立者，出自各面板的共同之處；僅在部分面板中成立者，取決於其相異之處。",
}
