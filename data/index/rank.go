package index

// Rank replaces values by their ranks, 1 the worst; equal values share the
// average of their ranks.
type Rank struct{}

// Normalise implements [Normaliser].
func (Rank) Normalise(dst []float64, t *Table, j int) error {
	t.ranks(dst, t.X[j])
	if t.down(j) {
		for i, r := range dst {
			dst[i] = t.N + 1 - r
		}
	}
	return nil
}

// Percentile is (rank - 0.5)/N with the ranks of [Rank].
type Percentile struct{}

// Normalise implements [Normaliser].
func (Percentile) Normalise(dst []float64, t *Table, j int) error {
	if err := (Rank{}).Normalise(dst, t, j); err != nil {
		return err
	}
	for i, r := range dst {
		dst[i] = (r - 0.5) / t.N
	}
	return nil
}
