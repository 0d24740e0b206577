package synth

import (
	"slices"

	"gonum.org/v1/gonum/floats"

	"panelstress/estimators"
)

// ols is pooled least squares.
type ols struct{ normal normal }

func (*ols) estimator(c estimators.Covariance) estimators.Estimator {
	return estimators.Pooled{Cov: c}
}
func (*ols) statistics() []string { return []string{"r2", "F"} }

func (e *ols) prepare(r *regression) error {
	return e.normal.set(r, r.fit.Coef, byMean, nil)
}

func (e *ols) gradient(r *regression, q quantity) { e.normal.quantity(r, q) }

func (e *ols) variance(r *regression, v []float64, s, scale float64) {
	e.normal.adjointVariance(r.adjoint, v, s, r.spec.Variance.meat(), scale)
}

// quantity adds the derivatives of a coefficient, of R2 = 1 - RSS/TSS, or of
// F = (TSS - RSS)/k / (RSS/dof).
func (m *normal) quantity(r *regression, q quantity) {
	k := len(m.x)
	if q.term >= 0 {
		v := make([]float64, k)
		if q.term < k {
			v[q.term] = 1
			m.adjoint(r.adjoint, v, 0)
			return
		}
		m.adjoint(r.adjoint, v, 1)
		return
	}
	y := m.outcome()
	rss, tss := m.rss(), floats.Dot(y, y)
	switch q.statistic {
	case "r2", "r2_within":
		m.adjointRatio(r.adjoint, -1/tss, rss/(tss*tss))
	case "F":
		c := r.fit.ResidualDoF / float64(k)
		m.adjointRatio(r.adjoint, -c*tss/(rss*rss), c/rss)
	}
}

// tsls is pooled two-stage least squares.
type tsls struct {
	normal normal
	first  *firstStage // the weakest, where it is wanted
}

func (*tsls) estimator(c estimators.Covariance) estimators.Estimator {
	return estimators.TwoSLS{Cov: c}
}
func (*tsls) statistics() []string { return []string{"r2"} }

func (e *tsls) prepare(r *regression) error {
	e.normal.places = e.normal.places[:0]
	d := r.design
	for j := range d.Regressors {
		if !slices.Contains(d.Endogenous, j) {
			e.normal.places = append(e.normal.places, j)
		}
	}
	for l := range d.Excluded {
		e.normal.places = append(e.normal.places, len(d.Regressors)+l)
	}
	return e.normal.set(r, r.fit.Coef, byMean, nil)
}

func (e *tsls) gradient(r *regression, q quantity) {
	if q.statistic == "first_stage_F" {
		e.gradientFirst(r)
		return
	}
	e.normal.quantity(r, q)
}

func (e *tsls) variance(r *regression, v []float64, s, scale float64) {
	e.normal.adjointVariance(r.adjoint, v, s, r.spec.Variance.meat(), scale)
}

// fixed is the within estimator, in the xtreg form: const = ȳ - x̄'b, R2 of
// the deviations, F_effects of the test that all effects are zero,
// (RSS_pooled - RSS)/(G-1) / (RSS/(N-G-k)).
type fixed struct {
	normal, pooled normal
	other          estimators.Fit
	hausman        hausman // where it is wanted
}

func (*fixed) estimator(c estimators.Covariance) estimators.Estimator {
	return estimators.Within{Cov: c}
}
func (*fixed) statistics() []string { return []string{"r2_within", "F", "F_effects"} }

func (e *fixed) prepare(r *regression) error {
	if err := e.normal.set(r, r.fit.Coef, byEntity, nil); err != nil {
		return err
	}
	if err := (estimators.Pooled{}).Fit(&e.other, r.design); err != nil {
		return err
	}
	return e.pooled.set(r, e.other.Coef, byMean, nil)
}

func (e *fixed) gradient(r *regression, q quantity) {
	switch q.statistic {
	case "hausman":
		e.hausman.gradient(r)
		return
	case "F_effects":
	default:
		e.normal.quantity(r, q)
		return
	}
	rss := e.normal.rss()
	c := r.fit.ResidualDoF / (e.other.ResidualDoF - r.fit.ResidualDoF) / rss
	e.pooled.adjointRSS(r.adjoint, c)
	e.normal.adjointRSS(r.adjoint, -c*e.pooled.rss()/rss)
}

func (e *fixed) variance(r *regression, v []float64, s, scale float64) {
	e.normal.adjointVariance(r.adjoint, v, s, r.spec.Variance.meat(), scale)
}
