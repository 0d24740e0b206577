package bootstrap

import "math"

// MeanMCSE is the Monte-Carlo standard error of the mean, and so of the bias:
// sd/sqrt(n).
func (m Moments) MeanMCSE() float64 { return m.SD / math.Sqrt(float64(m.N)) }

// SDMCSE is the Monte-Carlo standard error of the standard deviation, without
// an assumption of normality:
//
//	sqrt((m4 - sd^4) / n) / (2 sd)
//
// (Stuart and Ord, Kendall's Advanced Theory of Statistics I, section 10.9:
// the delta method on the variance). It is NaN where sd is 0.
func (m Moments) SDMCSE() float64 {
	s2 := m.SD * m.SD
	return math.Sqrt(math.Max(0, m.M4-s2*s2)/float64(m.N)) / (2 * m.SD)
}

// meanSDCov is the Monte-Carlo covariance of mean and standard deviation, to
// first order m3/(2 n sd).
func (m Moments) meanSDCov() float64 { return m.M3 / (2 * float64(m.N) * m.SD) }

// ShareMCSE is the Monte-Carlo standard error of a share p among n draws:
// sqrt(p (1-p) / n). At p = 0 or 1 it is 0, which says no more than that the
// draws saw no exception; the true share may be as far off as 3/n with a
// confidence of 95 %.
func ShareMCSE(p float64, n int) float64 { return math.Sqrt(p * (1 - p) / float64(n)) }

// QuantileMCSE is the Monte-Carlo standard error of the quantile p of the
// draws, after Maritz and Jarrett (1978): the standard deviation that the order
// statistic would have if the draws were themselves resampled,
//
//	sqrt(sum w[i] (x(i) - m)^2),  m = sum w[i] x(i)
//
// where w[i] is the probability of ((i-1)/n, i/n) under a Beta((n+1)p,
// (n+1)(1-p)) distribution. No density is estimated and no bandwidth chosen.
// It serves for every [Convention], whose differences are of smaller order.
// With (n+1)p near 1 or n, few draws say anything about it and it is rough.
// NaN for fewer than two draws.
func (o *Ordered) QuantileMCSE(p float64) float64 {
	n := len(o.x)
	if n < 2 {
		return math.NaN()
	}
	nf := float64(n)
	a := math.Min(math.Max((nf+1)*p, 1), nf)
	b := nf + 1 - a
	// Ranks outside have a weight below 1e-13, also next to the ends, where
	// the tail falls as exp(-rank).
	reach := 8*math.Sqrt(a*b/nf) + 30
	lo := int(math.Max(0, a-reach))
	hi := int(math.Min(nf, math.Ceil(a+reach)))
	x := o.window(lo, hi)
	peak := math.Min(math.Max((a-1)/(nf-1), 0.25/nf), 1-0.25/nf)
	density := func(u float64) float64 {
		return math.Exp((a-1)*math.Log(u/peak) + (b-1)*(math.Log1p(-u)-math.Log1p(-peak)))
	}
	// Two Gauss points per cell integrate cubics exactly; against the
	// incomplete beta function this costs less than 1 % near the ends and
	// 1e-4 elsewhere, far below the noise of the estimate.
	const offset = 0.28867513459481287 // sqrt(3)/6
	var sw, s1, s2 float64
	c := x[len(x)/2] // any centre near the mean saves digits
	for i, v := range x {
		mid := float64(lo+i) + 0.5
		w := density((mid-offset)/nf) + density((mid+offset)/nf)
		sw += w
		s1 += w * (v - c)
		s2 += w * (v - c) * (v - c)
	}
	s1 /= sw
	return math.Sqrt(math.Max(0, s2/sw-s1*s1))
}

// sparsity is 1/f at the quantile q, where f is the density of the draws: the
// factor between the Monte-Carlo standard errors of quantile and share.
func (o *Ordered) sparsity(q float64) float64 {
	n := float64(o.Len())
	q = math.Min(math.Max(q, 1/(n+1)), n/(n+1))
	return o.QuantileMCSE(q) / math.Sqrt(q*(1-q)/n)
}
