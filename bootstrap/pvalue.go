package bootstrap

import "math"

// tie is the relative difference below which a draw and the observed
// statistic are the same number. Draws that equal the statistic by
// construction (a wild bootstrap with all weights +1) differ from it by
// rounding alone, about 1e-14; without the guard rounding would decide.
const tie = 1e-9

// PValues of a statistic t against draws t* of it under the null. Ties are
// never counted as more extreme. The ties are shares of the draws too: adding
// them to a p value gives the other extreme convention.
type PValues struct {
	N         int     // number of draws
	Symmetric float64 // share of |t*| > |t|
	EqualTail float64 // 2 min(Upper, Lower)
	Upper     float64 // share of t* > t
	Lower     float64 // share of t* < t
	TiesAbs   float64 // share of |t*| = |t|, which Symmetric leaves out
	Ties      float64 // share of t* = t, which Upper and Lower leave out
}

// PValuesOf takes finite draws. With none, all p values are NaN. The
// Monte-Carlo standard error of each share is that of [ShareMCSE]; that of
// EqualTail is twice the one of half of it.
func PValuesOf(t float64, draws []float64) PValues {
	var symmetric, upper, lower, tiesAbs, ties int
	for _, v := range draws {
		switch c := compare(v, t); {
		case c > 0:
			upper++
		case c < 0:
			lower++
		default:
			ties++
		}
		switch c := compare(math.Abs(v), math.Abs(t)); {
		case c > 0:
			symmetric++
		case c == 0:
			tiesAbs++
		}
	}
	n := float64(len(draws))
	return PValues{
		N:         len(draws),
		Symmetric: float64(symmetric) / n,
		EqualTail: 2 * float64(min(upper, lower)) / n,
		Upper:     float64(upper) / n,
		Lower:     float64(lower) / n,
		TiesAbs:   float64(tiesAbs) / n,
		Ties:      float64(ties) / n,
	}
}

// compare is -1, 0 or 1 as a is below, tied with or above b.
func compare(a, b float64) int {
	guard := tie * math.Max(math.Abs(a), math.Abs(b))
	switch {
	case a-b > guard:
		return 1
	case b-a > guard:
		return -1
	}
	return 0
}
