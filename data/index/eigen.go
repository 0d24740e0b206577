package index

import (
	"cmp"
	"math"
	"slices"
)

// eigen holds the eigenvalues and eigenvectors of a symmetric matrix and the
// memory to find them by cyclic Jacobi rotations (Golub and Van Loan, Matrix
// Computations, 4th ed., section 8.5). For the few indicators of an index
// that is fast enough and the most accurate method there is.
type eigen struct {
	a, v   []float64
	values []float64   // descending
	vector [][]float64 // vector[i] belongs to values[i], unit length
	order  []int32
}

// decompose takes a k x k symmetric matrix, which it does not change.
func (e *eigen) decompose(m []float64, k int) {
	e.a = append(e.a[:0], m...)
	e.v = resize(e.v, k*k)
	clear(e.v)
	for i := range k {
		e.v[i*k+i] = 1
	}
	for range 60 { // it converges in about ten sweeps
		if !e.sweep(k) {
			break
		}
	}
	e.order = resize(e.order, k)
	for i := range e.order {
		e.order[i] = int32(i)
	}
	slices.SortStableFunc(e.order, func(i, j int32) int {
		return cmp.Compare(e.a[int(j)*k+int(j)], e.a[int(i)*k+int(i)])
	})
	e.values = resize(e.values, k)
	e.vector = columnsOf(e.vector, k, k)
	for i, o := range e.order {
		e.values[i] = e.a[int(o)*k+int(o)]
		for r := range k {
			e.vector[i][r] = e.v[r*k+int(o)]
		}
	}
}

// sweep rotates every pair once and tells whether there was anything to do.
func (e *eigen) sweep(k int) bool {
	rotated := false
	for p := range k {
		for q := p + 1; q < k; q++ {
			apq := e.a[p*k+q]
			if math.Abs(apq) <= 1e-17*math.Sqrt(math.Abs(e.a[p*k+p]*e.a[q*k+q])) || apq == 0 {
				continue
			}
			rotated = true
			theta := (e.a[q*k+q] - e.a[p*k+p]) / (2 * apq)
			t := math.Copysign(1, theta) / (math.Abs(theta) + math.Sqrt(theta*theta+1))
			c := 1 / math.Sqrt(t*t+1)
			e.rotate(k, p, q, c, t*c)
		}
	}
	return rotated
}

func (e *eigen) rotate(k, p, q int, c, s float64) {
	for r := range k {
		x, y := e.a[r*k+p], e.a[r*k+q]
		e.a[r*k+p], e.a[r*k+q] = c*x-s*y, s*x+c*y
	}
	for r := range k {
		x, y := e.a[p*k+r], e.a[q*k+r]
		e.a[p*k+r], e.a[q*k+r] = c*x-s*y, s*x+c*y
	}
	e.a[p*k+q], e.a[q*k+p] = 0, 0
	for r := range k {
		x, y := e.v[r*k+p], e.v[r*k+q]
		e.v[r*k+p], e.v[r*k+q] = c*x-s*y, s*x+c*y
	}
}
