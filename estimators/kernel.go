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

// dots sets dst[i] to the dot product of cols[i][lo:hi] and y. Four at a time
// keep four sums in registers: 1.8 times the speed of one after the other at
// ten rows.
func dots(dst []float64, cols [][]float64, y []float64, lo, hi int) {
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		a := cols[i][lo:hi]
		b := cols[i+1][lo:hi]
		c := cols[i+2][lo:hi]
		d := cols[i+3][lo:hi]
		a, b, c, d = a[:len(y)], b[:len(y)], c[:len(y)], d[:len(y)]
		var s0, s1, s2, s3 float64
		for t, v := range y {
			s0 += a[t] * v
			s1 += b[t] * v
			s2 += c[t] * v
			s3 += d[t] * v
		}
		dst[i], dst[i+1], dst[i+2], dst[i+3] = s0, s1, s2, s3
	}
	for ; i+2 <= len(dst); i += 2 {
		a := cols[i][lo:hi]
		b := cols[i+1][lo:hi]
		a, b = a[:len(y)], b[:len(y)]
		var s0, s1 float64
		for t, v := range y {
			s0 += a[t] * v
			s1 += b[t] * v
		}
		dst[i], dst[i+1] = s0, s1
	}
	if i < len(dst) {
		dst[i] = dot(cols[i][lo:hi], y)
	}
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
// used) in place into R'R after scaling it to a unit diagonal by scale, which
// it fills with 1/sqrt(a_jj). It returns the smallest pivot, which is one
// over the largest variance inflation factor met on the way, and its place;
// a pivot that is not positive ends it.
func cholesky(a []float64, scale []float64, k int) (pivot float64, where int) {
	for j := range k {
		scale[j] = 1 / math.Sqrt(a[j*k+j])
	}
	for i := range k {
		for j := i; j < k; j++ {
			a[i*k+j] *= scale[i] * scale[j]
		}
	}
	pivot, where = math.Inf(1), -1
	for i := range k {
		row := a[i*k : (i+1)*k]
		p := row[i]
		if p < pivot || math.IsNaN(p) {
			pivot, where = p, i
		}
		if !(p > 0) {
			return p, i
		}
		row[i] = math.Sqrt(p)
		for j := i + 1; j < k; j++ {
			row[j] /= row[i]
		}
		for l := i + 1; l < k; l++ { // by rows, which large matrices need
			axpy(a[l*k+l:(l+1)*k], -row[l], row[l:])
		}
	}
	return pivot, where
}

// cholSolve solves A x = b in place for a matrix that cholesky has factored;
// b has m columns, row-major k x m.
func cholSolve(r, scale, b []float64, k, m int) {
	for i := range k {
		bi := b[i*m : (i+1)*m]
		for c := range bi {
			bi[c] *= scale[i]
		}
		for l := range i {
			axpy(bi, -r[l*k+i], b[l*m:(l+1)*m])
		}
		inv := 1 / r[i*k+i]
		for c := range bi {
			bi[c] *= inv
		}
	}
	for i := k - 1; i >= 0; i-- {
		bi := b[i*m : (i+1)*m]
		for l := i + 1; l < k; l++ {
			axpy(bi, -r[i*k+l], b[l*m:(l+1)*m])
		}
		inv := 1 / r[i*k+i]
		for c := range bi {
			bi[c] *= inv
		}
	}
	for i := range k {
		bi := b[i*m : (i+1)*m]
		for c := range bi {
			bi[c] *= scale[i]
		}
	}
}
