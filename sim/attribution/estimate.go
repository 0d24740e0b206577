package attribution

import (
	"context"
	"fmt"
	"math/rand/v2"

	"panelstress/scenarios"
	"panelstress/sim"
)

// Outcomes are the estimates of the runs of a coefficient, in their order.
type Outcomes struct {
	Coef, SE, P []float64
	Code        []uint8 // of what failed: see sim.CauseCode; 0: nothing
}

// chunk is a number of runs of one construction and scenario.
type chunk struct{ first, end int } // places in the order

// chunkRuns is small enough that workers end together and Ctrl-C is heard.
const chunkRuns = 256

func (p *plan) chunks(order []int) (list []chunk) {
	for i, r := range order {
		if i > 0 {
			last, before := &list[len(list)-1], order[i-1]
			if p.construction(before) == p.construction(r) && p.scenario[before] == p.scenario[r] && i-last.first < chunkRuns {
				last.end = i + 1
				continue
			}
		}
		list = append(list, chunk{i, i + 1})
	}
	return list
}

// estimate makes all runs.
func (a *Attribution) estimate(ctx context.Context, p *plan, keep sim.Kept, name string, workers int, work *sim.Progress) (*Outcomes, error) {
	n := p.runs()
	out := &Outcomes{Coef: make([]float64, n), SE: make([]float64, n), P: make([]float64, n), Code: make([]uint8, n)}
	order := p.order()
	chunks := p.chunks(order)
	cells := make([]*cell, sim.Workers(workers))
	const numbers = 4 // of a run
	size := func(i int) int { return numbers * (chunks[i].end - chunks[i].first) }
	all, err := keep.Items(ctx, name, workers, len(chunks), size, func(worker, i int, made []float64) error {
		runs := order[chunks[i].first:chunks[i].end]
		c := cells[worker]
		if c == nil || c.construction != p.construction(runs[0]) || c.scenario != p.scenario[runs[0]] {
			c = a.cell(p, runs[0])
			cells[worker] = c
		}
		for k, r := range runs {
			e, err := c.run(p, r)
			if err != nil {
				return err
			}
			made := made[numbers*k:]
			made[0], made[1], made[2], made[3] = e.Coef, e.SE, e.P(), 0
			if e.Err != nil {
				made[3] = float64(sim.CauseCode(e.Err))
			}
		}
		work.Add(worker, len(runs))
		return nil
	})
	for i, made := range all {
		for _, r := range order[chunks[i].first:chunks[i].end] {
			out.Coef[r], out.SE[r], out.P[r], out.Code[r] = made[0], made[1], made[2], uint8(made[3])
			made = made[numbers:]
		}
	}
	return out, err
}

// cell is a construction under a scenario, ready for runs. It belongs to one
// worker.
type cell struct {
	construction, scenario int
	runner                 *sim.Runner
	single                 *singleWeights
	drawn                  bool
	parts                  sim.Parts
}

func (a *Attribution) cell(p *plan, run int) *cell {
	arm := sim.Arm{Name: Arm, Kind: Arm, Resampler: a.Resampler}
	c := &cell{construction: p.construction(run), scenario: p.scenario[run]}
	if c.scenario > 0 {
		arm.Shocks = a.Scenarios[c.scenario-1].Shocks
	}
	switch {
	case p.single > 0:
		c.single = &singleWeights{perturb: a.Weights.(scenarios.Coordinates), u: make([]float64, p.single)}
		arm.Weights = c.single
	case p.weights >= 0:
		arm.Weights = a.Weights
	}
	if p.sampling < 0 {
		arm.Resampler = nil
	}
	c.runner = p.u.Runner(c.construction, arm)
	return c
}

// run makes one run. Runs with equal parts share a draw.
func (c *cell) run(p *plan, r int) (e sim.Estimate, err error) {
	parts := p.parts(r)
	if !c.drawn || parts != c.parts || c.single != nil {
		if c.single != nil {
			p.uniforms(c.single.u, r)
		}
		c.runner.DrawParts(parts)
		c.drawn, c.parts = true, parts
		if c.single != nil && c.single.beyond {
			return e, fmt.Errorf("attribution: a build of the indices has more weights than the %d of the study", len(c.single.u))
		}
	}
	return c.runner.Estimate(p.spec[r]), nil
}

// singleWeights perturbs the weights of a draw by coordinates, one after the
// other. It has the state of one worker.
type singleWeights struct {
	perturb scenarios.Coordinates
	u       []float64
	at      int
	beyond  bool
}

var (
	_ scenarios.Weights = (*singleWeights)(nil)
	_ sim.Beginner      = (*singleWeights)(nil)
)

// Begin implements sim.Beginner.
func (s *singleWeights) Begin() { s.at = 0 }

// Perturb implements scenarios.Weights.
func (s *singleWeights) Perturb(w []float64, _ *rand.Rand) {
	if s.beyond = s.beyond || s.at+len(w) > len(s.u); s.beyond {
		return
	}
	s.perturb.PerturbAt(w, s.u[s.at:s.at+len(w)])
	s.at += len(w)
}
