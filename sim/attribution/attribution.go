package attribution

import (
	"context"
	"fmt"
	"math"

	"panelstress/bootstrap"
	"panelstress/scenarios"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
	"panelstress/sim/store"
)

// Arm is the name of the arm that an attribution leaves.
const Arm = "sensitivity"

// Attribution says of which coefficients and to which sources.
type Attribution struct {
	Grids        []*sim.Grid         // a coefficient each, with its choices
	Scenarios    []Scenario          // one source: none of them, or one; nil: no source
	Weights      scenarios.Weights   // one source; nil: no source
	ByIndicator  bool                // each weight is a source; Weights are Coordinates
	Resampler    bootstrap.Resampler // one source; nil: no source
	Design       Design
	Rows         int // of a Saltelli design
	SecondOrder  bool
	Resamples    int     // for intervals of indices
	Level        float64 // of these intervals
	Alpha        float64 // significant is p below it
	Standardised bool    // the studies of the grids have standardised indices
	Seed         uint64
}

// Scenario is something that may happen to the sample.
type Scenario struct {
	Scenario *scenarios.Scenario
	Shocks   []scenarios.Shock // it, resolved
}

// Design says which runs are made.
type Design int

const (
	Sobol Design = iota // Saltelli's on a scrambled Sobol sequence
	Latin               // Saltelli's on a Latin hypercube
	Full                // all combinations of choices and scenarios: exact
)

func (d Design) String() string { return [...]string{"sobol", "lhs", "full"}[d] }

// Options say how an attribution is run; they do not change a result.
type Options struct {
	Dir     string // of the journal, and of what is kept for a run that goes on
	Resume  bool   // go on with what Dir has
	Workers int    // 0: one per processor
	Observe func(arm string, done, total int)
}

// Kinds of sources.
const (
	choiceKind   = "choice"
	scenarioKind = "scenario"
	weightsKind  = "weights"
	samplingKind = "sampling"
)

// Sources are those of a coefficient, in the order of the groups of its
// design; weightNames are those of the grid.
func (a *Attribution) Sources(g *sim.Grid, weightNames []string) (list []sim.SensitivitySource) {
	for _, s := range g.Sources {
		source := sim.SensitivitySource{Name: s.Name, Kind: choiceKind}
		for _, o := range s.Options {
			source.Options = append(source.Options, o.Name)
		}
		list = append(list, source)
	}
	if len(a.Scenarios) > 0 {
		source := sim.SensitivitySource{Name: "scenario", Kind: scenarioKind, Options: []string{"none"}}
		for _, s := range a.Scenarios {
			source.Options = append(source.Options, s.Scenario.Name)
		}
		list = append(list, source)
	}
	switch {
	case a.Design == Full:
		return list
	case a.Weights != nil && a.ByIndicator:
		for _, name := range weightNames {
			list = append(list, sim.SensitivitySource{Name: "weight of " + name, Kind: weightsKind})
		}
	case a.Weights != nil:
		list = append(list, sim.SensitivitySource{Name: "weight perturbation", Kind: weightsKind})
	}
	if a.Resampler != nil {
		list = append(list, sim.SensitivitySource{Name: "sampling", Kind: samplingKind})
	}
	return list
}

// Size is the number of runs for a coefficient.
func (a *Attribution) Size(g *sim.Grid, sources int) float64 {
	if a.Design == Full {
		return g.Size() * float64(1+len(a.Scenarios))
	}
	return float64(sensitivity.Design{Rows: a.Rows, Groups: sources, SecondOrder: a.SecondOrder}.Runs())
}

// Run makes all runs, adds arm, verdicts and the section to r and leaves the
// runs in a journal. Resolve comes first.
func (a *Attribution) Run(ctx context.Context, c *sim.Chain, r *sim.Result, o Options) (*store.Journal, error) {
	plans, all, section, err := a.runs(ctx, sim.Kept{Chain: c, Dir: o.Dir, Resume: o.Resume}, o)
	if err != nil {
		return nil, err
	}
	r.Sensitivity = section
	r.Arms = append(r.Arms, a.arm(plans, all, section))
	judge(r.Hypotheses, plans, all)
	return record(c, o.Dir, plans, all)
}

// Resolve makes shocks of the scenarios, whose errors are for the user.
func (a *Attribution) Resolve(c *sim.Chain) error {
	for i := range a.Scenarios {
		shock, err := c.Shock(a.Scenarios[i].Scenario)
		if err != nil {
			return err
		}
		a.Scenarios[i].Shocks = []scenarios.Shock{shock}
	}
	return nil
}

// runs makes all runs and decomposes their responses.
func (a *Attribution) runs(ctx context.Context, keep sim.Kept, o Options) (plans []*plan, all []*Outcomes, r *sim.SensitivityResult, err error) {
	r = &sim.SensitivityResult{
		Arm: Arm, Design: a.Design.String(), SecondOrder: a.SecondOrder && a.Design != Full, Level: sim.Number(a.Level), Alpha: sim.Number(a.Alpha),
		Standardised: a.Standardised, Coefficients: []sim.SensitivityOf{}, Conventions: a.conventions(),
	}
	if a.Design != Full {
		r.Rows, r.Resamples = a.Rows, a.Resamples
	}
	work := &sim.Progress{Arm: Arm, Observe: o.Observe}
	for _, g := range a.Grids {
		p, err := a.plan(g)
		if err != nil {
			return nil, nil, nil, err
		}
		plans = append(plans, p)
		work.Total += p.runs()
	}
	for i, p := range plans {
		out, err := a.estimate(ctx, p, keep, fmt.Sprintf("%s runs %d", Arm, i), o.Workers, work)
		if err != nil {
			return nil, nil, nil, err
		}
		of, err := a.describe(ctx, p, out, i, o.Workers)
		if err != nil {
			return nil, nil, nil, err
		}
		of.FirstDraw = r.Runs
		r.Runs += p.runs()
		r.Coefficients = append(r.Coefficients, of)
		all = append(all, out)
	}
	return plans, all, r, nil
}

// conventions name the estimators of the indices.
func (a *Attribution) conventions() []string {
	if a.Design == Full {
		return []string{sim.ExactShares}
	}
	return []string{sim.SampledShares, sim.SampledSources}
}

// baseline is the study as it is written.
func (p *plan) baseline() sim.Estimate {
	r := p.u.Runner(p.u.Specs[p.asWritten].Construction, sim.Arm{})
	r.Draw(0)
	return r.Estimate(p.asWritten)
}

// points are those of the coordinates of the choices, scenarios and single
// weights of a coefficient.
func (a *Attribution) points(coordinates int, name string) (sensitivity.Points, error) {
	switch {
	case coordinates == 0:
		return nil, nil
	case a.Design == Latin:
		return sensitivity.NewLatin(a.Rows, 2*coordinates, sim.Random(a.Seed, Arm+" points "+name, 0)), nil
	case 2*coordinates > sensitivity.MaxDimensions:
		return nil, fmt.Errorf("attribution: %d sources with coordinates, and a Sobol sequence has room for %d", coordinates, sensitivity.MaxDimensions/2)
	}
	s, err := sensitivity.NewSequence(2 * coordinates)
	if err == nil {
		s.Scramble(sim.Random(a.Seed, Arm+" points "+name, 0))
	}
	return s, err
}

// keeps is 1 where a coefficient has the sign of the baseline, else 0.
func keeps(coef, baseline float64) float64 {
	switch v := coef * baseline; {
	case math.IsNaN(v):
		return math.NaN()
	case v > 0:
		return 1
	}
	return 0
}
