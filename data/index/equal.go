package index

// Equal gives every indicator the same weight.
type Equal struct{}

// Weigh implements [Weighter].
func (Equal) Weigh(dst []float64, _ *Table) error {
	for j := range dst {
		dst[j] = 1 / float64(len(dst))
	}
	return nil
}
