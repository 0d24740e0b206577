package audit

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

const definite = "a correlation matrix is positive semi-definite; certificate: S >= 0 with <S, R> < 0 for every R in the rounding box (alternating projections)"

// matrixBox is a set of symmetric matrices with unit diagonal: centre and half
// width of every cell.
type matrixBox struct {
	centre *mat.SymDense
	half   *mat.SymDense
}

func newMatrixBox(k int) matrixBox {
	return matrixBox{mat.NewSymDense(k, nil), mat.NewSymDense(k, nil)}
}

// newBox is the box of the printed correlations of the variables at the given
// places of order.
func newBox(a *auditor, at []int) matrixBox {
	k := len(at)
	b := newMatrixBox(k)
	for i := range k {
		for j := range i + 1 {
			r := rBox(a.Correlations, at[i], at[j])
			b.set(i, j, r)
		}
	}
	return b
}

func (b matrixBox) set(i, j int, r Interval) {
	b.centre.SetSym(i, j, r.Mid())
	b.half.SetSym(i, j, (r.Hi-r.Lo)/2*(1+1e-9))
}

// without is the box without the row and column of a variable.
func (b matrixBox) without(v int) matrixBox {
	k := b.centre.SymmetricDim()
	out := newMatrixBox(k - 1)
	for i, p := 0, 0; i < k; i++ {
		if i == v {
			continue
		}
		for j, q := 0, 0; j <= i; j++ {
			if j == v {
				continue
			}
			out.centre.SetSym(p, q, b.centre.At(i, j))
			out.half.SetSym(p, q, b.half.At(i, j))
			q++
		}
		p++
	}
	return out
}

// verdict on a box.
type verdict int

const (
	undecided  verdict = iota
	feasible           // a positive semi-definite matrix was found in the box
	infeasible         // there is a proof that there is none
)

// decide looks for a positive semi-definite matrix in the box by projecting in
// turn on the cone of such matrices and on the box. Where both do not meet, the
// difference between the projections tends to a matrix S that separates them:
// S is positive semi-definite and <S, R> < 0 for all R of the box. Only such a
// certificate counts as a proof (Boyd and Vandenberghe 2004, section 8.1;
// Cheney and Goldstein 1959, Proceedings of the AMS 10, 448-450). smallest is
// the smallest eigenvalue of the centre.
func (b matrixBox) decide() (v verdict, smallest float64) {
	k := b.centre.SymmetricDim()
	rounds := max(20, 20000/(k*k+1))
	x := mat.NewSymDense(k, nil)
	x.CopySym(b.centre)
	for round := range rounds {
		var e mat.EigenSym
		if !e.Factorize(x, true) {
			return undecided, smallest
		}
		values := e.Values(nil)
		if round == 0 {
			smallest = values[0]
		}
		if values[0] >= -1e-13*float64(k) {
			return feasible, smallest
		}
		var vectors mat.Dense
		e.VectorsTo(&vectors)
		separator := negativePart(values, &vectors)
		if b.largestProduct(separator) < 0 {
			return infeasible, smallest
		}
		x.AddSym(x, separator)
		b.project(x)
	}
	return undecided, smallest
}

// negativePart is the sum of |λ| v v' over negative eigenvalues.
func negativePart(values []float64, vectors *mat.Dense) *mat.SymDense {
	k := len(values)
	out := mat.NewSymDense(k, nil)
	for c, λ := range values {
		if λ >= 0 {
			break
		}
		out.SymRankOne(out, -λ, vectors.ColView(c))
	}
	return out
}

// largestProduct is an upper bound of <S, R> over the box, relative to the size
// of S, with room for rounding.
func (b matrixBox) largestProduct(s *mat.SymDense) float64 {
	k := s.SymmetricDim()
	sum, size := 0.0, 0.0
	for i := range k {
		for j := range k {
			v := s.At(i, j)
			sum += v*b.centre.At(i, j) + math.Abs(v)*b.half.At(i, j)
			size += math.Abs(v)
		}
	}
	return sum/size + 1e-11
}

// project moves a matrix to the nearest of the box.
func (b matrixBox) project(x *mat.SymDense) {
	k := x.SymmetricDim()
	for i := range k {
		for j := range i + 1 {
			c, h := b.centre.At(i, j), b.half.At(i, j)
			x.SetSym(i, j, min(max(x.At(i, j), c-h), c+h))
		}
	}
}

// eigenvalue decides on the printed matrix as a whole.
func eigenvalue(a *auditor) {
	c := a.Correlations
	if c == nil || len(c.Order) < 2 {
		return
	}
	k := len(c.Order)
	a.checked(1)
	all := make([]int, k)
	for i := range all {
		all[i] = i
	}
	b := newBox(a, all)
	v, smallest := b.decide()
	switch v {
	case feasible:
		return
	case undecided:
		a.skip(say("correlations: smallest eigenvalue %s of the matrix as printed, within what rounding may do: neither a correlation matrix in the rounding box nor a proof that there is none was found", num(smallest)))
		return
	}
	severity, unless := a.proven()
	cells := a.culprits(b)
	message := say("The matrix as printed is no correlation matrix: its smallest eigenvalue is %s, and no matrix inside the rounding box is positive semi-definite.%s", num(smallest), unless)
	if len(cells) == 0 {
		a.add(severity, "", everything, []string{"correlations"}, message.then(say(" No change of a single correlation repairs it.")), definite)
		return
	}
	var where []string
	for _, p := range cells {
		where = append(where, cell(c.Order[p.j], c.Order[p.i]))
	}
	a.add(severity, cells[0].number.Text, cells[0].allowed, where, message.then(say(" ")).then(a.repairWords(cells)), definite)
}
