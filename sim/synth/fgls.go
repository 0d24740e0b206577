package synth

import (
	"gonum.org/v1/gonum/floats"

	"panelstress/estimators"
)

// fgls is two-step generalised least squares with a variance per entity from
// the pooled residuals e0: weights w_g = T_g/Σ e0², then weighted least
// squares. A change of the data moves the coefficients by itself, as in any
// weighted regression, and through the weights:
//
//	dw_g = -w_g²/T_g d(Σ_g e0²),  d(Σ_g e0²) = 2 e0'(dy - dX b0 - X db0).
type fgls struct {
	first, normal normal
	pooled        estimators.Fit
	weight        []float64 // by row
	resid         []float64 // of the pooled fit
}

func (*fgls) estimator(estimators.Covariance) estimators.Estimator { return estimators.FGLS{} }
func (*fgls) statistics() []string                                 { return []string{"wald"} }

func (e *fgls) prepare(r *regression) error {
	if err := (estimators.Pooled{}).Fit(&e.pooled, r.design); err != nil {
		return err
	}
	if err := e.first.set(r, e.pooled.Coef, byMean, nil); err != nil {
		return err
	}
	e.resid = e.first.resid // centred and uncentred are the same: it has a constant, or is not centred
	e.weight = make([]float64, len(e.resid))
	start := r.design.Frame.Start
	for g := range len(start) - 1 {
		rows := e.resid[start[g]:start[g+1]]
		w := float64(len(rows)) / floats.Dot(rows, rows)
		for i := start[g]; i < start[g+1]; i++ {
			e.weight[i] = w
		}
	}
	return e.normal.set(r, r.fit.Coef, byMean, e.weight)
}

func (e *fgls) gradient(r *regression, q quantity) {
	m := &e.normal
	k := len(m.x)
	v, s := make([]float64, k), 0.0
	slope := make([]float64, len(m.resid)) // by the weight of a row
	switch {
	case q.statistic == "wald":
		// b'V⁻¹b = Σ w (x̃'b)²
		fitted := combined(m.x, m.b)
		for i, f := range fitted {
			slope[i] = f * f
			for j, x := range m.x {
				r.adjoint[j][i] += 2 * m.weight[i] * f * m.b[j]
				v[j] += 2 * m.weight[i] * f * x[i]
			}
		}
	case q.term < k:
		v[q.term] = 1
	default:
		s = 1
	}
	h := m.adjoint(r.adjoint, v, s)
	for i, e := range m.resid {
		slope[i] += h[i] * e
	}
	e.throughWeights(r, slope)
}

// variance: with the weights known that of v'b + s const is ψ = Σ w h², h the
// influence of each row over its weight, and
// dψ = -2 Σ w h dx'c - Σ h² dw.
func (e *fgls) variance(r *regression, v []float64, s, scale float64) {
	m := &e.normal
	u := append([]float64(nil), v...)
	floats.AddScaled(u, -s, m.mean)
	c := solved(&m.a, u)
	h := combined(m.x, c)
	floats.AddConst(s/m.sw, h)
	psi := 0.0
	for i, w := range m.weight {
		psi += w * h[i] * h[i]
	}
	slope := make([]float64, len(h))
	for i, w := range m.weight {
		for j := range m.x {
			r.adjoint[j][i] -= 2 * scale / psi * w * h[i] * c[j]
		}
		slope[i] = -scale / psi * h[i] * h[i]
	}
	e.throughWeights(r, slope)
}

// throughWeights adds what a quantity with the given derivatives by the
// weights of the rows has through the pooled residuals.
func (e *fgls) throughWeights(r *regression, slope []float64) {
	y := len(r.adjoint) - 1
	m := &e.first
	start := r.design.Frame.Start
	v, s := make([]float64, len(m.x)), 0.0
	for g := range len(start) - 1 {
		a, b := start[g], start[g+1]
		w := e.weight[a]
		kappa := -2 * w * w / float64(b-a) * floats.Sum(slope[a:b])
		for i := a; i < b; i++ {
			d := kappa * e.resid[i]
			r.adjoint[y][i] += d
			s -= d
			for j := range m.x {
				r.adjoint[j][i] -= d * m.b[j]
				v[j] -= d * r.columns[j][i]
			}
		}
	}
	if r.design.NoConstant {
		s = 0
	}
	m.adjoint(r.adjoint, v, s)
}
