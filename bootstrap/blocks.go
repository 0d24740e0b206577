package bootstrap

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Blocks is the number of draws that were arranged together: draws i with the
// same i/Blocks depend on each other, as antithetic pairs and points of one
// stratification do, and others do not. Up to 1 all are independent.
//
// Its methods are Monte-Carlo standard errors with blocks for units. Of a mean
// of h over n draws in B blocks it is
//
//	sqrt(B/(B-1) sum_b (sum_{i in b} (h_i - mean h))²) / n
//
// the linearised variance of a ratio, since failed draws leave blocks of
// different sizes (Cochran 1977, Sampling Techniques, chapter 9A); of
// blocks of one size it is the standard deviation of their means over sqrt(B).
// Other numbers go through their influence functions. With fewer than two
// blocks they are NaN.
type Blocks int

// MeanMCSE is that of the mean of h over n draws. A draw for which h is not
// finite failed, and counts in no sum.
func (b Blocks) MeanMCSE(n int, h func(i int) float64) float64 {
	size := max(int(b), 1)
	sum, count := 0.0, 0.0
	for i := range n {
		if v := h(i); v-v == 0 {
			sum, count = sum+v, count+1
		}
	}
	mean := sum / count
	squares, blocks := 0.0, 0.0
	for first := 0; first < n; first += size {
		own, any := 0.0, false
		for i := first; i < min(first+size, n); i++ {
			if v := h(i); v-v == 0 {
				own, any = own+v-mean, true
			}
		}
		if any {
			squares, blocks = squares+own*own, blocks+1
		}
	}
	if blocks < 2 {
		return math.NaN()
	}
	return math.Sqrt(squares*blocks/(blocks-1)) / count
}

// SDMCSE is that of the standard deviation of draws with moments m, whose
// influence function is ((x - mean)² - sd²)/(2 sd).
func (b Blocks) SDMCSE(draws []float64, m Moments) float64 {
	return b.MeanMCSE(len(draws), func(i int) float64 {
		d := draws[i] - m.Mean
		return d * d / (2 * m.SD)
	})
}

// QuantileMCSE is that of the quantile p of the draws, o in order: that of the
// share of draws up to the quantile over their density there, as
// [Ordered.QuantileMCSE] has it. A share moves in steps of 1/n; below half of
// one it is not known.
func (b Blocks) QuantileMCSE(draws []float64, o *Ordered, p float64) float64 {
	q := o.Quantile(p, Type7)
	share := b.MeanMCSE(len(draws), func(i int) float64 {
		switch v := draws[i]; {
		case v <= q:
			return 1
		case v > q:
			return 0
		}
		return math.NaN()
	})
	if n := float64(o.Len()); share < 0.5/n {
		share = 0.5 / n
	}
	return share * o.sparsity(p)
}

// Percentile is [Percentile] of draws that come in blocks, o in order.
func (b Blocks) Percentile(draws []float64, o *Ordered, level float64, c Convention) Interval {
	a := (1 - level) / 2
	return Interval{
		Lo: o.Quantile(a, c), Hi: o.Quantile(1-a, c),
		LoMCSE: b.QuantileMCSE(draws, o, a), HiMCSE: b.QuantileMCSE(draws, o, 1-a),
	}
}

// Normal is [Normal] of draws that come in blocks. Its ends are 2 t0 - mean -+
// z sd, with the influence functions -(x - mean) -+ z ((x - mean)² - sd²)/(2 sd).
func (b Blocks) Normal(draws []float64, m Moments, t0, level float64) Interval {
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	end := func(sign float64) float64 {
		return b.MeanMCSE(len(draws), func(i int) float64 {
			d := draws[i] - m.Mean
			return -d + sign*z*d*d/(2*m.SD)
		})
	}
	i := Normal(m, t0, level)
	i.LoMCSE, i.HiMCSE = end(-1), end(1)
	return i
}
