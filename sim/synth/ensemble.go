package synth

import (
	"context"

	"panelstress/sim"
)

// Each makes the panels whose numbers are listed and hands each to done as it
// is ready, from any worker and in any order. A panel depends on the problem,
// the seed and its number alone.
func Each(ctx context.Context, p *Problem, seed uint64, numbers []int, workers int, done func(*Panel) error) error {
	return sim.Parallel(ctx, workers, len(numbers), func(_, i int) error {
		made, err := Make(ctx, p, seed, numbers[i])
		if err != nil {
			return err
		}
		return done(made)
	})
}
