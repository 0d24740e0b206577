package index

// SumShare is the share in the column's sum: x/sum x, or (1/x)/sum(1/x) for
// direction -1. Values must not be negative, with direction -1 not zero.
type SumShare struct{}

// Normalise implements [Normaliser].
func (SumShare) Normalise(dst []float64, t *Table, j int) error {
	least, _ := extremes(t.X[j])
	if !(least >= 0) || t.down(j) && least == 0 {
		return ErrNotPositive
	}
	for i, v := range t.X[j] {
		if t.down(j) {
			v = 1 / v
		}
		dst[i] = v
	}
	sum := dot(t.Count, dst)
	if !(sum > 0) {
		return ErrNotPositive
	}
	for i := range dst {
		dst[i] /= sum
	}
	return nil
}
