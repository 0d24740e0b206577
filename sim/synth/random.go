package synth

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"panelstress/estimators"
)

// random is the random-effects estimator of Swamy and Arora on a balanced
// panel: least squares on rows less θ times the entity's mean,
//
//	θ = 1 - sqrt(q),  q = (RSS_w/(N-G-k)) / (T RSS_b/(G-K)),
//
// with the residual sums of squares within entities and of their means. Where
// the variance of the effects would be negative, θ is 0 and stays so.
type random struct {
	normal, inside normal
	within, means  estimators.Fit
	theta, q       float64
	mean           [][]float64 // of the columns, by row
	between        []float64   // residuals of the means, by row
	rssBetween     float64
}

func (*random) estimator(c estimators.Covariance) estimators.Estimator {
	return estimators.RandomEffects{Cov: c}
}
func (*random) statistics() []string { return nil }

func (e *random) prepare(r *regression) error {
	if err := (estimators.Within{}).Fit(&e.within, r.design); err != nil {
		return err
	}
	if err := (estimators.Between{}).Fit(&e.means, r.design); err != nil {
		return err
	}
	if err := e.inside.set(r, e.within.Coef, byEntity, nil); err != nil {
		return err
	}
	c, _ := r.fit.Components(r.design)
	e.theta = c.ThetaMedian
	e.q = (1 - e.theta) * (1 - e.theta)
	start := r.design.Frame.Start
	e.mean = e.mean[:0]
	star := make([][]float64, len(r.columns))
	for j, col := range r.columns {
		mean := append([]float64(nil), col...)
		byEntityMean(mean, start)
		star[j] = append([]float64(nil), col...)
		floats.AddScaled(star[j], -e.theta, mean)
		e.mean = append(e.mean, mean)
	}
	k := len(r.design.Regressors)
	e.between = append([]float64(nil), e.mean[k]...)
	floats.AddConst(-e.means.Coef[k], e.between)
	for j := range k {
		floats.AddScaled(e.between, -e.means.Coef[j], e.mean[j])
	}
	t := float64(r.periods())
	e.rssBetween = floats.Dot(e.between, e.between) / t

	own := *r // the same model on the transformed rows
	own.columns = star
	return e.normal.set(&own, r.fit.Coef, byMean, nil)
}

// byEntityMean replaces the values of each entity by their mean.
func byEntityMean(x []float64, start []int) {
	for g := range len(start) - 1 {
		rows := x[start[g]:start[g+1]]
		m := floats.Sum(rows) / float64(len(rows))
		for i := range rows {
			rows[i] = m
		}
	}
}

func (e *random) gradient(r *regression, q quantity) {
	m := &e.normal
	k, n := len(m.x), float64(len(m.resid))
	v := make([]float64, k)
	constant := q.term == k
	if constant { // ȳ - x̄'b
		for j := range v {
			v[j] = -floats.Sum(r.columns[j]) / n
		}
	} else {
		v[q.term] = 1
	}
	m.adjoint(r.adjoint, v, 0)
	slope := e.transformed(r, r.adjoint)
	if constant {
		floats.AddConst(1/n, r.adjoint[k])
		for j := range k {
			floats.AddConst(-m.b[j]/n, r.adjoint[j])
		}
	}
	if e.theta > 0 {
		e.throughTheta(r, slope)
	}
}

// transformed takes derivatives by the transformed rows to the rows, and gives
// that by θ.
func (e *random) transformed(r *regression, bars [][]float64) (slope float64) {
	for j, bar := range bars {
		slope -= floats.Dot(bar, e.mean[j])
		mean := append([]float64(nil), bar...)
		byEntityMean(mean, r.design.Frame.Start)
		floats.AddScaled(bar, -e.theta, mean)
	}
	return slope
}

// variance: the constant is that of the transformed rows over 1 - θ.
func (e *random) variance(r *regression, v []float64, s, scale float64) {
	own := make([][]float64, len(r.adjoint))
	for j := range own {
		own[j] = make([]float64, len(r.adjoint[j]))
	}
	constant := s / (1 - e.theta)
	e.normal.adjointVariance(own, v, constant, r.spec.Variance.meat(), scale)
	slope := e.transformed(r, own)
	if s != 0 {
		slope += scale * 2 / (1 - e.theta)
	}
	for j, bar := range own {
		floats.Add(r.adjoint[j], bar)
	}
	if e.theta > 0 {
		e.throughTheta(r, slope)
	}
}

// throughTheta adds slope dθ = -slope/2 sqrt(q) (d RSS_w/RSS_w - d RSS_b/RSS_b).
func (e *random) throughTheta(r *regression, slope float64) {
	c := -slope / 2 * math.Sqrt(e.q)
	e.inside.adjointRSS(r.adjoint, c/e.inside.rss())
	k := len(e.inside.x)
	d := -2 * c / (e.rssBetween * float64(r.periods()))
	for i, u := range e.between {
		r.adjoint[k][i] += d * u
		for j := range k {
			r.adjoint[j][i] -= d * u * e.means.Coef[j]
		}
	}
}
