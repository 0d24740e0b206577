package index

import "math"

// Vector divides a column by its Euclidean length, y = x/sqrt(sum x^2). It
// ignores directions; [TOPSIS] restores them. A column of zeros stays zero.
type Vector struct{}

// Normalise implements [Normaliser].
func (Vector) Normalise(dst []float64, t *Table, j int) error {
	ss := 0.0
	for i, v := range t.X[j] {
		ss += t.Count[i] * v * v
	}
	length := math.Sqrt(ss)
	for i, v := range t.X[j] {
		dst[i] = 0
		if length > 0 {
			dst[i] = v / length
		}
	}
	return nil
}
