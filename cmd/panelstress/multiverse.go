package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/sim"
	"panelstress/sim/multiverse"
)

var multiverseDesigns = map[string]multiverse.Design{"full": multiverse.Full, "sobol": multiverse.Sobol, "lhs": multiverse.Latin}

var nulls = map[string]multiverse.Null{
	multiverse.Resampled.String(): multiverse.Resampled, multiverse.Shuffled.String(): multiverse.Shuffled, multiverse.ShuffledYears.String(): multiverse.ShuffledYears,
}

// multiverse makes the grids of a study whose data are there.
func (b *builder) multiverse(s *sim.Study) *multiverse.Multiverse {
	c := b.cfg.Multiverse
	m := &multiverse.Multiverse{Draws: multiverseDraws, Most: fullGrid, Alpha: *c.Alpha, Standardised: *c.Standardise, Permutations: *c.Test.Permutations, Seed: s.Seed}
	if c.Draws != nil {
		m.Draws, m.Most = *c.Draws, *c.Draws
	}
	if c.Design != "" {
		m.Design = multiverseDesigns[b.word("multiverse.design", c.Design, "full", "sobol", "lhs")]
	}
	m.Null = nulls[b.word("multiverse.test.null", c.Test.Null, "bootstrap", "shuffle", "shuffle-within-periods")]
	if m.Draws < 1 {
		b.complain("multiverse.draws", fmt.Sprint(m.Draws), "at least 1 draw", "")
	}
	if !(m.Alpha > 0 && m.Alpha < 1) {
		b.complain("multiverse.alpha", fmt.Sprint(m.Alpha), "a share between 0 and 1, such as 0.05", "")
	}
	if m.Permutations < 0 || m.Permutations > 1_000_000 {
		b.complain("multiverse.test.permutations", fmt.Sprint(m.Permutations), "a number of draws from 0 to 1000000", "")
	}
	for _, name := range c.Indices {
		b.knownIndex("multiverse.indices", name, s)
	}
	b.listed("multiverse")
	b.twice("multiverse.terms", c.Terms)
	if len(b.errs) > 0 {
		return nil
	}
	study := *s
	study.Standardise = m.Standardised
	shared := b.sharedSources(&study)
	arisen := make(map[string]bool)
	for _, f := range b.focals(s) {
		plain, err := sim.NewGrid(&study, f, nil)
		if err != nil {
			b.errs = append(b.errs, b.tree.locate(err))
			continue
		}
		sources := slices.Concat(shared, b.modelSources(&study, plain))
		g, err := sim.NewGrid(&study, f, sources)
		if err != nil {
			b.errs = append(b.errs, b.tree.locate(err))
			continue
		}
		for _, source := range g.Sources {
			arisen[source.Name] = true
		}
		g.Sources = slices.DeleteFunc(g.Sources, func(source sim.Source) bool { return !c.declares() && len(source.Options) < 2 })
		if d := m.Of(g); d == multiverse.Full && g.Size() > largestGrid {
			b.complain("multiverse.design", fmt.Sprintf("a full grid of %.4g combinations for %s", g.Size(), f),
				fmt.Sprintf("at most %d", largestGrid), "design: sobol takes a sample of draws combinations")
		}
		m.Grids = append(m.Grids, g)
	}
	if c.declares() && len(m.Grids) > 0 && len(b.errs) == 0 {
		b.neverArise(arisen)
	}
	return m
}

// neverArise complains of declared choices that no coefficient has.
func (b *builder) neverArise(arisen map[string]bool) {
	c := b.cfg.Multiverse
	for key, declared := range map[string]bool{
		"zero": len(c.Zero) > 0, "instrument_lag": len(c.InstrumentLag) > 0, "centre": len(c.Centre) > 0, "estimators": len(c.Estimators) > 0,
		"effects": len(c.Effects) > 0, "variance": len(c.Variance) > 0, "normalise": len(c.Normalise) > 0, "weights": len(c.Weights) > 0,
		"aggregate": len(c.Aggregate) > 0, "outliers": len(c.Outliers) > 0,
	} {
		if declared && !arisen[sourceNames[key]] {
			b.complain("multiverse."+key, "a choice that arises in no model", sourceNeeds[key], "")
		}
	}
	slices.SortStableFunc(b.errs, func(x, y error) int { return strings.Compare(x.Error(), y.Error()) })
}

