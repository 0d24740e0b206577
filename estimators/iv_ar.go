package estimators

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// AndersonRubin tests that the coefficients of the endogenous regressors are
// beta, whatever the strength of the instruments: the F test of the excluded
// instruments in the regression of y - Xβ on all of them (Anderson and Rubin
// 1949), with l and N-L degrees of freedom, or G-1 with clusters, and the
// large-sample chi-squared with l, which has no small-sample factor.
func (m *IV) AndersonRubin(beta []float64, e Errors) (f, chi2 Test) {
	if len(beta) != len(m.x) {
		panic(fmt.Sprintf("estimators: Anderson-Rubin test of %d coefficients, the model has %d endogenous regressors", len(beta), len(m.x)))
	}
	u := m.residuals(beta)
	w := form(project(m.q, u), m.meat(m.q, without(m.q, u), e))
	l := float64(len(m.q))
	factor, dof := m.small(e)
	return FTest(w/l/factor, l, dof), ChiSquaredTest(w, l)
}

// AndersonRubinSet is the set of values of the coefficient of the one
// endogenous regressor that the F form of AndersonRubin does not reject at
// 1 - level. It is exact: its ends are the roots of a polynomial of degree 2
// under equal variances and 2l otherwise. On the way from -Inf to +Inf, which
// are one point, β = b + s tan θ, that polynomial is a trigonometric one of θ,
// which its values at as many points as it has coefficients determine.
func (m *IV) AndersonRubinSet(level float64, e Errors) (ConfidenceSet, error) {
	if len(m.x) != 1 {
		return ConfidenceSet{}, fmt.Errorf("estimators: the Anderson-Rubin set is for one endogenous regressor, the model has %d", len(m.x))
	}
	a := m.circle(e)
	l := float64(len(m.q))
	factor, dof := m.small(e)
	if math.IsNaN(a.wald(0)) || math.IsNaN(factor) {
		return ConfidenceSet{}, &Fault{Cause: ErrRankDeficient, Detail: "the covariance of the Anderson-Rubin test is singular"}
	}
	limit := fQuantile(level, l, dof) * l * factor
	inside := func(theta float64) bool { return a.wald(theta) <= limit }
	points := a.roots(limit)
	if points == nil {
		return newConfidenceSet(nil, nil, inside(0)), nil
	}
	// Between neighbouring roots the answer is one and the same. A root that
	// separates two different answers is made exact by bisection.
	var ends []float64
	var enters []bool
	k := len(points)
	middle := func(i int) float64 { // between points i and i+1, round the circle
		if i == k-1 {
			return (points[k-1] + points[0] + math.Pi) / 2
		}
		return (points[i] + points[i+1]) / 2
	}
	for i := range points {
		lo := middle((i + k - 1) % k)
		if i == 0 {
			lo -= math.Pi
		}
		hi := middle(i)
		from, to := inside(lo), inside(hi)
		if from == to {
			continue
		}
		for range 200 {
			mid := lo + (hi-lo)/2
			if mid <= lo || mid >= hi {
				break
			}
			if inside(mid) == from {
				lo = mid
			} else {
				hi = mid
			}
		}
		ends = append(ends, a.beta(lo))
		enters = append(enters, to)
	}
	return newConfidenceSet(ends, enters, inside(middle(k-1))), nil
}

// circle is the Anderson-Rubin statistic as a function of θ, of
// y - Xβ ∝ cos θ u - sin θ s x with u the 2SLS residuals.
type circle struct {
	iid        bool
	b, s       float64
	au, ax     []float64 // Q'u, Q'sx
	uu, ux, xx *mat.SymDense
}

func (m *IV) circle(e Errors) circle {
	u := m.residuals(m.beta)
	ru, rx := without(m.q, u), without(m.q, m.x[0])
	// s makes both directions of equal length, relative to what the
	// instruments explain of x where that is the greater part: the scale on
	// which the set has its size.
	a := project(m.q, m.x[0])
	s := math.Sqrt(dot(ru, ru) / max(dot(rx, rx), dot(a, a)))
	for i := range rx {
		rx[i] *= s
	}
	c := circle{iid: e == IID, b: m.beta[0], s: s, au: project(m.q, u), ax: a}
	for i := range a {
		c.ax[i] *= s
	}
	sum := append([]float64(nil), ru...)
	axpy(sum, 1, rx)
	c.uu, c.xx = m.meat(m.q, ru, e), m.meat(m.q, rx, e)
	c.ux = m.meat(m.q, sum, e) // uu + 2 ux + xx, ux made symmetric
	for i := range a {
		for j := i; j < len(a); j++ {
			c.ux.SetSym(i, j, (c.ux.At(i, j)-c.uu.At(i, j)-c.xx.At(i, j))/2)
		}
	}
	return c
}

