package sensitivity

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// slowExplained is Var(E[y|kept factors]) by looking through all cells for
// each cell.
func slowExplained(levels []int, y []float64, kept func(f int) bool) float64 {
	digits := func(i int) []int {
		d := make([]int, len(levels))
		for f := len(levels) - 1; f >= 0; f-- {
			d[f] = i % levels[f]
			i /= levels[f]
		}
		return d
	}
	var expected []float64
	for i, v := range y {
		if math.IsNaN(v) {
			continue
		}
		sum, n := 0.0, 0.0
		for j, w := range y {
			same := !math.IsNaN(w)
			for f := range levels {
				same = same && (!kept(f) || digits(i)[f] == digits(j)[f])
			}
			if same {
				sum += w
				n++
			}
		}
		expected = append(expected, sum/n)
	}
	mean, v := 0.0, 0.0
	for _, e := range expected {
		mean += e / float64(len(expected))
	}
	for _, e := range expected {
		v += (e - mean) * (e - mean) / float64(len(expected))
	}
	return v
}

// TestDecomposeAgainstDefinition, with and without missing cells. 1e-9: sums of
// at most a hundred terms of size one, over variances that are seldom small.
func TestDecomposeAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		levels := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 4).Draw(t, "levels")
		n := 1
		for _, l := range levels {
			n *= l
		}
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		missing := rapid.SampledFrom([]float64{0, 0.2}).Draw(t, "missing")
		y := make([]float64, n)
		for i := range y {
			y[i] = 100 + rng.NormFloat64()
			if rng.Float64() < missing && i > 1 {
				y[i] = math.NaN()
			}
		}
		a, err := Decompose(levels, y)
		if err != nil {
			t.Fatal(err)
		}
		v := slowExplained(levels, y, func(int) bool { return true })
		if v < 1e-6 {
			return
		}
		near := func(what string, got, want float64) {
			if !(math.Abs(got-want) < 1e-9*(1+math.Abs(want))) {
				t.Fatalf("%s: %v, want %v", what, got, want)
			}
		}
		near("variance", a.Variance, v)
		for f := range levels {
			near("first", a.First[f], slowExplained(levels, y, func(g int) bool { return g == f })/v)
			near("total", a.Total[f], 1-slowExplained(levels, y, func(g int) bool { return g != f })/v)
			for g := f + 1; g < len(levels); g++ {
				closed := slowExplained(levels, y, func(h int) bool { return h == f || h == g }) / v
				near("pair", a.Pairs[f][g], closed-a.First[f]-a.First[g])
			}
		}
	})
}

// TestDecomposeAddsUp: with two factors the shares of a full table are all
// there is, S_1 + S_2 + S_12 = 1 and ST_1 = S_1 + S_12.
func TestDecomposeAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	y := make([]float64, 12)
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	a, err := Decompose([]int{3, 4}, y)
	if err != nil {
		t.Fatal(err)
	}
	if s := a.First[0] + a.First[1] + a.Pairs[0][1]; math.Abs(s-1) > 1e-12 {
		t.Errorf("the shares add up to %v", s)
	}
	if d := a.Total[0] - a.First[0] - a.Pairs[0][1]; math.Abs(d) > 1e-12 {
		t.Errorf("total less first and interaction: %v", d)
	}
}

func TestDecomposeRefuses(t *testing.T) {
	if _, err := Decompose([]int{2, 3}, make([]float64, 5)); err == nil {
		t.Error("5 results for 6 combinations")
	}
	if _, err := Decompose([]int{2, 0}, nil); err == nil {
		t.Error("a factor without levels")
	}
	a, err := Decompose([]int{2, 2}, []float64{0.1, 0.1, 0.1, 0.1})
	if err != nil || !math.IsNaN(a.First[0]) || !math.IsNaN(a.Total[1]) {
		t.Errorf("shares of no variance: %v, %v", a, err)
	}
}
