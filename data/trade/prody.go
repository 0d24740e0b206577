package trade

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// PRODY writes the income level that goes with every product, the mean of
// the incomes of its exporters weighted by its share in their exports:
//
//	PRODY_p = sum_c (S_cp / sum_c S_cp) Y_c,
//
// NaN for a product that nobody exports. Entities without exports have no part
// in it. An income that is missing makes PRODY missing.
func (p *Period) PRODY(dst []float64) {
	clear(dst)
	p.weight = resize(p.weight, p.products)
	clear(p.weight)
	for c, s := range p.Shares {
		if p.Total[c] > 0 {
			floats.AddScaled(dst, p.Count[c]*p.Income[c], s)
			floats.AddScaled(p.weight, p.Count[c], s)
		}
	}
	floats.Div(dst, p.weight)
}

// EXPY writes the income content of the exports of every entity,
//
//	EXPY_c = sum_p S_cp PRODY_p,
//
// NaN for an entity without exports.
func (p *Period) EXPY(dst []float64) {
	p.prody = resize(p.prody, p.products)
	p.PRODY(p.prody)
	for i, w := range p.weight {
		if w == 0 {
			p.prody[i] = 0 // nobody exports it: it has no part in any basket
		}
	}
	for c, s := range p.Shares {
		dst[c] = math.NaN()
		if p.Total[c] > 0 {
			dst[c] = floats.Dot(s, p.prody)
		}
	}
}
