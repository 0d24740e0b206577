package index

// AsIs leaves values as they are, for data that come normalised; direction -1
// changes the sign.
type AsIs struct{}

// Normalise implements [Normaliser].
func (AsIs) Normalise(dst []float64, t *Table, j int) error {
	signed(dst, t.X[j], t.down(j))
	return nil
}
