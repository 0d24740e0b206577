package sim

import (
	"context"
	"math"
	"testing"

	"panelstress/scenarios"
)

// TestWeightsArm: with a huge concentration perturbed weights are the
// entropy weights, and so the mean of the draws is the baseline; with a
// moderate one the coefficients of models with an index vary and the spread
// grows as the concentration falls.
func TestWeightsArm(t *testing.T) {
	sd := func(concentration float64) (baseline, mean, sd float64) {
		s := usStates(t)
		s.Arms = []Arm{{Name: "weights", Kind: "weights", Draws: 400, Weights: scenarios.Dirichlet{Concentration: concentration}}}
		c, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Run(context.Background(), Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		co := r.Arms[0].Coefficients[0]
		return float64(co.Baseline), float64(co.Mean), float64(co.SD)
	}
	b, mean, tight := sd(1e10)
	if math.Abs(mean/b-1) > 1e-4 { // weights vary by about 1e-5
		t.Errorf("mean %v at a concentration of 1e10, the baseline is %v", mean, b)
	}
	_, _, wide := sd(50)
	_, _, wider := sd(5)
	if !(tight < wide/1000 && wide < wider) {
		t.Errorf("standard deviations %v, %v, %v at concentrations 1e10, 50, 5", tight, wide, wider)
	}
}
