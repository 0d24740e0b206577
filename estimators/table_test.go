package estimators

import (
	"math"
	"testing"
)

// TestTwoSided compares with tabled values: t and normal quantiles as printed
// in any table, and the far tail of the normal distribution, where
// 2(1-Φ(10)) = 1.523970604832e-23 and 2(1-Φ(30)) = 9.8134278e-198 (Abramowitz
// and Stegun 1964, table 26.2). Tolerance: the digits of those tables.
func TestTwoSided(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ x, dof, want, tol float64 }{
		{2.2281388520, 10, 0.05, 1e-9},
		{12.706204736, 1, 0.05, 1e-9},
		{-2.7633, 28, 0.01, 1e-4},
		{1.9599639845, inf, 0.05, 1e-9},
		{10, inf, 1.523970604832e-23, 1e-11},
		{30, inf, 9.8134278e-198, 1e-7},
		{0, 5, 1, 0},
	} {
		if got := TwoSided(c.x, c.dof); !(math.Abs(got/c.want-1) <= c.tol) {
			t.Errorf("TwoSided(%v, %v) = %.12g, want %.12g", c.x, c.dof, got, c.want)
		}
		if c.want < 1 && c.want > 1e-6 {
			if got := Critical(c.want, c.dof); !(math.Abs(got/math.Abs(c.x)-1) <= max(c.tol, 1e-4)) {
				t.Errorf("Critical(%v, %v) = %.12g, want %v", c.want, c.dof, got, math.Abs(c.x))
			}
		}
	}
}
