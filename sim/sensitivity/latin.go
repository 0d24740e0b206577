package sensitivity

import "math/rand/v2"

// Latin is a Latin hypercube of n points: of the n slices of equal width of
// every coordinate each holds one point, at a random place (McKay, Beckman and
// Conover 1979, Technometrics 21, 239-245).
type Latin struct{ columns [][]float64 }

var _ Points = (*Latin)(nil)

// NewLatin draws n points of a dimension.
func NewLatin(n, dimension int, rng *rand.Rand) *Latin {
	l := &Latin{columns: make([][]float64, dimension)}
	for j := range l.columns {
		c := make([]float64, n)
		for i, slice := range rng.Perm(n) {
			c[i] = (float64(slice) + rng.Float64()) / float64(n)
		}
		l.columns[j] = c
	}
	return l
}

// At implements Points.
func (l *Latin) At(dst []float64, i int) {
	for j := range dst {
		dst[j] = l.columns[j][i]
	}
}
