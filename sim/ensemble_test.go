package sim

import (
	"testing"

	"panelstress/data"
)

// TestEnsembleCounts: shares and ranges over three baselines, counted by hand.
func TestEnsembleCounts(t *testing.T) {
	result := func(estimate, p Number, verdict string) *Result {
		return &Result{
			Baseline:   []FitResult{{Model: "M", Estimator: "fe", Terms: []TermResult{{Name: "x", Estimate: estimate, P: p}}}},
			Hypotheses: []HypothesisResult{{Name: "H", Model: "M", Estimator: "fe", Term: "x", Sign: 1, Baseline: verdict}},
		}
	}
	results := []*Result{result(2, 0.01, Supported), result(-3, 0.001, Contradicted), result(1, 0.3, NotSupported), result(4, 0.02, Supported)}
	e := &EnsembleResult{}
	e.judge(results)
	e.compare(results, 0.05)
	h, c := e.Hypotheses[0], e.Coefficients[0]
	if h.Supported != 0.5 || h.Contradicted != 0.25 || h.Neither != 0.25 || h.Range != (Interval{-3, 4}) {
		t.Errorf("hypothesis %+v", h)
	}
	if c.Positive != 0.75 || c.Significant != 0.75 || c.Range != (Interval{-3, 4}) {
		t.Errorf("coefficient %+v", c)
	}
}

// TestEnsembleOfOne: the panel of the study itself, twice, gives the baseline.
func TestEnsembleOfOne(t *testing.T) {
	s := usStates(t)
	_, base := compiled(t, s)
	e, err := Ensemble(t.Context(), s, []string{"a", "b"}, 2, func(int) (*data.Panel, error) { return s.Panel, nil })
	if err != nil {
		t.Fatal(err)
	}
	k := 0
	for _, f := range base.Baseline {
		for _, term := range f.Terms {
			c := e.Coefficients[k]
			if k++; c.Term != term.Name || c.Range != (Interval{term.Estimate, term.Estimate}) {
				t.Errorf("%s.%s: %+v", f.Model, term.Name, c)
			}
		}
	}
	if k != len(e.Coefficients) || k == 0 {
		t.Errorf("%d coefficients of %d", len(e.Coefficients), k)
	}
}
