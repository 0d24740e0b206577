package sim

import (
	"fmt"
	"sync"
	"sync/atomic"

	"panelstress/data"
	"panelstress/data/index"
)

// built is an index at the baseline. It does not change.
type built struct {
	plan            *index.Plan
	weights, scores []float64
}

// builds are the indices that the chains of a multiverse have in common: most
// of its constructions differ in one of several indices.
type builds struct {
	known sync.Map // text of an index -> *built
	size  atomic.Int64
}

// mostBuilds are kept; an index of a dozen indicators takes some ten
// kilobytes.
const mostBuilds = 4096

// build computes an index on all rows of the panel. An index whose indicators
// are the same in every chain of a multiverse is computed once.
func (c *Chain) build(d definition) (*built, error) {
	var shared *builds
	if c.study.part != nil {
		shared = c.study.part.builds
	}
	for _, in := range d.index.Indicators {
		if c.changes[in.Name] { // another index, or what a shock reaches
			shared = nil
		}
	}
	if shared == nil {
		return c.buildAnew(d)
	}
	key := fmt.Sprintf("%#v", *d.index)
	if b, ok := shared.known.Load(key); ok {
		return b.(*built), nil
	}
	b, err := c.buildAnew(d)
	if err == nil && shared.size.Add(1) <= mostBuilds {
		shared.known.Store(key, b)
	}
	return b, err
}

func (c *Chain) buildAnew(d definition) (*built, error) {
	plan, err := index.Compile(d.index, c.panel)
	if err != nil {
		return nil, within(d.key, err)
	}
	work := plan.NewWork()
	var all data.Sample
	all.All(len(c.panel.Entities()))
	if err := plan.Weigh(work, &all); err != nil {
		return nil, within(d.key, err)
	}
	b := &built{plan: plan, weights: append([]float64(nil), work.Weights...), scores: make([]float64, c.rows)}
	if err := plan.Score(b.scores, work, &all); err != nil {
		return nil, within(d.key, err)
	}
	return b, nil
}
