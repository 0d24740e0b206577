package sim

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
)

// SharedFit is a model with the shared components removed from one side: an
// index rebuilt without them, or a control left out. A component that is only
// an ingredient of formulas is not removed.
type SharedFit struct {
	From         string              `json:"from"`    // the index, or the control
	Side         string              `json:"side"`    // outcome or regressor
	Without      []string            `json:"without"` // indicators of the index; empty where the control is left out
	Remaining    int                 `json:"remaining"`
	Note         string              `json:"note,omitempty"` // why there are no coefficients
	Coefficients []SharedCoefficient `json:"coefficients,omitempty"`
}

// SharedCoefficient is a coefficient without the shared components. An index
// without some of its indicators has another scale, so that what survives is
// given in standard deviations as well: b sd(x)/sd(y).
type SharedCoefficient struct {
	Estimator string `json:"estimator"`
	Term      string `json:"term"`
	Baseline  Number `json:"baseline"`
	Estimate  Number `json:"estimate"`
	SE        Number `json:"se"`
	P         Number `json:"p"`
	Survives  Number `json:"survives"`              // estimate / baseline
	Standard  Number `json:"survives_standardised"` // the same of standardised coefficients
}

// sharedComponents tells what the models share, and refits them without it.
func (c *Chain) sharedComponents(w *worker) []SharedResult {
	var out []SharedResult
	s := c.sharing()
	s.worker = w
	for i := range c.given.Models {
		m := &c.given.Models[i]
		sides := s.sides(m.Formula)
		r := SharedResult{Model: m.Name, Parts: s.parts(sides)}
		if len(r.Parts) == 0 {
			continue
		}
		for _, x := range sides {
			if f, ok := s.without(m, x, r.Parts); ok {
				r.Removals = append(r.Removals, f)
			}
		}
		out = append(out, r)
	}
	return out
}

// without refits a model without what side x shares with the others; false
// where that is nothing, or x is an outcome by itself.
func (s *sharing) without(m *Model, x side, parts []SharedPart) (SharedFit, bool) {
	f := SharedFit{From: x.name, Side: "regressor"}
	if x.outcome {
		f.Side = "outcome"
	}
	shares := false
	var concerned []string // the variables that share something
	for _, p := range parts {
		if p.How == Ingredient || p.Left == p.Right {
			continue
		}
		concerned = append(concerned, p.Left, p.Right)
		component := p.LeftComponent
		if p.Right == x.name {
			component = p.RightComponent
		} else if p.Left != x.name {
			continue
		}
		shares = true
		if x.index != nil && !slices.Contains(f.Without, component) {
			f.Without = append(f.Without, component)
		}
	}
	if !shares || x.index == nil && x.outcome {
		return f, false
	}
	study, note := s.chain.reduced(m, x, &f)
	if note == "" {
		err := s.refit(&f, study, func(t formula.Term) bool {
			return slices.Contains(concerned, columnOf(t)) || slices.ContainsFunc(formula.Names(t.Expr), func(n string) bool {
				return slices.Contains(concerned, n) || len(s.indicesIn(n, nil)) > 0
			})
		})
		if err != nil {
			note = err.Error()
		}
	}
	f.Note = note
	return f, true
}

// reduced is the study of one model without what a side shares; or a note on
// why there is none.
func (c *Chain) reduced(m *Model, x side, f *SharedFit) (*Study, string) {
	study := *c.given
	study.Arms, study.Hypotheses = nil, nil
	model := *m
	if x.index == nil {
		if model.Formula = leaveOut(m.Formula, x.name); model.Formula == nil {
			return nil, "without it the model has no regressor or lacks an instrument"
		}
		study.Models = []Model{model}
		return &study, ""
	}
	study.Models = []Model{model}
	less := x.index.Without(f.Without...)
	if less == nil {
		return nil, "all of its indicators are shared"
	}
	f.Remaining = len(less.Indicators)
	study.Indices = slices.Clone(study.Indices)
	study.Indices[slices.IndexFunc(study.Indices, func(ix *index.Index) bool { return ix == x.index })] = less
	return &study, ""
}

// leaveOut is a model without the terms that a variable enters, or nil.
func leaveOut(m *formula.Model, name string) *formula.Model {
	out := *m
	out.Regressors, out.Endogenous = nil, nil
	for i, t := range m.Regressors {
		if columnOf(t) == name || slices.Contains(formula.Names(t.Expr), name) {
			continue
		}
		if slices.Contains(m.Endogenous, i) {
			out.Endogenous = append(out.Endogenous, len(out.Regressors))
		}
		out.Regressors = append(out.Regressors, t)
	}
	if len(out.Regressors) == 0 || len(out.Endogenous) < len(m.Endogenous) {
		return nil
	}
	return &out
}

// refit fits the reduced study and sets its coefficients beside those of the
// baseline: those of terms that an index or a shared variable enters.
func (s *sharing) refit(f *SharedFit, study *Study, concerned func(formula.Term) bool) error {
	less, err := Compile(study)
	if err != nil {
		return err
	}
	now, err := less.rebuilt()
	if err != nil {
		return err
	}
	for j := range less.fits {
		after := &less.fits[j]
		at := slices.IndexFunc(s.chain.fits, func(x fitSpec) bool { return x.name() == after.name() })
		before := &s.chain.fits[at]
		var was, is estimators.Fit
		if err := before.estimator.Fit.Fit(&was, s.worker.designs[at]); err != nil {
			return err
		}
		if err := after.estimator.Fit.Fit(&is, now.designs[j]); err != nil {
			return fmt.Errorf("%s: %w", after.estimator.Name, err)
		}
		rows := is.Table(less.study.level())
		for i, t := range after.model.Formula.Regressors {
			name := after.model.label(i, t)
			row := slices.IndexFunc(rows, func(r estimators.Row) bool { return r.Term == name })
			old := slices.Index(was.Terms, name)
			if row < 0 || old < 0 || !concerned(t) {
				continue
			}
			co := SharedCoefficient{
				Estimator: after.estimator.Name, Term: name, Baseline: Number(was.Coef[old]),
				Estimate: Number(rows[row].Estimate), SE: Number(rows[row].SE), P: Number(rows[row].P), Survives: Number(rows[row].Estimate / was.Coef[old]),
			}
			co.Standard = co.Survives * Number(less.spread(after.model, name)/s.chain.spread(before.model, name))
			f.Coefficients = append(f.Coefficients, co)
		}
	}
	return nil
}

// rebuilt is a worker at the baseline.
func (c *Chain) rebuilt() (*worker, error) {
	w := c.newWorker(Arm{})
	w.sample.All(len(c.panel.Entities()))
	return w, w.rebuild()
}

// spread is the standard deviation of a regressor in units of that of the
// outcome.
func (c *Chain) spread(m *Model, term string) float64 {
	sd := func(t formula.Term) float64 {
		var values []float64
		for _, v := range c.panel.Column(columnOf(t)) {
			if !math.IsNaN(v) {
				values = append(values, v)
			}
		}
		return stat.StdDev(values, nil)
	}
	at := 0
	for i, t := range m.Formula.Regressors {
		if m.label(i, t) == term {
			at = i
		}
	}
	return sd(m.Formula.Regressors[at]) / sd(formula.Term{Name: m.Formula.Outcome.String(), Expr: m.Formula.Outcome})
}
