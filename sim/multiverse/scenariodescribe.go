package multiverse

import (
	"math"
	"slices"

	"panelstress/bootstrap"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
)

// change is what the shock does under one specification.
type change struct {
	mean, sd float64 // of the paired differences; NaN where there is none
	with     float64 // mean of the coefficient under the shock
	draws    int
	flips    float64 // share of draws in which the sign is another
}

// change of specification s: its draws less its estimate.
func (sh *shocked) change(s int) change {
	var d, with []float64
	c := change{}
	for _, b := range sh.coef[s*sh.draws : (s+1)*sh.draws] {
		if v := b - sh.estimates[s].Coef; v-v == 0 {
			d, with = append(d, v), append(with, b)
			if b*sh.estimates[s].Coef < 0 {
				c.flips++
			}
		}
	}
	m := bootstrap.MomentsOf(d)
	c.mean, c.sd, c.draws, c.with = m.Mean, m.SD, len(d), bootstrap.MomentsOf(with).Mean
	c.flips /= float64(len(d))
	return c
}

// describeShocked is a shocked curve in numbers; entities are those of the
// whole panel.
func (s *Scenario) describeShocked(sh *shocked, entities []string) sim.ScenarioCurve {
	r := sim.ScenarioCurve{
		Model: sh.grid.Focal.Model, Term: sh.grid.Focal.Term, Design: sh.design.String(), Grid: sim.Number(sh.grid.Size()),
		Combinations: sh.combinations, Specifications: sh.specs, Failed: []sim.Failure{}, Lost: []sim.LostEntity{},
	}
	lost := make([]int, len(entities))
	changes := make([]change, sh.specs)
	var means, with, without []float64
	for k := range changes {
		c, construction := sh.change(k), sh.u.Specs[k].Construction
		changes[k] = c
		r.Specs = append(r.Specs, sh.spec(k, c))
		sh.failures(k, &r.Failed)
		if sh.none[construction] {
			r.Untouched++
		}
		for _, g := range sh.lost[construction] {
			lost[g]++
		}
		if c.draws > 0 {
			means, with, without = append(means, c.mean), append(with, c.with), append(without, sh.estimates[k].Coef)
			r.SignFlips += sim.Number(c.flips)
		}
	}
	r.Estimates = len(means)
	r.SignFlips /= sim.Number(len(means))
	r.With, r.Without = sim.Number(bootstrap.MomentsOf(with).Mean), sim.Number(bootstrap.MomentsOf(without).Mean)
	r.Change = summaryOf(means)
	r.Change.MCSE = sim.Number(sh.mcse())
	for g, n := range lost {
		if n > 0 {
			r.Lost = append(r.Lost, sim.LostEntity{Entity: entities[g], Specifications: n})
		}
	}
	var changed [][]float64
	for _, h := range s.about(sh.grid.Focal) {
		v, moved := sh.verdicts(h, changes)
		r.Verdicts, changed = append(r.Verdicts, v), append(changed, moved)
	}
	r.Choices = sh.options(changes, changed)
	if sh.design == Full {
		r.Shares = sh.shares(changes, changed)
	}
	return r
}

func (sh *shocked) spec(k int, c change) sim.ChangeSpec {
	e := &sh.estimates[k]
	out := sim.ChangeSpec{
		Estimator: sh.u.Estimator(k), Estimate: sim.Number(e.Coef), P: sim.Number(e.p), Change: sim.Number(c.mean), SD: sim.Number(c.sd), Draws: c.draws,
	}
	for _, o := range sh.u.Specs[k].Choices {
		out.Options = append(out.Options, sim.Choice(o))
	}
	if e.Err != nil {
		out.Error = sim.Cause(e.Err)
	}
	return out
}

// failures counts what failed under a specification.
func (sh *shocked) failures(k int, list *[]sim.Failure) {
	f := sim.Failure{Model: sh.grid.Focal.Model, Estimator: sh.u.Estimator(k), Count: 1}
	if err := sh.estimates[k].Err; err != nil {
		f.Cause = sim.Cause(err)
		count(list, f)
	}
	for _, code := range sh.code[k*sh.draws : (k+1)*sh.draws] {
		if code != 0 {
			f.Cause = sim.CauseName(code)
			count(list, f)
		}
	}
}

