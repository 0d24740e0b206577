package scenarios

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// studentTail is T(-x) for x > 0 in closed form, for one, two and four degrees
// of freedom (Johnson, Kotz and Balakrishnan 1995, Continuous Univariate
// Distributions 2, section 28.2), written without cancellation.
var studentTail = map[float64]func(x float64) float64{
	1: func(x float64) float64 { return math.Atan(1/x) / math.Pi },
	2: func(x float64) float64 { r := math.Sqrt(2 + x*x); return 1 / (r * (r + x)) },
	4: func(x float64) float64 {
		r := math.Sqrt(4 + x*x) // 1/2 - w (1 + 2/r²)/2 with w = x/r; 1 - w = 4/(r (r + x))
		far := 4 / (r * (r + x))
		return far * far * (3 - far) / 4
	},
}

// TestScoresOfStudentsT against closed forms, to 1e-8: polynomials of the third
// degree at steps of 1/64 leave 1/384 of h⁴ times a fourth derivative of a few
// units, 1e-9.
func TestScoresOfStudentsT(t *testing.T) {
	for dof, below := range studentTail {
		scores := newTScores(dof)
		worst, at := 0.0, 0.0
		for i := range 40000 {
			x := math.Expm1(float64(i) / 1000) // to 2e17, beyond the table
			want := 0.0
			if x > 0 {
				want = -mathext.NormalQuantile(below(x))
			}
			if off := math.Abs(scores.at(x) - want); !(off <= worst) {
				worst, at = off, x
			}
			if scores.at(-x) != -scores.at(x) {
				t.Fatalf("%v degrees of freedom: the scores of %v and %v are %v and %v", dof, x, -x, scores.at(x), scores.at(-x))
			}
		}
		if !(worst < 1e-8) {
			t.Errorf("%v degrees of freedom: off by %.3g at %v", dof, worst, at)
		}
	}
}

// TestMix: with two degrees of freedom the chi-squared variable is -2 ln(1-u)
// and the divisor its root over two. The table is right to 1e-8 of it.
func TestMix(t *testing.T) {
	c := &copula{dof: 2}
	c.tabulate()
	for i := 1; i < 20000; i++ {
		u := float64(i) / 20000
		if want := math.Sqrt(-math.Log1p(-u)); !(math.Abs(c.mix(u)/want-1) < 1e-8) {
			t.Fatalf("at %v: %v, want %v", u, c.mix(u), want)
		}
	}
	for _, u := range []float64{1e-12, 1 - 1e-12} {
		if want := math.Sqrt(-math.Log1p(-u)); !(math.Abs(c.mix(u)/want-1) < 1e-6) { // gonum's own inverse
			t.Errorf("at %v: %v, want %v", u, c.mix(u), want)
		}
	}
}

// TestAmountAtAScore: it is the quantile of the score's rank, to the digits of
// the tables; ranks that are 0 or 1 in floating point have finite amounts.
func TestAmountAtAScore(t *testing.T) {
	for _, a := range []Amount{
		Fixed(-0.1),
		Normal{-0.1, 0.03},
		LogNormal{Mu: -2, Sigma: 0.5, Shift: 0.1, Sign: -1},
		LogNormal{Mu: -2, Sigma: 0.5},
		StudentT{Mean: -0.05, Scale: 0.03, DoF: 5},
		Triangular{-0.3, -0.1, 0},
		Uniform{-0.2, 0.1},
		Beta{Alpha: 2, Beta: 5, Low: -0.4},
		Empirical{[]float64{-0.3, -0.1, 0.2}},
		Truncate(Normal{-0.1, 0.1}, -0.2, 0),
	} {
		fast := quick(a)
		for i := range 2001 {
			z := -3 + 6*(float64(i)+0.01)/2001
			want := a.Quantile(distuv.UnitNormal.CDF(z))
			if got := atScore(fast, z); !(math.Abs(got-want) <= 2e-8*math.Max(scaleOf(a), 1e-3)) {
				t.Fatalf("%+v at %v: %v, want %v", a, z, got, want)
			}
		}
		for _, z := range []float64{-40, 40} {
			if v := atScore(fast, z); v-v != 0 {
				t.Errorf("%+v at the score %v: %v", a, z, v)
			}
		}
	}
}
