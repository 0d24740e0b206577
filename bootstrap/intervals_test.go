package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"panelstress/data"
)

// all computes every interval of the draws x of an estimate t0, with the
// standard errors se of the draws.
func all(x, se []float64, t0, se0, a, level float64, c Convention) map[string]Interval {
	m := MomentsOf(x)
	var o, z Ordered
	z.Reset(Pivots(make([]float64, len(x)), x, se, t0))
	o.Reset(x)
	return map[string]Interval{
		"percentile":  Percentile(&o, level, c),
		"basic":       Basic(&o, t0, level, c),
		"studentized": Studentized(&z, t0, se0, level, c),
		"bca":         BCa(&o, t0, a, level, c),
		"normal":      Normal(m, t0, level),
		"uncorrected": NormalUncorrected(m, t0, level),
	}
}

// TestIntervalsEquivariant: with x -> scale x + shift every interval, and
// with it its Monte-Carlo standard errors, follows.
func TestIntervalsEquivariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfNDistinct(rapid.IntRange(-10000, 10000), 5, 200, rapid.ID).Draw(t, "x")
		// Powers of two and whole numbers, so that order and ties survive
		// rounding.
		scale := math.Ldexp(1, rapid.IntRange(-8, 8).Draw(t, "scale"))
		shift := float64(rapid.IntRange(-1000, 1000).Draw(t, "shift"))
		t0 := float64(rapid.IntRange(-5000, 5000).Draw(t, "t0"))
		a := rapid.Float64Range(-0.2, 0.2).Draw(t, "a")
		level := rapid.Float64Range(0.5, 0.99).Draw(t, "level")
		c := conventions.Draw(t, "convention")
		var x1, x2, s1, s2 []float64
		for i, v := range x {
			se := float64(1 + i%5)
			x1, x2 = append(x1, float64(v)), append(x2, scale*float64(v)+shift)
			s1, s2 = append(s1, se), append(s2, scale*se)
		}
		one := all(x1, s1, t0, 3, a, level, c)
		two := all(x2, s2, scale*t0+shift, scale*3, a, level, c)
		for name, i := range one {
			j := two[name]
			for _, end := range [][3]float64{
				{scale*i.Lo + shift, j.Lo, 1},
				{scale*i.Hi + shift, j.Hi, 1},
				// A variance is a difference of squares: half the digits may go.
				{scale * i.LoMCSE, j.LoMCSE, 1e3},
				{scale * i.HiMCSE, j.HiMCSE, 1e3},
			} {
				// Rounding of numbers up to 1e4 scale + shift, a few hundred sums.
				tol := 1e-11 * end[2] * (1e5*scale + math.Abs(shift))
				if math.IsNaN(end[0]) != math.IsNaN(end[1]) || math.Abs(end[0]-end[1]) > tol {
					t.Fatalf("%s: %v, scaled by %v and shifted by %v: %v", name, i, scale, shift, j)
				}
			}
			if name != "bca" && i.Lo > i.Hi {
				t.Fatalf("%s: %v", name, i)
			}
		}
		if p := one["percentile"]; p.Lo < -10000 || p.Hi > 10000 {
			t.Fatalf("percentile %v outside the draws", p)
		}
	})
}

// TestIntervalsMirror: with x -> -x the ends change places.
func TestIntervalsMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := draws.Draw(t, "x")
		level := rapid.Float64Range(0.5, 0.99).Draw(t, "level")
		c := conventions.Draw(t, "convention")
		t0 := rapid.Float64Range(-100, 100).Draw(t, "t0")
		var y, se []float64
		for _, v := range x {
			y = append(y, -v)
			se = append(se, 2)
		}
		one, two := all(x, se, t0, 1, 0, level, c), all(y, se, -t0, 1, 0, level, c)
		for _, name := range []string{"percentile", "basic", "studentized"} {
			i, j := one[name], two[name]
			// Draws reach 1e6; weights agree to some 300 roundings.
			if math.Abs(i.Lo+j.Hi) > 1e-6 || math.Abs(i.Hi+j.Lo) > 1e-6 {
				t.Fatalf("%s: %v, mirrored %v", name, i, j)
			}
		}
	})
}

// TestBCaPlain: where half of the draws are below t0 and a = 0, BCa is the
// percentile interval.
func TestBCaPlain(t *testing.T) {
	x := make([]float64, 1000)
	for i := range x {
		x[i] = math.Exp(float64(i) / 300)
	}
	var o Ordered
	o.Reset(x)
	t0 := (math.Exp(499.0/300) + math.Exp(500.0/300)) / 2
	p, b := Percentile(&o, 0.95, NormalScale), BCa(&o, t0, 0, 0.95, NormalScale)
	// Phi(Phi^-1(0.025)) returns 0.025 to a few roundings.
	relative(t, "lo", b.Lo, p.Lo, 1e-12)
	relative(t, "hi", b.Hi, p.Hi, 1e-12)
}

