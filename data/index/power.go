package index

import (
	"fmt"
	"math"
)

// Power is the weighted power mean, s_i = (sum_j w_j y_ij^P)^(1/P): quadratic
// with P = 2, harmonic with P = -1. P must not be 0 (that is [Geometric]).
// Values must not be negative; with a negative P a zero makes the score zero.
type Power struct{ P float64 }

// Aggregate implements [Aggregator].
func (p Power) Aggregate(dst []float64, y [][]float64, w []float64, _ *Table) error {
	clear(dst)
	for j, col := range y {
		if w[j] == 0 {
			continue
		}
		for i, v := range col {
			if v < 0 {
				return ErrNotPositive
			}
			dst[i] += w[j] * math.Pow(v, p.P)
		}
	}
	for i, v := range dst {
		if v < 0 {
			return ErrNotPositive
		}
		dst[i] = math.Pow(v, 1/p.P)
	}
	return nil
}

func (p Power) check([]string) error {
	if p.P == 0 || p.P-p.P != 0 {
		return fmt.Errorf("power mean: the power is %v, expected a finite number other than 0", p.P)
	}
	return nil
}
