package bootstrap

import (
	"math/rand/v2"

	"panelstress/data"
)

// Entities is the pairs cluster bootstrap: entities are drawn independently,
// with replacement and equal probability, each with all of its rows
// (Cameron, Gelbach and Miller 2008, section III.A). The counts are
// multinomial.
//
// Size is the number of entities drawn; 0 means as many as the panel has.
// Another size is the m out of n bootstrap: its standard deviation belongs to
// a panel of Size entities and must be multiplied by sqrt(Size/G) by whoever
// wants that of G.
type Entities struct {
	Size int
}

var _ Resampler = Entities{}

// Resample draws the entities. It takes Size (or G) numbers below G from rng.
func (e Entities) Resample(dst *data.Sample, src *data.Panel, rng *rand.Rand) {
	g := len(src.Entities())
	dst.Set(g, nil)
	m := e.Size
	if m == 0 {
		m = g
	}
	for range m {
		dst.Count[rng.IntN(g)]++
	}
	dst.Index()
}
