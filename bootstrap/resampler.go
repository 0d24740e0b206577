package bootstrap

import (
	"math/rand/v2"

	"panelstress/data"
)

// Resampler decides which entities of src make up a draw, and how often each
// of them is in it. It overwrites dst, reuses its memory, takes all its
// randomness from rng and leaves src alone. A Resampler holds settings and
// no state, so that workers share one.
type Resampler interface {
	Resample(dst *data.Sample, src *data.Panel, rng *rand.Rand)
}
