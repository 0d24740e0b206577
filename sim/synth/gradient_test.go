package synth

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/data/formula"
	"panelstress/data/published"
)

// model parses a formula of a test.
func model(t testing.TB, text string) *formula.Model {
	t.Helper()
	m, err := formula.ParseModel(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// anything is a box that holds every number: for the tests of derivatives.
var anything = Box{Printed: "0", Lo: -1, Hi: 1}

// everyQuantity is a regression of which all coefficients and statistics
// are targets.
func everyQuantity(t testing.TB, kind, text string, variance ...string) Regression {
	m := model(t, text)
	r := Regression{Name: kind + " " + text, Kind: kind, Model: m}
	if len(variance) > 0 {
		r.Variance = Variance{variance[0], variance[1]}
		r.Name += fmt.Sprint(variance)
	}
	for _, term := range m.Regressors {
		r.Coefficients = append(r.Coefficients, Named{term.Name, anything})
	}
	if !m.NoConst {
		r.Coefficients = append(r.Coefficients, Named{"const", anything})
	}
	for _, c := range r.Coefficients {
		if !r.known() {
			break
		}
		for _, of := range []string{"se", "t"} {
			r.Inference = append(r.Inference, Named{c.Name + "." + of, anything})
		}
		r.Inference = append(r.Inference, Named{c.Name + ".p", Box{Lo: 1e-200, Hi: 1}}) // without 0, beyond which values do not change
	}
	for _, s := range Statistics(kind, r.Variance) {
		r.Statistics = append(r.Statistics, Named{s, anything})
	}
	return r
}

// small is a problem of 7 entities and 6 periods with correlated variables,
// at whose values it sets the system.
func small(t testing.TB, seed uint64, regressions ...Regression) *system {
	t.Helper()
	p := &Problem{Name: "small", First: 2001, Periods: 6, Regressions: regressions}
	for g := range 7 {
		p.Entities = append(p.Entities, published.EntityName{En: fmt.Sprint("e", g)})
	}
	for _, name := range []string{"y", "a", "b", "c"} {
		p.Variables = append(p.Variables, Variable{Name: name, Mean: &anything, SD: &anything, Min: &anything, Max: &anything})
	}
	for i, v := range p.Variables {
		for _, u := range p.Variables[:i] {
			p.Correlations = append(p.Correlations, Correlation{A: v.Name, B: u.Name, Box: anything})
		}
	}
	s, err := newSystem(p)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	for g := range 7 {
		level := rng.NormFloat64()
		for i := 6 * g; i < 6*g+6; i++ {
			a, b := rng.NormFloat64()+level, rng.NormFloat64()
			s.cols[1][i] = 3 + a
			s.cols[2][i] = 5 + b + 0.4*a
			s.cols[3][i] = 2 + 0.3*rng.NormFloat64() + 0.2*b
			s.cols[0][i] = 1 + 0.5*a - 0.3*b + level + (0.3+0.2*level*level)*rng.NormFloat64()
		}
	}
	return s
}

// TestGradients compares every derivative with the central difference of what
// the estimators give. The differences have an error of about h² = 1e-10 times
// the third derivative and of 1e-16/h = 1e-11 times the value.
func TestGradients(t *testing.T) {
	s := small(t, 1,
		everyQuantity(t, "ols", "y ~ a + b + c"),
		everyQuantity(t, "ols", "y ~ a + b - 1"),
		everyQuantity(t, "fe", "y ~ a + b + a:b"),
		everyQuantity(t, "re", "y ~ a + b"),
		everyQuantity(t, "re", "log(y + 20) ~ L.a + b + a:c"),
		everyQuantity(t, "fgls", "y ~ a + b + c"),
		everyQuantity(t, "fgls", "y ~ a + b:c + L.a - 1"),
		everyQuantity(t, "2sls", "y ~ b + c | a ~ L.a"),
		everyQuantity(t, "2sls", "y ~ b | a:c ~ L.(a:c) + L.b + L2.a"),
		everyQuantity(t, "ols", "y ~ a + b", "classical", ""),
		everyQuantity(t, "ols", "y ~ a + b", "hc1", ""),
		everyQuantity(t, "ols", "y ~ a + b + L.c", "cluster", "plm"),
		everyQuantity(t, "ols", "y ~ a + b - 1", "hc0", ""),
		everyQuantity(t, "fe", "y ~ a + b + a:b", "classical", ""),
		everyQuantity(t, "fe", "y ~ a + L.b", "cluster", ""),
		everyQuantity(t, "fe", "y ~ a + L.b", "hc1", ""),
		everyQuantity(t, "re", "y ~ a + b", "classical", ""),
		everyQuantity(t, "re", "y ~ a + b", "cluster", ""),
		everyQuantity(t, "2sls", "y ~ b + c | a ~ L.a", "classical", ""),
		everyQuantity(t, "2sls", "y ~ b + c | a ~ L.a + L.b", "classical", "stata"),
		everyQuantity(t, "2sls", "y ~ b | a:c ~ L.(a:c) + L.b + L2.a", "cluster", ""),
		everyQuantity(t, "2sls", "y ~ b - 1 | a ~ L.a + c", "hc1", ""),
		everyQuantity(t, "fe", "D.y ~ exp(a) + sqrt(b^2 + 1) + I(a/c)"),
	)
	n := len(s.targets)
	jac := make([][]float64, n)
	for i := range jac {
		jac[i] = make([]float64, s.rows*len(s.cols))
	}
	value, up, down := make([]float64, n), make([]float64, n), make([]float64, n)
	evaluate := func(dst []float64) {
		t.Helper()
		if err := s.evaluate(dst); err != nil {
			t.Fatal(err)
		}
	}
	evaluate(value)
	s.gradient(jac)
	const h = 1e-5
	for j, col := range s.cols {
		for i := range col {
			x := col[i]
			col[i] = x + h
			evaluate(up)
			col[i] = x - h
			evaluate(down)
			col[i] = x
			for q := range s.targets {
				want, got := (up[q]-down[q])/(2*h), jac[q][j*s.rows+i]
				if math.Abs(got-want) > 1e-6*(1+math.Abs(want)+math.Abs(value[q])) {
					t.Fatalf("%s by %s in row %d: got %g, central difference %g", s.targets[q].Where, s.problem.Variables[j].Name, i, got, want)
				}
			}
		}
	}
}
