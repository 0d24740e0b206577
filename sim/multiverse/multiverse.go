package multiverse

import (
	"context"
	"fmt"
	"slices"

	"panelstress/data"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
	"panelstress/sim/store"
)

// Arm is the name of the arm that a multiverse leaves.
const Arm = "multiverse"

// Multiverse says which grids are estimated and how.
type Multiverse struct {
	Grids        []*sim.Grid
	Design       Design
	Draws        int     // combinations of a sample
	Most         int     // combinations that Auto takes in full
	Alpha        float64 // significant is p below it
	Standardised bool    // the studies of the grids have standardised indices
	Null         Null    // of the joint tests
	Permutations int     // draws under the null; 0: no tests
	Seed         uint64
}

// Design says which combinations of a grid are taken.
type Design int

const (
	Auto  Design = iota // all where they are not more than Most, else Sobol
	Full                // all
	Sobol               // Draws points of a Sobol sequence, each source a dimension
	Latin               // Draws points of a Latin hypercube
)

func (d Design) String() string { return [...]string{"auto", "full", "sobol", "lhs"}[d] }

// Of is the design that is used for a grid.
func (m *Multiverse) Of(g *sim.Grid) Design {
	switch {
	case m.Design == Auto && g.Size() <= float64(m.Most):
		return Full
	case m.Design == Auto:
		return Sobol
	}
	return m.Design
}

// combinations of a grid under the design.
func (m *Multiverse) combinations(g *sim.Grid) (list [][]int, err error) {
	d := m.Of(g)
	if d == Full {
		for i := range int(g.Size()) {
			list = append(list, g.Combination(nil, i))
		}
		return list, nil
	}
	var points sensitivity.Points
	if d == Sobol {
		points, err = sensitivity.NewSequence(max(1, len(g.Sources)))
	} else {
		points = sensitivity.NewLatin(m.Draws, len(g.Sources), sim.Random(m.Seed, Arm+" "+g.Focal.String(), 0))
	}
	u := make([]float64, len(g.Sources))
	for i := 0; err == nil && i < m.Draws; i++ {
		points.At(u, i)
		list = append(list, g.At(nil, u))
	}
	return list, err
}

// Options say how a multiverse is run; they do not change a result.
type Options struct {
	Dir     string // of the journal, and of what is kept for a run that goes on
	Resume  bool   // go on with what Dir has
	Workers int    // 0: one per processor
	Observe func(arm string, done, total int)
}

// Run estimates all grids, adds arm, verdicts and curves to r and leaves the
// draws in a journal.
func (m *Multiverse) Run(ctx context.Context, c *sim.Chain, r *sim.Result, o Options) (*store.Journal, error) {
	out := &sim.MultiverseResult{Arm: Arm, Significant: sim.Number(m.Alpha), Standardised: m.Standardised, Curves: []sim.CurveResult{}}
	var all []*curve
	work := &sim.Progress{Arm: Arm, Observe: o.Observe}
	for _, g := range m.Grids {
		cv, err := m.layOut(g)
		if err != nil {
			return nil, err
		}
		work.Total += len(cv.u.Specs) * (1 + m.Permutations)
		all = append(all, cv)
	}
	first := 0
	for _, cv := range all {
		cv.first = first
		if err := cv.estimate(ctx, o.Workers, work); err != nil {
			return nil, err
		}
		cr := m.describe(cv)
		if cr.Summary.Estimates == 0 {
			return nil, nothing(&cr)
		}
		if m.Permutations > 0 {
			tests, err := m.test(ctx, cv, sim.Kept{Chain: c, Dir: o.Dir, Resume: o.Resume}, o.Workers, work)
			if err != nil {
				return nil, err
			}
			cr.Tests = tests
		}
		out.Curves = append(out.Curves, cr)
		first += cv.specs
	}
	r.Multiverse = out
	arm := m.arm(all, out)
	r.Arms = append(r.Arms, arm)
	judge(r, out)
	return record(c, o.Dir, all)
}

// nothing is the error that no specification could be estimated.
func nothing(r *sim.CurveResult) error {
	found := fmt.Sprintf("no estimate of %s.%s under %d specifications", r.Model, r.Term, r.Specifications)
	for _, f := range r.Failed {
		found += fmt.Sprintf("; %d: %s", f.Count, f.Cause)
	}
	return &data.InputError{Key: "multiverse", Found: found, Expected: "choices that these data can meet"}
}

// curve is a grid with its estimates.
type curve struct {
	grid         *sim.Grid
	design       Design
	combinations int
	of           []int // specification of every combination
	u            *sim.Universe
	specs        int // those of the combinations come first
	estimates    []estimate
	base         []int // specifications that are the study as written, one per estimator
	first        int   // draw of the first specification
}

// estimate is a specification with all its coefficients.
type estimate struct {
	sim.Estimate
	p     float64
	terms []string
	coef  []float64
	se    []float64
}

// layOut finds the specifications of a grid, and those of the study as it is
// written.
func (m *Multiverse) layOut(g *sim.Grid) (*curve, error) {
	list, err := m.combinations(g)
	if err != nil {
		return nil, fmt.Errorf("multiverse: %w", err)
	}
	cv := &curve{grid: g, design: m.Of(g), combinations: len(list)}
	cv.u, cv.of = g.Universe(append(list, g.AsWritten()...))
	for _, s := range cv.of[len(list):] {
		if !slices.Contains(cv.base, s) {
			cv.base = append(cv.base, s)
		}
	}
	cv.of = cv.of[:len(list)]
	for _, s := range cv.of {
		cv.specs = max(cv.specs, s+1)
	}
	return cv, nil
}

func (cv *curve) estimate(ctx context.Context, workers int, work *sim.Progress) error {
	cv.estimates = make([]estimate, len(cv.u.Specs))
	return sim.Parallel(ctx, workers, cv.u.Constructions(), func(worker, k int) error {
		r := cv.u.Runner(k, sim.Arm{})
		r.Draw(0)
		for _, s := range r.Specs {
			e := estimate{Estimate: r.Estimate(s)}
			e.p = e.P()
			if fit, err := r.Fit(s); err == nil {
				e.terms = fit.Terms
				e.coef = append(e.coef, fit.Coef...)
				for t := range fit.Coef {
					e.se = append(e.se, fit.SE(t))
				}
			}
			cv.estimates[s] = e
		}
		work.Add(worker, len(r.Specs))
		return nil
	})
}
