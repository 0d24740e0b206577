package estimators

import (
	"math"
	"math/cmplx"
)

// Selection is what Oster (2019, J. Bus. Econ. Stat. 37, 187-204) compares: a
// model without the observed controls and one with them. Delta is how much
// selection on unobservables there is, as a share of that on observables.
type Selection struct {
	Short, ShortR2 float64 // β°, R°: without the controls
	Long, LongR2   float64 // β~, R~: with them
	// Sums of squares (or variances with one divisor): of the outcome, of the
	// treatment, and of the treatment less what the controls explain.
	Outcome, Treatment, Residual float64
}

// RMax is the R2 that the model with the unobservables would have: a multiple
// of that of the controlled model, 1.3 in Oster's (2019, section 4) advice, at
// most 1.
func (s Selection) RMax(factor float64) float64 { return min(1, factor*s.LongR2) }

// parts are the terms of Oster's equations: (R~-R°)σ_yy, (Rmax-R~)σ_yy, β°-β~.
func (s Selection) parts(rmax float64) (gained, left, moved float64) {
	return (s.LongR2 - s.ShortR2) * s.Outcome, (rmax - s.LongR2) * s.Outcome, s.Short - s.Long
}

// Delta is the proportional selection for which the effect would be beta,
// usually 0 (Oster 2019, proposition 3). It is infinite or NaN where Rmax
// leaves nothing to unobservables and controls change nothing.
func (s Selection) Delta(beta, rmax float64) float64 {
	gained, left, moved := s.parts(rmax)
	x, xx, t := s.Long-beta, s.Treatment, s.Residual
	rest := x * x * x * t * (xx - t)
	num := x*gained*t + x*xx*t*moved*moved + 2*x*x*t*moved*xx + rest
	den := left*moved*xx + x*left*(xx-t) + x*x*t*moved*xx + rest
	return num / den
}

// Solution is an effect under proportional selection.
type Solution struct {
	Beta  float64   // the one that Oster's rule takes
	Other []float64 // further real solutions
}

// Beta is the effect under proportional selection delta: of the real roots v
// of
//
//	(δ-1)(τσ-τ²) v³ + (δ-2) τσm v² + (δ r (σ-τ) - g τ - σ τ m²) v + δ r m σ = 0
//
// with g, r, m the parts of the comparison, σ and τ the variance of the
// treatment and of its residual, β* = β~ - v with the smallest |v| that moves on
// in the direction from β° to β~; if none does, the smallest (Oster 2019,
// proposition 2 and assumption 3; for δ = 1 the equation is quadratic). Without
// movement and selection the effect stays where it is.
func (s Selection) Beta(delta, rmax float64) Solution {
	gained, left, moved := s.parts(rmax)
	xx, t := s.Treatment, s.Residual
	roots := realRoots(
		(delta-1)*t*(xx-t), (delta-2)*t*xx*moved,
		delta*left*(xx-t)-gained*t-xx*t*moved*moved, delta*left*moved*xx)
	best := Solution{Beta: math.NaN()}
	smallest := func(admitted func(v float64) bool) int {
		at := -1
		for i, v := range roots {
			if admitted(v) && (at < 0 || math.Abs(v) < math.Abs(roots[at])) {
				at = i
			}
		}
		return at
	}
	// β* - β~ = -v has the sign of β~ - β° = -moved.
	at := smallest(func(v float64) bool { return v*moved > 0 })
	if at < 0 {
		at = smallest(func(float64) bool { return true })
	}
	for i, v := range roots {
		if i == at {
			best.Beta = s.Long - v
		} else {
			best.Other = append(best.Other, s.Long-v)
		}
	}
	return best
}

// realRoots are those of a v³ + b v² + c v + d, where a, or a and b, may be
// zero.
func realRoots(a, b, c, d float64) []float64 {
	scale := max(math.Abs(a), math.Abs(b), math.Abs(c), math.Abs(d))
	const nothing = 1e-15
	switch {
	case math.Abs(a) > nothing*scale:
		return cubicRoots(b/a, c/a, d/a)
	case math.Abs(b) > nothing*scale:
		disc := c*c - 4*b*d
		if disc < 0 {
			return nil
		}
		q := -(c + math.Copysign(math.Sqrt(disc), c)) / 2 // no cancellation
		if q == 0 {
			return []float64{0}
		}
		return []float64{q / b, d / q}
	case math.Abs(c) > nothing*scale:
		return []float64{-d / c}
	}
	return nil
}

// cubicRoots are the real roots of v³ + a v² + b v + c (Cardano), polished by
// Newton's steps.
func cubicRoots(a, b, c float64) (roots []float64) {
	p, q := b-a*a/3, 2*a*a*a/27-a*b/3+c
	disc := cmplx.Sqrt(complex(q*q/4+p*p*p/27, 0))
	u := cmplx.Pow(complex(-q/2, 0)+disc, 1.0/3)
	if w := cmplx.Pow(complex(-q/2, 0)-disc, 1.0/3); cmplx.Abs(w) > cmplx.Abs(u) {
		u = w
	}
	turn := complex(-0.5, math.Sqrt(3)/2)
	for range 3 {
		v := u
		if u != 0 {
			v -= complex(p/3, 0) / u
		}
		x := real(v) - a/3
		if math.Abs(imag(v)) <= 1e-7*(cmplx.Abs(v)+math.Abs(a)) {
			for range 4 {
				if slope := (3*x+2*a)*x + b; slope != 0 {
					x -= (((x+a)*x+b)*x + c) / slope
				}
			}
			roots = append(roots, x)
		}
		u *= turn
	}
	return roots
}
