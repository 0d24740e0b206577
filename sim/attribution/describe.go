package attribution

import (
	"context"
	"fmt"
	"math"

	"panelstress/sim"
	"panelstress/sim/sensitivity"
)

// describe decomposes the responses of a coefficient.
func (a *Attribution) describe(ctx context.Context, p *plan, out *Outcomes, number, workers int) (sim.SensitivityOf, error) {
	base := p.baseline()
	of := sim.SensitivityOf{
		Model: p.grid.Focal.Model, Term: p.grid.Focal.Term, Runs: p.runs(), Sources: p.sources, Failed: p.failures(out),
		Baseline: sim.Number(base.Coef), BaselineSE: sim.Number(base.SE), BaselineP: sim.Number(base.P()),
	}
	n := p.runs()
	sign, significant := make([]float64, n), make([]float64, n)
	for r, b := range out.Coef {
		sign[r], significant[r] = keeps(b, base.Coef), math.NaN()
		if !math.IsNaN(out.P[r]) {
			significant[r] = 0
			if out.P[r] < a.Alpha {
				significant[r] = 1
			}
		}
	}
	for k, y := range [][]float64{out.Coef, sign, significant} {
		r := sim.SensitivityResponse{Name: sim.SensitivityResponses[k]}
		var err error
		if a.Design == Full {
			err = p.exact(&r, y)
		} else {
			err = a.sampledShares(ctx, p, &r, y, fmt.Sprintf("%s resamples %d %d", Arm, number, k), workers)
		}
		if err != nil {
			return of, err
		}
		of.Responses = append(of.Responses, r)
	}
	return of, nil
}

// failures counts runs without an estimate by cause and estimator.
func (p *plan) failures(out *Outcomes) []sim.Failure {
	list := []sim.Failure{}
	for r, code := range out.Code {
		if code == 0 {
			continue
		}
		f := sim.Failure{Cause: sim.CauseName(code), Model: p.grid.Focal.Model, Estimator: p.u.Estimator(p.spec[r]), Count: 1}
		found := false
		for i := range list {
			if o := &list[i]; o.Cause == f.Cause && o.Estimator == f.Estimator {
				o.Count++
				found = true
			}
		}
		if !found {
			list = append(list, f)
		}
	}
	return list
}

// sampledShares estimates the indices of all sources, each with random
// numbers of its own.
func (a *Attribution) sampledShares(ctx context.Context, p *plan, r *sim.SensitivityResponse, y []float64, stream string, workers int) error {
	sample := p.design.Gather(y)
	mean, variance, rows := sample.Moments()
	r.Mean, r.Variance, r.Rows = sim.Number(mean), sim.Number(variance), rows
	r.Sources = make([]sim.SensitivityIndex, len(p.sources))
	settings := func(i int) sensitivity.Settings {
		return sensitivity.Settings{Resamples: a.Resamples, Level: a.Level, Rng: sim.Random(a.Seed, stream, i)}
	}
	err := sim.Parallel(ctx, workers, len(p.sources), func(_, g int) error {
		s := sample.Source(g, settings(g))
		r.Sources[g] = sim.SensitivityIndex{
			Source: p.sources[g].Name, First: sim.Number(s.First.Estimate), FirstInterval: interval(s.First),
			Total: sim.Number(s.Total.Estimate), TotalInterval: interval(s.Total), Rows: s.Rows, Dropped: s.Dropped,
		}
		return nil
	})
	if err != nil || !a.SecondOrder {
		return err
	}
	pairs := sample.PairNumbers()
	r.Pairs = make([]sim.SensitivityPair, len(pairs))
	return sim.Parallel(ctx, workers, len(pairs), func(_, i int) error {
		s := sample.Pair(pairs[i][0], pairs[i][1], settings(len(p.sources)+i))
		r.Pairs[i] = sim.SensitivityPair{
			Sources: [2]string{p.sources[s.First].Name, p.sources[s.Second].Name}, Index: sim.Number(s.Index.Estimate), Interval: interval(s.Index), Rows: s.Rows,
		}
		return nil
	})
}

func interval(i sensitivity.Index) sim.Interval {
	return sim.Interval{sim.Number(i.Lower), sim.Number(i.Upper)}
}

// exact decomposes the table of all combinations.
func (p *plan) exact(r *sim.SensitivityResponse, y []float64) error {
	var levels []int
	for _, s := range p.sources {
		levels = append(levels, len(s.Options))
	}
	d, err := sensitivity.Decompose(levels, y)
	if err != nil {
		return err
	}
	none := sim.Interval{sim.Number(math.NaN()), sim.Number(math.NaN())}
	r.Mean, r.Variance, r.Rows = sim.Number(d.Mean), sim.Number(d.Variance), d.Cells
	for i, s := range p.sources {
		r.Sources = append(r.Sources, sim.SensitivityIndex{
			Source: s.Name, First: sim.Number(d.First[i]), FirstInterval: none, Total: sim.Number(d.Total[i]), TotalInterval: none, Rows: d.Cells, Dropped: d.Missing,
		})
		for j := i + 1; j < len(p.sources); j++ {
			r.Pairs = append(r.Pairs, sim.SensitivityPair{
				Sources: [2]string{s.Name, p.sources[j].Name}, Index: sim.Number(d.Pairs[i][j]), Interval: none, Rows: d.Cells,
			})
		}
	}
	return nil
}
