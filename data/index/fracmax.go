package index

// FractionOfMax relates a column to its best value: x/max, or min/x for
// direction -1. The divisor must be positive.
type FractionOfMax struct{}

// Normalise implements [Normaliser].
func (FractionOfMax) Normalise(dst []float64, t *Table, j int) error {
	least, most := extremes(t.X[j])
	if t.down(j) {
		if !(least > 0) {
			return ErrNotPositive
		}
		for i, v := range t.X[j] {
			dst[i] = least / v
		}
		return nil
	}
	if !(most > 0) {
		return ErrNotPositive
	}
	for i, v := range t.X[j] {
		dst[i] = v / most
	}
	return nil
}
