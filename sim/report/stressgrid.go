package report

import (
	"fmt"
	"math"
	"strconv"

	"panelstress/sim"
)

// gridTables are the shares of draws that support each hypothesis, y down and
// x across.
func gridTables(r *sim.Result, s *sim.StressResult, l Lang) (out []Table) {
	g := s.Grid
	if g == nil {
		return nil
	}
	for i := range g.Hypotheses {
		h := &g.Hypotheses[i]
		name := fmt.Sprintf("%s (%s.%s.%s)", h.Name, h.Model, h.Estimator, h.Term)
		t := gridTable(g, h.Supported, percent, l)
		t.Name, t.Title = "grid-"+sim.FileName(s.Scenario+"-"+h.Name), fmt.Sprintf(l.word("%s: %% of draws that support %s, by %s across and %s down"), s.Scenario, name, l.word(g.X.Of), l.word(g.Y.Of))
		if how := arrangement(r, s.Scenario); how != "" {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%d draws of every cell with the same random numbers, arranged as those of the scenario are (%s). At the baseline: %s."), g.Draws, l.word(how), l.word(h.Baseline)))
		} else {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%d draws of every cell with the same random numbers; a share has a Monte-Carlo standard error of at most %s points. At the baseline: %s."), g.Draws, percent(mostShareError(g.Draws)), l.word(h.Baseline)))
		}
		if h.Failed > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("Up to %d draws of a cell failed; shares are of the others."), h.Failed))
		}
		if w := writtenCell(g, l); w != "" {
			t.Notes = append(t.Notes, w)
		}
		out = append(out, t)
	}
	return out
}

// GridTables are the mean coefficients of stress grids and the shares of draws
// that contradict hypotheses: tables too large for a screen.
func GridTables(r *sim.Result, l Lang) (out []Table) {
	for i := range r.Stress {
		s := &r.Stress[i]
		for h := 0; s.Grid != nil && h < len(s.Grid.Hypotheses); h++ {
			hy := &s.Grid.Hypotheses[h]
			mean := gridTable(s.Grid, hy.Mean, number, l)
			mean.Name = "grid-mean-" + sim.FileName(s.Scenario+"-"+hy.Name)
			mean.Title = fmt.Sprintf(l.word("%s: mean of %s, by %s across and %s down"), s.Scenario, hy.Model+"."+hy.Estimator+"."+hy.Term, l.word(s.Grid.X.Of), l.word(s.Grid.Y.Of))
			against := gridTable(s.Grid, hy.Contradicted, percent, l)
			against.Name = "grid-contradicted-" + sim.FileName(s.Scenario+"-"+hy.Name)
			against.Title = fmt.Sprintf(l.word("%s: %% of draws that contradict %s, by %s across and %s down"), s.Scenario, hy.Name, l.word(s.Grid.X.Of), l.word(s.Grid.Y.Of))
			out = append(out, mean, against)
		}
	}
	return out
}

// arrangement is that of the draws of a scenario; empty: they are independent.
func arrangement(r *sim.Result, scenario string) string {
	for i := range r.Arms {
		if a := &r.Arms[i]; a.Name == scenario && a.Scenario != nil {
			return a.Scenario.Arrangement
		}
	}
	return ""
}

func gridTable(g *sim.GridResult, cells [][]sim.Number, print func(sim.Number) string, l Lang) Table {
	t := Table{Header: []string{l.word(g.Y.Of) + " \\ " + l.word(g.X.Of)}}
	for _, v := range g.X.Values {
		t.Header = append(t.Header, axisValue(v))
	}
	for j, row := range cells {
		line := []string{axisValue(g.Y.Values[j])}
		for _, v := range row {
			line = append(line, print(v))
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

func axisValue(v sim.Number) string { return strconv.FormatFloat(float64(v), 'g', 4, 64) }

// mostShareError is the standard error of a share of one half.
func mostShareError(draws int) sim.Number { return sim.Number(0.5 / math.Sqrt(float64(draws))) }

func writtenCell(g *sim.GridResult, l Lang) string {
	x, y := float64(g.X.Written), float64(g.Y.Written)
	if x-x != 0 || y-y != 0 {
		return ""
	}
	return fmt.Sprintf(l.word("As written: %s %s, %s %s."), l.word(g.X.Of), axisValue(g.X.Written), l.word(g.Y.Of), axisValue(g.Y.Written))
}
