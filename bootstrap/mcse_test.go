package bootstrap

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// TestMCSE takes many sets of draws from a skewed distribution and compares
// the spread of each reported number over the sets with the root mean square
// of its Monte-Carlo standard errors. The spread over M sets has itself the
// relative standard error sqrt((kurtosis-1)/(4M)); with a kurtosis of at most
// 4 for numbers that rest on many draws, 4 of them are 4 sqrt(3/(4M)). To this
// come 3 %, since the standard errors are noisy: with a coefficient of
// variation of 20 % for a quantile with 50 draws beyond it, their root mean
// square is 2 % above their mean.
func TestMCSE(t *testing.T) {
	const sets, n, t0 = 1500, 2000, 0.8
	rng := rand.New(rand.NewPCG(21, 22))
	x := make([]float64, n)
	value, square := make(map[string][]float64), make(map[string]float64)
	add := func(name string, v, mcse float64) {
		value[name] = append(value[name], v)
		square[name] += mcse * mcse / sets
	}
	var o Ordered
	for range sets {
		below := 0.0
		for i := range x {
			x[i] = rng.ExpFloat64()
			if x[i] < 0.3 {
				below += 1.0 / n
			}
		}
		m := MomentsOf(x)
		o.Reset(x)
		add("mean", m.Mean, m.MeanMCSE())
		add("sd", m.SD, m.SDMCSE())
		add("share", below, ShareMCSE(below, n))
		for name, p := range map[string]float64{"q 0.025": 0.025, "q 0.5": 0.5, "q 0.975": 0.975} {
			add(name, o.Quantile(p, NormalScale), o.QuantileMCSE(p))
		}
		for name, i := range map[string]Interval{
			"percentile":  Percentile(&o, 0.9, Type7),
			"basic":       Basic(&o, t0, 0.9, Type6),
			"studentized": Studentized(&o, t0, 2, 0.9, NormalScale),
			"bca":         BCa(&o, t0, 0.05, 0.9, NormalScale),
			"normal":      Normal(m, t0, 0.9),
			"uncorrected": NormalUncorrected(m, t0, 0.9),
		} {
			add(name+" lo", i.Lo, i.LoMCSE)
			add(name+" hi", i.Hi, i.HiMCSE)
		}
	}
	tol := 4*math.Sqrt(3.0/(4*sets)) + 0.03
	for name, v := range value {
		got, want := math.Sqrt(square[name]), MomentsOf(v).SD
		relative(t, "Monte-Carlo standard error of "+name, got, want, tol)
		t.Logf("%-15s %.5f, spread %.5f, ratio %.3f", name, got, want, got/want)
	}
	relative(t, "standard error of the mean of Exp(1)", math.Sqrt(square["mean"]), 1/math.Sqrt(n), tol)
	// sqrt(p(1-p)/n)/f at the median of Exp(1), where f = 1/2.
	relative(t, "standard error of the median of Exp(1)", math.Sqrt(square["q 0.5"]), 1/math.Sqrt(n), tol)
}

// TestMaritzJarrett compares with the definition: weights from the incomplete
// beta function over all draws.
func TestMaritzJarrett(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 2000).Draw(t, "n")
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		var o Ordered
		o.Reset(x)
		got := o.QuantileMCSE(p)
		a := math.Min(math.Max(float64(n+1)*p, 1), float64(n))
		b := float64(n+1) - a
		mean, square, last := 0.0, 0.0, 0.0
		for i, v := range o.window(0, n) {
			f := 1.0
			if i < n-1 {
				f = mathext.RegIncBeta(a, b, float64(i+1)/float64(n))
			}
			mean += (f - last) * v
			square += (f - last) * v * v
			last = f
		}
		want := math.Sqrt(square - mean*mean)
		// Two Gauss points per cell are exact up to cubics. Near an end the
		// density is a broken power, on which they are wrong by up to a
		// percent, in a cell that holds an extreme draw. The estimate itself
		// is no surer than 10 %.
		tol := 1e-3
		if math.Min(a, b) < 8 {
			tol = 0.015
		}
		if math.Abs(got-want) > tol*want {
			t.Fatalf("n = %d, p = %v: got %v, want %v", n, p, got, want)
		}
	})
}

// TestMomentsExact takes numbers whose moments can be written out, far from
// zero.
func TestMomentsExact(t *testing.T) {
	m := MomentsOf([]float64{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6})
	// Deviations -2, -1, 0, 3: squares 14, cubes 18, fourth powers 98.
	near(t, "mean", m.Mean, 1e9+3, 0)
	relative(t, "sd", m.SD, math.Sqrt(14.0/3), 1e-15)
	relative(t, "m3", m.M3, 18.0/4, 1e-15)
	relative(t, "m4", m.M4, 98.0/4, 1e-15)
	// Here every addition to the sum, beyond 1e15, loses the fraction.
	x := make([]float64, 100_000)
	for i := range x {
		x[i] = 1e12 + 0.25*float64(1+i%2)
	}
	m = MomentsOf(x)
	near(t, "mean of large numbers", m.Mean, 1e12+0.375, 0)
	relative(t, "sd of large numbers", m.SD, 0.125*math.Sqrt(100_000.0/99_999), 1e-14)
	if one := MomentsOf([]float64{3}); one.Mean != 3 || !math.IsNaN(one.SD) {
		t.Errorf("one draw: %+v", one)
	}
	if none := MomentsOf(nil); !math.IsNaN(none.Mean) || !math.IsNaN(none.SD) || none.N != 0 {
		t.Errorf("no draw: %+v", none)
	}
}