func summaryOf(x []float64) sim.ChangeSummary {
	none := sim.Number(math.NaN())
	out := sim.ChangeSummary{MCSE: none, Min: none, Max: none, Quantiles: map[string]sim.Number{}}
	m := bootstrap.MomentsOf(x)
	out.Mean, out.SD = sim.Number(m.Mean), sim.Number(m.SD)
	var o bootstrap.Ordered
	o.Reset(x)
	for key, q := range map[string]float64{"0.025": 0.025, "0.25": 0.25, "0.5": 0.5, "0.75": 0.75, "0.975": 0.975} {
		out.Quantiles[key] = sim.Number(o.Quantile(q, bootstrap.Type7))
	}
	positive := 0
	for _, v := range x {
		if v > 0 {
			positive++
		}
	}
	out.Positive = sim.Number(float64(positive) / float64(len(x)))
	if len(x) > 0 {
		out.Min, out.Max = sim.Number(slices.Min(x)), sim.Number(slices.Max(x))
	}
	return out
}

// mcse is the standard error over the draws of the mean over specifications,
// those that have an estimate in every draw; blocks are units where draws are
// arranged.
func (sh *shocked) mcse() float64 {
	means, n := make([]float64, sh.draws), 0.0
	for k := range sh.specs {
		d := sh.coef[k*sh.draws : (k+1)*sh.draws]
		if e := sh.estimates[k].Coef; e-e != 0 || slices.ContainsFunc(d, math.IsNaN) {
			continue
		}
		n++
		for i, b := range d {
			means[i] += b - sh.estimates[k].Coef
		}
	}
	for i := range means {
		means[i] /= n
	}
	return sh.arm.Block().MeanMCSE(len(means), func(i int) float64 { return means[i] })
}

// options say what the shock does under each option.
func (sh *shocked) options(changes []change, changed [][]float64) (list []sim.ChangeChoice) {
	for k, source := range sh.grid.Sources {
		choice := sim.ChangeChoice{Name: source.Name}
		for o, option := range source.Options {
			b, made := make([]float64, sh.specs), make([]bool, sh.specs)
			out := sim.ChangeOption{Name: option.Name, Changed: make([]int, len(changed))}
			var with []float64
			for s := range b {
				b[s] = changes[s].mean
				if sh.u.Specs[s].Choices[k] < 0 {
					b[s] = math.NaN() // the choice does not arise
				}
				if made[s] = sh.u.Specs[s].Choices[k] == o; !made[s] || changes[s].draws == 0 {
					continue
				}
				with = append(with, b[s])
				for h := range changed {
					if changed[h][s] == 1 {
						out.Changed[h]++
					}
				}
			}
			m := bootstrap.MomentsOf(with)
			out.Estimates, out.Mean, out.SD, out.Influence = len(with), sim.Number(m.Mean), sim.Number(m.SD), sim.Number(sensitivity.Influence(b, made))
			choice.Options = append(choice.Options, out)
		}
		list = append(list, choice)
	}
	return list
}

// shares are those of the variance over the full grid, in which a
// specification stands once for every combination that gives it.
func (sh *shocked) shares(changes []change, changed [][]float64) *sim.ChangeShares {
	var levels []int
	for _, s := range sh.grid.Sources {
		levels = append(levels, len(s.Options))
	}
	out := &sim.ChangeShares{}
	decompose := func(of func(s int) float64) (list []sim.SourceShare) {
		y := make([]float64, len(sh.of))
		for i, s := range sh.of {
			y[i] = of(s)
		}
		a, err := sensitivity.Decompose(levels, y)
		if err != nil {
			panic(err) // the grid is full
		}
		out.Cells, out.Missing = a.Cells, a.Missing
		for k, s := range sh.grid.Sources {
			list = append(list, sim.SourceShare{Source: s.Name, First: sim.Number(a.First[k]), Total: sim.Number(a.Total[k])})
		}
		return list
	}
	out.Change = decompose(func(s int) float64 { return changes[s].mean })
	for h := range changed {
		out.Changed = append(out.Changed, decompose(func(s int) float64 { return changed[h][s] }))
	}
	return out
}
