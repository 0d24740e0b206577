package scenarios

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// TestCoordinatesHaveTheDistribution: with uniform coordinates the mean and
// variance of every weight are those of the random perturbation, each within
// five standard errors of both.
func TestCoordinatesHaveTheDistribution(t *testing.T) {
	base := []float64{0.5, 0.3, 0.2, 0}
	const n = 20000
	for _, k := range []Coordinates{Dirichlet{20}, Simplex{}, Noise{0.3}} {
		rng := rand.New(rand.NewPCG(1, 2))
		var sum, squares, fourth [2][4]float64
		w, u := make([]float64, 4), make([]float64, 4)
		for range n {
			for way := range 2 {
				copy(w, base)
				if way == 0 {
					k.Perturb(w, rng)
				} else {
					for j := range u {
						u[j] = rng.Float64()
					}
					k.PerturbAt(w, u)
				}
				for j, v := range w {
					d := v - base[j]
					sum[way][j] += d / n
					squares[way][j] += d * d / n
					fourth[way][j] += d * d * d * d / n
				}
			}
		}
		for j := range base {
			if d := math.Abs(sum[0][j] - sum[1][j]); d > 5*math.Sqrt((squares[0][j]+squares[1][j])/n)+1e-15 {
				t.Errorf("%T, weight %d: means differ by %v", k, j, d)
			}
			if d := math.Abs(squares[0][j] - squares[1][j]); d > 5*math.Sqrt((fourth[0][j]+fourth[1][j])/n)+1e-15 {
				t.Errorf("%T, weight %d: second moments differ by %v", k, j, d)
			}
		}
	}
}

func TestCoordinatesGiveWeights(t *testing.T) {
	kinds := []Coordinates{Dirichlet{50}, Dirichlet{0.01}, Simplex{}, Noise{0.5}, Noise{1}}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 8).Draw(t, "w")
		u := rapid.SliceOfN(rapid.Float64Range(0, 0.9999), len(w), len(w)).Draw(t, "u")
		w[0] += 0.1
		sum := 0.0
		for _, v := range w {
			sum += v
		}
		for j := range w {
			w[j] /= sum
		}
		k := rapid.SampledFrom(kinds).Draw(t, "kind")
		k.PerturbAt(w, u)
		sum = 0
		for _, v := range w {
			if !(v >= 0) {
				t.Fatalf("%T gives %v", k, w)
			}
			sum += v
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("%T gives weights that sum to %v", k, sum)
		}
	})
}

// TestTinyWeights: an indicator with hardly any weight gets none, down to the
// smallest number and to products that are zero.
func TestTinyWeights(t *testing.T) {
	for _, tiny := range []float64{1e-17, 1e-100, 1e-308, math.SmallestNonzeroFloat64} {
		w := []float64{1, tiny}
		Dirichlet{0.01}.PerturbAt(w, []float64{0.999, 0.999})
		if w[0] != 1 || w[1] != 0 {
			t.Errorf("a weight of %g becomes %g beside %g", tiny, w[1], w[0])
		}
	}
}

// TestGammaQuantilesInvert: the probability of what is below a quantile is the
// one that was asked for, for small quantiles and shapes too. 1e-8 is what
// distuv allows itself. Numbers below 1e-307 have too few digits to ask for
// more than that as much is below.
func TestGammaQuantilesInvert(t *testing.T) {
	const smallest = 1e-307
	rapid.Check(t, func(t *rapid.T) {
		a := math.Exp(rapid.Float64Range(-45, 6).Draw(t, "log a"))
		p := rapid.Float64Range(1e-9, 0.999999).Draw(t, "p")
		x := gammaQuantile(a, p)
		got := distuv.Gamma{Alpha: a, Beta: 1}.CDF(max(x, smallest))
		if !(got >= p*(1-1e-8)) || x > smallest && !(got <= p*(1+1e-8)) {
			t.Fatalf("shape %g: quantile %g is %g, below which is %g", a, p, x, got)
		}
	})
}
