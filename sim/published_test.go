package sim

import (
	"math"
	"testing"

	"panelstress/data/published"
)

// TestCompareMarks sets a hand-made result beside hand-made tables of which
// the sign of one correlation and the F of one regression were misprinted:
// every mark, with the statistic that the corrected tables name.
func TestCompareMarks(t *testing.T) {
	read := func(text string) *published.Tables {
		p, err := published.Read("t.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := Published{
		Tables: read(`
correlations: {order: [y, x], lower: [["1"], ["0.81", "1"]]}
regressions:
  - {name: table2.M1, estimator: fe, outcome: y, terms: {x: "0.38", w: "2", const: "1.0"}, statistics: {r2: "0.83", F: "27.43"}}
`),
		Corrected: read(`
correlations: {order: [y, x], lower: [["1"], ["-0.81", "1"]]}
regressions:
  - {name: table2.M1, estimator: fe, outcome: y, terms: {x: "0.38"}, statistics: {r2: "0.83", F_effects: "27.34"}}
`),
		LeftOut: []LeftOut{{"*.const", "its form is not printed"}},
	}
	r := &Result{
		Correlations: &Correlations{Names: []string{"x", "y"}, Values: [][]Number{{1, -0.8149}, {-0.8149, 1}}},
		Baseline: []FitResult{{
			Model: "M1", Estimator: "fe", Kind: "fe",
			Terms:      []TermResult{{Name: "x", Estimate: 0.39}, {Name: "const", Estimate: 3}},
			Statistics: map[string]Number{"r2_within": 0.834, "F": 240, "F_effects": 27.341},
		}},
	}
	want := []PublishedCell{
		{Where: "correlations.y.x", Printed: "0.81", Corrected: "-0.81", Ours: -0.8149, Mark: Corrected},
		{Where: "table2.M1.x", Printed: "0.38", Ours: 0.39, Mark: Differs},
		{Where: "table2.M1.w", Printed: "2", Ours: Number(math.NaN()), Mark: NotComparable, Why: "not among the results"},
		{Where: "table2.M1.const", Printed: "1.0", Ours: 3, Mark: NotComparable, Why: "its form is not printed"},
		{Where: "table2.M1.r2", Printed: "0.83", Ours: 0.834, Mark: Equal},
		{Where: "table2.M1.F", Printed: "27.43", Corrected: "27.34", Ours: 27.341, Mark: Corrected},
	}
	got := p.Compare(r)
	if len(got.Cells) != len(want) {
		t.Fatalf("%d cells, expected %d: %+v", len(got.Cells), len(want), got.Cells)
	}
	for i, w := range want {
		g := got.Cells[i]
		if math.IsNaN(float64(w.Ours)) && math.IsNaN(float64(g.Ours)) {
			w.Ours, g.Ours = 0, 0
		}
		if g != w {
			t.Errorf("cell %+v, expected %+v", g, w)
		}
	}
	// Of the four corrected numbers all but the coefficient of x are met.
	if n := (PublishedCounts{Equal: 1, Corrected: 2, Differs: 1, NotComparable: 2, Met: 3, Of: 4}); got.Counts != n {
		t.Errorf("counts %+v, expected %+v", got.Counts, n)
	}
}
