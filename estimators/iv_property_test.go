package estimators

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"panelstress/data"
)

// ivCase is a drawn panel with m endogenous regressors, l excluded
// instruments and two exogenous regressors.
type ivCase struct {
	start    []int
	time     []int
	names    []string
	cols     [][]float64
	endog    []string
	excluded []string
	effects  bool
}

// drawIV draws entities of 2 to 6 rows with heteroskedastic errors that
// depend on each other inside an entity.
func drawIV(t *rapid.T, m, l int) ivCase {
	c := ivCase{effects: rapid.Bool().Draw(t, "effects")}
	normal := func() float64 { // a bell is enough
		s := 0.0
		for range 4 {
			s += rapid.Float64Range(-1, 1).Draw(t, "v")
		}
		return s
	}
	c.names = []string{"w1", "w2"}
	for j := range m {
		c.endog = append(c.endog, fmt.Sprintf("x%d", j+1))
	}
	for j := range l {
		c.excluded = append(c.excluded, fmt.Sprintf("z%d", j+1))
	}
	c.names = append(append(append(c.names, c.endog...), c.excluded...), "y")
	c.cols = make([][]float64, len(c.names))
	c.start = []int{0}
	for g := range rapid.IntRange(10, 16).Draw(t, "G") {
		rows := rapid.IntRange(2, 6).Draw(t, "T")
		common := normal()
		for r := range rows {
			c.time = append(c.time, r)
			u := common + normal()
			row := []float64{normal(), normal() + 3}
			z := make([]float64, l)
			for j := range z {
				z[j] = normal() + 0.3*row[0]
			}
			y := 1 + row[0] - row[1] + u*(1+math.Abs(z[0])) + float64(g)/5
			for j := range m {
				x := normal() + 0.7*u + 0.4*row[1] + float64(g)/7
				for i := range z {
					x += z[i] * (0.4 + 0.9*float64((i+j)%m))
				}
				row = append(row, x)
				y += x * float64(j+1)
			}
			for j, v := range append(append(row, z...), y) {
				c.cols[j] = append(c.cols[j], v)
			}
		}
		c.start = append(c.start, len(c.time))
	}
	return c
}

func (c ivCase) design(t rapid.TB) *Design {
	fr, err := NewFrame(c.start, c.time, c.names, c.cols, len(c.cols))
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, "y", append([]string{"w1"}, append(c.endog, "w2")...), c.endog, c.excluded)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// with returns the case with column name replaced.
func (c ivCase) with(name string, x []float64) ivCase {
	cols := append([][]float64(nil), c.cols...)
	for j, n := range c.names {
		if n == name {
			cols[j] = x
		}
	}
	c.cols = cols
	return c
}

func (c ivCase) col(name string) []float64 {
	for j, n := range c.names {
		if n == name {
			return c.cols[j]
		}
	}
	panic(name)
}

// agree compares numbers of the same model computed on different ways. They
// are sums of some fifty terms and solutions of systems that the draws keep
// well conditioned, so that 1e-8 leaves several digits to a bad draw.
func agree(t rapid.TB, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) && math.IsNaN(want) {
		return
	}
	if !(math.Abs(got-want) <= 1e-8*(math.Abs(want)+1e-3)) {
		t.Fatalf("%s: %.12g, want %.12g", what, got, want)
	}
}

// statistics are all numbers that the tests of a model give.
func statistics(m *IV) map[string]float64 {
	s := map[string]float64{
		"Cragg-Donald": m.CraggDonald(), "Sargan": m.Sargan().Statistic, "Basmann": m.Basmann().Statistic,
		"Durbin": m.Durbin().Statistic, "Wu-Hausman": m.WuHausman().Statistic, "LIML": m.LIML(0).Kappa,
	}
	for j, b := range m.Fit.Coef {
		s["b "+m.Fit.Terms[j]] = b
		s["se "+m.Fit.Terms[j]] = m.Fit.SE(j)
	}
	for name, e := range map[string]Errors{" iid": IID, " hc": Heteroskedastic, " cluster": Clustered} {
		r := m.KleibergenPaap(e)
		s["LM"+name], s["Wald"+name], s["rk F"+name] = r.LM.Statistic, r.Wald.Statistic, r.F
		s["J"+name] = m.TwoStepGMM(e).J.Statistic
		s["endogeneity"+name] = m.RobustEndogeneity(e).Statistic
		f, _ := m.AndersonRubin(make([]float64, len(m.x)), e)
		s["AR"+name] = f.Statistic
		eff := m.EffectiveF(e)
		s["effective F"+name] = eff.F
		for _, c := range eff.Critical {
			s[fmt.Sprint("critical ", c.Tau, name)] = c.Value
		}
	}
	return s
}

