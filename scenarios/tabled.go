package scenarios

import (
	"gonum.org/v1/gonum/stat/distuv"
)

// tabled is an amount whose quantiles are read from a table: those of
// Student's t and of the beta distribution come from an inverse of the
// incomplete beta function, which takes as long as all fits of a small study.
type tabled struct {
	Amount
	table *quantiles
}

// quantiles is a table of the quantiles Q of a distribution with the density
// f, at equal steps of z = the standard normal quantile of u, as a function of
// which Q is smooth even in its tails:
//
//	dQ/dz = phi(z) / f(Q(z))
//
// and cubic polynomials between (Hermite). At steps of 1/128 it is as near as
// gonum's inverse itself, about 1e-8 of the scale of an amount. Beyond |z| = 6
// it ends.
type quantiles struct{ q, slope []float64 }

const (
	tableEnd  = 6.0
	tableStep = 1.0 / 128
)

// tabulate makes the table, or nil where the density is 0 somewhere.
func tabulate(quantile, density func(float64) float64) *quantiles {
	t := &quantiles{}
	for i := range int(2*tableEnd/tableStep) + 1 {
		z := -tableEnd + float64(i)*tableStep
		q := quantile(distuv.UnitNormal.CDF(z))
		slope := tableStep * distuv.UnitNormal.Prob(z) / density(q)
		if slope-slope != 0 { // a beta density at its ends
			return nil
		}
		t.q, t.slope = append(t.q, q), append(t.slope, slope)
	}
	return t
}

// at is Q at the normal score z; false where the table ends.
func (t *quantiles) at(z float64) (float64, bool) {
	at := (z + tableEnd) / tableStep
	i := int(at)
	if !(at >= 0) || i+1 >= len(t.q) {
		return 0, false
	}
	x := at - float64(i)
	y := 1 - x
	return y*y*((1+2*x)*t.q[i]+x*t.slope[i]) + x*x*((1+2*y)*t.q[i+1]-y*t.slope[i+1]), true
}

// quick gives a slow amount its table; others stay as they are.
func quick(a Amount) Amount {
	var density func(x float64) float64
	switch d := a.(type) {
	case *Truncated:
		t := *d
		t.Of = quick(d.Of)
		return &t
	case StudentT:
		density = distuv.StudentsT{Mu: d.Mean, Sigma: d.Scale, Nu: d.DoF}.Prob
	case Beta:
		width := d.High - d.Low
		f := distuv.Beta{Alpha: d.Alpha, Beta: d.Beta}
		density = func(x float64) float64 { return f.Prob((x-d.Low)/width) / width }
	default:
		return a
	}
	if t := tabulate(a.Quantile, density); t != nil {
		return &tabled{a, t}
	}
	return a
}

// Quantile implements Amount.
func (t *tabled) Quantile(u float64) float64 {
	if q, ok := t.table.at(normalQuantile(u)); ok {
		return q
	}
	return t.Amount.Quantile(u)
}

func (t *tabled) atScore(z float64) float64 {
	if q, ok := t.table.at(z); ok {
		return q
	}
	return t.Amount.Quantile(inside(distuv.UnitNormal.CDF(z)))
}