func (c circle) beta(theta float64) float64 { return c.b + c.s*math.Tan(theta) }

// at is the vector Q'(y - Xβ) and its covariance at θ, on the scale of θ.
func (c circle) at(theta float64) ([]float64, *mat.SymDense) {
	sin, cos := math.Sincos(theta)
	l := len(c.au)
	a, v := make([]float64, l), mat.NewSymDense(l, nil)
	for i := range l {
		a[i] = cos*c.au[i] - sin*c.ax[i]
		for j := i; j < l; j++ {
			v.SetSym(i, j, cos*cos*c.uu.At(i, j)-2*sin*cos*c.ux.At(i, j)+sin*sin*c.xx.At(i, j))
		}
	}
	return a, v
}

func (c circle) wald(theta float64) float64 { return form(c.at(theta)) }

// roots are values of θ in [-π/2, π/2), ascending, with all those among them
// where the statistic equals the limit: half the arguments of the roots
// z = exp(2iθ) of det V (limit - a'V⁻¹a), a polynomial of degree l in cos 2θ
// and sin 2θ; under equal variances of limit s² - a'a, of degree 1. Roots off
// the unit circle are not told apart: they do no harm.
func (c circle) roots(limit float64) []float64 {
	degree := len(c.au)
	if c.iid {
		degree = 1
	}
	unit := mat.NewSymDense(len(c.au), nil) // V at 0, so that determinants are near 1
	var chol mat.Cholesky
	if _, v := c.at(0); !chol.Factorize(v) || chol.InverseTo(unit) != nil {
		return nil
	}
	n := 2*degree + 1
	values := make([]complex128, n)
	for j := range values {
		a, v := c.at(math.Pi * float64(j) / float64(n))
		if c.iid {
			values[j] = complex((limit*v.At(0, 0)-dot(a, a))*unit.At(0, 0), 0)
			continue
		}
		var relative mat.Dense
		relative.Mul(unit, v)
		values[j] = complex(mat.Det(&relative)*(limit-form(a, v)), 0)
	}
	// Coefficients of z^-degree to z^degree. The first and the last are
	// conjugates; both vanish where a root is at zero, and the other at
	// infinity.
	f := fourier.NewCmplxFFT(n).Coefficients(nil, values)
	p := append(slices.Clone(f[degree+1:]), f[:degree+1]...)
	top := 0.0
	for _, v := range p {
		top = max(top, cmplx.Abs(v))
	}
	for len(p) > 1 && cmplx.Abs(p[0]) < 1e-14*top {
		p = p[1 : len(p)-1]
	}
	var theta []float64
	for _, z := range polynomialRoots(p) {
		theta = append(theta, cmplx.Phase(z)/2)
	}
	slices.Sort(theta)
	return theta
}

// polynomialRoots are the roots of p[0] + p[1]z + ..., all at once by the
// iteration of Aberth (1973, Mathematics of Computation 27).
func polynomialRoots(p []complex128) []complex128 {
	n := len(p) - 1
	if n < 1 {
		return nil
	}
	z := make([]complex128, n)
	for i := range z {
		z[i] = cmplx.Rect(1+0.1*float64(i)/float64(n), 0.4+2*math.Pi*float64(i)/float64(n))
	}
	for range 200 {
		moved := 0.0
		for i := range z {
			value, slope := p[n], complex(0, 0)
			for j := n - 1; j >= 0; j-- {
				slope = slope*z[i] + value
				value = value*z[i] + p[j]
			}
			if value == 0 {
				continue
			}
			repel := complex(0, 0)
			for j := range z {
				if j != i {
					repel += 1 / (z[i] - z[j])
				}
			}
			step := 1 / (slope/value - repel)
			if cmplx.IsNaN(step) || cmplx.IsInf(step) {
				continue
			}
			z[i] -= step
			moved = max(moved, cmplx.Abs(step)/(1+cmplx.Abs(z[i])))
		}
		if moved < 1e-15 {
			break
		}
	}
	return z
}

// fQuantile is the point that F(df1, df2) exceeds with probability p. Newton
// steps on the exact tail follow the approximation.
func fQuantile(p, df1, df2 float64) float64 {
	f := distuv.F{D1: df1, D2: df2}
	x := f.Quantile(1 - p)
	for range 3 {
		x += (fTail(x, df1, df2) - p) / f.Prob(x)
	}
	return x
}