func instrumented(t rapid.TB, e TwoSLS, d *Design) *IV {
	t.Helper()
	m, err := e.Instrumented(d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Instruments may be scaled and recombined, and exogenous regressors and the
// outcome shifted by them, without any test telling.
func TestIVInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 2).Draw(t, "m")
		c := drawIV(t, m, m+1)
		e := TwoSLS{Entity: c.effects, Cov: Cluster{}}
		want := statistics(instrumented(t, e, c.design(t)))
		z1, z2, w := c.col("z1"), c.col("z2"), c.col("w1")
		a, b := make([]float64, len(w)), make([]float64, len(w))
		scale := rapid.SampledFrom([]float64{-3, 0.01, 1000}).Draw(t, "scale")
		for i := range w {
			a[i] = scale * (2*z1[i] - z2[i])
			b[i] = z1[i] + z2[i] + 0.5*w[i]
		}
		got := statistics(instrumented(t, e, c.with("z1", a).with("z2", b).design(t)))
		for name, v := range want {
			agree(t, name, got[name], v)
		}
	})
}

// An entity drawn c times is c entities.
func TestIVCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawIV(t, 1, 2)
		e := TwoSLS{Entity: c.effects, Cov: Cluster{}}
		g := len(c.start) - 1
		drawn := rapid.SliceOfN(rapid.IntRange(0, g-1), g, g).Draw(t, "drawn")
		r := ivCase{names: c.names, endog: c.endog, excluded: c.excluded, cols: make([][]float64, len(c.cols)), start: []int{0}}
		for _, i := range drawn {
			for j, x := range c.cols {
				r.cols[j] = append(r.cols[j], x[c.start[i]:c.start[i+1]]...)
			}
			r.time = append(r.time, c.time[c.start[i]:c.start[i+1]]...)
			r.start = append(r.start, len(r.time))
		}
		counted := c.design(t)
		var s data.Sample
		s.Set(g, drawn)
		if err := counted.Frame.Refresh(&s); err != nil {
			t.Fatal(err)
		}
		a, err := e.Instrumented(counted)
		b, also := e.Instrumented(r.design(t))
		if (err == nil) != (also == nil) {
			t.Fatalf("%v, repeated rows: %v", err, also)
		}
		if err != nil {
			return
		}
		if a.CraggDonald() < 0.05 { // hardly identified: statistics lose digits to that alone
			return
		}
		want := statistics(b)
		for name, v := range statistics(a) {
			agree(t, name, v, want[name])
		}
		for _, cov := range []Covariance{Classical{}, HC1{}, Cluster{}} {
			x, err := e.FirstStages(counted, cov)
			y, also := e.FirstStages(r.design(t), cov)
			if err != nil || also != nil {
				t.Fatal(err, also)
			}
			agree(t, "first-stage F", x[0].F.Statistic, y[0].F.Statistic)
			agree(t, "partial R2", x[0].PartialR2, y[0].PartialR2)
		}
	})
}

// With one instrument all first-stage measures of strength are one.
func TestIVOneInstrument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawIV(t, 1, 1)
		d := c.design(t)
		e := TwoSLS{Entity: c.effects}
		m := instrumented(t, e, d)
		for _, of := range []struct {
			errors Errors
			cov    Covariance
		}{{IID, Classical{}}, {Heteroskedastic, HC1{}}, {Clustered, Cluster{}}} {
			s, err := e.FirstStages(d, of.cov)
			if err != nil {
				t.Fatal(err)
			}
			f := s[0].F
			agree(t, "effective F", m.EffectiveF(of.errors).F, f.Statistic)
			agree(t, "rank F", m.KleibergenPaap(of.errors).F, f.Statistic)
			if of.errors == IID {
				agree(t, "Cragg-Donald", m.CraggDonald(), f.Statistic)
			}
			// The reduced form: y on the instrument has the same test as β = 0.
			ar, _ := m.AndersonRubin([]float64{0}, of.errors)
			y := *d
			y.Regressors = append([]int(nil), d.Regressors[0], d.Regressors[2], d.Excluded[0])
			y.terms = []string{"w1", "w2", "z1", ConstName}
			y.Excluded, y.Endogenous, y.exog = nil, nil, nil
			var fit Fit
			if err := e.leastSquares(&fit, &y, of.cov); err != nil {
				t.Fatal(err)
			}
			want := fit.Wald("z1")
			agree(t, "Anderson-Rubin", ar.Statistic, want.Statistic)
			agree(t, "Anderson-Rubin df", ar.DF2, want.DF2)
		}
		// LIML is 2SLS, but a weak instrument multiplies the rounding of its κ: the
		// difference is small beside the coefficient and its standard error.
		liml, tsls := m.LIML(0).Coef[1], m.Fit.Coef[1]
		if !(math.Abs(liml-tsls) <= 1e-6*(math.Abs(tsls)+m.Fit.SE(1))) {
			t.Errorf("LIML: %v, 2SLS gives %v", liml, tsls)
		}
	})
}

