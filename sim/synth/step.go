package synth

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// elastic is the problem of one step,
//
//	min ½|d|² + ½|s|²/λ   subject to   lo <= J d + s <= hi,
//
// by its dual: d = J'y, s = λ y with K = JJ', and for z = (K + λI) y
//
//	z = lo where y > 0,  z = hi where y < 0,  lo <= z <= hi where y = 0.
//
// Numbers that are inside their box and stay there have y = 0: they do not
// hold the step back.
type elastic struct {
	k      *mat.SymDense
	lo, hi []float64
}

// solve finds y by a primal-dual active set: the numbers with y ≠ 0 and the
// end that each is at are guessed, y solves their equations, and the guess is
// mended where y or z has the wrong sign. It ends after a few rounds; where it
// goes in circles the last y is still a direction that the line search tests.
func (e *elastic) solve(lambda float64) []float64 {
	n := len(e.lo)
	side := make([]int, n) // +1: at lo, -1: at hi
	for i := range side {
		side[i] = e.violated(i, 0)
	}
	y := make([]float64, n)
	const rounds = 40
	for range rounds {
		active := active(side)
		if len(active) == 0 {
			return y
		}
		clear(y)
		if !e.equations(y, active, side, lambda) {
			lambda *= 10
			continue
		}
		changed := false
		for i := range side {
			next := 0
			switch {
			case side[i] != 0 && float64(side[i])*y[i] > 0:
				next = side[i]
			case side[i] == 0:
				z := 0.0
				for _, j := range active {
					z += e.k.At(i, j) * y[j]
				}
				next = e.violated(i, z)
			}
			changed = changed || next != side[i]
			side[i] = next
		}
		if !changed {
			break
		}
	}
	return y
}

func (e *elastic) violated(i int, z float64) int {
	slack := 1e-9 * (e.hi[i] - e.lo[i])
	switch {
	case z < e.lo[i]-slack:
		return 1
	case z > e.hi[i]+slack:
		return -1
	}
	return 0
}

func active(side []int) []int {
	var out []int
	for i, s := range side {
		if s != 0 {
			out = append(out, i)
		}
	}
	return out
}

// equations solves (K + λI) y = lo or hi for the active numbers.
func (e *elastic) equations(y []float64, active, side []int, lambda float64) bool {
	m := len(active)
	a, b := mat.NewSymDense(m, nil), mat.NewVecDense(m, nil)
	for p, i := range active {
		for q := p; q < m; q++ {
			a.SetSym(p, q, e.k.At(i, active[q]))
		}
		a.SetSym(p, p, a.At(p, p)+lambda)
		b.SetVec(p, e.lo[i])
		if side[i] < 0 {
			b.SetVec(p, e.hi[i])
		}
	}
	var c mat.Cholesky
	if !c.Factorize(a) {
		return false
	}
	var x mat.VecDense
	if err := c.SolveVecTo(&x, b); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return false
		}
	}
	for p, i := range active {
		y[i] = x.AtVec(p)
	}
	return true
}

// gram is JJ'.
func gram(jac [][]float64) *mat.SymDense {
	k := mat.NewSymDense(len(jac), nil)
	for i, a := range jac {
		for j := i; j < len(jac); j++ {
			k.SetSym(i, j, floats.Dot(a, jac[j]))
		}
	}
	return k
}
