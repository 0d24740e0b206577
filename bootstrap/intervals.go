package bootstrap

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a two-sided confidence interval. LoMCSE and HiMCSE are the
// Monte-Carlo standard errors of its ends: how much they would vary if the
// draws were taken again. An end that does not exist is NaN.
//
// Every function below takes the level as a share, 0 < level < 1, and leaves
// (1-level)/2 on either side.
type Interval struct {
	Lo, Hi         float64
	LoMCSE, HiMCSE float64
}

// Percentile is the interval between two quantiles of the draws (Efron and
// Tibshirani 1993, eq. 13.5).
func Percentile(o *Ordered, level float64, c Convention) Interval {
	a := (1 - level) / 2
	return Interval{
		Lo: o.Quantile(a, c), Hi: o.Quantile(1-a, c),
		LoMCSE: o.QuantileMCSE(a), HiMCSE: o.QuantileMCSE(1 - a),
	}
}

// Basic is the interval 2 t0 - q(1-a) to 2 t0 - q(a), where t0 is the
// estimate and q a quantile of the draws (Davison and Hinkley 1997, eq. 5.6).
func Basic(o *Ordered, t0, level float64, c Convention) Interval {
	q := Percentile(o, level, c)
	return Interval{Lo: 2*t0 - q.Hi, Hi: 2*t0 - q.Lo, LoMCSE: q.HiMCSE, HiMCSE: q.LoMCSE}
}

// Studentized is the interval t0 - z(1-a) se to t0 - z(a) se, where z is a
// quantile of the studentized draws (see [Pivots]) and se the standard error
// of the estimate t0, made in the same way as those of the draws (Davison and
// Hinkley 1997, eq. 5.7).
func Studentized(z *Ordered, t0, se, level float64, c Convention) Interval {
	q := Percentile(z, level, c)
	return Interval{Lo: t0 - q.Hi*se, Hi: t0 - q.Lo*se, LoMCSE: q.HiMCSE * se, HiMCSE: q.LoMCSE * se}
}

// Normal is the bias-corrected normal interval of R's boot.ci:
//
//	t0 - bias ± z sd,  bias = mean - t0
//
// with mean and standard deviation of the draws (Davison and Hinkley 1997,
// eq. 5.5).
func Normal(m Moments, t0, level float64) Interval {
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	c := t0 - (m.Mean - t0)
	// The ends are 2 t0 - mean ± z sd, so mean and sd move them together.
	mean, sd, cov := m.MeanMCSE(), m.SDMCSE(), m.meanSDCov()
	return Interval{
		Lo: c - z*m.SD, Hi: c + z*m.SD,
		LoMCSE: math.Sqrt(mean*mean + z*z*sd*sd + 2*z*cov),
		HiMCSE: math.Sqrt(math.Max(0, mean*mean+z*z*sd*sd-2*z*cov)),
	}
}

// NormalUncorrected is t0 ± z sd: the normal interval without a correction
// for bias, as Stata's bootstrap prints it.
func NormalUncorrected(m Moments, t0, level float64) Interval {
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	e := z * m.SDMCSE()
	return Interval{Lo: t0 - z*m.SD, Hi: t0 + z*m.SD, LoMCSE: e, HiMCSE: e}
}
