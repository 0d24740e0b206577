package estimators

import "panelstress/data/lanes"

// byEntity is a table of vectors with one element per drawn entity: means,
// moments, scores. An entity drawn twice has one element; weights count it
// twice. Sums over entities, which are what estimators are made of, run along
// a vector.
type byEntity struct {
	values []float64
	n      int // entities
}

func makeByEntity(rows, n int) byEntity { return byEntity{make([]float64, rows*n), n} }

// reset makes room for rows vectors of n elements. Values are not set.
func (v *byEntity) reset(rows, n int) {
	v.values = resize(v.values, rows*n)
	v.n = n
}

// of is vector i.
func (v *byEntity) of(i int) []float64 { return v.values[i*v.n:][:v.n:v.n] }

// add adds Σ_j a_j x_j to dst, x_j the vector at places[j].
func (v *byEntity) add(dst, a []float64, places []int) { v.combine(dst, dst, a, places) }

// combine sets dst to base + Σ_j a_j x_j.
func (v *byEntity) combine(dst, base, a []float64, places []int) {
	lanes.Combine(dst[:v.n], base, a, v.values, places)
}

// sums sets dst_j = Σ_g w_g x_j[g], x_j the vector at places[j].
func (v *byEntity) sums(dst, w []float64, places []int) { lanes.Sums(dst, w[:v.n], v.values, places) }

// addColumn adds c times the elements of entity e to dst, one per vector.
func (v *byEntity) addColumn(dst []float64, c float64, e int) {
	for i := range dst {
		dst[i] += c * v.values[i*v.n+e]
	}
}

// addTimes adds the products of x and y to dst, element by element.
func addTimes(dst, x, y []float64) {
	x, y = x[:len(dst)], y[:len(dst)]
	for i := range dst {
		dst[i] += x[i] * y[i]
	}
}

// ascending is 0, 1, ..., n-1, in the memory of buf where it suffices.
func ascending(buf []int, n int) []int {
	for i := len(buf); i < n; i++ {
		buf = append(buf, i)
	}
	return buf[:n]
}
