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

// gammaQuantile is the quantile p of a Gamma variable with shape a and scale
// 1. What is below the smallest number is zero; p below 1e-10, the step of a
// Sobol sequence, is taken for that.
func gammaQuantile(a, p float64) float64 {
	x := distuv.Gamma{Alpha: a, Beta: 1}.Quantile(max(p, 1e-10))
	if math.IsNaN(x) {
		return 0
	}
	return x
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