// sourceNames are the names of choices in results.
var sourceNames = map[string]string{
	"normalise": "normalisation", "weights": "weights", "zero": "zero handling", "aggregate": "aggregation", "outliers": "outliers",
	"sample": "sample", "controls": "controls", "instrument_lag": "instrument lag", "centre": "centring", "estimators": "estimator",
	"effects": "effects", "variance": "variance",
}

// sourceNeeds say where a choice arises.
var sourceNeeds = map[string]string{
	"normalise": "a study with an index", "weights": "an index of at least two indicators", "zero": "entropy weights among the choices",
	"aggregate": "an index of at least two indicators", "outliers": "an index whose indicators have no treatment of their own",
	"instrument_lag": "an estimator with instruments, and instruments that are lags", "centre": "a model with a product of variables",
	"estimators": "an estimator that fits a model: 2sls needs instruments", "effects": "an estimator that sweeps out effects, fe or 2sls, and effects that it knows",
	"variance": "an estimator with a choice of variances",
}

func (b *builder) knownIndex(key, name string, s *sim.Study) bool {
	var names []string
	for _, ix := range s.Indices {
		names = append(names, ix.Name)
	}
	if !slices.Contains(names, name) {
		b.errs = append(b.errs, b.tree.wrongWord(key, name, names))
		return false
	}
	return true
}

// focals are the coefficients that the study asks about: those of terms, else
// of its hypotheses, else the first term of every model that has an index in
// it, or the first.
func (b *builder) focals(s *sim.Study) (list []sim.Focal) {
	add := func(f sim.Focal) {
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	for i, text := range b.cfg.Multiverse.Terms {
		at := slices.IndexFunc(s.Models, func(m sim.Model) bool { return strings.HasPrefix(text, m.Name+".") })
		if at < 0 {
			var known []string
			for _, m := range s.Models {
				for _, t := range m.Formula.Regressors {
					known = append(known, m.Name+"."+t.Name)
				}
			}
			b.errs = append(b.errs, b.tree.wrongWord(fmt.Sprintf("multiverse.terms.%d", i), text, known))
			continue
		}
		add(sim.Focal{Model: s.Models[at].Name, Term: strings.TrimPrefix(text, s.Models[at].Name+".")})
	}
	if len(b.cfg.Multiverse.Terms) > 0 {
		return list
	}
	for _, h := range s.Hypotheses {
		add(sim.Focal{Model: h.Model, Term: h.Term})
	}
	if len(list) > 0 {
		return list
	}
	for _, m := range s.Models {
		at := slices.IndexFunc(m.Formula.Regressors, func(t formula.Term) bool {
			return slices.ContainsFunc(s.Indices, func(ix *index.Index) bool { return slices.Contains(formula.Names(t.Expr), ix.Name) })
		})
		if len(m.Formula.Regressors) > 0 {
			add(sim.Focal{Model: m.Name, Term: m.Formula.Regressors[max(at, 0)].Name})
		}
	}
	return list
}

// ofMultiverse are the columns that choices name beside those of models.
func (c *columns) ofMultiverse() {
	m := c.cfg.Multiverse
	if m == nil {
		return
	}
	if m.Controls != nil {
		for _, set := range m.Controls.Sets {
			for _, t := range c.controlTerms("multiverse.controls.sets."+set.Name, set.Value) {
				c.need("multiverse.controls.sets."+set.Name, formula.Names(t.Expr)...)
			}
		}
	}
	for i := range m.Estimators {
		c.label(fmt.Sprintf("multiverse.estimators.%d.by", i), m.Estimators[i].group())
	}
	for i, v := range m.Variance {
		e := estimatorConfig{By: v.By}
		c.label(fmt.Sprintf("multiverse.variance.%d.by", i), e.group())
	}
}

// controlTerms reads a set of controls, a + b; an empty text is none.
func (b *builder) controlTerms(key, text string) []formula.Term {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	const outcome = "`the outcome`"
	m, err := formula.ParseModel(outcome + " ~ " + text)
	if err == nil && (len(m.Endogenous) > 0 || m.NoConst) {
		err = errors.New("a part behind a bar, or no constant")
	}
	if err != nil {
		b.complain(key, fmt.Sprintf("%q", text), "controls such as a + log(b), or nothing", "")
		return nil
	}
	return m.Regressors
}
