package estimators

import "math"

// A symmetric matrix is kept as its upper triangle by columns: the element
// (i, j) with i <= j stands at j(j+1)/2 + i.

func packed(p int) int { return p * (p + 1) / 2 }

func at(i, j int) int { return j*(j+1)/2 + i }

func sym(i, j int) int {
	if i > j {
		i, j = j, i
	}
	return at(i, j)
}

// mean is the mean of x, where inv is 1/len(x). A second pass over the
// deviations removes the rounding error of the first sum. Two sums at a time,
// here and below, since one waits for itself.
func mean(x []float64, inv float64) float64 {
	var s, u float64
	for i := 1; i < len(x); i += 2 {
		s += x[i-1]
		u += x[i]
	}
	if len(x)%2 == 1 {
		s += x[len(x)-1]
	}
	m := (s + u) * inv
	s, u = 0, 0
	for i := 1; i < len(x); i += 2 {
		s += x[i-1] - m
		u += x[i] - m
	}
	if len(x)%2 == 1 {
		s += x[len(x)-1] - m
	}
	return m + (s+u)*inv
}

func axpy(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += a * x[i]
	}
}

func dot(x, y []float64) float64 {
	y = y[:len(x)]
	var s, u float64
	for i := 1; i < len(x); i += 2 {
		s += x[i-1] * y[i-1]
		u += x[i] * y[i]
	}
	if len(x)%2 == 1 {
		s += x[len(x)-1] * y[len(x)-1]
	}
	return s + u
}

// resize returns a slice of length n that reuses the memory of buf where it
// suffices. Its values are not set.
func resize[T any](buf []T, n int) []T {
	if cap(buf) < n {
		return make([]T, n)
	}
	return buf[:n]
}

// cholesky factors the symmetric k x k matrix a (row-major, upper triangle
// used) into LL'. L takes the place of the lower triangle, with 1/L_jj on the
// diagonal, by which solving multiplies: divisions would wait for each other.
// It returns the smallest pivot L_jj²/a_jj, which is one over the largest
// variance inflation factor met on the way, and its place; a pivot that is not
// positive ends it.
func cholesky(a []float64, k int) (pivot float64, where int) {
	pivot, where = math.Inf(1), -1
	for i := range k {
		row := a[i*k : i*k+i+1]
		diagonal := row[i]
		p := diagonal
		for j := range row[:i] {
			above := a[j*k : j*k+j+1]
			s := a[j*k+i]
			for l, v := range above[:j] {
				s -= v * row[l]
			}
			s *= above[j]
			row[j] = s
			p -= s * s
		}
		if r := p / diagonal; r < pivot || math.IsNaN(r) {
			pivot, where = r, i
		}
		if !(p > 0) || !(pivot > 0) {
			return pivot, where
		}
		row[i] = 1 / math.Sqrt(p)
	}
	return pivot, where
}

// cholSolve solves A x = b in place for a matrix that cholesky has factored.
func cholSolve(low, b []float64) {
	k := len(b)
	for i := range b { // L z = b
		row := low[i*k : i*k+i+1]
		s := b[i]
		for l, v := range row[:i] {
			s -= v * b[l]
		}
		b[i] = s * row[i]
	}
	for i := k - 1; i >= 0; i-- { // L'x = z
		row := low[i*k : i*k+i+1]
		b[i] *= row[i]
		axpy(b[:i], -b[i], row)
	}
}

// cholSolveColumns is cholSolve for the m columns of b, row-major k x m.
func cholSolveColumns(low, b []float64, k, m int) {
	for i := range k {
		bi := b[i*m : (i+1)*m]
		for l := range i {
			axpy(bi, -low[i*k+l], b[l*m:(l+1)*m])
		}
		inv := low[i*k+i]
		for c := range bi {
			bi[c] *= inv
		}
	}
	for i := k - 1; i >= 0; i-- {
		bi := b[i*m : (i+1)*m]
		for l := i + 1; l < k; l++ {
			axpy(bi, -low[l*k+i], b[l*m:(l+1)*m])
		}
		inv := low[i*k+i]
		for c := range bi {
			bi[c] *= inv
		}
	}
}
