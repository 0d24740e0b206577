package scenarios

import (
	"gonum.org/v1/gonum/stat/distuv"
)

// Amounts of a scenario come from independent standard normal variables e,
// through the correlations of its copula and its distributions. Latent lists
// the places, among the uniform numbers Phi(e) of a draw, of those that can
// change an amount.
func (p *Plan) Latent() (places []int) {
	for i := range p.steps {
		st := &p.steps[i]
		if st.each == PerRow || st.null() {
			continue
		}
		if !p.copula.independent() {
			for k := range p.width(st) {
				places = append(places, st.first+k)
			}
			continue
		}
		if _, fixed := st.amount.(Fixed); fixed {
			continue
		}
		if st.each == Once {
			places = append(places, st.first)
			continue
		}
		for _, g := range st.hit {
			places = append(places, st.first+g)
		}
	}
	if p.copula.loading != nil {
		places = append(places, p.dim-2)
	}
	return places
}

func (p *Plan) width(st *step) int {
	if st.each == Once {
		return 1
	}
	return p.entities
}

// Centre are the uniform numbers of the median scenario, the divisor of a t
// copula at 1.
func (p *Plan) Centre() []float64 {
	u := make([]float64, p.dim)
	for i := range u {
		u[i] = 0.5
	}
	if p.copula.dof > 0 {
		u[p.dim-1] = distuv.ChiSquared{K: p.copula.dof}.CDF(p.copula.dof)
	}
	return u
}

// DoF is that of the t copula; 0: the copula is Gaussian.
func (p *Plan) DoF() float64 { return p.copula.dof }

// Drawn is an uncertain amount of a draw. Z is its latent variable: standard
// normal, or t under a t copula. Entity is -1 where it is one for all.
type Drawn struct {
	Event, Entity int
	Z, Amount     float64
}

// Drawn are the uncertain amounts that uniform numbers give, as they are drawn:
// before exposure and spread.
func (p *Plan) Drawn(u []float64) (out []Drawn) {
	mix := 1.0
	if !p.copula.independent() {
		mix = p.latent(u)
	}
	for i := range p.steps {
		st := &p.steps[i]
		if _, fixed := st.amount.(Fixed); fixed || st.each == PerRow || st.null() {
			continue
		}
		entities := st.hit
		if st.each == Once {
			entities = []int{-1}
		}
		for _, g := range entities {
			d := Drawn{Event: i, Entity: g}
			at := st.first + max(g, 0)
			if p.copula.independent() {
				d.Z, d.Amount = normalQuantile(u[at]), p.size*st.amount.Quantile(u[at])
			} else {
				d.Z = p.z[at] / mix
				d.Amount = p.size * atScore(st.amount, p.copula.score(p.z[at], mix))
			}
			out = append(out, d)
		}
	}
	return out
}

// ByLot is an error where a scenario loses values by lot: then no amount says
// what happens.
func (p *Plan) ByLot(key string) error {
	for i := range p.steps {
		if p.steps[i].effect == Missing {
			return wrong(key, "a scenario of missing values, which are lost by lot", "amounts that say what happens: as: relative, absolute, sd, log or value")
		}
	}
	return nil
}

// Uncertain is an error where no amount of a scenario is uncertain.
func (p *Plan) Uncertain(key string) error {
	if len(p.Drawn(p.Centre())) == 0 {
		return wrong(key, "a scenario whose amounts are all certain, or drawn per row", "an amount with a distribution, drawn once or per entity: each: entity lets the entities differ")
	}
	return nil
}
