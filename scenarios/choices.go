package scenarios

import (
	"math/rand/v2"

	"panelstress/data/index"
)

// Choices changes how an index is built in a draw, before anything is found
// from the data: normalisation and weights are those of what was chosen. The
// choice that it is given is that of the index as compiled.
type Choices interface {
	Choose(c *index.Choice, rng *rand.Rand)
}

// DropIndicator leaves out one indicator, each with the same probability. An
// index of one indicator keeps it.
type DropIndicator struct{}

var _ Choices = DropIndicator{}

// Choose implements Choices.
func (DropIndicator) Choose(c *index.Choice, rng *rand.Rand) { dropOne(c, c.Indicators(), rng) }

// DropPillar leaves out one pillar with all of its indicators, each pillar
// with the same probability. An index with fewer than two is left as it is.
type DropPillar struct{}

var _ Choices = DropPillar{}

// Choose implements Choices.
func (DropPillar) Choose(c *index.Choice, rng *rand.Rand) { dropOne(c, c.Pillars(), rng) }

func dropOne(c *index.Choice, places []int, rng *rand.Rand) {
	if len(places) > 1 {
		c.Times[places[rng.IntN(len(places))]] = 0
	}
}

// SwapScheme finds the weights by one of several schemes, each with the same
// probability. Groups with a scheme of their own keep it.
type SwapScheme struct{ Schemes []index.Weighter }

var _ Choices = SwapScheme{}

// Choose implements Choices.
func (s SwapScheme) Choose(c *index.Choice, rng *rand.Rand) {
	c.Weighter = s.Schemes[rng.IntN(len(s.Schemes))]
}

// Check tells whether the schemes fit an index.
func (s SwapScheme) Check(p *index.Plan) error {
	for _, w := range s.Schemes {
		if err := p.Accepts(w); err != nil {
			return err
		}
	}
	return nil
}

// Flip turns the direction of indicators, independently of each other:
// whether more of them is better is doubtful. Probability is by name; where
// it is nil, every indicator turns with the probability Each.
type Flip struct {
	Probability map[string]float64
	Each        float64
}

var _ Choices = Flip{}

// Choose implements Choices.
func (f Flip) Choose(c *index.Choice, rng *rand.Rand) {
	for j, name := range c.Names() {
		p := f.Each
		if f.Probability != nil {
			p = f.Probability[name]
		}
		if p > 0 {
			c.Flip[j] = rng.Float64() < p
		}
	}
}

// ResampleIndicators draws the indicators of every group with replacement,
// as many as it has: those at hand are taken for a sample of all that could
// have been used. An indicator drawn twice is two, and has the weight of both.
type ResampleIndicators struct{}

var _ Choices = ResampleIndicators{}

// Choose implements Choices.
func (ResampleIndicators) Choose(c *index.Choice, rng *rand.Rand) { c.Resample(rng.IntN) }
