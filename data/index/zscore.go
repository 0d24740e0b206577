package index

// ZScore standardises a column, y = s (x - mean)/sd, with s the direction and
// sd with divisor N-1. A constant column becomes 0.
type ZScore struct{}

// Normalise implements [Normaliser].
func (ZScore) Normalise(dst []float64, t *Table, j int) error {
	x := t.X[j]
	if t.constant(j) {
		clear(dst)
		return nil
	}
	mean, sd := t.mean(x), t.sd(x)
	if t.down(j) {
		sd = -sd
	}
	for i, v := range x {
		dst[i] = (v - mean) / sd
	}
	return nil
}
