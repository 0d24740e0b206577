package estimators

import "math"

// Durbin tests that the endogenous regressors are exogenous (Durbin 1954):
// N times the share of the least-squares residual sum of squares that the
// first-stage residuals explain, chi-squared with m degrees of freedom.
// Stata's estat endogenous.
func (m *IV) Durbin() Test {
	df := float64(len(m.x))
	whole, left, _, _ := m.augmented()
	return ChiSquaredTest(m.n()*(whole-left)/whole, df)
}

// WuHausman is the F test of the first-stage residuals in the regression of
// the outcome on them and the regressors, with m and N-K-m degrees of freedom
// (Wu 1974; Hausman 1978). K counts the effects.
func (m *IV) WuHausman() Test {
	df := float64(len(m.x))
	whole, left, _, _ := m.augmented()
	rest := m.Fit.ResidualDoF - df
	return FTest(orNaN((whole-left)/df/(left/rest), rest), df, rest)
}

// RobustEndogeneity is the same F with a heteroskedastic covariance (factor
// N/(N-K-m)) or a clustered one (G/(G-1) (N-1)/(N-K-m), G-1 degrees of
// freedom, entity effects not counted): the regression form of Stata's estat
// endogenous after vce(robust).
func (m *IV) RobustEndogeneity(e Errors) Test {
	if e == IID {
		return m.WuHausman()
	}
	df, n := float64(len(m.x)), m.n()
	rest := m.Fit.ResidualDoF - df
	factor, dof := n/rest, rest
	if e == Clustered {
		g := float64(len(m.start) - 1)
		factor, dof = g/(g-1)*(n-1)/(n-m.coefficients()-df), g-1
	}
	w := math.NaN()
	if _, _, v, u := m.augmented(); v != nil && rest > 0 {
		w = form(project(v, m.y), m.meat(v, u, e))
	}
	return FTest(w/df/factor, df, dof)
}

// augmented regresses the outcome on the endogenous regressors, then on their
// first-stage residuals too. It returns both residual sums of squares, the
// first-stage residuals without what the regressors share with them, as
// orthonormal columns, and the residuals of the second regression. The sums
// are NaN where the first-stage residuals and the regressors are collinear.
func (m *IV) augmented() (whole, left float64, v [][]float64, u []float64) {
	nan := math.NaN()
	x, bad := orthonormal(nil, m.x)
	if bad >= 0 {
		return nan, nan, nil, nil
	}
	v, bad = orthonormal(x, m.firstStage())
	if bad >= 0 {
		return nan, nan, nil, nil
	}
	ols := without(x, m.y)
	u = without(v, ols)
	return dot(ols, ols), dot(u, u), v, u
}
