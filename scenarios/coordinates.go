package scenarios

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Coordinates are Weights that can be found from a point of the unit cube, one
// coordinate per weight, so that each weight before rescaling is a source of
// its own. Uniform points give the distribution of Perturb.
type Coordinates interface {
	Weights
	PerturbAt(w, u []float64)
}

var (
	_ Coordinates = Dirichlet{}
	_ Coordinates = Simplex{}
	_ Coordinates = Noise{}
)

// PerturbAt implements Coordinates: weights are Gamma variables over their
// sum. It takes some microseconds per weight.
func (d Dirichlet) PerturbAt(w, u []float64) {
	if !proper(w) {
		return
	}
	largest := 0
	for j, v := range w {
		if v > w[largest] {
			largest = j
		}
	}
	for j, v := range w {
		if v > 0 {
			w[j] = gammaQuantile(d.Concentration*v, u[j])
		}
	}
	rescaleTo(w, largest)
}

// gammaQuantile is the quantile p < 1 of a Gamma variable with shape a and
// scale 1; p below 1e-10, the step of a Sobol sequence, is taken for that.
// A small quantile, which distuv does not find to more than an absolute error,
// or not at all, comes from the first term of the series of P,
//
//	P(a, x) = x^a/Γ(a+1) (1 - a x/(a+1) + ...)
//
// (Abramowitz and Stegun 6.5.29), to a share below x of itself. What is below
// the smallest number is zero.
func gammaQuantile(a, p float64) float64 {
	p = max(p, 1e-10)
	if x := math.Exp(math.Log(p)/a + logGammaOver(a)); x < 1e-10 {
		return x
	}
	return distuv.Gamma{Alpha: a, Beta: 1}.Quantile(p)
}

// logGammaOver is ln Γ(a+1)/a, for small a from -γ + π²/12 a, which leaves out
// a square of a (Abramowitz and Stegun 6.1.33).
func logGammaOver(a float64) float64 {
	if a < 1e-5 {
		const euler = 0.57721566490153286
		return -euler + math.Pi*math.Pi/12*a
	}
	lg, _ := math.Lgamma(a + 1)
	return lg / a
}

// PerturbAt implements Coordinates: weights are exponential variables over
// their sum.
func (Simplex) PerturbAt(w, u []float64) {
	for j := range w {
		w[j] = -math.Log1p(-u[j])
	}
	rescaleTo(w, 0)
}

// PerturbAt implements Coordinates.
func (n Noise) PerturbAt(w, u []float64) {
	if !proper(w) {
		return
	}
	for j := range w {
		w[j] *= 1 + n.Share*(2*u[j]-1)
	}
	rescaleTo(w, 0)
}

// rescaleTo makes the weights sum to one; where all are zero, which has no
// probability, the one at a place has everything.
func rescaleTo(w []float64, at int) {
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	if sum == 0 {
		w[at] = 1
		return
	}
	for j := range w {
		w[j] /= sum
	}
}
