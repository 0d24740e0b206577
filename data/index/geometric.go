package index

import (
	"fmt"
	"math"
)

// Geometric is the weighted geometric mean, s_i = exp(sum_j w_j ln y_ij).
// Columns with weight 0 do not take part.
//
// Values must be positive; a zero makes the score zero. Min-max data have a
// zero in every column, so that studies map them onto [0.01, 1]: by
// [MinMax], or for any normalisation by a Floor above 0, which maps every
// normalised column from its own range onto [Floor, 1] first.
type Geometric struct{ Floor float64 }

// Aggregate implements [Aggregator].
func (g Geometric) Aggregate(dst []float64, y [][]float64, w []float64, t *Table) error {
	clear(dst)
	t.buf = resize(t.buf, len(dst))
	for j, col := range y {
		if w[j] == 0 {
			continue
		}
		if g.Floor > 0 {
			minMax(t.buf, col, t.Undirected && t.down(j), g.Floor, 1)
			col = t.buf
		}
		for i, v := range col {
			if v < 0 || v == 0 && w[j] < 0 {
				return ErrNotPositive
			}
			dst[i] += w[j] * math.Log(v)
		}
	}
	for i, v := range dst {
		dst[i] = math.Exp(v)
	}
	return nil
}

func (g Geometric) check([]string) error {
	if !(g.Floor >= 0 && g.Floor < 1) {
		return fmt.Errorf("geometric mean: the floor is %v, expected a number from 0 to below 1", g.Floor)
	}
	return nil
}
