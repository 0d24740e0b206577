package estimators

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// KClass is an estimate b = (X'(I-κM_W)X)⁻¹ X'(I-κM_W)y with W all
// instruments: κ = 0 is least squares, κ = 1 two-stage least squares.
type KClass struct {
	Kappa float64
	Terms []string  // as in the 2SLS fit
	Coef  []float64 // the constant last, in the xtreg form with effects
	Cov   []float64 // K x K, s²(X'(I-κM_W)X)⁻¹, s² with divisor N-K; large samples: times (N-K)/N
	RSS   float64
}

// LIML is limited-information maximum likelihood, the k-class estimate whose κ
// is the smallest variance ratio over linear combinations of outcome and
// endogenous regressors (Anderson and Rubin 1949). Fuller's (1977)
// modification takes α/(N-L) off κ; 0 is LIML itself.
func (m *IV) LIML(fuller float64) KClass {
	star, _ := m.weakest(append([][]float64{m.y}, m.x...))
	if star == nil {
		return m.KClass(math.NaN())
	}
	return m.KClass(1 + m.explained(star) - fuller/m.dof)
}

// KClass computes the estimate for a given κ. Coefficients are NaN where they
// are not determined.
func (m *IV) KClass(kappa float64) KClass {
	k, kk := len(m.x), len(m.Fit.Coef)
	e := KClass{Kappa: kappa, Terms: m.Fit.Terms, Coef: make([]float64, kk), Cov: make([]float64, kk*kk), RSS: math.NaN()}
	for i := range e.Coef {
		e.Coef[i] = math.NaN()
	}
	for i := range e.Cov {
		e.Cov[i] = math.NaN()
	}
	v, vy := m.firstStage(), without(m.q, m.y)
	h, right := mat.NewDense(k, k, nil), mat.NewVecDense(k, nil)
	for i := range k {
		for j := range k {
			h.Set(i, j, dot(m.x[i], m.x[j])-kappa*dot(v[i], v[j]))
		}
		right.SetVec(i, dot(m.x[i], m.y)-kappa*dot(v[i], vy))
	}
	var b mat.VecDense
	var inverse mat.Dense
	if math.IsNaN(kappa) || b.SolveVec(h, right) != nil || inverse.Inverse(h) != nil {
		return e
	}
	m.complete(e.Coef, b.RawVector().Data, make([]float64, len(m.exogQ)+1))
	u := m.residuals(b.RawVector().Data)
	e.RSS = dot(u, u)
	m.spread(e.Cov, &inverse, e.RSS/m.Fit.ResidualDoF)
	return e
}

// spread sets the covariance of all coefficients from that of the endogenous
// ones, s²H: with a = c - Cb for the others, c independent of b and of
// covariance s²(X₁'X₁)⁻¹, constant included.
func (m *IV) spread(cov []float64, h *mat.Dense, s2 float64) {
	kk := len(m.Fit.Coef)
	k, p := len(m.places), len(m.exog)
	// Columns: the regression of each endogenous regressor on the others.
	c := mat.NewDense(kk, k, nil)
	for j, at := range m.places {
		c.Set(at, j, 1)
	}
	triangle := mat.NewDense(max(p, 1), max(p, 1), nil)
	for j, x := range m.exog {
		triangle.SetCol(j, project(m.exogQ, x))
	}
	gram := mat.NewDense(kk, kk, nil) // (X₁'X₁)⁻¹ about the means
	if p > 0 {
		var inverse, square mat.Dense
		if inverse.Inverse(triangle) != nil {
			return
		}
		square.Mul(&inverse, inverse.T())
		for i, r := range m.exogAt {
			for j, s := range m.exogAt {
				gram.Set(r, s, square.At(i, j))
			}
		}
		for j, x := range m.endog {
			var on mat.VecDense
			on.MulVec(&inverse, mat.NewVecDense(p, project(m.exogQ, x)))
			for i, r := range m.exogAt {
				c.Set(r, j, -on.AtVec(i))
			}
		}
	}
	if kk > k+p { // const = m_y - m_x'b, the mean of y with variance s²/N
		for j := range k {
			sum := 0.0
			for i := range k + p {
				sum -= m.mean[i] * c.At(i, j)
			}
			c.Set(kk-1, j, sum)
		}
		last := make([]float64, kk)
		for i := range k + p {
			for j := range k + p {
				last[i] -= gram.At(i, j) * m.mean[j]
			}
		}
		corner := 1 / m.n()
		for i := range k + p {
			corner -= m.mean[i] * last[i]
			gram.Set(i, kk-1, last[i])
			gram.Set(kk-1, i, last[i])
		}
		gram.Set(kk-1, kk-1, corner)
	}
	var half, full mat.Dense
	half.Mul(c, h)
	full.Mul(&half, c.T())
	full.Add(&full, gram)
	for i := range kk {
		for j := range kk {
			cov[i*kk+j] = s2 * full.At(i, j)
		}
	}
}