// The regression of the outcome on all terms and the first-stage residuals
// has the endogeneity test in it, and 2SLS coefficients.
func TestIVAugmentedRegression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawIV(t, 1, 2)
		e := TwoSLS{Entity: c.effects}
		d := c.design(t)
		m := instrumented(t, e, d)
		s, err := e.FirstStages(d, nil)
		if err != nil {
			t.Fatal(err)
		}
		v := make([]float64, len(c.time))
		first := s[0].Fit
		for i := range v {
			v[i] = c.col("x1")[i]
			for _, term := range []string{"w1", "w2", "z1", "z2"} {
				v[i] -= first.Coef[first.Term(term)] * c.col(term)[i]
			}
		}
		c.names, c.cols = append(c.names, "v"), append(c.cols, v)
		aug, err := NewDesign(c.design(t).Frame, "y", []string{"w1", "x1", "w2", "v"}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for errors, cov := range map[Errors]Covariance{IID: Classical{}, Heteroskedastic: HC1{}, Clustered: Cluster{}} {
			var fit Fit
			if err := e.leastSquares(&fit, aug, cov); err != nil {
				t.Fatal(err)
			}
			got, want := m.RobustEndogeneity(errors), fit.Wald("v")
			agree(t, "endogeneity", got.Statistic, want.Statistic)
			agree(t, "endogeneity df", got.DF2, want.DF2)
			agree(t, "x1", m.Fit.Coef[1], fit.Coef[1])
		}
	})
}

// TestTwoSLSIsOLS: instruments that are the regressors give least squares.
func TestTwoSLSIsOLS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawIV(t, 1, 1)
		c = c.with("z1", c.col("x1"))
		d := c.design(t)
		for _, cov := range []Covariance{Classical{}, HC1{}, Cluster{}} {
			var a, b Fit
			e := TwoSLS{Entity: c.effects, Cov: cov}
			if err := e.Fit(&a, d); err != nil {
				t.Fatal(err)
			}
			if err := e.leastSquares(&b, d.exogenous(&b.work), cov); err != nil {
				t.Fatal(err)
			}
			for j := range b.Coef {
				agree(t, b.Terms[j], a.Coef[j], b.Coef[j])
				agree(t, "se "+b.Terms[j], a.SE(j), b.SE(j))
			}
		}
	})
}

// TestTwoSLSJustIdentified: with as many instruments as regressors
// b = (Z'X)⁻¹Z'y, written out with rows and dummies.
func TestTwoSLSJustIdentified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 2).Draw(t, "m")
		c := drawIV(t, m, m)
		n, g := len(c.time), len(c.start)-1
		x, z := mat.NewDense(n, 2+m+g, nil), mat.NewDense(n, 2+m+g, nil)
		for j, name := range append([]string{"w1", "w2"}, c.endog...) {
			x.SetCol(j, c.col(name))
		}
		for j, name := range append([]string{"w1", "w2"}, c.excluded...) {
			z.SetCol(j, c.col(name))
		}
		for i := range g {
			for r := c.start[i]; r < c.start[i+1]; r++ {
				x.Set(r, 2+m+i, 1)
				z.Set(r, 2+m+i, 1)
			}
		}
		var zx, zy, b mat.Dense
		zx.Mul(z.T(), x)
		zy.Mul(z.T(), mat.NewDense(n, 1, c.col("y")))
		if b.Solve(&zx, &zy) != nil {
			return
		}
		var f Fit
		if err := (TwoSLS{Entity: true}).Fit(&f, c.design(t)); err != nil {
			t.Fatal(err)
		}
		if mat.Cond(&zx, 2) > 1e6 { // the written-out form loses the digits
			return
		}
		for j, name := range append([]string{"w1", "w2"}, c.endog...) {
			agree(t, name, f.Coef[f.Term(name)], b.At(j, 0))
		}
	})
}

// TestKClassSpecialCases: κ = 0 is least squares, κ = 1 2SLS, with their
// covariances and constants.
func TestKClassSpecialCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 2).Draw(t, "m")
		c := drawIV(t, m, m+1)
		d := c.design(t)
		e := TwoSLS{Entity: c.effects}
		v := instrumented(t, e, d)
		var ols Fit
		if err := e.leastSquares(&ols, d.exogenous(&ols.work), nil); err != nil {
			t.Fatal(err)
		}
		for kappa, want := range []*Fit{&ols, v.Fit} {
			got := v.KClass(float64(kappa))
			for j := range want.Coef {
				agree(t, want.Terms[j], got.Coef[j], want.Coef[j])
				for i := range want.Coef {
					scale := want.SE(i) * want.SE(j)
					agree(t, "covariance", got.Cov[i*len(got.Coef)+j]/scale, want.Cov[i*len(got.Coef)+j]/scale)
				}
			}
		}
		// LIML minimises the variance ratio: no other β has a smaller
		// Anderson-Rubin statistic.
		liml := v.LIML(0)
		var b []float64
		for _, at := range v.places {
			b = append(b, liml.Coef[at])
		}
		best, _ := v.AndersonRubin(b, IID)
		agree(t, "kappa", 1+best.Statistic*best.DF1/best.DF2, liml.Kappa)
		for i := range b {
			for _, step := range []float64{-0.01, 0.01, 1, -1} {
				b[i] += step
				if other, _ := v.AndersonRubin(b, IID); other.Statistic < best.Statistic*(1-1e-9) {
					t.Fatalf("AR %g at %v, LIML has %g", other.Statistic, b, best.Statistic)
				}
				b[i] -= step
			}
		}
	})
}
