package estimators

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// GMM is the efficient two-step estimate, weighted by the inverse covariance
// of the moments at the 2SLS residuals, and Hansen's test of the
// overidentifying restrictions (Hansen 1982), chi-squared with l-m degrees of
// freedom: Stata's ivreg2, gmm2s. The moments are not centred.
type GMM struct {
	Terms []string // as in the 2SLS fit
	Coef  []float64
	J     Test
}

// TwoStepGMM computes it with weights for the given errors. Where the weights
// do not exist, as with fewer clusters than excluded instruments, all values
// are NaN.
//
// With the exogenous regressors swept out, b = (A'S⁻¹A)⁻¹A'S⁻¹a with A = Q'X,
// a = Q'y and S the covariance of Q'u. The moments of the exogenous
// regressors, as many as their coefficients, then take the values
// S₁₂S⁻¹(a - Ab), which minimise the form.
func (m *IV) TwoStepGMM(e Errors) GMM {
	g := GMM{Terms: m.Fit.Terms}
	for range m.Fit.Coef {
		g.Coef = append(g.Coef, math.NaN())
	}
	df := m.over()
	g.J = ChiSquaredTest(math.NaN(), df)
	known := m.exogQ[:len(m.exogQ):len(m.exogQ)]
	if m.constant {
		one := make([]float64, len(m.y))
		for i := range one {
			one[i] = 1 / math.Sqrt(m.n())
		}
		known = append(known, one)
	}
	k, l := len(known), len(m.q)
	s := m.meat(append(known, m.q...), m.residuals(m.beta), e)
	s22 := mat.NewSymDense(l, nil)
	s12 := mat.NewDense(max(k, 1), l, nil)
	for j := range l {
		for i := j; i < l; i++ {
			s22.SetSym(i, j, s.At(k+i, k+j))
		}
		for i := range k {
			s12.Set(i, j, s.At(i, k+j))
		}
	}
	var chol mat.Cholesky
	if math.IsNaN(form(m.qy, s22)) || !chol.Factorize(s22) {
		return g
	}
	b, left := m.weighted(&chol)
	if b == nil {
		return g
	}
	g.J = ChiSquaredTest(orNaN(form(left, s22), df), df)
	var w, h mat.VecDense
	if chol.SolveVecTo(&w, mat.NewVecDense(l, left)) != nil {
		return g
	}
	h.MulVec(s12, &w)
	m.complete(g.Coef, b, h.RawVector().Data)
	return g
}

// weighted solves (A'S⁻¹A) b = A'S⁻¹a and returns b with a - Ab.
func (m *IV) weighted(s *mat.Cholesky) (b, left []float64) {
	a := mat.NewVecDense(len(m.qy), m.qy)
	var sx, xx mat.Dense
	var rhs, beta, rest mat.VecDense
	if s.SolveTo(&sx, m.qx) != nil {
		return nil, nil
	}
	xx.Mul(m.qx.T(), &sx)
	rhs.MulVec(sx.T(), a)
	if beta.SolveVec(&xx, &rhs) != nil {
		return nil, nil
	}
	rest.MulVec(m.qx, &beta)
	rest.SubVec(a, &rest)
	return beta.RawVector().Data, rest.RawVector().Data
}

// complete sets all coefficients from those of the endogenous regressors, b,
// and the values h of the moments of the exogenous regressors and, where it
// is an instrument, the constant, on orthonormal columns.
func (m *IV) complete(coef, b, h []float64) {
	for j, at := range m.places {
		coef[at] = b[j]
	}
	rest := append([]float64(nil), m.outcome...)
	for j, x := range m.endog {
		axpy(rest, -b[j], x)
	}
	p := len(m.exog)
	if p > 0 {
		triangle := mat.NewDense(p, p, nil)
		for j, x := range m.exog {
			triangle.SetCol(j, project(m.exogQ, x))
		}
		right := project(m.exogQ, rest)
		axpy(right, -1, h)
		var c mat.VecDense
		if c.SolveVec(triangle, mat.NewVecDense(p, right)) != nil {
			return
		}
		for j, at := range m.exogAt {
			coef[at] = c.AtVec(j)
		}
	}
	k := len(m.places) + p
	if len(coef) == k {
		return
	}
	coef[k] = m.mean[len(m.mean)-1]
	for j := range k {
		coef[k] -= m.mean[j] * coef[j]
	}
	if m.constant {
		coef[k] -= h[p] / math.Sqrt(m.n())
	}
}
