package index

import "math"

// TOPSIS scores a row by its closeness to the ideal row and its distance from
// the worst (Hwang and Yoon 1981, pp. 128-134):
//
//	v_ij = w_j y_ij,  d+ = |v_i - ideal|,  d- = |v_i - anti-ideal|,
//	s_i = d-/(d+ + d-)
//
// The ideal has the best value of every column in the sample, the anti-ideal
// the worst. The classical variant normalises by [Vector], another by [MinMax].
type TOPSIS struct{}

// Aggregate implements [Aggregator].
func (o TOPSIS) Aggregate(dst []float64, y [][]float64, w []float64, t *Table) error {
	n := len(dst)
	t.buf = resize(t.buf, n)
	o.Distances(t.buf, dst, y, w, t)
	for i, minus := range dst {
		sum := t.buf[i] + minus
		if !(sum > 0) {
			return ErrConstant
		}
		dst[i] = minus / sum
	}
	return nil
}

// Distances writes the distances from the ideal and from the anti-ideal.
func (TOPSIS) Distances(plus, minus []float64, y [][]float64, w []float64, t *Table) {
	clear(plus)
	clear(minus)
	for j, col := range y {
		worst, best := extremes(col)
		if t.Undirected && t.down(j) {
			worst, best = best, worst
		}
		for i, v := range col {
			p, m := w[j]*(v-best), w[j]*(v-worst)
			plus[i] += p * p
			minus[i] += m * m
		}
	}
	for i := range plus {
		plus[i], minus[i] = math.Sqrt(plus[i]), math.Sqrt(minus[i])
	}
}
