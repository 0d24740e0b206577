package estimators

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// structures are the FGLS estimators that samples with repeated entities
// allow.
var structures = []FGLS{
	{},
	{Corr: AR1},
	{Corr: PSAR1},
	{Iterate: true},
	{Iterate: true, Corr: AR1},
	{NMK: true, Corr: PSAR1},
	{Panels: IIDPanels},
	{Panels: IIDPanels, Corr: AR1},
	{Panels: IIDPanels, Corr: PSAR1, NMK: true},
}

var correlated = []FGLS{
	{Panels: CorrelatedPanels}, {Panels: CorrelatedPanels, Corr: AR1}, {Panels: CorrelatedPanels, Corr: PSAR1}, {Panels: CorrelatedPanels, Iterate: true},
}

// TestFGLSCounts: a sample that repeats and omits entities gives the numbers
// of the rows literally repeated.
func TestFGLSCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := makeTrial(rapid.IntRange(6, 10).Draw(t, "entities"), rapid.IntRange(6, 12).Draw(t, "periods"), 2, 1, rapid.Uint64().Draw(t, "seed"), true)
		d, long := p.design(t, "x1", "x2"), p.rows().design(t, "x1", "x2")
		for _, e := range structures {
			var a, b Fit
			if err := e.Fit(&a, d); err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
			if err := e.Fit(&b, long); err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
			for j := range a.Coef {
				near(t, "coefficient", a.Coef[j], b.Coef[j], tight)
				near(t, "se", a.SE(j), b.SE(j), tight)
			}
			near(t, "rows", float64(a.FGLS().Rows), float64(b.FGLS().Rows), 0)
			if e.Corr == Independent {
				near(t, "log-likelihood", a.FGLS().LogLikelihood, b.FGLS().LogLikelihood, tight)
			}
		}
	})
}

// TestFGLSIsGLS writes the estimator out: residuals, autocorrelations, the
// variances of the transformed rows, and least squares on the rows divided by
// their own standard deviations or, correlated, times the inverse root of the
// covariance matrix.
func TestFGLSIsGLS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entities := rapid.IntRange(4, 6).Draw(t, "entities")
		p := makeTrial(entities, rapid.IntRange(entities+3, 14).Draw(t, "periods"), 2, 1, rapid.Uint64().Draw(t, "seed"), false)
		d := p.design(t, "x1", "x2")
		for _, e := range append(append([]FGLS(nil), structures...), correlated...) {
			if e.Iterate {
				continue
			}
			want, ok := p.gls(e)
			if !ok {
				continue // |rho| beyond 1 in a panel that must stay balanced
			}
			var f Fit
			if err := e.Fit(&f, d); err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
			factor := 1.0
			if n := float64(len(p.time)); e.NMK {
				factor = n / (n - 3)
			}
			for j := range f.Coef {
				near(t, "coefficient", f.Coef[j], want.b[j], 1e-7)
				near(t, "se", f.SE(j), math.Sqrt(factor*want.gram.At(j, j)), 1e-7)
			}
			if e.Panels == IIDPanels && e.Corr == Independent {
				plain := p.regress("pooled", "x1", "x2")
				near(t, "iid is least squares", f.Coef[0], plain.b[0], tight)
			}
		}
	})
}

// gls is the two-step estimate by explicit transformations of the rows.
func (p *trial) gls(e FGLS) (ols, bool) {
	g := p.regress("pooled", "x1", "x2")
	cols := append(append([][]float64(nil), g.cols...), p.col("y"))
	out := make([][]float64, len(cols))
	var entity []int
	total := 0.0
	rho := make([]float64, len(p.counts))
	for i := range rho {
		a, b := p.start[i], p.start[i+1]
		product, square := 0.0, 0.0
		for r := a + 1; r < b; r++ {
			product += g.resid[r] * g.resid[r-1]
			square += g.resid[r-1] * g.resid[r-1]
		}
		rho[i] = product / square
		total += rho[i]
	}
	for i := range rho {
		switch e.Corr {
		case Independent:
			rho[i] = 0
		case AR1:
			rho[i] = total / float64(len(rho))
		}
		if math.Abs(rho[i]) >= 1 && e.Panels == CorrelatedPanels {
			return ols{}, false
		}
		for r := p.start[i]; r < p.start[i+1]; r++ {
			if r == p.start[i] && math.Abs(rho[i]) >= 1 {
				continue
			}
			entity = append(entity, i)
			for j, c := range cols {
				v := math.Sqrt(1-rho[i]*rho[i]) * c[r]
				if r > p.start[i] {
					v = c[r] - rho[i]*c[r-1]
				}
				out[j] = append(out[j], v)
			}
		}
	}
	k := len(cols) - 1
	first := leastSquares(out[k], out[:k]...)
	n := len(entity)
	weights := mat.NewDense(n, n, nil) // Ω^(-1/2)
	switch e.Panels {
	case IIDPanels:
		for r := range n {
			weights.Set(r, r, 1/math.Sqrt(first.rss/float64(n)))
		}
	case HeteroskedasticPanels:
		for r := range n {
			s, rows := 0.0, 0.0
			for q := range n {
				if entity[q] == entity[r] {
					s += first.resid[q] * first.resid[q]
					rows++
				}
			}
			weights.Set(r, r, 1/math.Sqrt(s/rows))
		}
	case CorrelatedPanels:
		t := n / len(rho)
		omega := mat.NewDense(n, n, nil)
		for q := range n {
			for r := range n {
				if q%t != r%t {
					continue
				}
				s := 0.0
				for i := range t {
					s += first.resid[q/t*t+i] * first.resid[r/t*t+i]
				}
				omega.Set(q, r, s/float64(t))
			}
		}
		weights = symmetricPower(omega, -0.5)
	}
	for j := range out {
		var v mat.VecDense
		v.MulVec(weights, mat.NewVecDense(n, out[j]))
		out[j] = v.RawVector().Data
	}
	return leastSquares(out[k], out[:k]...), true
}

