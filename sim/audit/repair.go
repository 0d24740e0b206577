package audit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"panelstress/data/published"
)

// repair is a correlation whose change alone makes the printed matrix a
// correlation matrix.
type repair struct {
	i, j     int
	number   *published.Number
	allowed  Interval // of its values, the others as printed
	flip     bool     // the opposite sign is among them
	smallest float64  // eigenvalue with the opposite sign
}

// culprits are the correlations whose change alone can repair the matrix, those
// first that a change of sign repairs. The matrix must be one without either
// of the two variables; then the values of their correlation that complete it
// are an interval.
func (a *auditor) culprits(b matrixBox) []repair {
	k := b.centre.SymmetricDim()
	const most = 60
	if k > most {
		a.skip(say("correlations: which of %d variables is in doubt", k))
		return nil
	}
	alone := make([]bool, k)
	for v := range alone {
		d, _ := b.without(v).decide()
		alone[v] = d != infeasible
	}
	var out []repair
	for i := range k {
		for j := range i {
			n := a.Correlations.At(i, j)
			if !alone[i] || !alone[j] || n == nil {
				continue
			}
			r := repair{i: i, j: j, number: n, allowed: completion(b.centre, i, j)}
			if r.allowed.Lo > r.allowed.Hi {
				continue
			}
			turned := matrixBox{mat.NewSymDense(k, nil), b.half}
			turned.centre.CopySym(b.centre)
			turned.centre.SetSym(i, j, -b.centre.At(i, j))
			var d verdict
			d, r.smallest = turned.decide()
			r.flip = d == feasible
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(x, y repair) int {
		switch {
		case x.flip == y.flip:
			return 0
		case x.flip:
			return -1
		}
		return 1
	})
	for _, r := range out {
		if r.flip {
			a.repairs = append(a.repairs, r)
		}
	}
	return out
}

// completion is the interval of r(i, j) for which the matrix is positive
// semi-definite, all other cells as in m: with C the inverse of the matrix of the others,
// r lies within p'Cq ± sqrt((1 - p'Cp)(1 - q'Cq)), p and q the correlations of
// i and j with the others. Empty where no value is.
func completion(m *mat.SymDense, i, j int) Interval {
	k := m.SymmetricDim()
	var others []int
	for v := range k {
		if v != i && v != j {
			others = append(others, v)
		}
	}
	empty := Interval{1, -1}
	if len(others) == 0 {
		return Interval{-1, 1}
	}
	rest := mat.NewSymDense(len(others), nil)
	p, q := mat.NewVecDense(len(others), nil), mat.NewVecDense(len(others), nil)
	for x, u := range others {
		p.SetVec(x, m.At(i, u))
		q.SetVec(x, m.At(j, u))
		for y, w := range others[:x+1] {
			rest.SetSym(x, y, m.At(u, w))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(rest) {
		return empty
	}
	var cp, cq mat.VecDense
	if chol.SolveVecTo(&cp, p) != nil || chol.SolveVecTo(&cq, q) != nil {
		return empty
	}
	u, w := 1-mat.Dot(p, &cp), 1-mat.Dot(q, &cq)
	if u < 0 || w < 0 {
		return empty
	}
	centre, s := mat.Dot(p, &cq), math.Sqrt(u*w)
	return Interval{centre - s, centre + s}
}

// repairWords puts the single changes that repair the matrix into words.
func (a *auditor) repairWords(cells []repair) phrase {
	c := a.Correlations
	flips, others := list{between: "; "}, list{between: "; "}
	for _, r := range cells {
		pair := c.Order[r.j] + "-" + c.Order[r.i]
		if r.flip {
			flips.items = append(flips.items, say("%s as %s (smallest eigenvalue then %s; the others allow %s)", pair, r.number.Flipped().Digits(), num(r.smallest), span(r.allowed)))
		} else {
			others.items = append(others.items, say("%s in %s", pair, span(r.allowed)))
		}
	}
	out := say("Changes of a single sign that repair it: %s.", flips)
	switch len(flips.items) {
	case 0:
		out = say("No change of a single sign repairs it.")
	case 1:
		out = say("Of all changes of a single sign only one repairs it: %s.", flips)
	}
	if len(others.items) > 0 {
		out = out.then(say(" Other single changes: %s.", others))
	}
	return out
}

// correlation is the interval of the correlation of two variables, with its
// sign turned where that alone repairs the matrix.
func (a *auditor) correlation(x, y string) (r Interval, turned bool) {
	c := a.Correlations
	if c == nil {
		return Interval{-1, 1}, false
	}
	i, j := slices.Index(c.Order, x), slices.Index(c.Order, y)
	if i < 0 || j < 0 {
		return Interval{-1, 1}, false
	}
	r = rBox(c, i, j)
	if a.turn == [2]string{x, y} || a.turn == [2]string{y, x} {
		return r.Neg(), true
	}
	if len(a.repairs) == 1 && a.repairs[0].i == max(i, j) && a.repairs[0].j == min(i, j) {
		return r.Neg(), true
	}
	return r, false
}
