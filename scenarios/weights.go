package scenarios

import (
	"math"
	"math/rand/v2"
)

// Weights changes the weights of an index's indicators in place: how far do
// results depend on the scheme that found them? Weights are non-negative and
// sum to one before and after; where a scheme gave negative ones (the first
// principal component can) they are left as they are.
type Weights interface {
	Perturb(w []float64, rng *rand.Rand)
}

// Dirichlet draws the weights from a Dirichlet distribution with the given
// weights as its mean and a concentration c: weight j has the variance
// w_j (1-w_j) / (c+1). An indicator without weight stays without.
type Dirichlet struct{ Concentration float64 }

var _ Weights = Dirichlet{}

// Perturb implements Weights.
func (d Dirichlet) Perturb(w []float64, rng *rand.Rand) {
	if !proper(w) {
		return
	}
	for j, v := range w {
		if v > 0 {
			w[j] = gamma(d.Concentration*v, rng)
		}
	}
	rescale(w, rng)
}

// Simplex draws the weights uniformly from all that are possible, whatever
// the scheme gave: a Dirichlet distribution with all parameters one.
type Simplex struct{}

var _ Weights = Simplex{}

// Perturb implements Weights.
func (Simplex) Perturb(w []float64, rng *rand.Rand) {
	for j := range w {
		w[j] = rng.ExpFloat64()
	}
	rescale(w, rng)
}

// Noise multiplies every weight by its own number from 1-Share to 1+Share,
// uniformly, and rescales them to sum to one. Share is between 0 and 1.
type Noise struct{ Share float64 }

var _ Weights = Noise{}

// Perturb implements Weights.
func (n Noise) Perturb(w []float64, rng *rand.Rand) {
	if !proper(w) {
		return
	}
	for j := range w {
		w[j] *= 1 + n.Share*(2*rng.Float64()-1)
	}
	rescale(w, rng)
}

// proper tells whether all weights are finite and none is negative.
func proper(w []float64) bool {
	for _, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			return false
		}
	}
	return true
}

// rescale makes the weights sum to one. A Dirichlet draw with a very small
// concentration can underflow to zeros; its limit is a single indicator.
func rescale(w []float64, rng *rand.Rand) {
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	if sum == 0 {
		w[rng.IntN(len(w))] = 1
		return
	}
	for j := range w {
		w[j] /= sum
	}
}

// gamma draws from a Gamma distribution with shape a and scale 1 (Marsaglia
// and Tsang 2000, ACM TOMS 26, 363-372; for a < 1 with their boost of
// section 6). gonum's generator allocates a source per call.
func gamma(a float64, rng *rand.Rand) float64 {
	if a < 1 {
		return gamma(a+1, rng) * math.Exp(-rng.ExpFloat64()/a) // U^(1/a)
	}
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
