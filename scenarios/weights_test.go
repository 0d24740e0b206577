package scenarios

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestPerturbedWeightsAreWeights(t *testing.T) {
	kinds := []Weights{Dirichlet{50}, Dirichlet{0.01}, Simplex{}, Noise{0.5}}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 12).Draw(t, "w")
		w[0] += 0.1
		sum := 0.0
		for _, v := range w {
			sum += v
		}
		for j := range w {
			w[j] /= sum
		}
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		k := rapid.SampledFrom(kinds).Draw(t, "kind")
		k.Perturb(w, rng)
		sum = 0
		for _, v := range w {
			if !(v >= 0) {
				t.Fatalf("%T gives the weights %v", k, w)
			}
			sum += v
		}
		if math.Abs(sum-1) > 1e-12 { // rounding of a dozen terms
			t.Fatalf("%T gives weights that sum to %v", k, sum)
		}
	})
}

// TestDirichletMoments: mean w and variance w(1-w)/(c+1), each within five
// Monte-Carlo standard errors of 100,000 draws.
func TestDirichletMoments(t *testing.T) {
	base := []float64{0.5, 0.3, 0.15, 0.05, 0}
	const c, n = 20, 100000
	rng := rand.New(rand.NewPCG(1, 2))
	var s, ss, s4 [5]float64
	w := make([]float64, 5)
	for range n {
		copy(w, base)
		Dirichlet{c}.Perturb(w, rng)
		for j, v := range w {
			d := v - base[j]
			s[j] += d
			ss[j] += d * d
			s4[j] += d * d * d * d
		}
	}
	for j, b := range base {
		variance := b * (1 - b) / (c + 1)
		if bias := s[j] / n; math.Abs(bias) > 5*math.Sqrt(variance/n) {
			t.Errorf("weight %d: mean %v, want %v", j, b+bias, b)
		}
		if got := ss[j] / n; math.Abs(got-variance) > 5*math.Sqrt(s4[j]/n/n) {
			t.Errorf("weight %d: variance %v, want %v", j, got, variance)
		}
	}
}

// TestSimplexIsUniform: each of k weights has the distribution Beta(1, k-1).
// The Kolmogorov-Smirnov distance of 20,000 draws exceeds 1.95/sqrt(n) with
// probability 0.001.
func TestSimplexIsUniform(t *testing.T) {
	const n, k = 20000, 4
	rng := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, n)
	w := []float64{1, 0, 0, 0}
	for i := range x {
		Simplex{}.Perturb(w, rng)
		x[i] = w[i%k]
	}
	slices.Sort(x)
	far := 0.0
	for i, v := range x {
		p := distuv.Beta{Alpha: 1, Beta: k - 1}.CDF(v)
		far = max(far, math.Abs(p-float64(i)/n), math.Abs(p-float64(i+1)/n))
	}
	if far > 1.95/math.Sqrt(n) {
		t.Errorf("Kolmogorov-Smirnov distance %v", far)
	}
}

func TestPerturbAllocatesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	w := []float64{0.4, 0.3, 0.2, 0.1}
	for _, k := range []Weights{Dirichlet{50}, Simplex{}, Noise{0.1}} {
		if n := testing.AllocsPerRun(100, func() { k.Perturb(w, rng) }); n != 0 {
			t.Errorf("%T allocates %v times", k, n)
		}
	}
}

func TestNegativeWeightsAreLeft(t *testing.T) {
	w := []float64{1.2, -0.2}
	Dirichlet{50}.Perturb(w, rand.New(rand.NewPCG(1, 1)))
	if w[0] != 1.2 || w[1] != -0.2 {
		t.Errorf("weights with a negative one became %v", w)
	}
}
