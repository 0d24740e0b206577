package sim

import (
	"math"
	"slices"
	"testing"

	"panelstress/estimators"
)

// TestConfoundingOfTheTable: the section is about the coefficients of the
// hypotheses in least-squares fits, starts from the table's estimate, and its
// parts agree with each other and with the table.
func TestConfoundingOfTheTable(t *testing.T) {
	_, r := compiled(t, usStates(t))
	if len(r.Confounding) != 1 {
		t.Fatalf("%d coefficients, want that of H1 by fe", len(r.Confounding))
	}
	c, row := r.Confounding[0], r.Baseline[0].Terms[0]
	if c.Model != "M1" || c.Estimator != "fe" || c.Term != "INFRA" {
		t.Errorf("%s.%s.%s", c.Model, c.Estimator, c.Term)
	}
	if math.Abs(float64(c.Estimate-row.Estimate)) > 1e-12*math.Abs(float64(row.Estimate)) { // two fits of one model
		t.Errorf("estimate %v, in the table %v", c.Estimate, row.Estimate)
	}
	if c.Significant != (row.P < c.Alpha) || c.Alpha != 0.05 {
		t.Errorf("significant %v at %v, but p = %v", c.Significant, c.Alpha, row.P)
	}
	if want := c.ClassicalStatistic * c.ClassicalStatistic / (c.ClassicalStatistic*c.ClassicalStatistic + c.DoF); c.PartialR2 != want {
		t.Errorf("partial R2 %v, want %v", c.PartialR2, want)
	}
	if !(c.RobustnessValueAlpha < c.RobustnessValue) {
		t.Errorf("robustness values %v and %v", c.RobustnessValue, c.RobustnessValueAlpha)
	}
	if c.Oster.ControlledR2 != r.Baseline[0].Statistics["r2_within"] {
		t.Errorf("R2 %v, in the table %v", c.Oster.ControlledR2, r.Baseline[0].Statistics["r2_within"])
	}
	if len(c.Bounds) != 3*3 || c.Bounds[0].Benchmark != "lpc" {
		t.Errorf("%d bounds from %v", len(c.Bounds), c.Bounds[0])
	}
}

// TestCoefficientsOfInterest: without hypotheses, whatever an index enters,
// through derived columns, products and centring too, by least squares alone.
func TestCoefficientsOfInterest(t *testing.T) {
	s := usStates(t)
	s.Derived = append(s.Derived, derived(t, "square", "INFRA^2"))
	m := model(t, "M", "lgsp ~ square + lemp + INFRA + INFRA:unemp + unemp")
	m.Centre = true
	s.Models, s.Hypotheses, s.Arms = []Model{m}, nil, nil
	s.Estimators = []Estimator{
		{Name: "re", Kind: "re", Fit: estimators.RandomEffects{}},
		{Name: "ols", Kind: "ols", Fit: estimators.Pooled{}},
	}
	_, r := compiled(t, s)
	var got []string
	for _, c := range r.Confounding {
		got = append(got, c.Estimator+" "+c.Term)
	}
	if want := []string{"ols square", "ols INFRA", "ols INFRA:unemp"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestNothingToCompareWith: a model of one regressor has no bounds and no
// selection, and says so.
func TestNothingToCompareWith(t *testing.T) {
	s := usStates(t)
	s.Models, s.Hypotheses, s.Arms = []Model{model(t, "M", "lgsp ~ INFRA")}, nil, nil
	_, r := compiled(t, s)
	if c := r.Confounding[0]; len(c.Bounds) != 0 || c.Oster != nil || math.IsNaN(float64(c.RobustnessValue)) {
		t.Errorf("%+v", c)
	}
}
