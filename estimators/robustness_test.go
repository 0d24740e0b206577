package estimators

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// leastT is the smallest adjusted |t| that an omitted variable can give whose
// partial R2 with treatment and outcome are at most r. It falls with the one
// with the treatment; the other is searched on a grid.
func leastT(t, dof, r float64) float64 {
	least := math.Inf(1)
	const grid = 2000
	for i := range grid + 1 {
		b := Bound{R2DZ: r, R2YZ: r * float64(i) / grid}
		b.adjust(math.Abs(t), 1, dof)
		least = min(least, b.T)
	}
	return least
}

// TestRobustnessValueIsWhatItSays: just below it no omitted variable takes the
// estimate into the critical value, just above it one does, in both forms. The
// cases of the extreme form are named, and drawn ones may be of either.
func TestRobustnessValueIsWhatItSays(t *testing.T) {
	for _, c := range []struct{ stat, dof, alpha float64 }{{30, 5, 0.05}, {-40, 3, 0.01}, {60, 12, 0.01}, {-55, 8, 0.5}} {
		if math.Abs(c.stat)/math.Sqrt(c.dof)*Critical(c.alpha, c.dof-1)/math.Sqrt(c.dof-1) <= 1 {
			t.Fatalf("t = %v with %v dof is not of the extreme form at %v", c.stat, c.dof, c.alpha)
		}
		if RobustnessValue(c.stat, c.dof, 1, c.alpha) == 0 {
			t.Fatalf("t = %v with %v dof has no robustness value at %v", c.stat, c.dof, c.alpha)
		}
		isRobustnessValue(t, c.stat, c.dof, c.alpha)
	}
	rapid.Check(t, func(t *rapid.T) {
		dof := float64(rapid.IntRange(3, 400).Draw(t, "dof"))
		stat := rapid.Float64Range(-60, 60).Draw(t, "t")
		isRobustnessValue(t, stat, dof, rapid.SampledFrom([]float64{0.01, 0.05, 0.5}).Draw(t, "alpha"))
	})
}

func isRobustnessValue(t rapid.TB, stat, dof, alpha float64) {
	critical := Critical(alpha, dof-1)
	rv := RobustnessValue(stat, dof, 1, alpha)
	if rv == 0 {
		if math.Abs(stat) > critical*math.Sqrt(dof/(dof-1))*(1+1e-9) {
			t.Fatalf("t = %v with %v dof is significant, yet its robustness value is 0", stat, dof)
		}
		return
	}
	if below := leastT(stat, dof, rv-1e-4); rv > 1e-4 && below < critical {
		t.Fatalf("a variable weaker than %v gives t = %v < %v", rv, below, critical)
	}
	if above := leastT(stat, dof, rv+1e-4); rv < 1-1e-4 && above > critical {
		t.Fatalf("no variable stronger than %v gives less than t = %v > %v", rv, above, critical)
	}
}

// TestRobustnessValueTakesAwayTheShare: with both partial R2 at RV_q the bias
// is the share q of the estimate. 1e-12: a few roundings.
func TestRobustnessValueTakesAwayTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dof := float64(rapid.IntRange(2, 1000).Draw(t, "dof"))
		stat, q := rapid.Float64Range(0.01, 50).Draw(t, "t"), rapid.Float64Range(0.05, 1).Draw(t, "q")
		rv := RobustnessValue(stat, dof, q, 1)
		b := Bound{R2DZ: rv, R2YZ: rv}
		b.adjust(stat, 1, dof)
		if math.Abs(b.Estimate-(1-q)*stat) > 1e-12*stat {
			t.Fatalf("RV %v leaves %v of %v, want the share %v", rv, b.Estimate, stat, 1-q)
		}
	})
}

// TestAdjustedIsTheLongRegression: with the true partial R2 of a variable that
// was left out, the formula gives size and standard error of the coefficient
// in the regression that has it; with and without effects. 1e-8: ill-
// conditioned draws.
func TestAdjustedIsTheLongRegression(t *testing.T) {
	for name, e := range map[string]Estimator{"pooled": Pooled{}, "entity": Within{}, "two-way": Within{Effects: TwoWay}} {
		rapid.Check(t, func(t *rapid.T) {
			p := makeTrial(6, 6, 3, 0.9, rapid.Uint64Range(1, 1<<40).Draw(t, "seed"), false)
			short, err := NewOmitted(e, p.design(t, "x1", "x2"), "x1")
			if err != nil {
				return
			}
			long, err := NewOmitted(e, p.design(t, "x1", "x2", "x3"), "x1")
			if err != nil {
				return
			}
			z, err := NewOmitted(e, p.design(t, "x1", "x2", "x3"), "x3")
			if err != nil {
				return
			}
			var treat Fit
			if err := short.fit.Fit(&treat, long.treatmentModel()); err != nil {
				return
			}
			at := treat.Term("x3")
			b := Bound{R2DZ: PartialR2(treat.Coef[at]/treat.SE(at), treat.ResidualDoF), R2YZ: z.PartialR2}
			b.adjust(short.Estimate, short.SE, short.DoF)
			moved, bias := math.Abs(short.Estimate-long.Estimate), math.Abs(short.Estimate-b.Estimate)
			if math.Abs(moved-bias) > 1e-8*(moved+math.Abs(short.Estimate)) {
				t.Errorf("%s: the coefficient moves by %v, the formula says %v", name, moved, bias)
			}
			near(t, name+" se", b.SE, long.SE, 1e-8)
		})
	}
}

// TestImpossibleBounds: a benchmark that explains most of the treatment
// cannot be exceeded three times.
func TestImpossibleBounds(t *testing.T) {
	b := Bound{KD: 3, KY: 3, r2Treat: 0.6, r2Result: 0.1}
	b.bound(1, 0.1, 50)
	for _, v := range []float64{b.R2DZ, b.R2YZ, b.Estimate, b.SE, b.T} {
		if !math.IsNaN(v) {
			t.Errorf("a bound of %+v", b)
		}
	}
}

// TestImpactIsAPartialCorrelation: a confounder whose correlations with
// treatment and outcome are ±√|ITCV| makes the partial correlation the
// critical one; a share of the estimate less is the threshold.
func TestImpactIsAPartialCorrelation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.Float64Range(0.1, 5).Draw(t, "b") * rapid.SampledFrom([]float64{-1, 1}).Draw(t, "sign")
		se, n := rapid.Float64Range(0.05, 4).Draw(t, "se"), rapid.IntRange(8, 500).Draw(t, "n")
		dof := float64(n - 5)
		i := ImpactOf(b, se, dof, Critical(0.05, dof), n)
		impact := math.Abs(i.ITCV)
		partial := (math.Abs(i.Observed) - impact) / (1 - impact)
		if !i.Significant {
			partial = (math.Abs(i.Observed) + impact) / (1 - impact)
		}
		if math.Abs(partial-math.Abs(i.Critical)) > 1e-12 {
			t.Fatalf("%+v: partial correlation %v, want %v", i, partial, i.Critical)
		}
		left, right := b*(1-i.Share), i.Threshold
		if !i.Significant {
			left, right = right*(1-i.Share), b
		}
		if math.Abs(left-right) > 1e-12*math.Abs(right) || i.Share < 0 || i.RIR < 0 || i.RIR > float64(n) {
			t.Fatalf("%+v of %v", i, b)
		}
		if i.Significant != (TwoSided(b/se, dof) < 0.05) {
			t.Fatalf("%+v, but p = %v", i, TwoSided(b/se, dof))
		}
	})
}
