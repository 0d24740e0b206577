package bootstrap

import (
	"iter"
	"math"
)

// WildWeights is a law of the weights that the wild bootstrap multiplies
// residuals by, with mean 0 and variance 1. Prob is nil where all values have
// the same probability.
type WildWeights struct {
	Values, Prob []float64
}

// Rademacher weights are +1 and -1 (Davidson and Flachaire 2008).
func Rademacher() WildWeights {
	return WildWeights{Values: []float64{1, -1}}
}

// Webb weights are ±√(3/2), ±1 and ±√(1/2), for few clusters (Webb 2023,
// Can. J. Econ. 56, 839-858).
func Webb() WildWeights {
	return WildWeights{Values: []float64{math.Sqrt(1.5), 1, math.Sqrt(0.5), -math.Sqrt(0.5), -1, -math.Sqrt(1.5)}}
}

// Mammen weights have the third moment 1 too: (1-√5)/2 with probability
// (√5+1)/(2√5), else (1+√5)/2 (Mammen 1993, Ann. Stat. 21, 255-285).
func Mammen() WildWeights {
	five := math.Sqrt(5)
	p := (five + 1) / (2 * five)
	return WildWeights{[]float64{(1 - five) / 2, (1 + five) / 2}, []float64{p, 1 - p}}
}

// Count is the number of different draws for g clusters.
func (w WildWeights) Count(g int) float64 { return math.Pow(float64(len(w.Values)), float64(g)) }

// All goes through every draw for g clusters; the first cluster varies fastest,
// and the first draw has the first value everywhere. With a draw comes its
// probability or, where all draws have the same, 1, so that shares are exact.
// The slice is used again for the next draw; do not keep it.
func (w WildWeights) All(g int) iter.Seq2[[]float64, float64] {
	return func(yield func([]float64, float64) bool) {
		digit, v := make([]int, g), make([]float64, g)
		for i := range v {
			v[i] = w.Values[0]
		}
		for {
			p := 1.0
			if w.Prob != nil {
				for _, d := range digit {
					p *= w.Prob[d]
				}
			}
			if !yield(v, p) {
				return
			}
			i := 0
			for ; i < g; i++ {
				digit[i] = (digit[i] + 1) % len(w.Values)
				v[i] = w.Values[digit[i]]
				if digit[i] != 0 {
					break
				}
			}
			if i == g {
				return
			}
		}
	}
}
