package sim

import (
	"math/rand/v2"

	"panelstress/bootstrap"
	"panelstress/scenarios"
)

// Arrangement lays out the uniform numbers of a scenario's draws so that means
// over draws are known better than from independent ones. Draws come in blocks
// of consecutive numbers, which are independent of each other.
type Arrangement interface {
	Block() int // number of draws
	String() string

	// Arrange lays out the uniform numbers u of the draws of a block, which are
	// independent as they come. Places are those that can change an amount.
	Arrange(u [][]float64, places []int, rng *rand.Rand)
}

// Block is the number of draws of the arm that depend on each other.
func (a *Arm) Block() bootstrap.Blocks {
	if a.Arrange == nil {
		return 1
	}
	return bootstrap.Blocks(a.Arrange.Block())
}

// arranged are the uniform numbers of the block of draws that a worker is in.
// They depend on seed, arm and number of the block alone.
type arranged struct {
	of     Arrangement
	stream *stream
	places []int
	u      [][]float64
	block  int // that u is of; -1: none yet
}

// newArranged is nil where an arm does not arrange its draws.
func newArranged(seed uint64, arm Arm) *arranged {
	plan := scenarioPlan(arm)
	if arm.Arrange == nil || plan == nil {
		return nil
	}
	a := &arranged{of: arm.Arrange, stream: newStream(seed, arm.Name+"\x00arranged"), places: plan.Latent(), block: -1}
	dim := len(plan.Centre())
	for range a.of.Block() {
		a.u = append(a.u, make([]float64, dim))
	}
	return a
}

// at are the uniform numbers of draw i, valid until the next call.
func (a *arranged) at(i int) []float64 {
	if b := i / len(a.u); b != a.block {
		rng := a.stream.at(b)
		for _, u := range a.u {
			scenarios.Uniforms(u, rng)
		}
		a.of.Arrange(a.u, a.places, rng)
		a.block = b
	}
	return a.u[i%len(a.u)]
}
