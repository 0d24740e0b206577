package estimators

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// TestKleibergenPaapWrittenOut compares the rank test with its definition
// (Kleibergen and Paap 2006, equations 5 to 11, q = m-1): singular value
// decomposition of Θ = (Z'Z)^½ Π (X'X)^-½, full covariance of vec Π̂, Kronecker
// products.
func TestKleibergenPaapWrittenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 3).Draw(t, "m")
		l := k + rapid.IntRange(0, 2).Draw(t, "over")
		c := drawIV(t, k, l)
		m := instrumented(t, TwoSLS{Entity: c.effects}, c.design(t))
		if m.CraggDonald() < 0.05 {
			return
		}
		for _, e := range []Errors{Heteroskedastic, Clustered} {
			r := m.KleibergenPaap(e)
			if want := slowRank(m, e, false); !math.IsNaN(r.Wald.Statistic) {
				agree(t, "Wald", r.Wald.Statistic, want)
			}
			if want := slowRank(m, e, true); !math.IsNaN(r.LM.Statistic) {
				agree(t, "LM", r.LM.Statistic, want)
			}
		}
	})
}

func slowRank(m *IV, e Errors, lm bool) float64 {
	n, l, k := len(m.y), len(m.q), len(m.x)
	z, x := mat.NewDense(n, l, nil), mat.NewDense(n, k, nil)
	for j := range l { // instruments in another basis, not orthonormal
		col := combine(m.q, []float64{1, 2, -1, 0.5, 3}[:l])
		axpy(col, 3, m.q[j])
		z.SetCol(j, col)
	}
	for j := range k {
		x.SetCol(j, m.x[j])
	}
	var zz, xx, zx, pi, v mat.Dense
	zz.Mul(z.T(), z)
	xx.Mul(x.T(), x)
	zx.Mul(z.T(), x)
	_ = pi.Solve(&zz, &zx)
	v.Mul(z, &pi)
	v.Sub(x, &v)
	if lm {
		v.Copy(x)
	}
	g, f := symmetricPower(&zz, 0.5), symmetricPower(&xx, -0.5)
	var theta mat.Dense
	theta.Product(g, &pi, f)
	var svd mat.SVD
	svd.Factorize(&theta, mat.SVDFull)
	var u, w mat.Dense
	svd.UTo(&u)
	svd.VTo(&w)
	a, b := complement(&u, k), complement(&w, k)
	s := slowCovariance(m, z, &v, e)
	var inverse, left, to, variance, pick, lambda, omega, x2 mat.Dense
	_ = inverse.Inverse(&zz)
	left.Mul(g, &inverse)
	to.Kronecker(f.T(), &left)
	variance.Product(&to, s, to.T())
	pick.Kronecker(b.T(), a.T())
	vec := mat.NewDense(l*k, 1, nil)
	for j := range k {
		for i := range l {
			vec.Set(j*l+i, 0, theta.At(i, j))
		}
	}
	lambda.Mul(&pick, vec)
	omega.Product(&pick, &variance, pick.T())
	var solved mat.Dense
	_ = solved.Solve(&omega, &lambda)
	x2.Mul(lambda.T(), &solved)
	return x2.At(0, 0)
}

// symmetricPower is A^p of a symmetric matrix.
func symmetricPower(a *mat.Dense, p float64) *mat.Dense {
	size, _ := a.Dims()
	s := mat.NewSymDense(size, nil)
	for i := range size {
		for j := range size {
			s.SetSym(i, j, a.At(i, j))
		}
	}
	var eig mat.EigenSym
	eig.Factorize(s, true)
	var q, d mat.Dense
	eig.VectorsTo(&q)
	d.CloneFrom(&q)
	for j, value := range eig.Values(nil) {
		for i := range size {
			d.Set(i, j, d.At(i, j)*math.Pow(value, p))
		}
	}
	d.Mul(&d, q.T())
	return &d
}

// complement is a⊥ = [U12; U22] U22⁻¹ (U22U22')^½, b⊥ likewise.
func complement(u *mat.Dense, k int) *mat.Dense {
	size, _ := u.Dims()
	u2, u22 := u.Slice(0, size, k-1, size), u.Slice(k-1, size, k-1, size)
	var inverse, square, out mat.Dense
	_ = inverse.Inverse(u22)
	square.Mul(u22, u22.T())
	out.Product(u2, &inverse, symmetricPower(&square, 0.5))
	return &out
}

// slowCovariance is the covariance of vec Z'V.
func slowCovariance(m *IV, z, v *mat.Dense, e Errors) *mat.Dense {
	n, l := z.Dims()
	_, k := v.Dims()
	s := mat.NewDense(l*k, l*k, nil)
	add := func(from, to int) {
		sum := mat.NewVecDense(l*k, nil)
		for r := from; r < to; r++ {
			for j := range k {
				for i := range l {
					sum.SetVec(j*l+i, sum.AtVec(j*l+i)+z.At(r, i)*v.At(r, j))
				}
			}
		}
		var o mat.Dense
		o.Outer(1, sum, sum)
		s.Add(s, &o)
	}
	if e == Clustered {
		for i := range len(m.start) - 1 {
			add(m.start[i], m.start[i+1])
		}
	} else {
		for r := range n {
			add(r, r+1)
		}
	}
	return s
}
