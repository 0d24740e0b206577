package sim

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/estimators"
)

// Baseline computes everything that needs no draw: indices, descriptives,
// correlations and the fits with their statistics. Its fits take the path of
// a draw in which every entity is drawn once.
func (c *Chain) Baseline() (*Result, error) {
	p := c.study.Panel
	periods := p.Periods()
	r := &Result{
		Schema: Schema, Version: Version, Seed: c.study.Seed, Level: Number(c.study.level()),
		Study: StudyInfo{Name: c.study.Name, Title: c.study.Title, Hash: c.study.Hash, Synthetic: c.study.Synthetic},
		Data: DataInfo{
			Hash: c.study.DataHash, Entities: len(p.Entities()), Periods: len(periods), Observations: p.Len(),
			First: periods[0], Last: periods[len(periods)-1], Balanced: p.Balanced(), EntitiesZh: c.study.ChineseNames, Notes: append(p.Notes(), c.notes...),
		},
		Arms: []ArmResult{}, Hypotheses: []HypothesisResult{},
	}
	w := c.newWorker(Arm{})
	w.sample.All(len(p.Entities()))
	if err := w.rebuild(); err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	r.Indices = c.indexResults(w)
	r.Measures = c.measureResults()
	c.describe(r)
	var errs []error
	c.columns = c.columns[:0]
	for i := range c.fits {
		s := &c.fits[i]
		var f estimators.Fit
		if err := s.estimator.Fit.Fit(&f, w.designs[i]); err != nil {
			e := &data.InputError{Key: "models." + s.model.Name, Found: fmt.Sprintf("%s by %s: %v", s.model.Text, s.estimator.Name, err), Expected: "a model that these rows can tell"}
			if errors.Is(err, estimators.ErrTooFewRows) {
				e.Found += fmt.Sprintf(" (%d rows of %d entities)", w.designs[i].Frame.Rows(), w.designs[i].Frame.Entities())
			}
			errs = append(errs, e)
			continue
		}
		s.terms, s.coef = f.Terms, slices.Clone(f.Coef)
		s.column = len(c.columns)
		for _, t := range f.Terms {
			name := s.name() + "." + t
			c.columns = append(c.columns, name, name+".se")
		}
		fr, err := c.fitResult(s, &f, w.designs[i])
		if err != nil {
			errs = append(errs, err)
		}
		r.Baseline = append(r.Baseline, fr)
		more, err := c.confounding(s, &f, fr)
		if err != nil {
			errs = append(errs, err)
		}
		r.Confounding = append(r.Confounding, more...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if err := c.checkColumns(); err != nil {
		return nil, err
	}
	if err := c.checkHypotheses(); err != nil {
		return nil, err
	}
	r.Shared = c.sharedComponents(w)
	if p := c.study.Published; p != nil {
		r.Published = p.Compare(r)
	}
	var err error
	r.Hypotheses, err = c.judge(r.Baseline, nil)
	return r, err
}

// checkColumns refuses names that would make two columns of draws.parquet one:
// a regressor called const beside the constant, or one called error beside the
// column that says why a fit failed.
func (c *Chain) checkColumns() error {
	seen := make(map[string]bool)
	for i := range c.fits {
		s := &c.fits[i]
		own := []string{s.name() + ".error"}
		for _, t := range s.terms {
			own = append(own, s.name()+"."+t, s.name()+"."+t+".se")
		}
		for _, name := range own {
			if seen[name] {
				return &data.InputError{
					Key: "models." + s.model.Name, Found: fmt.Sprintf("two columns %s among those of the draws", name), Expected: "names that differ",
					Hint: "const is the constant, NAME.se a standard error, error the cause of a failure: give the variable, model or estimator another name",
				}
			}
			seen[name] = true
		}
	}
	return nil
}

func (c *Chain) indexResults(w *worker) []IndexResult {
	out := []IndexResult{}
	start, times := c.panel.Starts(), c.panel.Times()
	for _, b := range w.builders {
		n, ok := b.(*indexBuilder)
		if !ok {
			continue
		}
		r := IndexResult{Name: n.plan.Name(), Notes: n.plan.Warnings()}
		weights := make([]float64, len(n.plan.Indicators()))
		n.plan.IndicatorWeights(weights, n.work)
		for j, in := range n.plan.Indicators() {
			direction := 1
			if in.Direction < 0 {
				direction = -1
			}
			r.Indicators = append(r.Indicators, IndicatorWeight{Name: in.Name, Direction: direction, Weight: Number(weights[j])})
		}
		for g, name := range c.panel.Entities() {
			for i := start[g]; i < start[g+1]; i++ {
				r.Scores = append(r.Scores, Score{Entity: name, Time: times[i], Score: Number(w.cols[n.column][i])})
			}
		}
		out = append(out, r)
	}
	return out
}

// fitResult is the table of a fit.
func (c *Chain) fitResult(s *fitSpec, f *estimators.Fit, d *estimators.Design) (FitResult, error) {
	r := FitResult{
		Model: s.model.Name, Estimator: s.estimator.Name, Kind: s.estimator.Kind, Effects: s.estimator.Effects,
		Formula: s.model.Text, Outcome: strings.TrimSpace(s.model.Formula.Outcome.String()), Variance: s.estimator.Note,
		Distribution: "t", DoF: Number(f.DoF), Observations: f.Observations, Entities: f.Entities,
		Centred: s.model.Centre, Statistics: map[string]Number{}, level: Number(c.study.level()),
	}
	if math.IsInf(f.DoF, 1) {
		r.Distribution = "normal"
	}
	for _, row := range f.Table(c.study.level()) {
		r.Terms = append(r.Terms, TermResult{
			Name: row.Term, Estimate: Number(row.Estimate), SE: Number(row.SE), Statistic: Number(row.Statistic), P: Number(row.P),
			CI: Interval{Number(row.Lower), Number(row.Higher)}, DoF: Number(row.DoF),
		})
	}
	if err := addStatistics(&r, s.estimator, f, d); err != nil {
		return r, within("models."+s.model.Name, err)
	}
	if err := r.addMargins(s.model, f, d); err != nil {
		return r, within("models."+s.model.Name, err)
	}
	return r, nil
}