// TestIteratedFGLS: at the fixed point another pass moves nothing, and no
// other coefficients have a larger likelihood.
func TestIteratedFGLS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := makeTrial(5, rapid.IntRange(12, 20).Draw(t, "periods"), 2, 1, rapid.Uint64().Draw(t, "seed"), false)
		d := p.design(t, "x1", "x2")
		for _, e := range []FGLS{{Iterate: true}, {Panels: CorrelatedPanels, Iterate: true}} {
			var f Fit
			if err := e.Fit(&f, d); err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
			d := d
			if e.Panels == CorrelatedPanels { // whose rows have the constant as a column
				d = &f.work.fgls.rows.design
			}
			ll := f.FGLS().LogLikelihood
			b, se := append([]float64(nil), f.Coef...), []float64{f.SE(0), f.SE(1), f.SE(2)}
			if err := e.variances(&f, d, b); err != nil {
				t.Fatal(err)
			}
			top := f.work.fgls.logdet
			near(t, "log-likelihood", ll, -(float64(len(p.time))*(math.Log(2*math.Pi)+1)+top)/2, 1e-9)
			if err := e.weigh(&f, &f.work, d); err != nil {
				t.Fatal(err)
			}
			for j := range b {
				if move := math.Abs(f.Coef[j]-b[j]) / se[j]; !(move < 1e-8) {
					t.Errorf("%+v: another pass moves coefficient %d by %g standard errors", e, j, move)
				}
				for _, step := range []float64{-0.01, 0.01} {
					other := append([]float64(nil), b...)
					other[j] += step * se[j]
					if err := e.variances(&f, d, other); err != nil {
						t.Fatal(err)
					}
					if f.work.fgls.logdet < top {
						t.Errorf("%+v: a larger likelihood %g away from coefficient %d", e, step, j)
					}
				}
			}
		}
	})
}

func TestFGLSAllocatesNothing(t *testing.T) {
	drawn, once := makeTrial(7, 9, 2, 1, 5, true).design(t, "x1", "x2"), makeTrial(5, 9, 2, 1, 5, false).design(t, "x1", "x2")
	check := func(e FGLS, d *Design) {
		var f Fit
		if err := e.Fit(&f, d); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		if n := testing.AllocsPerRun(20, func() {
			if err := e.Fit(&f, d); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%+v: %g allocations in a warm fit", e, n)
		}
	}
	for _, e := range structures {
		check(e, drawn)
	}
	for _, e := range correlated {
		check(e, once)
	}
}

func TestFGLSFaults(t *testing.T) {
	whole, twice := makeTrial(5, 9, 2, 1, 5, false), makeTrial(7, 9, 2, 1, 5, true)
	short, holes := makeTrial(9, 5, 2, 1, 5, false), makeTrial(6, 12, 2, 0.7, 5, false)
	for _, c := range []struct {
		what  string
		p     *trial
		e     FGLS
		cause error
	}{
		{"an entity twice", twice, FGLS{Panels: CorrelatedPanels}, ErrSingularWeights},
		{"more entities than periods", short, FGLS{Panels: CorrelatedPanels}, ErrSingularWeights},
		{"unbalanced", holes, FGLS{Panels: CorrelatedPanels}, ErrUnbalanced},
		{"gaps", holes, FGLS{Corr: AR1}, ErrGaps},
		{"gaps", holes, FGLS{Panels: IIDPanels, Corr: PSAR1}, ErrGaps},
	} {
		var f Fit
		err := c.e.Fit(&f, c.p.design(t, "x1", "x2"))
		if !errors.Is(err, c.cause) {
			t.Errorf("%s: %v, want %v", c.what, err, c.cause)
		}
		var fault *Fault
		if !errors.As(err, &fault) || fault.Detail == "" {
			t.Errorf("%s: no explanation", c.what)
		}
		if f.FGLS() != nil {
			t.Errorf("%s: details of a fit that failed", c.what)
		}
	}
	var f Fit
	if err := (FGLS{}).Fit(&f, whole.design(t, "x1", "x2")); err != nil || f.FGLS() == nil {
		t.Error(err)
	}
	if err := (Pooled{}).Fit(&f, whole.design(t, "x1", "x2")); err != nil || f.FGLS() != nil {
		t.Error("details of FGLS after least squares", err)
	}
}
