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

// Listed is met by choices that take one of a few ways, so that each can be
// looked at by itself.
type Listed interface {
	Choices

	// Ways is their number for an index.
	Ways(c *index.Choice) int

	// Take makes one of them and says what was changed, and of what.
	Take(c *index.Choice, way int) (change, name string)
}

// What a way changes.
const (
	LeftOut = "left out"
	Scheme  = "weights by"
	Turned  = "direction turned"
)

// draw takes a way, each with the same probability.
func draw[L Listed](l L, c *index.Choice, rng *rand.Rand) {
	if n := l.Ways(c); n > 0 {
		l.Take(c, rng.IntN(n))
	}
}

// DropIndicator leaves out one indicator, each with the same probability. An
// index of one indicator keeps it.
type DropIndicator struct{}

var _ Listed = DropIndicator{}

// Choose implements Choices.
func (d DropIndicator) Choose(c *index.Choice, rng *rand.Rand) { draw(d, c, rng) }

// Ways implements Listed.
func (DropIndicator) Ways(c *index.Choice) int { return severalOf(c.Indicators()) }

// Take implements Listed.
func (DropIndicator) Take(c *index.Choice, way int) (change, name string) {
	return leaveOut(c, c.Indicators()[way])
}

// DropPillar leaves out one pillar with all of its indicators, each pillar
// with the same probability. An index with fewer than two is left as it is.
type DropPillar struct{}

var _ Listed = DropPillar{}

// Choose implements Choices.
func (d DropPillar) Choose(c *index.Choice, rng *rand.Rand) { draw(d, c, rng) }

// Ways implements Listed.
func (DropPillar) Ways(c *index.Choice) int { return severalOf(c.Pillars()) }

// Take implements Listed.
func (DropPillar) Take(c *index.Choice, way int) (change, name string) {
	return leaveOut(c, c.Pillars()[way])
}

// severalOf is the number of places of which one can be left out.
func severalOf(places []int) int {
	if len(places) < 2 {
		return 0
	}
	return len(places)
}

func leaveOut(c *index.Choice, place int) (change, name string) {
	c.Times[place] = 0
	return LeftOut, c.Member(place)
}

// SwapScheme finds the weights by one of several schemes, each with the same
// probability. Groups with a scheme of their own keep it.
type SwapScheme struct {
	Names   []string
	Schemes []index.Weighter
}

var _ Listed = SwapScheme{}

// Choose implements Choices.
func (s SwapScheme) Choose(c *index.Choice, rng *rand.Rand) { draw(s, c, rng) }

// Ways implements Listed.
func (s SwapScheme) Ways(*index.Choice) int { return len(s.Schemes) }

// Take implements Listed.
func (s SwapScheme) Take(c *index.Choice, way int) (change, name string) {
	c.Weighter = s.Schemes[way]
	return Scheme, s.Names[way]
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

var _ Listed = Flip{}

func (f Flip) probability(name string) float64 {
	if f.Probability != nil {
		return f.Probability[name]
	}
	return f.Each
}

// Choose implements Choices.
func (f Flip) Choose(c *index.Choice, rng *rand.Rand) {
	for j, name := range c.Names() {
		if p := f.probability(name); p > 0 {
			c.Flip[j] = rng.Float64() < p
		}
	}
}

// Ways implements Listed: the indicators that can turn, each alone.
func (f Flip) Ways(c *index.Choice) (n int) {
	for _, name := range c.Names() {
		if f.probability(name) > 0 {
			n++
		}
	}
	return n
}

// Take implements Listed.
func (f Flip) Take(c *index.Choice, way int) (change, name string) {
	for j, name := range c.Names() {
		if f.probability(name) > 0 {
			if way == 0 {
				c.Flip[j] = true
				return Turned, name
			}
			way--
		}
	}
	return "", ""
}

// ResampleIndicators draws the indicators of every group with replacement,
// as many as it has: those at hand are taken for a sample of all that could
// have been used. An indicator drawn twice is two, and has the weight of both.
type ResampleIndicators struct{}

var _ Choices = ResampleIndicators{}

// Choose implements Choices.
func (ResampleIndicators) Choose(c *index.Choice, rng *rand.Rand) { c.Resample(rng.IntN) }
