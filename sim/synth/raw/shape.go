package raw

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// Panel is the shape of a balanced panel.
type Panel struct{ Entities, Periods int }

// Rows is the number of rows.
func (p Panel) Rows() int { return p.Entities * p.Periods }

// noise is a standard normal series per entity: a level that stays, with the
// given share of the variance, and an AR(1) part with coefficient 0.7, since
// indicators of a province do not jump from year to year.
func (p Panel) noise(between float64, rng *rand.Rand) []float64 {
	const persistence = 0.7
	e := make([]float64, p.Rows())
	for g := range p.Entities {
		level := math.Sqrt(between) * rng.NormFloat64()
		v := rng.NormFloat64()
		for t := range p.Periods {
			if t > 0 {
				v = persistence*v + math.Sqrt(1-persistence*persistence)*rng.NormFloat64()
			}
			e[g*p.Periods+t] = level + math.Sqrt(1-between)*v
		}
	}
	return e
}

// Digits rounds to ten significant decimal digits: what a table of raw data
// can reasonably print, and 1e-10 of the value.
func Digits(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 10, 64), 64)
	if err != nil {
		panic(err) // what FormatFloat wrote
	}
	return r
}

// unit maps x linearly onto [0, 1] in place.
func unit(x []float64) {
	lo, hi := extremes(x)
	for i, v := range x {
		x[i] = (v - lo) / (hi - lo)
	}
}

func extremes(x []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	return lo, hi
}

// entropyWeights are those of min-max data y with 0 ln 0 = 0: redundancies
// 1 + sum p ln p / ln N, rescaled to sum to one.
func entropyWeights(y [][]float64) []float64 {
	w := make([]float64, len(y))
	total := 0.0
	for j, col := range y {
		sum, ylny := 0.0, 0.0
		for _, v := range col {
			sum += v
			if v > 0 {
				ylny += v * math.Log(v)
			}
		}
		w[j] = math.Log(float64(len(col))) + ylny/sum - math.Log(sum)
		total += w[j]
	}
	for j := range w {
		w[j] /= total
	}
	return w
}
