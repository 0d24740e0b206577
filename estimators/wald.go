package estimators

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Test is a statistic with its reference distribution: F with DF1 and DF2
// degrees of freedom, or chi-squared with DF1 where DF2 is +Inf. Statistic
// and P are NaN where the statistic does not exist.
type Test struct {
	Statistic float64
	DF1, DF2  float64
	P         float64
}

// FTest refers x to the upper tail of F(df1, df2).
func FTest(x, df1, df2 float64) Test {
	return Test{Statistic: x, DF1: df1, DF2: df2, P: fTail(x, df1, df2)}
}

// ChiSquaredTest refers x to the upper tail of chi-squared(df).
func ChiSquaredTest(x, df float64) Test {
	return Test{Statistic: x, DF1: df, DF2: math.Inf(1), P: chiSquaredTail(x, df)}
}

func (t Test) String() string {
	if math.IsInf(t.DF2, 1) {
		return fmt.Sprintf("chi2(%g) = %.4g, p = %.4g", t.DF1, t.Statistic, t.P)
	}
	return fmt.Sprintf("F(%g, %g) = %.4g, p = %.4g", t.DF1, t.DF2, t.Statistic, t.P)
}

// Wald tests that the named coefficients are jointly zero, W = b'V⁻¹b with V
// their covariance; without names, that all slopes are. It is F = W/q where
// the covariance of the fit refers to a t distribution, with its degrees of
// freedom, and chi-squared where it refers to the normal one. The statistic
// does not exist where V is singular, as with fewer clusters than terms.
func (f *Fit) Wald(terms ...string) Test {
	var at []int
	for _, name := range terms {
		j := f.Term(name)
		if j < 0 {
			panic("estimators: Wald test of " + name + ", which is not a term of the fit")
		}
		at = append(at, j)
	}
	if len(terms) == 0 {
		for j, name := range f.Terms {
			if name != ConstName {
				at = append(at, j)
			}
		}
	}
	q, kk := len(at), len(f.Coef)
	b, v := make([]float64, q), make([]float64, q*q)
	for i, r := range at {
		b[i] = f.Coef[r]
		for j, c := range at {
			v[i*q+j] = f.Cov[r*kk+c]
		}
	}
	w := quadraticForm(b, v)
	if math.IsInf(f.DoF, 1) {
		return ChiSquaredTest(w, float64(q))
	}
	return FTest(w/float64(q), float64(q), f.DoF)
}

// singular is the smallest pivot of a correlation matrix that counts as
// positive: rounding leaves about 1e-15 of a zero.
const singular = 1e-13

// quadraticForm is b'V⁻¹b, NaN where V is not positive definite. It destroys
// V.
func quadraticForm(b, v []float64) float64 {
	q := len(b)
	if pivot, _ := cholesky(v, q); !(pivot > singular) {
		return math.NaN()
	}
	x := append([]float64(nil), b...)
	cholSolve(v, x)
	return dot(b, x)
}

// fTail is P(F > x), by the incomplete beta function, so that small
// probabilities keep their digits.
func fTail(x, df1, df2 float64) float64 {
	switch {
	case math.IsNaN(x) || !(df1 > 0) || !(df2 > 0):
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(df2, 1):
		return chiSquaredTail(x*df1, df1)
	}
	return mathext.RegIncBeta(df2/2, df1/2, df2/(df2+df1*x))
}

// chiSquaredTail is P(chi-squared > x).
func chiSquaredTail(x, df float64) float64 {
	switch {
	case math.IsNaN(x) || !(df > 0):
		return math.NaN()
	case x <= 0:
		return 1
	}
	return mathext.GammaIncRegComp(df/2, x/2)
}
