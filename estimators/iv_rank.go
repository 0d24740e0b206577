package estimators

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// weakest finds, among the linear combinations of the columns x, the one that
// the instruments explain least: x* = Xw with the smallest canonical
// correlation. It returns x*, and the instruments turned so that the other
// combinations have no part in those returned, QU₂ (l-m+1 columns). It returns
// nil where the columns are collinear.
func (m *IV) weakest(x [][]float64) (star []float64, turned [][]float64) {
	own, bad := orthonormal(nil, x)
	if bad >= 0 {
		return nil, nil
	}
	l, k := len(m.q), len(x)
	c := mat.NewDense(l, k, nil)
	for j, v := range own {
		c.SetCol(j, project(m.q, v))
	}
	var svd mat.SVD
	if !svd.Factorize(c, mat.SVDFull) {
		return nil, nil
	}
	var u, w mat.Dense
	svd.UTo(&u)
	svd.VTo(&w)
	star = combine(own, mat.Col(nil, k-1, &w))
	for j := k - 1; j < l; j++ {
		turned = append(turned, combine(m.q, mat.Col(nil, j, &u)))
	}
	return star, turned
}

// combine is Σ w_j cols_j.
func combine(cols [][]float64, w []float64) []float64 {
	v := make([]float64, len(cols[0]))
	for j, c := range cols {
		axpy(v, w[j], c)
	}
	return v
}

// CraggDonald is the statistic that the tables of Stock and Yogo are for: the
// smallest eigenvalue of Σ^-½ X'P_Z X Σ^-½ / l, with Σ = X'M_Z X/(N-L) (Cragg
// and Donald 1993; Stock and Yogo 2005, equation 3.1). With one endogenous
// regressor it is the classical first-stage F.
func (m *IV) CraggDonald() float64 {
	star, _ := m.weakest(m.x)
	if star == nil {
		return math.NaN()
	}
	return m.explained(star) * m.dof / float64(len(m.q))
}

// explained is x'P_Z x / x'M_Z x.
func (m *IV) explained(x []float64) float64 {
	a, r := project(m.q, x), without(m.q, x)
	return dot(a, a) / dot(r, r)
}

// RankTest is the test of Kleibergen and Paap (2006, Journal of Econometrics
// 133) that the endogenous regressors are not all identified: that the matrix
// of first-stage coefficients has rank m-1. Both statistics are chi-squared
// with l-m+1 degrees of freedom.
type RankTest struct {
	LM   Test    // scores under the null; IID: Anderson's canonical correlation test
	Wald Test    // scores with first-stage residuals; IID: Cragg and Donald's
	F    float64 // Wald/l in the small-sample form of ivreg2's weak-identification F
}

// KleibergenPaap computes the rank test. In the basis of canonical variates
// the statistic is λ'Ω⁻¹λ with λ = U₂'Q'x*, the part of the weakest combination
// that the instruments explain, and Ω the covariance of its scores. LM takes
// the scores of x* itself, as Stata's ranktest does.
func (m *IV) KleibergenPaap(e Errors) RankTest {
	l := float64(len(m.q))
	df := l - float64(len(m.x)) + 1
	nan := math.NaN()
	star, turned := m.weakest(m.x)
	if star == nil {
		return RankTest{LM: ChiSquaredTest(nan, df), Wald: ChiSquaredTest(nan, df), F: nan}
	}
	lambda := project(turned, star)
	wald := form(lambda, m.meat(turned, without(m.q, star), e))
	factor, _ := m.small(e)
	return RankTest{
		LM:   ChiSquaredTest(form(lambda, m.meat(turned, star, e)), df),
		Wald: ChiSquaredTest(wald, df),
		F:    wald / l / factor,
	}
}
