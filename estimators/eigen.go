package estimators

import "math"

// jacobi finds the eigenvalues and eigenvectors of the symmetric k x k matrix
// a (row-major, both triangles) by cyclic Jacobi rotations (Golub and Van
// Loan 2013, section 8.5). Afterwards the diagonal of a holds the eigenvalues
// and column j of q the vector of eigenvalue j. Small eigenvalues keep their
// digits relative to the largest one.
func jacobi(a, q []float64, k int) {
	identity(q, k)
	for range 60 { // converges quadratically, in 5 to 10 sweeps
		off, diag := 0.0, 0.0
		for i := range k {
			diag += a[i*k+i] * a[i*k+i]
			for j := range i {
				off += a[i*k+j] * a[i*k+j]
			}
		}
		if !(off > 1e-34*diag) {
			return
		}
		for i := range k {
			for j := i + 1; j < k; j++ {
				rotate(a, q, k, i, j)
			}
		}
	}
}

// rotate makes the element (i, j) zero.
func rotate(a, q []float64, k, i, j int) {
	x := a[i*k+j]
	if x == 0 {
		return
	}
	theta := (a[j*k+j] - a[i*k+i]) / (2 * x)
	t := 1 / (math.Abs(theta) + math.Hypot(1, theta))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Hypot(1, t)
	s := t * c
	for l := range k {
		u, v := a[l*k+i], a[l*k+j]
		a[l*k+i], a[l*k+j] = c*u-s*v, s*u+c*v
	}
	for l := range k {
		u, v := a[i*k+l], a[j*k+l]
		a[i*k+l], a[j*k+l] = c*u-s*v, s*u+c*v
	}
	for l := range k {
		u, v := q[l*k+i], q[l*k+j]
		q[l*k+i], q[l*k+j] = c*u-s*v, s*u+c*v
	}
}

func identity(a []float64, k int) {
	clear(a[:k*k])
	for i := range k {
		a[i*k+i] = 1
	}
}
