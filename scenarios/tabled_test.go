package scenarios

import (
	"math"
	"testing"
)

// TestTables: quantiles from tables are those of the distribution to 2e-8 of
// the distance between its quartiles, nodes, middles and tails alike. Gonum's
// quantiles are themselves good to about 1e-8: finer tables come no nearer.
func TestTables(t *testing.T) {
	for _, a := range []Amount{
		StudentT{Mean: -0.05, Scale: 0.03, DoF: 5},
		StudentT{Mean: 2, Scale: 7, DoF: 2.5},
		StudentT{Scale: 1, DoF: 80},
		Beta{Alpha: 2, Beta: 5, Low: -0.4, High: 0},
		Beta{Alpha: 30, Beta: 3, High: 1},
		Truncate(StudentT{Mean: -0.1, Scale: 0.1, DoF: 4}, -1, 0),
	} {
		fast := quick(a)
		if fast == a {
			t.Errorf("%+v has no table", a)
		}
		worst := 0.0
		for i := 1; i < 20000; i++ {
			u := float64(i) / 20000
			worst = max(worst, math.Abs(fast.Quantile(u)-a.Quantile(u))/scaleOf(a))
		}
		for _, u := range []float64{1e-300, 1e-12, 1e-9, 2e-9, 1e-6, 1 - 1e-6, 1 - 1e-9, 1 - 1e-15} {
			worst = max(worst, math.Abs(fast.Quantile(u)-a.Quantile(u))/math.Max(scaleOf(a), math.Abs(a.Quantile(u))))
		}
		if !(worst < 2e-8) {
			t.Errorf("%+v: off by %.3g", a, worst)
		}
	}
	if n := (Normal{SD: 1}); quick(n) != Amount(n) {
		t.Error("a normal amount needs no table")
	}
}

func BenchmarkQuantile(b *testing.B) {
	exact := StudentT{Mean: -0.05, Scale: 0.03, DoF: 5}
	for name, a := range map[string]Amount{"exact": exact, "table": quick(exact)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			u := 0.1
			for b.Loop() {
				a.Quantile(u)
				u = math.Mod(u+0.37, 1)
			}
		})
	}
}

// scaleOf is the distance between the quartiles.
func scaleOf(a Amount) float64 { return math.Abs(a.Quantile(0.75) - a.Quantile(0.25)) }
