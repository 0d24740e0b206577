package sim

import (
	"math/rand/v2"

	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/scenarios"
)

// WayResult is one of the choices that an arm draws from, made by itself for
// one index on the panel as it is, all else as at the baseline: what a draw
// averages over, laid open.
type WayResult struct {
	Index        string           `json:"index"`
	Change       string           `json:"change"` // left out, weights by, direction turned
	Name         string           `json:"name"`   // of an indicator, a pillar or a scheme
	Error        string           `json:"error,omitempty"`
	Coefficients []WayCoefficient `json:"coefficients,omitempty"`
}

// WayCoefficient is a coefficient under a choice.
type WayCoefficient struct {
	Model     string `json:"model"`
	Estimator string `json:"estimator"`
	Term      string `json:"term"`
	Baseline  Number `json:"baseline"`
	Estimate  Number `json:"estimate"`
	SE        Number `json:"se"`
	P         Number `json:"p"`
	Error     string `json:"error,omitempty"` // why the fit has none
}

// oneWay takes one way for one index.
type oneWay struct {
	listed scenarios.Listed
	of     *index.Choice
	way    int
	result *WayResult
}

func (o oneWay) Choose(c *index.Choice, _ *rand.Rand) {
	if c == o.of {
		o.result.Change, o.result.Name = o.listed.Take(c, o.way)
	}
}

// each makes every choice that an arm draws from by itself; nothing where it
// draws from more than can be listed.
func (c *Chain) each(arm Arm, baseline []FitResult) []WayResult {
	listed, ok := arm.Choices.(scenarios.Listed)
	if !ok {
		return nil
	}
	w := c.newWorker(Arm{Choices: listed})
	w.sample.All(len(c.panel.Entities()))
	var out []WayResult
	for _, b := range w.builders {
		ix, ok := b.(*indexBuilder)
		if !ok {
			continue
		}
		for way := range listed.Ways(ix.work.Choice) {
			r := WayResult{Index: ix.plan.Name()}
			w.arm.Choices = oneWay{listed, ix.work.Choice, way, &r}
			if err := w.rebuild(); err != nil {
				r.Error = err.Error()
			} else {
				r.fit(w, baseline)
			}
			out = append(out, r)
		}
	}
	return out
}

// fit fills in the coefficients of a rebuilt worker.
func (r *WayResult) fit(w *worker, baseline []FitResult) {
	for j := range w.chain.fits {
		spec := &w.chain.fits[j]
		var f estimators.Fit
		err := spec.estimator.Fit.Fit(&f, w.designs[j])
		var rows []estimators.Row
		if err == nil {
			rows = f.Table(w.chain.study.level())
		}
		for k, term := range baseline[j].Terms {
			co := WayCoefficient{Model: spec.model.Name, Estimator: spec.estimator.Name, Term: term.Name, Baseline: term.Estimate}
			if err != nil {
				co.Estimate, co.SE, co.P, co.Error = none, none, none, err.Error()
			} else {
				co.Estimate, co.SE, co.P = Number(rows[k].Estimate), Number(rows[k].SE), Number(rows[k].P)
			}
			r.Coefficients = append(r.Coefficients, co)
		}
	}
}
