package trade

import "math"

// eigen finds the largest eigenvalue of a symmetric matrix and its vector: by
// Householder reflections to tridiagonal form, bisection for the value and
// inverse iteration for the vector (Golub and Van Loan, Matrix Computations,
// 4th ed., sections 8.3.1, 8.4.1 and 8.2.2). That is a tenth of the work
// of all eigenvectors, and in draws every period of every sample wants one.
type eigen struct {
	a            []float64 // k x k; below the diagonal the reflections
	diag, off    []float64 // of the tridiagonal matrix; off[i] couples i and i+1
	beta         []float64 // of the reflections
	vector       []float64
	u1, u2, mult []float64 // of the factors of the tridiagonal matrix
	u0           []float64
	swap         []bool
	w            []float64
}

// resize makes room for a k x k matrix, cleared.
func (e *eigen) resize(k int) {
	e.a = resize(e.a, k*k)
	clear(e.a)
	for _, b := range []*[]float64{&e.diag, &e.off, &e.beta, &e.vector, &e.u0, &e.u1, &e.u2, &e.mult, &e.w} {
		*b = resize(*b, k)
	}
	e.swap = resize(e.swap, k)
}

// largest gives the largest eigenvalue of the k x k matrix e.a, which it
// overwrites, and how many eigenvalues are within tol of it. The vector, of
// unit length, is in e.vector.
func (e *eigen) largest(k int, tol float64) (value float64, multiple int) {
	e.tridiagonalise(k)
	value = e.bisect(k)
	e.invert(k, value)
	e.reflectBack(k)
	return value, e.above(k, value-tol)
}

// tridiagonalise reduces the matrix: A <- H A H with H = I - beta v v' for one
// column after the other. v, with v[0] = 1, stays in the column.
func (e *eigen) tridiagonalise(k int) {
	a, w := e.a, e.w
	for j := range k - 1 {
		n := k - j - 1 // order of what is left
		v := e.vector[:n]
		norm := 0.0
		for i := range n {
			v[i] = a[(j+1+i)*k+j]
			norm += v[i] * v[i]
		}
		e.diag[j] = a[j*k+j]
		tail := norm - v[0]*v[0]
		e.off[j], e.beta[j] = v[0], 0
		if tail <= 0 {
			continue
		}
		alpha := -math.Copysign(math.Sqrt(norm), v[0])
		head := v[0] - alpha
		e.off[j] = alpha
		e.beta[j] = 2 * head * head / (head*head + tail)
		for i := range v {
			v[i] /= head
		}
		v[0] = 1
		vw := 0.0
		for i := range n { // w = beta A v
			sum := 0.0
			row := a[(j+1+i)*k+j+1 : (j+2+i)*k]
			for l, x := range v {
				sum += row[l] * x
			}
			w[i] = e.beta[j] * sum
			vw += w[i] * v[i]
		}
		vw *= e.beta[j] / 2
		for i := range n { // A <- A - v w' - w v', w less its part along v
			w[i] -= vw * v[i]
		}
		for i := range n {
			row := a[(j+1+i)*k+j+1 : (j+2+i)*k]
			for l := range row {
				row[l] -= v[i]*w[l] + w[i]*v[l]
			}
			a[(j+1+i)*k+j] = v[i]
		}
	}
	e.diag[k-1] = a[k*k-1]
}

// above counts the eigenvalues of the tridiagonal matrix that are greater than
// x: the negative pivots of x - T (Sylvester's law of inertia).
func (e *eigen) above(k int, x float64) (n int) {
	pivot := 1.0
	for i := range k {
		coupling := 0.0
		if i > 0 {
			coupling = e.off[i-1] * e.off[i-1] / pivot
		}
		pivot = x - e.diag[i] - coupling
		if pivot == 0 {
			pivot = math.SmallestNonzeroFloat64 / 0x1p-52
		}
		if pivot < 0 {
			n++
		}
	}
	return n
}

// bisect finds the largest eigenvalue between the bounds of Gershgorin.
func (e *eigen) bisect(k int) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range k {
		radius := 0.0
		if i > 0 {
			radius += math.Abs(e.off[i-1])
		}
		if i < k-1 {
			radius += math.Abs(e.off[i])
		}
		lo, hi = min(lo, e.diag[i]-radius), max(hi, e.diag[i]+radius)
	}
	for {
		mid := lo + (hi-lo)/2
		if !(lo < mid && mid < hi) || hi-lo <= 0x1p-52*max(math.Abs(lo), math.Abs(hi)) {
			return hi
		}
		if e.above(k, mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
}

// invert finds the eigenvector of the tridiagonal matrix for a value: three
// solutions of (T - value) x = x, each scaled to unit length, from a start
// without any pattern.
func (e *eigen) invert(k int, value float64) {
	e.factor(k, value)
	const golden = 0.6180339887498949
	for i := range e.vector[:k] {
		_, e.vector[i] = math.Modf(golden * float64(i+1))
	}
	for range 3 {
		e.solve(k)
		norm := 0.0
		for _, v := range e.vector[:k] {
			norm += v * v
		}
		norm = math.Sqrt(norm)
		for i := range e.vector[:k] {
			e.vector[i] /= norm
		}
	}
}

// factor is Gaussian elimination of T - value with row exchanges: the upper
// factor has the diagonals u0, u1, u2.
func (e *eigen) factor(k int, value float64) {
	tiny := 0.0
	for i := range k {
		tiny = max(tiny, math.Abs(e.diag[i]), math.Abs(e.off[min(i, max(k-2, 0))]))
	}
	tiny = max(tiny*0x1p-52, math.SmallestNonzeroFloat64/0x1p-52)
	d, o := e.diag[0]-value, 0.0 // the row in hand
	if k > 1 {
		o = e.off[0]
	}
	for i := range k - 1 {
		below, diag, off := e.off[i], e.diag[i+1]-value, 0.0
		if i < k-2 {
			off = e.off[i+1]
		}
		e.swap[i] = math.Abs(below) > math.Abs(d)
		if e.swap[i] {
			e.u0[i], e.u1[i], e.u2[i] = below, diag, off
			e.mult[i] = d / below
			d, o = o-e.mult[i]*diag, -e.mult[i]*off
			continue
		}
		if math.Abs(d) < tiny {
			d = tiny
		}
		e.u0[i], e.u1[i], e.u2[i] = d, o, 0
		e.mult[i] = below / d
		d, o = diag-e.mult[i]*o, off
	}
	if math.Abs(d) < tiny {
		d = tiny
	}
	e.u0[k-1] = d
}

// solve replaces the vector x by the solution of (T - value) y = x.
func (e *eigen) solve(k int) {
	x := e.vector
	for i := range k - 1 {
		if e.swap[i] {
			x[i], x[i+1] = x[i+1], x[i]
		}
		x[i+1] -= e.mult[i] * x[i]
	}
	for i := k - 1; i >= 0; i-- {
		if i+1 < k {
			x[i] -= e.u1[i] * x[i+1]
		}
		if i+2 < k {
			x[i] -= e.u2[i] * x[i+2]
		}
		x[i] /= e.u0[i]
	}
}

// reflectBack takes the vector from the tridiagonal matrix to the one that was
// reduced.
func (e *eigen) reflectBack(k int) {
	for j := k - 2; j >= 0; j-- {
		if e.beta[j] == 0 {
			continue
		}
		along := 0.0
		for i := j + 1; i < k; i++ {
			along += e.a[i*k+j] * e.vector[i]
		}
		along *= e.beta[j]
		for i := j + 1; i < k; i++ {
			e.vector[i] -= along * e.a[i*k+j]
		}
	}
}
