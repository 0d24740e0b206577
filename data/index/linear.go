package index

// Linear is the weighted sum, s_i = sum_j w_j y_ij.
type Linear struct{}

// Aggregate implements [Aggregator].
func (Linear) Aggregate(dst []float64, y [][]float64, w []float64, _ *Table) error {
	clear(dst)
	for j, col := range y {
		for i, v := range col {
			dst[i] += w[j] * v
		}
	}
	return nil
}
