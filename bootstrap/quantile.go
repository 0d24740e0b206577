package bootstrap

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Convention is how a quantile is read off n order statistics
// x(1) <= ... <= x(n). Each gives the quantile p a rank h, not necessarily
// whole, and interpolates between the two order statistics beside it. A rank
// below 1 gives x(1), above n gives x(n). The numbers are those of Hyndman and
// Fan (1996).
type Convention int

const (
	// NormalScale is that of R's boot.ci: h = (n+1)p, and interpolation on
	// the scale of the normal quantile z, with weight
	// (z(p) - z(k/(n+1))) / (z((k+1)/(n+1)) - z(k/(n+1))) on x(k+1), k = floor(h)
	// (Davison and Hinkley 1997, eq. 5.8).
	NormalScale Convention = iota
	// Type6 interpolates linearly at h = (n+1)p (SPSS, Minitab; Stata's
	// altdef).
	Type6
	// Type7 interpolates linearly at h = (n-1)p + 1 (R's default, NumPy,
	// Excel).
	Type7
)

// Quantile is the quantile p, 0 <= p <= 1, of the draws; NaN where there are
// none.
func (o *Ordered) Quantile(p float64, c Convention) float64 {
	n := len(o.x)
	if n == 0 {
		return math.NaN()
	}
	h := float64(n+1) * p
	if c == Type7 {
		h = float64(n-1)*p + 1
	}
	if h <= 1 {
		return o.At(0)
	}
	if h >= float64(n) {
		return o.At(n - 1)
	}
	k := math.Floor(h)
	lo, hi := o.At(int(k)-1), o.At(int(k))
	w := h - k
	if c == NormalScale {
		z := distuv.UnitNormal.Quantile
		below, above := z(k/float64(n+1)), z((k+1)/float64(n+1))
		w = (z(p) - below) / (above - below)
	}
	return lo + w*(hi-lo)
}

// Quantiles writes the quantiles probs to dst, of the same length, and
// returns it.
func (o *Ordered) Quantiles(dst, probs []float64, c Convention) []float64 {
	for i, p := range probs {
		dst[i] = o.Quantile(p, c)
	}
	return dst
}
