package multiverse

import (
	"context"
	"fmt"
	"slices"

	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim"
)

// Scenario puts a scenario under every specification of a multiverse.
type Scenario struct {
	*Multiverse
	Arm        string // of the scenario in the study
	Draws      int    // of every specification, the first of the arm; 1 will do where all are the same
	Hypotheses []sim.Hypothesis
}

// shocked is a curve with the draws of a scenario. What happens in draw i is
// the same under all specifications.
type shocked struct {
	*curve
	plan  *scenarios.Plan
	arm   sim.Arm
	draws int
	coef  []float64 // [spec*draws+draw], NaN where there is none
	p     []float64
	code  []uint8 // cause of a failure; 0: none
	lost  [][]int // per construction: entities that are hit, and not in its sample
	none  []bool  // per construction: nothing of the shock is in its sample
}

// mostEstimates of a coefficient under a scenario are held in memory, 17 bytes
// each.
const mostEstimates = 4_000_000

// Check refuses what is too large, before anything is computed. It follows
// Compile.
func (s *Scenario) Check(c *sim.Chain) error {
	_, plan := s.arm(c)
	for _, g := range s.Grids {
		n := float64(s.Multiverse.Draws)
		if s.Of(g) == Full {
			n = g.Size()
		}
		if n *= float64(s.Draws); n > mostEstimates && !plan.Certain() {
			return &data.InputError{
				Key: "scenarios." + s.Arm + ".specification_draws", Found: fmt.Sprintf("%d draws of every specification, %.4g estimates of %s", s.Draws, n, g.Focal), Expected: fmt.Sprintf("at most %d", mostEstimates),
				Hint: "fewer draws: all specifications have the same shocks, so that few tell much",
			}
		}
	}
	return nil
}

// Run estimates all specifications under the scenario and adds what it finds
// to its arm in r.
func (s *Scenario) Run(ctx context.Context, c *sim.Chain, r *sim.Result, o Options) error {
	out := &sim.ScenarioMultiverse{Draws: s.Draws, Significant: sim.Number(s.Alpha), Standardised: s.Standardised, Curves: []sim.ScenarioCurve{}}
	arm, plan := s.arm(c)
	if out.Certain = plan.Certain(); out.Certain {
		out.Draws = 1
	}
	var all []*shocked
	work := &sim.Progress{Arm: s.Arm + " x " + Arm, Observe: o.Observe}
	for _, g := range s.Grids {
		cv, err := s.layOut(g)
		if err != nil {
			return err
		}
		work.Total += len(cv.u.Specs) * (1 + out.Draws)
		all = append(all, &shocked{curve: cv, plan: plan, arm: arm, draws: out.Draws})
	}
	keep := sim.Kept{Chain: c, Dir: o.Dir, Resume: o.Resume}
	for i, sh := range all {
		if err := sh.estimate(ctx, o.Workers, work); err != nil {
			return err
		}
		if err := sh.shock(ctx, keep, fmt.Sprintf("%s under %s %d", s.Arm, Arm, i), o.Workers, work); err != nil {
			return err
		}
		cr := s.describeShocked(sh, c.Entities())
		if cr.Estimates == 0 {
			return nothing(&sim.CurveResult{Model: cr.Model, Term: cr.Term, Specifications: cr.Specifications, Failed: cr.Failed})
		}
		out.Curves = append(out.Curves, cr)
	}
	at := slices.IndexFunc(r.Arms, func(a sim.ArmResult) bool { return a.Name == s.Arm })
	r.Arms[at].Scenario.Multiverse = out
	return nil
}

// arm is that of the scenario, which is resolved against the study as it is
// written.
func (s *Scenario) arm(c *sim.Chain) (sim.Arm, *scenarios.Plan) {
	arms := c.Arms()
	a := arms[slices.IndexFunc(arms, func(a sim.Arm) bool { return a.Name == s.Arm })]
	return a, a.Shocks[len(a.Shocks)-1].(*scenarios.Plan)
}

// shock makes the draws of all constructions. The arm has the name of the
// scenario's, so that draw i is its draw i.
func (sh *shocked) shock(ctx context.Context, keep sim.Kept, name string, workers int, work *sim.Progress) error {
	n := len(sh.u.Specs) * sh.draws
	sh.coef, sh.p, sh.code = make([]float64, n), make([]float64, n), make([]uint8, n)
	sh.lost, sh.none = make([][]int, sh.u.Constructions()), make([]bool, sh.u.Constructions())
	const numbers = 3 // of a specification in a draw
	size := func(k int) int { return numbers * sh.draws * len(sh.u.SpecsOf(k)) }
	all, err := keep.Items(ctx, name, workers, sh.u.Constructions(), size, func(worker, k int, out []float64) error {
		r := sh.u.Runner(k, sim.Arm{Name: sh.arm.Name, Kind: "scenario", Shocks: []scenarios.Shock{sh.plan}, Arrange: sh.arm.Arrange})
		for i := range sh.draws {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.Draw(i)
			for _, s := range r.Specs {
				e := r.Estimate(s)
				out[0], out[1], out[2] = e.Coef, e.P(), 0
				if e.Err != nil {
					out[2] = float64(sim.CauseCode(e.Err))
				}
				out = out[numbers:]
			}
			work.Add(worker, len(r.Specs))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for k, out := range all {
		sh.see(k)
		for i := range sh.draws {
			for _, s := range sh.u.SpecsOf(k) {
				at := s*sh.draws + i
				sh.coef[at], sh.p[at], sh.code[at] = out[0], out[1], uint8(out[2])
				out = out[numbers:]
			}
		}
	}
	return nil
}

// see notes what the sample of a construction lacks of the shock.
func (sh *shocked) see(construction int) {
	hit := sh.u.Hit(construction, sh.plan)
	sh.none[construction] = len(hit) == 0
	for _, g := range sh.plan.Reached() {
		if !slices.Contains(hit, g) {
			sh.lost[construction] = append(sh.lost[construction], g)
		}
	}
}
