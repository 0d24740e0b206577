package scenarios

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// distance is Kolmogorov's, between a sample and a distribution function.
func distance(x []float64, cdf func(float64) float64) (far float64) {
	x = slices.Sorted(slices.Values(x))
	n := float64(len(x))
	for i, v := range x {
		p := cdf(v)
		far = max(far, math.Abs(p-float64(i)/n), math.Abs(p-float64(i+1)/n))
	}
	return far
}

// TestAmountsFollowTheirDistribution: 20,000 draws at a fixed seed against
// gonum's distribution functions. The distance exceeds 1.95/sqrt(n) with
// probability 0.001.
func TestAmountsFollowTheirDistribution(t *testing.T) {
	normal := distuv.Normal{Mu: -0.15, Sigma: 0.05}
	logNormal := distuv.LogNormal{Mu: -2, Sigma: 0.5}
	beta := distuv.Beta{Alpha: 2, Beta: 5}
	cases := map[string]struct {
		amount Amount
		cdf    func(float64) float64
	}{
		"normal":            {Normal{-0.15, 0.05}, normal.CDF},
		"lognormal":         {LogNormal{Mu: -2, Sigma: 0.5}, logNormal.CDF},
		"lognormal fall":    {LogNormal{Mu: -2, Sigma: 0.5, Sign: -1}, func(x float64) float64 { return 1 - logNormal.CDF(-x) }},
		"student":           {StudentT{0.1, 2, 3}, distuv.StudentsT{Mu: 0.1, Sigma: 2, Nu: 3}.CDF},
		"triangular":        {Triangular{-0.3, -0.2, -0.05}, distuv.NewTriangle(-0.3, -0.05, -0.2, nil).CDF},
		"triangular corner": {Triangular{0, 0, 2}, distuv.NewTriangle(0, 2, 0, nil).CDF},
		"uniform":           {Uniform{-2, 5}, distuv.Uniform{Min: -2, Max: 5}.CDF},
		"beta":              {Beta{2, 5, -1, 3}, func(x float64) float64 { return beta.CDF((x + 1) / 4) }},
		"truncated": {Truncate(Normal{-0.15, 0.05}, -0.2, 0), func(x float64) float64 {
			return (normal.CDF(x) - normal.CDF(-0.2)) / (normal.CDF(0) - normal.CDF(-0.2))
		}},
	}
	const n = 20000
	for name, c := range cases {
		if err := c.amount.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		rng := rand.New(rand.NewPCG(1, 7))
		x := make([]float64, n)
		for i := range x {
			x[i] = c.amount.Quantile(open(rng))
		}
		if far := distance(x, c.cdf); far > 1.95/math.Sqrt(n) {
			t.Errorf("%s: Kolmogorov-Smirnov distance %v", name, far)
		}
	}
}

// TestEmpiricalIsUniformOnItsValues: each of k values comes with frequency
// 1/k, within five standard errors.
func TestEmpiricalIsUniformOnItsValues(t *testing.T) {
	e := Empirical{[]float64{-0.2, -0.1, -0.1, 0.4}}
	rng := rand.New(rand.NewPCG(2, 7))
	const n = 40000
	count := map[float64]float64{}
	for range n {
		count[e.Quantile(open(rng))]++
	}
	for v, want := range map[float64]float64{-0.2: 0.25, -0.1: 0.5, 0.4: 0.25} {
		if got := count[v] / n; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
			t.Errorf("value %v has frequency %v, want %v", v, got, want)
		}
	}
}

// TestQuantileInvertsCDF: a distribution function is the inverse of its
// quantile, to the accuracy of gonum's inversion of the incomplete beta
// function, which is the worst of them.
func TestQuantileInvertsCDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-2, 2).Draw(t, "low")
		width := rapid.Float64Range(0.1, 3).Draw(t, "width")
		mode := lo + width*rapid.Float64Range(0, 1).Draw(t, "mode")
		a, b := rapid.Float64Range(0.3, 8).Draw(t, "a"), rapid.Float64Range(0.3, 8).Draw(t, "b")
		u := rapid.Float64Range(0.001, 0.999).Draw(t, "u")
		for _, d := range []Amount{
			Normal{lo, a},
			LogNormal{Mu: lo, Sigma: a},
			LogNormal{lo, a, 0.1, -1},
			StudentT{lo, a, b + 1},
			Triangular{lo, mode, lo + width},
			Uniform{lo, lo + width},
			Beta{a, b, lo, lo + width},
			Truncate(Normal{lo, a}, lo-a, lo+2*a), Truncate(StudentT{lo, a, b + 1}, lo-a, math.Inf(1)),
		} {
			if got := d.CDF(d.Quantile(u)); math.Abs(got-u) > 1e-6 {
				t.Errorf("%#v: F(Q(%v)) = %v", d, u, got)
			}
		}
	})
}

func TestBadAmounts(t *testing.T) {
	for want, a := range map[string]Amount{
		"sd 0; expected a number above 0":       Normal{0, 0},
		"sigma -1; expected a number above 0":   LogNormal{Sigma: -1},
		"dof 0; expected a number above 0":      StudentT{0, 1, 0},
		"low <= mode <= high":                   Triangular{0, 3, 1},
		"low 1 and high 1; expected low < high": Uniform{1, 1},
		"alpha -1; expected a number above 0":   Beta{-1, 2, 0, 1},
		"at least one":                          Empirical{},
		"a finite number":                       Fixed(math.NaN()),
		"that hold a share of":                  Truncate(Normal{0, 1}, 10, 11),
		"min 2 and max 1; expected min < max":   Truncate(Normal{0, 1}, 2, 1),
	} {
		if err := a.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%#v: error %v, want %q in it", a, err, want)
		}
	}
}
