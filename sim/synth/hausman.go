package synth

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"panelstress/estimators"
)

// hausman is the test of random against fixed effects as Stata prints it,
// H = d'D⁻¹d with d = b_FE - b_RE and D = V_FE - V_RE, both classical. With
// g = D⁻¹d its derivatives are 2g'(db_FE - db_RE) - d(g'V_FE g) + d(g'V_RE g), g
// fixed in the last two.
type hausman struct {
	fe, re regression // the model by either estimator
	g      []float64
}

// of computes the statistic where it is wanted.
func (h *hausman) of(r *regression, values map[string]float64) error {
	if !slices.ContainsFunc(r.wanted, func(q quantity) bool { return q.statistic == "hausman" }) {
		return nil
	}
	test, err := estimators.Hausman(r.design, estimators.SwamyArora, estimators.HausmanOwn)
	if err != nil {
		return err
	}
	values["hausman"] = test.Statistic
	h.fe, h.re = *r, *r
	spec := Regression{Variance: Variance{Kind: "classical"}}
	h.fe.spec, h.re.spec = &spec, &spec
	h.fe.method, h.re.method = &fixed{}, &random{}
	h.fe.fit, h.re.fit = estimators.Fit{}, test.RandomEffects
	if err := (estimators.Within{}).Fit(&h.fe.fit, r.design); err != nil {
		return err
	}
	k := len(test.Difference)
	diff := mat.NewDense(k, k, nil)
	for i := range k {
		for j := range k {
			diff.Set(i, j, h.fe.fit.Cov[i*(k+1)+j]-h.re.fit.Cov[i*len(h.re.fit.Coef)+j])
		}
	}
	var g mat.VecDense
	if err := g.SolveVec(diff, mat.NewVecDense(k, test.Difference)); err != nil {
		return errSingular
	}
	h.g = g.RawVector().Data
	return nil
}

// gradient adds its derivatives.
func (h *hausman) gradient(r *regression) {
	for i, own := range []*regression{&h.fe, &h.re} {
		sign := float64(1 - 2*i)
		own.adjoint = r.adjoint
		if own.method.prepare(own) != nil {
			return
		}
		own.combination(h.g, 2*sign)
		own.method.variance(own, h.g, 0, -sign*own.square(h.g))
	}
}

// square is g'Vg over the slopes.
func (r *regression) square(g []float64) float64 {
	kk := len(r.fit.Coef)
	sum := 0.0
	for i, v := range g {
		sum += v * floats.Dot(g, r.fit.Cov[i*kk:i*kk+len(g)])
	}
	return sum
}
