package index

// Harmonic is the weighted harmonic mean, s_i = 1/sum_j (w_j/y_ij). Columns
// with weight 0 do not take part. Values must be positive; a zero makes the
// score zero.
type Harmonic struct{}

// Aggregate implements [Aggregator].
func (Harmonic) Aggregate(dst []float64, y [][]float64, w []float64, _ *Table) error {
	clear(dst)
	for j, col := range y {
		if w[j] == 0 {
			continue
		}
		for i, v := range col {
			if v < 0 || v == 0 && w[j] < 0 {
				return ErrNotPositive
			}
			dst[i] += w[j] / v
		}
	}
	for i, v := range dst {
		if v == 0 {
			return ErrWeights
		}
		dst[i] = 1 / v
	}
	return nil
}
