package audit

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"panelstress/data/published"
	"panelstress/sim"
)

// TestAgainst compares a hand-made run with hand-made tables: every verdict,
// with the numbers that it names.
func TestAgainst(t *testing.T) {
	p, err := published.Read("t.yaml", []byte(`
descriptives: {y: {n: "10", mean: "0.50", sd: "0.2"}, z: {mean: "1"}}
correlations: {order: [y, x], lower: [["1"], ["0.81", "1"]]}
regressions:
  - {name: table2.M1, estimator: fe, outcome: y, terms: {x: "-0.384***", w: "2", const: "1.0"}, standard_errors: {x: "0.1"}, statistics: {r2: "0.83", F: "27.3", N: "10"}}
  - {name: table3.M1, estimator: re, outcome: y, terms: {x: "1"}}
`))
	if err != nil {
		t.Fatal(err)
	}
	r := &sim.Result{
		Descriptives: []sim.Descriptive{{Name: "y", N: 10, Mean: 0.504, SD: 0.31, Min: 0, Max: 1}},
		Correlations: &sim.Correlations{Names: []string{"x", "y"}, Values: [][]sim.Number{{1, 0.8149}, {0.8149, 1}}},
		Baseline: []sim.FitResult{{
			Model: "M1", Estimator: "fe", Kind: "fe", Observations: 10,
			Terms:      []sim.TermResult{{Name: "x", Estimate: 0.3843, SE: 0.14}, {Name: "const", Estimate: 1.04}},
			Statistics: map[string]sim.Number{"r2_within": 0.834, "F": 240, "F_effects": 27.34, "hausman": sim.Number(math.NaN())},
		}},
	}
	want := map[string]Verdict{
		"descriptives.y.n": Equal, "descriptives.y.mean": Equal, "descriptives.y.sd": Differs, "descriptives.z.mean": Absent,
		"correlations.y.x": Equal, "table2.M1.x": Opposite, "table2.M1.w": Absent, "table2.M1.const": Equal, "table2.M1.x.se": Equal,
		"table2.M1.r2": Equal, "table2.M1.F": Equal, "table2.M1.N": Equal, "table3.M1.x": Absent,
	}
	list := Against(p, r)
	if len(list) != len(want) {
		t.Errorf("%d comparisons, expected %d: %+v", len(list), len(want), list)
	}
	for _, c := range list {
		if c.Verdict != want[c.Where] {
			t.Errorf("%s: %s (%v), expected %s", c.Where, c.Verdict, c.Value, want[c.Where])
		}
		if c.Where == "table2.M1.F" && c.Note != "F_effects" {
			t.Errorf("F is read as %q", c.Note)
		}
	}
	var text, markdown bytes.Buffer
	report := &Report{Name: "t", Against: list}
	if err := Text(&text, report, English); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&markdown, report, Chinese); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"13 printed numbers: 8 equal to the printed digits, 1 with the opposite sign, 1 differ, 3 not in the results",
		"table2.M1.x: printed -0.384***, 0.3843, the opposite sign", "descriptives.y.sd: printed 0.2, 0.31, differs by +0.11", "table3.M1.x: printed 1, not in results (no such fit)",
	} {
		if !strings.Contains(text.String(), line) {
			t.Errorf("%q is not in\n%s", line, text.String())
		}
	}
	if !strings.Contains(markdown.String(), "## 與結果比較") {
		t.Error(markdown.String())
	}
}