func TestBCaUndefined(t *testing.T) {
	x := make([]float64, 100)
	for i := range x {
		x[i] = float64(i)
	}
	var o Ordered
	o.Reset(x)
	for name, i := range map[string]Interval{
		"no draw below":    BCa(&o, -1, 0, 0.9, NormalScale),
		"every draw below": BCa(&o, 1000, 0, 0.9, NormalScale),
	} {
		if !math.IsNaN(i.Lo) || !math.IsNaN(i.Hi) || !math.IsNaN(i.LoMCSE) {
			t.Errorf("%s: %v", name, i)
		}
	}
	// a = 1 and z = 1.64: 1 - a (z0 + z) is negative at the upper end only.
	if i := BCa(&o, 50, 1, 0.9, NormalScale); math.IsNaN(i.Lo) || !math.IsNaN(i.Hi) {
		t.Errorf("beyond the pole: %v", i)
	}
	if a := Acceleration([]float64{0, 0}); !math.IsNaN(a) {
		t.Errorf("no influence gives the acceleration %v", a)
	}
	// (8-1)/(6 6^1.5) for 2, -1, -1: the cubes sum to 6, the squares to 6.
	relative(t, "acceleration", Acceleration([]float64{2e-150, -1e-150, -1e-150}), 6/(6*6*math.Sqrt(6)), 1e-14)
}

// TestCoverage resamples the entities of simulated panels: y = 5 + effect,
// 30 entities, their mean the estimate, whose true value is 5. For normal
// data the draws of the mean are nearly normal with the standard deviation
// s sqrt((G-1)/G)/sqrt(G), so that percentile, basic and normal intervals cover
// with the probability that |t| with G-1 degrees of freedom is below
// z sqrt((G-1)/G): 92.5 % at a level of 95 %. The studentized interval covers at
// its level. The tolerance is 4 binomial standard errors of the number of
// simulations plus 0.5 points for 399 draws being a finite number.
func TestCoverage(t *testing.T) {
	const sims, reps, g, level = 2000, 399, 30, 0.95
	rng := rand.New(rand.NewPCG(11, 12))
	p := testPanel(t, g)
	var s data.Sample
	hits := make(map[string]float64)
	y, x, se := make([]float64, g), make([]float64, reps), make([]float64, reps)
	for range sims {
		for i := range y {
			y[i] = 5 + rng.NormFloat64()
		}
		s.All(g)
		t0, se0 := weightedMean(y, s.Count)
		for r := range x {
			Entities{}.Resample(&s, p, rng)
			x[r], se[r] = weightedMean(y, s.Count)
		}
		for name, i := range all(x, se, t0, se0, 0, level, NormalScale) {
			if i.Lo <= 5 && 5 <= i.Hi {
				hits[name] += 1.0 / sims
			}
		}
	}
	shrink := math.Sqrt(float64(g-1) / g)
	student := distuv.StudentsT{Sigma: 1, Nu: g - 1}
	plain := 2*student.CDF(distuv.UnitNormal.Quantile((1+level)/2)*shrink) - 1
	for name, got := range hits {
		want := plain
		if name == "studentized" {
			want = level
		}
		near(t, "coverage of "+name, got, want, 4*ShareMCSE(want, sims)+0.005)
	}
	if len(hits) != 6 {
		t.Errorf("%d intervals", len(hits))
	}
}

func weightedMean(y []float64, count []int) (mean, se float64) {
	n, ss := 0.0, 0.0
	for i, c := range count {
		n += float64(c)
		mean += float64(c) * y[i]
	}
	mean /= n
	for i, c := range count {
		ss += float64(c) * (y[i] - mean) * (y[i] - mean)
	}
	return mean, math.Sqrt(ss / (n - 1) / n)
}

func ExamplePercentile() {
	draws := []float64{0.41, 0.47, math.NaN(), 0.52, 0.38, 0.45, 0.49, 0.55, 0.43, 0.50}
	x := Finite(nil, draws)
	var o Ordered
	o.Reset(x)
	ci := Percentile(&o, 0.80, Type6)
	fmt.Printf("%d of %d draws failed; 80%% interval %.2f to %.2f\n", len(draws)-len(x), len(draws), ci.Lo, ci.Hi)
	// Output: 1 of 10 draws failed; 80% interval 0.38 to 0.55
}
