package bootstrap

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Acceleration is the constant a of [BCa] from jackknife values or other
// empirical influence values l, one per entity:
//
//	a = sum(l^3) / (6 sum(l^2)^1.5)
//
// (Efron and Tibshirani 1993, eq. 14.15; Davison and Hinkley 1997, eq. 5.23).
// Where all of l is zero there is none: NaN.
func Acceleration(l []float64) float64 {
	// Scaled by the largest value, so that no power under- or overflows.
	scale := 0.0
	for _, v := range l {
		scale = math.Max(scale, math.Abs(v))
	}
	var s2, s3 float64
	for _, v := range l {
		v /= scale
		s2 += v * v
		s3 += v * v * v
	}
	return s3 / (6 * s2 * math.Sqrt(s2))
}

// BiasCorrection is the constant z0 of [BCa]: the normal quantile of the
// share of draws below the estimate t0 (Efron and Tibshirani 1993, eq. 14.14).
// It is infinite where no draw, or every draw, is below.
func BiasCorrection(o *Ordered, t0 float64) float64 {
	return distuv.UnitNormal.Quantile(float64(o.Below(t0)) / float64(o.Len()))
}

// BCa is the bias-corrected and accelerated interval of Efron (1987): the
// quantiles of the draws at
//
//	Phi(z0 + (z0 + z) / (1 - a (z0 + z))),  z = Phi^-1((1 ± level)/2)
//
// with z0 as in [BiasCorrection] and the acceleration a (Efron and Tibshirani
// 1993, eq. 14.10). With a = 0 it is the bias-corrected interval. Its ends are
// NaN where z0 is infinite, or where 1 - a (z0 + z) is not positive: there the
// formula turns back and names no quantile.
func BCa(o *Ordered, t0, a, level float64, c Convention) Interval {
	if o.Len() == 0 {
		nan := math.NaN()
		return Interval{nan, nan, nan, nan}
	}
	z0 := BiasCorrection(o, t0)
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	var i Interval
	i.Lo, i.LoMCSE = bcaEnd(o, z0, a, -z, c)
	i.Hi, i.HiMCSE = bcaEnd(o, z0, a, z, c)
	return i
}

// bcaEnd is the end of the interval that belongs to the normal quantile z, and
// its Monte-Carlo standard error. Both the quantile and z0 are estimated from
// the draws. To first order, with F* their empirical distribution function, f
// their density and p = F(t0), the end at level q = Phi(w) has the error
//
//	(1/f) [q - F*(x) + k (F*(t0) - p)],  k = phi(w)/phi(z0) (1 + 1/(1-a(z0+z))^2)
//
// where Cov(F*(x), F*(t0)) = (min(q, p) - q p)/n.
func bcaEnd(o *Ordered, z0, a, z float64, c Convention) (end, mcse float64) {
	d := 1 - a*(z0+z)
	if math.IsInf(z0, 0) || !(d > 0) {
		return math.NaN(), math.NaN()
	}
	std := distuv.UnitNormal
	w := z0 + (z0+z)/d
	q, p := std.CDF(w), std.CDF(z0)
	k := std.Prob(w) / std.Prob(z0) * (1 + 1/(d*d))
	v := q*(1-q) + k*k*p*(1-p) - 2*k*(math.Min(q, p)-q*p)
	return o.Quantile(q, c), o.sparsity(q) * math.Sqrt(v/float64(o.Len()))
}
