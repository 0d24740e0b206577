package estimators

import (
	"math"
	"testing"
)

// TestTails holds p values against closed forms, down to 1e-300. The tolerance
// is on the logarithm: the incomplete beta function loses six digits of p where
// degrees of freedom in the thousands meet a p of 1e-290, none to speak of
// elsewhere.
func TestTails(t *testing.T) {
	check := func(what string, got, logWant float64) {
		t.Helper()
		if off := math.Abs(math.Log(got) - logWant); !(off <= 2e-10*max(math.Abs(logWant), 1)) {
			t.Errorf("%s: log p is %.16g, want %.16g", what, math.Log(got), logWant)
		}
	}
	for _, log := range []float64{-1e-3, -0.1, -1, -10, -100, -300, -500, -690} {
		for _, df := range []float64{1, 3, 10, 188, 888, 5000, 1e6} {
			// P(F(2, df) > x) = (1 + 2x/df)^(-df/2)
			if x := df / 2 * math.Expm1(-2*log/df); !math.IsInf(x, 0) {
				check("F(2, df)", fTail(x, 2, df), log)
			}
		}
		check("chi2(2)", chiSquaredTail(-2*log, 2), log) // exp(-x/2)
		x := -2 * log
		check("chi2(4)", chiSquaredTail(x, 4), -x/2+math.Log1p(x/2))
		check("chi2(6)", chiSquaredTail(x, 6), -x/2+math.Log1p(x/2+x*x/8))
		if log < -1 {
			// t(1): 2/π atan(1/x), t(2): 1 - x/sqrt(x²+2) = 2/(x²+2+x sqrt(x²+2))
			x := math.Exp(-log / 3)
			check("t(1)", TwoSided(x, 1), math.Log(2/math.Pi*math.Atan(1/x)))
			check("t(2)", TwoSided(x, 2), math.Log(2)-math.Log(x*x+2+x*math.Sqrt(x*x+2)))
		}
	}
	// Any other t by Simpson's rule on its density, taken relative to that at x.
	for _, df := range []float64{3, 9, 28, 187, 888, 9999} {
		for _, x := range []float64{1, 3, 10, 38, 60} {
			l, _ := math.Lgamma((df + 1) / 2)
			m, _ := math.Lgamma(df / 2)
			log := func(x float64) float64 {
				return l - m - math.Log(df*math.Pi)/2 - (df+1)/2*math.Log1p(x*x/df)
			}
			// x e^s for s from 0 until the density has fallen by 1e-20
			width := 1.0
			for log(x)-log(x*math.Exp(width))-width < 46 {
				width *= 1.1
			}
			const n = 20000
			sum := 0.0
			for i := range n + 1 {
				s := width * float64(i) / n
				w := 2.0 + 2*float64(i%2)
				if i == 0 || i == n {
					w = 1
				}
				sum += w * math.Exp(log(x*math.Exp(s))-log(x)+s)
			}
			want := log(x) + math.Log(2*x*sum*width/n/3)
			if want < -700 {
				continue
			}
			check("t(df)", TwoSided(x, df), want)
		}
	}
}
