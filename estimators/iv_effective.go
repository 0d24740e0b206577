package estimators

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// EffectiveF is the effective first-stage F of Montiel Olea and Pflueger
// (2013, Journal of Business and Economic Statistics 31), which judges the
// strength of the instruments of one endogenous regressor under the errors
// they have: F = x'P_Z x / tr(Ŵ₂), with Ŵ₂ the covariance of the first-stage
// coefficients on orthonormal instruments in the small-sample form of the
// first-stage F. With one instrument it is that F under the same errors.
type EffectiveF struct {
	F        float64
	Critical []WeakBias
}

// WeakBias is a critical value at 5 %: an F above it rejects that the bias
// of 2SLS exceeds the share Tau of its worst case.
type WeakBias struct {
	Tau   float64
	Value float64
}

// EffectiveF computes the statistic and its critical values for τ = 5, 10, 20
// and 30 %. They are the conservative ones that bound the bias of 2SLS by its
// worst case over all directions (ibid., section 3.2): the upper 5 % point of
// a noncentral chi-squared with K_eff degrees of freedom and noncentrality
// K_eff/τ, divided by K_eff, with
//
//	K_eff = tr(W)² (1 + 2/τ) / (tr(W'W) + 2/τ tr(W) max eigenvalue(W)).
//
// F is NaN and Critical empty with more than one endogenous regressor.
func (m *IV) EffectiveF(e Errors) EffectiveF {
	if len(m.x) != 1 {
		return EffectiveF{F: math.NaN()}
	}
	a, w := project(m.q, m.x[0]), m.meat(m.q, without(m.q, m.x[0]), e)
	var eigen mat.EigenSym
	if !eigen.Factorize(w, false) {
		return EffectiveF{F: math.NaN()}
	}
	trace, square, top := 0.0, 0.0, 0.0
	for _, v := range eigen.Values(nil) {
		trace += v
		square += v * v
		top = max(top, v)
	}
	factor, _ := m.small(e)
	f := EffectiveF{F: dot(a, a) / (trace * factor)}
	for _, tau := range []float64{0.05, 0.1, 0.2, 0.3} {
		x := 1 / tau
		k := trace * trace * (1 + 2*x) / (square + 2*x*trace*top)
		f.Critical = append(f.Critical, WeakBias{tau, noncentralUpper(0.05, k, x*k) / k})
	}
	return f
}

// noncentralUpper is the point that a noncentral chi-squared exceeds with
// probability p, by bisection.
func noncentralUpper(p, df, noncentrality float64) float64 {
	lo, hi := 0.0, df+noncentrality
	for noncentralTail(hi, df, noncentrality) > p {
		lo, hi = hi, 2*hi
	}
	for hi-lo > 1e-14*hi {
		mid := lo + (hi-lo)/2
		if mid == lo || mid == hi {
			break
		}
		if noncentralTail(mid, df, noncentrality) > p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// noncentralTail is P(X > x) of a noncentral chi-squared: the mixture of
// central ones with df + 2j degrees of freedom and Poisson weights, summed
// from the largest weight outwards.
func noncentralTail(x, df, noncentrality float64) float64 {
	half := noncentrality / 2
	mode := math.Floor(half)
	lg, _ := math.Lgamma(mode + 1)
	top := math.Exp(-half + mode*math.Log(half) - lg)
	sum := 0.0
	for j, w := mode, top; j >= 0 && w > 1e-18*top; j-- {
		sum += w * chiSquaredTail(x, df+2*j)
		w *= j / half
	}
	for j, w := mode+1, top*half/(mode+1); w > 1e-18*top; j++ {
		sum += w * chiSquaredTail(x, df+2*j)
		w *= half / (j + 1)
	}
	return sum
}
