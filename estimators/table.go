package estimators

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Row is one coefficient of a table. The statistic is Estimate/SE; its two-
// sided p value and the interval refer to t with DoF degrees of freedom, the
// TermDoF of the fit, or to the normal distribution where those are infinite.
// What does not exist is NaN.
type Row struct {
	Term          string
	Estimate, SE  float64
	Statistic, P  float64
	Lower, Higher float64
	DoF           float64
}

// Table gives the rows of a fit with intervals at a level, 0.95 say.
func (f *Fit) Table(level float64) []Row {
	rows := make([]Row, len(f.Coef))
	for j, b := range f.Coef {
		se, dof := f.SE(j), f.TermDoF(j)
		r := Row{Term: f.Terms[j], Estimate: b, SE: se, Statistic: b / se, DoF: dof}
		r.P = TwoSided(r.Statistic, dof)
		crit := Critical(1-level, dof)
		r.Lower, r.Higher = b-crit*se, b+crit*se
		rows[j] = r
	}
	return rows
}

// TwoSided is the probability that |t| with dof degrees of freedom, or |z|
// where dof is +Inf, exceeds |x|. It keeps its relative accuracy in the far
// tail.
func TwoSided(x, dof float64) float64 {
	if math.IsInf(x, 0) {
		return 0
	}
	return fTail(x*x, 1, dof)
}

// Critical is the value that |t| with dof degrees of freedom, or |z| where dof
// is +Inf, exceeds with probability alpha.
func Critical(alpha, dof float64) float64 {
	if math.IsInf(dof, 1) {
		return -distuv.UnitNormal.Quantile(alpha / 2)
	}
	return -distuv.StudentsT{Sigma: 1, Nu: dof}.Quantile(alpha / 2)
}
