package estimators

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
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
				continue // too few distinct rows for the within regression
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
				near(t, "clustered variance", f.Cov[j*3+j], v.At(j, j), tight)
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

// TestEffectVariance computes both estimates of σ_u² from their formulas, with
// the matrices of the weighted one written out, on unbalanced panels.
func TestEffectVariance(t *testing.T) {
	for seed := range uint64(50) {
		p := makeTrial(12, 7, 2, 0.6, seed, true)
		d := p.design(t, "x1", "x2")
		long := p.rows()
		groups, n := len(long.counts), len(long.time)
		var fe, be, re Fit
		if err := (Within{}).Fit(&fe, d); err != nil {
			t.Fatal(err)
		}
		if err := (Between{}).Fit(&be, d); err != nil {
			t.Fatal(err)
		}
		inverse := 0.0
		cols := [][]float64{nil, nil, nil, nil} // x̄1, x̄2, ȳ, 1 in every row
		square := mat.NewDense(3, 3, nil)
		for g := range groups {
			a, b := long.start[g], long.start[g+1]
			rows := float64(b - a)
			inverse += 1 / rows / float64(groups)
			var m [4]float64
			for j, name := range []string{"x1", "x2", "y", ""} {
				m[j] = 1
				if name != "" {
					m[j] = mean(long.col(name)[a:b], 1/rows)
				}
				cols[j] = append(cols[j], slices.Repeat(m[j:j+1], b-a)...)
			}
			x := mat.NewVecDense(3, []float64{m[0], m[1], m[3]})
			square.RankOne(square, rows*rows, x, x)
		}
		weighted := leastSquares(cols[2], cols[0], cols[1], cols[3])
		var product mat.Dense
		product.Mul(weighted.gram, square)
		for v, want := range map[Variant]float64{
			SwamyArora:   be.Sigma2 - fe.Sigma2*inverse,
			BaltagiChang: (weighted.rss - float64(groups-3)*fe.Sigma2) / (float64(n) - mat.Trace(&product)),
		} {
			if err := (RandomEffects{Variant: v}).Fit(&re, d); err != nil {
				t.Fatal(err)
			}
			c, _ := re.Components(d)
			near(t, "sigma_u squared", c.SigmaU*c.SigmaU, max(want, 0), tight)
			if c.Truncated != (want < 0) {
				t.Errorf("truncated %v at %g", c.Truncated, want)
			}
		}
	}
}
