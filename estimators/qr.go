package estimators

import "math"

// collinear is the length of what is left of a column, relative to the whole,
// when the columns before it are swept out, below which it counts as
// collinear. NIST's Filip, hard but of full rank, has 7e-11.
const collinear = 1e-12

// qr is a Householder factorisation of columns that may be followed by right
// hand sides, in memory that it keeps.
type qr struct {
	n, m int       // rows, columns with right-hand sides
	a    []float64 // n x m, column-major: R above the diagonal afterwards
	diag []float64 // diagonal of R
	tiny []float64 // length of a column that counts as rounding error
}

func (q *qr) reset(n, m int) {
	q.n, q.m = n, m
	q.a = resize(q.a, n*m)
	q.diag = resize(q.diag, m)
	q.tiny = resize(q.tiny, m)
	clear(q.tiny)
}

func (q *qr) col(j int) []float64 { return q.a[j*q.n : (j+1)*q.n] }

// factor reduces the first k columns and carries the others along. It returns
// the first column that depends on those before it, or -1.
func (q *qr) factor(k int) int {
	for j := range k {
		x := q.col(j)
		whole := norm(x)
		if j >= q.n {
			return j
		}
		v := x[j:]
		left := norm(v)
		if !(left > max(collinear*whole, q.tiny[j])) {
			return j
		}
		if v[0] > 0 {
			left = -left
		}
		v[0] -= left // v is the Householder vector now
		q.diag[j] = left
		h := -1 / (left * v[0])
		for c := j + 1; c < q.m; c++ {
			y := q.col(c)[j:]
			axpy(y, -h*dot(v, y), v)
		}
	}
	return -1
}

// back is solve with a column of the matrix on the right.
func (q *qr) back(x []float64, from, k, rhs int) { q.solve(x, from, k, q.col(rhs)) }

// solve solves the rows and columns from to k of R x = b into x of length
// k-from.
func (q *qr) solve(x []float64, from, k int, b []float64) {
	for i := k - 1; i >= from; i-- {
		s := b[i]
		for j := i + 1; j < k; j++ {
			s -= q.col(j)[i] * x[j-from]
		}
		x[i-from] = s / q.diag[i]
	}
}

// inverseGram sets dst to (R'R)⁻¹ of the columns from to k, the bread of the
// regression on them after those before them are swept out.
func (q *qr) inverseGram(dst []float64, from, k int) {
	n := k - from
	clear(dst[:n*n])
	for c := range n { // upper triangular inverse, column by column
		for i := c; i >= 0; i-- {
			s := 0.0
			if i == c {
				s = 1
			}
			for j := i + 1; j <= c; j++ {
				s -= q.col(j + from)[i+from] * dst[j*n+c]
			}
			dst[i*n+c] = s / q.diag[i+from]
		}
	}
	for i := range n { // times its transpose; row i needs rows >= i only
		for j := i; j < n; j++ {
			dst[i*n+j] = dot(dst[i*n+j:(i+1)*n], dst[j*n+j:(j+1)*n])
		}
		for j := range i {
			dst[i*n+j] = dst[j*n+i]
		}
	}
}

// norm is the Euclidean length of x, safe from overflow.
func norm(x []float64) float64 {
	s := dot(x, x)
	if s > 1e-280 && s < 1e280 {
		return math.Sqrt(s)
	}
	top := 0.0
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	if top == 0 || math.IsInf(top, 0) || math.IsNaN(top) {
		return top
	}
	s = 0
	for _, v := range x {
		s += v / top * (v / top)
	}
	return top * math.Sqrt(s)
}

// solveRows is solve by QR of the rows themselves, with a column for the
// constant before the others. It costs more and keeps twice the digits.
func (f *Fit) solveRows(d *Design) error {
	w := &f.work
	w.rows, w.inverted = true, true
	k := len(d.Regressors)
	if len(d.Excluded) == 0 {
		c := f.fillRows(&w.qr, d, k, d.identity, k, 1)
		if bad := w.qr.factor(c + k); bad >= 0 {
			return f.blame(&w.qr, d, c, bad, d.identity, "")
		}
		w.qr.back(w.beta, c, c+k, c+k)
		f.refine(d)
		w.qr.inverseGram(w.bread, c, c+k)
		return nil
	}
	l := d.instruments()
	c := f.fillRows(&w.qr, d, l, d.instrument, 0, k+1)
	if bad := w.qr.factor(c + l); bad >= 0 {
		return f.blame(&w.qr, d, c, bad, d.instrument, "among the instruments")
	}
	w.pi = resize(w.pi, l*k)
	w.temp = resize(w.temp, l)
	for j := range k {
		w.qr.back(w.temp, c, c+l, c+l+j)
		for i := range l {
			w.pi[i*k+j] = w.temp[i]
		}
	}
	return f.secondStage(d, c)
}

func (d *Design) identity(i int) int { return i }

// fillRows lays the rows of m variables, then of the last more ones (the
// regressors where they are right-hand sides, and the outcome), into q. It
// returns the number of columns that the constant takes.
func (f *Fit) fillRows(q *qr, d *Design, m int, variable func(int) int, from, more int) int {
	w, fr := &f.work, d.Frame
	c := 0
	if w.constant && w.scheme != within {
		c = 1
	}
	rows := 0
	for _, g := range fr.drawn {
		rows += fr.Start[g+1] - fr.Start[g]
	}
	q.reset(rows, c+m+more)
	for j := range m {
		q.tiny[c+j] = math.Sqrt(noVariation * f.size(d, d.variable(variable(j))))
	}
	at := 0
	for _, g := range fr.drawn {
		copies := math.Sqrt(fr.count[g])
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			if c == 1 {
				one := copies
				if w.scheme == weighted {
					one *= math.Sqrt(w.b[fr.place[g]])
				}
				q.a[at] = one
			}
			for j := range m {
				q.a[(c+j)*rows+at] = copies * f.value(d, g, r, variable(j))
			}
			for j := range more - 1 {
				q.a[(c+m+j)*rows+at] = copies * f.value(d, g, r, from+j)
			}
			q.a[(c+m+more-1)*rows+at] = copies * f.value(d, g, r, d.variables()-1)
			at++
		}
	}
	return c
}
