package sim

import (
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/data/trade"
	"panelstress/estimators"
	"panelstress/scenarios"
)

// Trials are the draws of a scenario's arm taken at any size of the scenario:
// draw i has the same sample and the same uniform numbers at every size, and
// at size 1 it is draw i of the arm. Only the coefficients of the hypotheses
// are estimated, and only what they need is built.
type Trials struct {
	Claims []Claim
	Plan   *scenarios.Plan

	chain *Chain
	arm   Arm
}

// Claim is a hypothesis with its coefficient at the baseline.
type Claim struct {
	Hypothesis
	Baseline Estimate
	Critical float64 // value of |coefficient / standard error|
	Verdict  string  // at the baseline

	fit, term int
}

// Judge is the verdict that an estimate gives.
func (c *Claim) Judge(e *Estimate) string {
	switch z := e.Coef * float64(c.Sign); {
	case z > c.Critical*e.SE:
		return Supported
	case -z > c.Critical*e.SE:
		return Contradicted
	}
	return NotSupported
}

// Key is where the scenario of an arm stands in the study.
func (a *Arm) Key() string { return "scenarios." + a.Name }

// Arms are those of the study, their scenarios resolved.
func (c *Chain) Arms() []Arm { return c.study.Arms }

// Seed is that of all random numbers of the study.
func (c *Chain) Seed() uint64 { return c.study.Seed }

// Entities are those of the panel.
func (c *Chain) Entities() []string { return c.panel.Entities() }

// Periods are the years of the panel.
func (c *Chain) Periods() []int { return c.panel.Periods() }

// Hypotheses are those of the study.
func (c *Chain) Hypotheses() []Hypothesis { return c.study.Hypotheses }

// Trials lays out the draws of an arm under a scenario, that of the arm where
// it is nil.
func (c *Chain) Trials(arm Arm, sc *scenarios.Scenario, hypotheses []Hypothesis) (*Trials, error) {
	t := &Trials{Plan: scenarioPlan(arm)}
	if sc != nil {
		var err error
		if t.Plan, err = c.resolve(sc); err != nil {
			return nil, err
		}
	}
	arm.Shocks, arm.Scenario = []scenarios.Shock{t.Plan}, nil
	t.arm = arm
	s := c.given.about(hypotheses)
	if arm.Weights == nil && arm.Choices == nil { // these take random numbers index by index
		s.prune(t.Plan)
	}
	var err error
	if t.chain, err = compile(s, arm.Shocks); err != nil {
		return nil, err
	}
	return t, t.claims(hypotheses)
}

// about is the study with the fits of some hypotheses alone.
func (s *Study) about(hypotheses []Hypothesis) *Study {
	out := *s
	out.Models, out.Estimators, out.Hypotheses, out.Arms, out.Published = nil, nil, nil, nil, nil
	for _, h := range hypotheses {
		for _, m := range s.Models {
			if m.Name != h.Model || !m.fits(h.Estimator) {
				continue
			}
			at := slices.IndexFunc(out.Models, func(o Model) bool { return o.Name == m.Name && o.Text == m.Text })
			if at < 0 {
				at = len(out.Models)
				m.Only = nil
				out.Models = append(out.Models, m)
			}
			if o := &out.Models[at]; !slices.Contains(o.Only, h.Estimator) {
				o.Only = append(slices.Clone(o.Only), h.Estimator)
			}
		}
		for _, e := range s.Estimators {
			if e.Name == h.Estimator && !slices.ContainsFunc(out.Estimators, func(o Estimator) bool { return o.Name == e.Name }) {
				out.Estimators = append(out.Estimators, e)
			}
		}
	}
	return &out
}

// prune leaves out what neither the models nor a scenario need.
func (s *Study) prune(plan *scenarios.Plan) {
	needs := make(map[string][]string)
	for _, d := range s.Derived {
		needs[d.Name] = formula.Names(d.Expr)
	}
	for _, ix := range s.Indices {
		for _, in := range ix.Indicators {
			needs[ix.Name] = append(needs[ix.Name], in.Name)
		}
	}
	for _, d := range s.tradeDefinitions() {
		needs[d.name] = d.needs
	}
	needed := make(map[string]bool)
	var need func(names ...string)
	need = func(names ...string) {
		for _, n := range names {
			if !needed[n] {
				needed[n] = true
				need(needs[n]...)
			}
		}
	}
	need(plan.Derived()...)
	for _, m := range s.Models {
		need(formula.Names(m.Formula.Outcome)...)
		for _, t := range slices.Concat(m.Formula.Regressors, m.Formula.Instruments) {
			need(formula.Names(t.Expr)...)
		}
	}
	s.Derived = slices.DeleteFunc(slices.Clone(s.Derived), func(d Derived) bool { return !needed[d.Name] })
	s.Indices = slices.DeleteFunc(slices.Clone(s.Indices), func(ix *index.Index) bool { return !needed[ix.Name] })
	if s.Trade == nil {
		return
	}
	own := *s.Trade
	own.Columns = slices.DeleteFunc(slices.Clone(own.Columns), func(c trade.Column) bool { return !needed[c.Name] })
	s.Trade = &own
	if len(own.Columns) == 0 && !plan.Trades() {
		s.Trade = nil
	}
}

