package scenarios

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// scored is an Amount with its own way from the normal score z of a uniform
// number u = Phi(z) to Quantile(u), which does not pass through u.
type scored interface {
	Amount
	atScore(z float64) float64
}

// atScore is the quantile of an amount at Phi(z).
func atScore(a Amount, z float64) float64 {
	if s, ok := a.(scored); ok {
		return s.atScore(z)
	}
	return a.Quantile(inside(distuv.UnitNormal.CDF(z)))
}

// inside keeps uniform numbers off 0 and 1, where quantiles can be infinite.
func inside(u float64) float64 { return min(max(u, tail), 1-tail) }

const tail = 0x1p-53

func (n Normal) atScore(z float64) float64 { return n.Mean + n.SD*z }

func (l LogNormal) atScore(z float64) float64 {
	return l.Shift + l.sign()*math.Exp(l.Mu+l.Sigma*l.sign()*z)
}

// tScores takes a variable x of Student's t distribution to the normal score
// of its rank,
//
//	s(x) = Phi^-1(T(x)),  ds/dx = t(x) / phi(s),  s(-x) = -s(x)
//
// with density t and distribution T. The incomplete beta function of T would
// take longer than a fit. The table has s and its slope on a grid of 1 + |x|
// with 64 equal steps from one power of two to the next, fine near 0 and
// coarse in the tails as s is curved, and cubic polynomials between (Hermite).
// It ends where T is below 2^-53, or in the heaviest tails at 2^tOctaves.
type tScores struct {
	dof  float64
	cube [][4]float64 // coefficients of a cubic polynomial on [0, 1]
}

const (
	tSteps   = 6 // binary digits of a step
	tOctaves = 40
)

func newTScores(dof float64) *tScores {
	t := &tScores{dof: dof}
	student := distuv.StudentsT{Sigma: 1, Nu: dof}
	at := func(i int) (x, s, slope float64) {
		x = math.Float64frombits((1023<<tSteps+uint64(i))<<(52-tSteps)) - 1
		s = t.exact(x)
		return x, s, student.Prob(x) / distuv.UnitNormal.Prob(s)
	}
	x, s, slope := at(0)
	for i := 1; i <= tOctaves<<tSteps && s < -mathext.NormalQuantile(tail); i++ {
		x1, s1, slope1 := at(i)
		h := x1 - x
		t.cube = append(t.cube, [4]float64{s, h * slope, 3*(s1-s) - h*(2*slope+slope1), 2*(s-s1) + h*(slope+slope1)})
		x, s, slope = x1, s1, slope1
	}
	return t
}

// exact is s(x) for x >= 0; 37 where T(-x) has no value above 0.
func (t *tScores) exact(x float64) float64 {
	return -mathext.NormalQuantile(max(distuv.StudentsT{Sigma: 1, Nu: t.dof}.CDF(-x), 1e-300))
}

func (t *tScores) at(x float64) float64 {
	bits := math.Float64bits(1 + math.Abs(x))
	i := bits>>(52-tSteps) - 1023<<tSteps
	if i >= uint64(len(t.cube)) {
		return math.Copysign(t.exact(math.Abs(x)), x)
	}
	c := &t.cube[i]
	f := float64(bits&(1<<(52-tSteps)-1)) * (1.0 / (1 << (52 - tSteps)))
	return math.Copysign(c[0]+f*(c[1]+f*(c[2]+f*c[3])), x)
}
