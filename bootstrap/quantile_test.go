package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// draws are finite numbers with frequent ties.
var draws = rapid.OneOf(
	rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 300),
	rapid.SliceOfN(rapid.Map(rapid.IntRange(-3, 3), func(i int) float64 { return float64(i) }), 1, 300),
)

var conventions = rapid.SampledFrom([]Convention{NormalScale, Type6, Type7})

// TestOrderedEqualsSort asks in random order and compares with sorting.
func TestOrderedEqualsSort(t *testing.T) {
	var o Ordered // kept, so that Reset is tested too
	rapid.Check(t, func(t *rapid.T) {
		x := draws.Draw(t, "x")
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		o.Reset(x)
		for _, k := range rapid.SliceOfN(rapid.IntRange(0, len(x)-1), 1, 20).Draw(t, "k") {
			if got := o.At(k); got != sorted[k] {
				t.Fatalf("At(%d) = %v, want %v", k, got, sorted[k])
			}
			for i, v := range o.x {
				if (i < k && v > sorted[k]) || (i > k && v < sorted[k]) {
					t.Fatalf("At(%d): %v stands at %d", k, v, i)
				}
			}
			lo := rapid.IntRange(0, k).Draw(t, "lo")
			if !slices.Equal(o.window(lo, k+1), sorted[lo:k+1]) {
				t.Fatalf("window(%d, %d) is not sorted", lo, k+1)
			}
			if want := slices.Index(sorted, sorted[k]); o.Below(sorted[k]) != want {
				t.Fatalf("Below(%v) = %d, want %d", sorted[k], o.Below(sorted[k]), want)
			}
		}
		slices.Sort(o.x)
		if !slices.Equal(o.x, sorted) {
			t.Fatal("the draws are not the same any more")
		}
	})
}

// TestOrderedShapes takes orders that are hard for a quickselect.
func TestOrderedShapes(t *testing.T) {
	const n = 5000
	for name, f := range map[string]func(i int) float64{
		"ascending":  func(i int) float64 { return float64(i) },
		"descending": func(i int) float64 { return float64(-i) },
		"equal":      func(int) float64 { return 1 },
		"organ pipe": func(i int) float64 { return float64(min(i, n-i)) },
		"two values": func(i int) float64 { return float64(i % 2) },
		"sawtooth":   func(i int) float64 { return float64(i % 71) },
	} {
		x := make([]float64, n)
		for i := range x {
			x[i] = f(i)
		}
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		var o Ordered
		o.Reset(x)
		for _, k := range []int{n - 1, 0, n / 2, 25, 4975, n / 2} {
			if got := o.At(k); got != sorted[k] {
				t.Errorf("%s: At(%d) = %v, want %v", name, k, got, sorted[k])
			}
		}
	}
}

func TestOrderedRefusesFailedDraws(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v was taken", bad)
				}
			}()
			new(Ordered).Reset([]float64{1, bad})
		}()
		if got := Finite(nil, []float64{1, bad, 2}); !slices.Equal(got, []float64{1, 2}) {
			t.Errorf("finite: %v", got)
		}
	}
}

// TestQuantileDefinition compares with each convention written out on sorted
// draws, and with the distribution by which type 6 is known: the mean
// position of x(k) is k/(n+1).
func TestQuantileDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := draws.Draw(t, "x")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		c := conventions.Draw(t, "convention")
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		var o Ordered
		o.Reset(x)
		got := o.Quantile(p, c)
		// The points (probability, x(k)) through which the quantile runs.
		n := len(sorted)
		at := func(k int) float64 { return float64(k) / float64(n+1) }
		scale := func(p float64) float64 { return p }
		switch c {
		case NormalScale:
			scale = distuv.UnitNormal.Quantile
		case Type7:
			at = func(k int) float64 { return float64(k-1) / float64(n-1) }
		}
		want := sorted[0]
		if n > 1 && p >= at(n) {
			want = sorted[n-1]
		}
		for k := 1; k < n; k++ {
			if a, b := at(k), at(k+1); p >= a && p < b {
				w := (scale(p) - scale(a)) / (scale(b) - scale(a))
				want = (1-w)*sorted[k-1] + w*sorted[k]
			}
		}
		// Weights agree to some 300 roundings (h has size n); draws reach 1e6.
		if math.Abs(got-want) > 1e-6 {
			t.Fatalf("quantile %v: got %v, want %v", p, got, want)
		}
	})
}

// TestQuantileSmall writes out one and two draws, and none.
func TestQuantileSmall(t *testing.T) {
	for _, c := range []Convention{NormalScale, Type6, Type7} {
		var o Ordered
		if q := o.Quantile(0.5, c); !math.IsNaN(q) {
			t.Errorf("no draws: %v", q)
		}
		if i := BCa(&o, 0, 0, 0.9, c); !math.IsNaN(i.Lo) || !math.IsNaN(i.HiMCSE) {
			t.Errorf("no draws: %v", i)
		}
		o.Reset([]float64{7})
		for _, p := range []float64{0, 0.3, 1} {
			if q := o.Quantile(p, c); q != 7 {
				t.Errorf("one draw: %v", q)
			}
		}
		if m := o.QuantileMCSE(0.5); !math.IsNaN(m) {
			t.Errorf("one draw has the Monte-Carlo standard error %v", m)
		}
		o.Reset([]float64{9, 7})
		for p, want := range map[float64]float64{0: 7, 0.5: 8, 1: 9} {
			near(t, fmt.Sprint("two draws, quantile ", p), o.Quantile(p, c), want, 1e-15)
		}
	}
	var o Ordered
	o.Reset([]float64{9, 7})
	near(t, "type 6 at 0.4", o.Quantile(0.4, Type6), 7.4, 1e-15) // h = 1.2
	near(t, "type 7 at 0.4", o.Quantile(0.4, Type7), 7.8, 1e-15) // h = 1.4
}

func million() []float64 {
	rng := rand.New(rand.NewPCG(1, 1))
	x := make([]float64, 1_000_000)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

var sevenProbs = []float64{0.005, 0.025, 0.05, 0.5, 0.95, 0.975, 0.995}

func BenchmarkQuantilesMillion(b *testing.B) {
	x := million()
	y := make([]float64, len(x))
	dst := make([]float64, len(sevenProbs))
	var o Ordered
	b.ReportAllocs()
	for b.Loop() {
		copy(y, x)
		o.Reset(y)
		o.Quantiles(dst, sevenProbs, NormalScale)
	}
}

func BenchmarkPercentileMillion(b *testing.B) { // with Monte-Carlo standard errors
	x := million()
	y := make([]float64, len(x))
	var o Ordered
	b.ReportAllocs()
	for b.Loop() {
		copy(y, x)
		o.Reset(y)
		Percentile(&o, 0.95, NormalScale)
	}
}

func BenchmarkSortMillion(b *testing.B) { // what selection is to be compared with
	x := million()
	y := make([]float64, len(x))
	for b.Loop() {
		copy(y, x)
		slices.Sort(y)
	}
}
