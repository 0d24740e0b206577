package estimators

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestRandomEffectsAreGLS writes the transformation out: rows, repeated as
// drawn, less θ_g times the mean of their entity, the constant too.
func TestRandomEffectsAreGLS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		d := p.design(t, "x1", "x2")
		long := p.rows()
		for _, variant := range []Variant{SwamyArora, BaltagiChang} {
			var f Fit
			if err := (RandomEffects{Variant: variant}).Fit(&f, d); err != nil {
				continue // too few rows for the within regression, mostly
			}
			c, _ := f.Components(d)
			cols := make([][]float64, 4) // x1, x2, const, y
			for g := range long.counts {
				rows := float64(long.start[g+1] - long.start[g])
				theta := 1 - math.Sqrt(c.SigmaE*c.SigmaE/(rows*c.SigmaU*c.SigmaU+c.SigmaE*c.SigmaE))
				for j, name := range []string{"x1", "x2", "", "y"} {
					m := 1.0
					if name != "" {
						m = mean(long.col(name)[long.start[g]:long.start[g+1]], 1/rows)
					}
					for r := long.start[g]; r < long.start[g+1]; r++ {
						v := 1.0
						if name != "" {
							v = long.col(name)[r]
						}
						cols[j] = append(cols[j], v-theta*m)
					}
				}
			}
			want := leastSquares(cols[3], cols[:3]...)
			dof := float64(len(long.time) - 3)
			for j := range 3 {
				near(t, "coefficient", f.Coef[j], want.b[j], tight)
				near(t, "se", f.SE(j), math.Sqrt(want.gram.At(j, j)*want.rss/dof), tight)
			}
			if err := (RandomEffects{Variant: variant, Cov: Cluster{Convention: Arellano}}).Fit(&f, d); err != nil {
				t.Fatal(err)
			}
			v := want.clustered(long.entity, cols[:3])
			for j := range 3 {
				near(t, "clustered se", f.SE(j), math.Sqrt(v.At(j, j)), tight)
			}
		}
	})
}

// TestRandomEffectsLimits: without variance between entities beyond that
// within them the estimate is pooled least squares, with overwhelming variance
// it is the within one.
func TestRandomEffectsLimits(t *testing.T) {
	p := makeTrial(30, 8, 2, 0.9, 11, false)
	y := p.col("y")
	for g := range p.counts {
		m := mean(y[p.start[g]:p.start[g+1]], 1/float64(p.start[g+1]-p.start[g]))
		for r := p.start[g]; r < p.start[g+1]; r++ {
			y[r] += 1e7*float64(g*g%7) - m
		}
	}
	d := p.design(t, "x1", "x2")
	var re, other Fit
	if err := (RandomEffects{}).Fit(&re, d); err != nil {
		t.Fatal(err)
	}
	if err := (Within{}).Fit(&other, d); err != nil {
		t.Fatal(err)
	}
	for j := range 2 { // 1 - θ is about 1e-7 here
		near(t, "slope", re.Coef[j], other.Coef[j], 1e-5)
	}
	for g := range p.counts { // the means say less than chance would have it
		for r := p.start[g]; r < p.start[g+1]; r++ {
			y[r] -= 1e7 * float64(g*g%7)
			y[r] += 1e-3 * float64(g%2)
		}
	}
	for _, name := range []string{"x1", "x2"} {
		x := p.col(name)
		for g := range p.counts {
			m := mean(x[p.start[g]:p.start[g+1]], 1/float64(p.start[g+1]-p.start[g]))
			for r := p.start[g]; r < p.start[g+1]; r++ {
				x[r] += 0.01*float64((g*len(name)*int(name[1]))%5) - m
			}
		}
	}
	d = p.design(t, "x1", "x2")
	for _, v := range []Variant{SwamyArora, BaltagiChang} {
		if err := (RandomEffects{Variant: v}).Fit(&re, d); err != nil {
			t.Fatal(err)
		}
		if err := (Pooled{}).Fit(&other, d); err != nil {
			t.Fatal(err)
		}
		c, ok := re.Components(d)
		if !ok || !c.Truncated || c.SigmaU != 0 || c.ThetaMax != 0 {
			t.Errorf("%+v, want a variance that is negative before it is truncated", c)
		}
		for j := range 3 {
			near(t, "coefficient", re.Coef[j], other.Coef[j], 1e-12)
			near(t, "se", re.SE(j), other.SE(j), 1e-12)
		}
	}
}

// TestRandomEffectsInvariantRegressors fits regressors that vary between
// entities or between periods alone; σ_e is that of the within regression of
// the others.
func TestRandomEffectsInvariantRegressors(t *testing.T) {
	p := makeTrial(20, 6, 2, 1, 4, false)
	place, year := make([]float64, len(p.time)), make([]float64, len(p.time))
	for r := range p.time {
		place[r], year[r] = math.Sqrt(float64(p.entity[r]+1)), math.Log(float64(p.time[r]-1980))
	}
	p.names, p.cols = append(p.names, "place", "year"), append(p.cols, place, year)
	d := p.design(t, "place", "x1", "year")
	var re, fe, be Fit
	if err := (RandomEffects{}).Fit(&re, d); err != nil {
		t.Fatal(err)
	}
	if err := (Within{}).Fit(&fe, p.design(t, "x1", "year")); err != nil {
		t.Fatal(err)
	}
	if err := (Between{}).Fit(&be, p.design(t, "place", "x1")); err != nil {
		t.Fatal(err)
	}
	c, _ := re.Components(d)
	near(t, "sigma_e", c.SigmaE, math.Sqrt(fe.Sigma2), 1e-12)
	near(t, "sigma_u", c.SigmaU*c.SigmaU, be.Sigma2-fe.Sigma2/6, 1e-12)
}
