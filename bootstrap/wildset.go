package bootstrap

import "math"

// ConfidenceSet is {r : p(r) > alpha}, the values that a test does not reject,
// as intervals in ascending order; ends can be infinite, and there can be
// several. The p value is a step function of r. It is looked at from the
// estimate outwards, at distances from a twentieth of a standard error that
// grow to a thousand, and each jump across alpha is then found by halving, to
// the last digits. Pieces between two looks are not found, and what holds at
// the last one is taken to hold beyond.
func ConfidenceSet(estimate, se, alpha float64, p func(r float64) float64) [][2]float64 {
	inside := func(r float64) bool { return p(r) > alpha }
	looks := []float64{estimate}
	for d := se / 20; d < 1000*se; d = max(d+se/20, d*1.05) {
		looks = append(looks, estimate+d)
		looks = append([]float64{estimate - d}, looks...)
	}
	var set [][2]float64
	at := inside(looks[0])
	if at {
		set = append(set, [2]float64{math.Inf(-1), math.Inf(1)})
	}
	for i := 1; i < len(looks); i++ {
		now := inside(looks[i])
		if now == at {
			continue
		}
		jump := halve(looks[i-1], looks[i], func(r float64) bool { return inside(r) == at })
		if now {
			set = append(set, [2]float64{jump, math.Inf(1)})
		} else {
			set[len(set)-1][1] = jump
		}
		at = now
	}
	return set
}

// halve finds where a condition that holds at a and not at b ceases to.
func halve(a, b float64, holds func(r float64) bool) float64 {
	for {
		m := a + (b-a)/2
		if m <= min(a, b) || m >= max(a, b) {
			return m
		}
		if holds(m) {
			a = m
		} else {
			b = m
		}
	}
}
