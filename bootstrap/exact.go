package bootstrap

import (
	"cmp"
	"math"
	"slices"
)

// Exact is the distribution of one or more statistics over samples with known
// probabilities, such as all [Multisets]: the bootstrap without Monte-Carlo
// error. Probabilities need not add up to 1, since samples without a result
// are left out; everything is given that there is one.
type Exact struct {
	Prob   []float64   // per sample
	Values [][]float64 // per statistic, then per sample
}

// Mean is the mean of the statistic j.
func (e *Exact) Mean(j int) float64 {
	var sw, s float64
	for i, p := range e.Prob {
		sw += p
		s += p * e.Values[j][i]
	}
	return s / sw
}

// Cov is the covariance of the statistics j and k, without a correction of
// degrees of freedom: this is a population, not a sample.
func (e *Exact) Cov(j, k int) float64 {
	mj, mk := e.Mean(j), e.Mean(k)
	var sw, s float64
	for i, p := range e.Prob {
		sw += p
		s += p * (e.Values[j][i] - mj) * (e.Values[k][i] - mk)
	}
	return s / sw
}

// Quantiles writes the quantiles probs of the statistic j to dst and returns
// it: the smallest value at which the distribution function reaches the
// probability.
func (e *Exact) Quantiles(dst, probs []float64, j int) []float64 {
	order := make([]int, len(e.Prob))
	total := 0.0
	for i, p := range e.Prob {
		order[i] = i
		total += p
	}
	x := e.Values[j]
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	for k, prob := range probs {
		// A sum of probabilities that should equal prob may miss it by
		// rounding.
		target := prob * total * (1 - 1e-12)
		dst[k] = math.NaN()
		cdf := 0.0
		for _, i := range order {
			cdf += e.Prob[i]
			dst[k] = x[i]
			if cdf >= target {
				break
			}
		}
	}
	return dst
}