// claims estimates the coefficients of the hypotheses at the baseline.
func (t *Trials) claims(hypotheses []Hypothesis) error {
	w := t.chain.newWorker(Arm{})
	w.sample.All(len(t.chain.panel.Entities()))
	if err := w.rebuild(); err != nil {
		return err
	}
	for _, h := range hypotheses {
		at := slices.IndexFunc(t.chain.fits, func(s fitSpec) bool { return s.model.Name == h.Model && s.estimator.Name == h.Estimator })
		if at < 0 {
			return fmt.Errorf("sim: no fit of hypothesis %s", h.Name)
		}
		if err := t.chain.fits[at].estimator.Fit.Fit(&w.fit, w.designs[at]); err != nil {
			return err
		}
		c := Claim{Hypothesis: h, fit: at, term: w.fit.Term(h.Term)}
		c.Baseline = Estimate{Coef: w.fit.Coef[c.term], SE: w.fit.SE(c.term), DoF: w.fit.TermDoF(c.term)}
		c.Critical = estimators.Critical(h.level(), c.Baseline.DoF)
		c.Verdict = c.Judge(&c.Baseline)
		t.Claims = append(t.Claims, c)
	}
	return nil
}

// Trial takes the draws. It belongs to one goroutine.
type Trial struct {
	of   *Trials
	w    *worker
	plan *scenarios.Plan
}

// New makes a Trial.
func (t *Trials) New() *Trial {
	w := t.chain.newWorker(t.arm)
	return &Trial{of: t, w: w, plan: w.shocks[0].(*scenarios.Plan)}
}

// At estimates all claims in draw i of the arm, the scenario at a size.
func (t *Trial) At(i int, size float64, out []Estimate) {
	t.plan.Resize(size)
	t.w.sampleOf(i)
	t.w.shock()
	t.estimate(out)
}

// Point estimates all claims on the panel as it is, under the amounts that
// uniform numbers give, those of the scenario as it is written.
func (t *Trial) Point(u []float64, out []Estimate) {
	t.w.sample.All(len(t.of.chain.panel.Entities()))
	t.under(u, out)
}

// Under is Point with the sample of draw i of the arm.
func (t *Trial) Under(i int, u []float64, out []Estimate) {
	t.w.sampleOf(i)
	t.under(u, out)
}

func (t *Trial) under(u []float64, out []Estimate) {
	t.plan.Resize(1)
	t.w.resetColumns()
	t.plan.Draw(u, t.w.shocked[0], &t.w.sample)
	t.estimate(out)
}

func (t *Trial) estimate(out []Estimate) {
	err := t.w.rebuild()
	for k := range t.of.Claims {
		c := &t.of.Claims[k]
		fitted := err
		if err == nil && (k == 0 || c.fit != t.of.Claims[k-1].fit) {
			fitted = t.of.chain.fits[c.fit].estimator.Fit.Fit(&t.w.fit, t.w.designs[c.fit])
		} else if err == nil {
			fitted = out[k-1].Err
		}
		if fitted != nil {
			out[k] = Estimate{Coef: math.NaN(), SE: math.NaN(), DoF: math.NaN(), Err: fitted}
			continue
		}
		out[k] = Estimate{Coef: t.w.fit.Coef[c.term], SE: t.w.fit.SE(c.term), DoF: t.w.fit.TermDoF(c.term)}
	}
}

// Plan is the scenario of the trial, with memory of its own.
func (t *Trial) Plan() *scenarios.Plan { return t.plan }

// Resamples tells whether draws differ by more than the scenario.
func (t *Trials) Resamples() bool {
	a := &t.arm
	return a.Resampler != nil || a.Weights != nil || a.Choices != nil
}

// Certain tells whether all draws of the arm are the same.
func (t *Trials) Certain() bool {
	return !t.Resamples() && t.Plan.Certain()
}

// Draws is the number of draws of the arm.
func (t *Trials) Draws() int { return t.arm.Draws }

// Probe tells whether every column has a value under the scenario at a size.
func (c *Chain) Probe(plan *scenarios.Plan, size float64) error {
	err := c.probe(plan.Sized(size))
	if in, ok := err.(*data.InputError); ok {
		in.Found = fmt.Sprintf("at size %.4g %s", size, in.Found)
	}
	return err
}
