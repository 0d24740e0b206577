package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim"
	"panelstress/sim/attribution"
)

// sensitivityConfig says to which sources the variance of coefficients is
// attributed. Choices are those of the key multiverse, sampling has the scheme
// of bootstrap, scenarios are those of the study.
type sensitivityConfig struct {
	Design      string   `key:"design"` // sobol, lhs, full
	Draws       *int     `key:"draws"`  // rows of the design, each k+2 runs for k sources
	Sources     []string `key:"sources"`
	Terms       []string `key:"terms"`   // MODEL.TERM
	Weights     method   `key:"weights"` // the perturbation
	ByIndicator bool     `key:"by_indicator"`
	SecondOrder bool     `key:"second_order"`
	Resamples   *int     `key:"resamples"` // for intervals
	Level       float64  `key:"level"`     // of intervals
	Alpha       float64  `key:"alpha"`     // significant is p below it
	Standardise *bool    `key:"standardise"`
}

// Defaults of a sensitivity analysis.
const (
	sensitivityRows = 1024 // a power of two, as Sobol points want
	resamples       = 500
	mostRuns        = 4_000_000 // of a coefficient
)

func (c *sensitivityConfig) fill() {
	fallback := func(n **int, value int) {
		if *n == nil {
			*n = &value
		}
	}
	fallback(&c.Draws, sensitivityRows)
	fallback(&c.Resamples, resamples)
	if c.Level == 0 {
		c.Level = 0.95
	}
	if c.Alpha == 0 {
		c.Alpha = 0.05
	}
	if c.Weights.Kind == "" {
		c.Weights = method{Kind: "dirichlet", key: "sensitivity.weights"}
	}
}

// needsOf are keys that a kind of arm reads beside its own.
var needsOf = map[string][]string{"sensitivity": {"multiverse", "bootstrap", "scenarios"}, "scenarios": {"multiverse"}}

// needed tells whether one of the kinds reads a key that is another's.
func needed(kinds []string, key string) bool {
	return slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(needsOf[k], key) })
}

var sensitivityDesigns = map[string]attribution.Design{"sobol": attribution.Sobol, "lhs": attribution.Latin, "full": attribution.Full}

// Words for sources.
var sourceWords = []string{"choices", "weights", "sampling", "scenarios"}

// sensitivity makes the attribution of a study whose data are there.
func (b *builder) sensitivity(s *sim.Study) *attribution.Attribution {
	c := b.cfg.Sensitivity
	a := &attribution.Attribution{
		Design: sensitivityDesigns[b.word("sensitivity.design", c.Design, "sobol", "lhs", "full")], Rows: *c.Draws, SecondOrder: c.SecondOrder,
		ByIndicator: c.ByIndicator, Resamples: *c.Resamples, Level: c.Level, Alpha: c.Alpha, Seed: s.Seed,
	}
	b.sensitivityNumbers(c)
	b.listed("sensitivity")
	b.twice("sensitivity.sources", c.Sources)
	b.twice("sensitivity.terms", c.Terms)
	wanted := b.wantedSources(s, c)
	if wanted["weights"] && a.Design != attribution.Full {
		a.Weights = b.sourceWeights(c)
	}
	if wanted["sampling"] && a.Design != attribution.Full {
		a.Resampler = bootstrap.Entities{}
		if b.cfg.Bootstrap != nil {
			a.Resampler = b.resampler(s.Panel)
		}
	}
	if wanted["scenarios"] {
		b.sourceScenarios(s, a)
	}
	if len(b.errs) == 0 {
		b.sensitivityGrids(s, a, wanted["choices"])
	}
	return a
}

func (b *builder) sensitivityNumbers(c *sensitivityConfig) {
	if *c.Draws < 2 {
		b.complain("sensitivity.draws", fmt.Sprint(*c.Draws), "at least 2 rows of the design", "")
	}
	if *c.Resamples < 0 || *c.Resamples > 100_000 {
		b.complain("sensitivity.resamples", fmt.Sprint(*c.Resamples), "a number from 0 to 100000", "")
	}
	for key, v := range map[string]float64{"level": c.Level, "alpha": c.Alpha} {
		if !(v > 0 && v < 1) {
			b.complain("sensitivity."+key, fmt.Sprint(v), "a share between 0 and 1", "")
		}
	}
}

// wantedSources are those that the study names, or all that it has.
func (b *builder) wantedSources(s *sim.Study, c *sensitivityConfig) map[string]bool {
	perturbed := slices.ContainsFunc(b.cfg.Indices, func(e entry[indexConfig]) bool { return len(e.Value.Indicators) > 1 })
	has := map[string]bool{
		"choices": true, "sampling": true, "weights": perturbed, "scenarios": b.cfg.Scenarios != nil && len(b.cfg.Scenarios.Own) > 0,
	}
	if len(c.Sources) == 0 {
		return has
	}
	wanted := make(map[string]bool)
	for i, word := range c.Sources {
		key := fmt.Sprintf("sensitivity.sources.%d", i)
		switch {
		case !slices.Contains(sourceWords, word):
			b.errs = append(b.errs, b.tree.wrongWord(key, word, sourceWords))
		case !has[word]:
			b.complain(key, fmt.Sprintf("%q", word), map[string]string{
				"weights": "an index of at least two indicators", "scenarios": "scenarios in the study",
			}[word], "")
		}
		wanted[word] = has[word]
	}
	return wanted
}

// sourceWeights is the perturbation that makes weights a source.
func (b *builder) sourceWeights(c *sensitivityConfig) scenarios.Weights {
	p, errs := construct(b.tree, &c.Weights, perturbations)
	b.errs = append(b.errs, errs...)
	if len(errs) > 0 {
		return nil
	}
	if p.weights == nil {
		b.complain("sensitivity.weights", fmt.Sprintf("%q, which changes how indices are built", c.Weights.Kind), "a perturbation of weights: dirichlet, noise or simplex", "")
		return nil
	}
	if _, ok := p.weights.(scenarios.Coordinates); c.ByIndicator && !ok {
		b.complain("sensitivity.by_indicator", "true with "+c.Weights.Kind, "dirichlet, noise or simplex", "")
	}
	if c.ByIndicator && slices.ContainsFunc(b.cfg.Indices, func(e entry[indexConfig]) bool { return e.Value.ByPeriod }) {
		b.complain("sensitivity.by_indicator", "true with an index whose weights are found by period", "by_indicator: false", "")
	}
	return p.weights
}

// sourceScenarios makes the scenarios of the study a source.
func (b *builder) sourceScenarios(s *sim.Study, a *attribution.Attribution) {
	c := b.cfg.Scenarios
	s.Protect, s.Roles = c.Protect, make(map[string]string)
	for _, r := range c.Roles {
		s.Roles[r.Name] = r.Value
	}
	for i := range c.Own {
		sc := b.scenario(c.Own[i].Name, &c.Own[i].Value)
		b.together(sc, &c.Own[i].Value.Together, s.Panel)
		a.Scenarios = append(a.Scenarios, attribution.Scenario{Scenario: sc})
	}
}

// sensitivityGrids makes the grid of every coefficient, with the choices of
// the key multiverse, or those that the study lends itself to.
func (b *builder) sensitivityGrids(s *sim.Study, a *attribution.Attribution, choices bool) {
	c := b.cfg.Sensitivity
	cfg, own := *b.cfg, multiverseConfig{}
	if b.cfg.Multiverse != nil {
		own = *b.cfg.Multiverse
	}
	own.fill()
	if len(c.Terms) > 0 {
		own.Terms = c.Terms
	}
	cfg.Multiverse = &own
	m := &builder{tree: b.tree, cfg: &cfg, files: b.files, dir: b.dir, errs: b.errs}
	a.Standardised = choices && *own.Standardise
	if c.Standardise != nil {
		a.Standardised = *c.Standardise
	}
	for _, f := range m.focals(s) {
		study := *s
		study.Standardise = a.Standardised
		study.Estimators = firstOf(s, f)
		g, err := sim.NewGrid(&study, f, nil)
		if err == nil && choices {
			g, err = sim.NewGrid(&study, f, slices.Concat(m.sharedSources(&study), m.modelSources(&study, g)))
		}
		if err != nil {
			m.errs = append(m.errs, b.tree.locate(err))
			continue
		}
		g.Sources = slices.DeleteFunc(g.Sources, func(source sim.Source) bool { return len(source.Options) < 2 })
		a.Grids = append(a.Grids, g)
	}
	b.errs = b.ofSensitivity(slices.CompactFunc(m.errs, func(x, y error) bool { return x.Error() == y.Error() }))
	b.sensitivitySize(a)
}

// ofSensitivity puts the terms of this key in the place of those of
// multiverse in messages.
func (b *builder) ofSensitivity(errs []error) []error {
	for i, err := range errs {
		var in *data.InputError
		if errors.As(err, &in) && len(b.cfg.Sensitivity.Terms) > 0 && strings.HasPrefix(in.Key, "multiverse.terms") {
			errs[i] = b.tree.wrong("sensitivity"+strings.TrimPrefix(in.Key, "multiverse"), in.Found, in.Expected, in.Hint)
		}
	}
	return errs
}

// firstOf puts the estimator of the hypothesis about a coefficient first.
func firstOf(s *sim.Study, f sim.Focal) []sim.Estimator {
	list := slices.Clone(s.Estimators)
	for _, h := range s.Hypotheses {
		if h.Model == f.Model && h.Term == f.Term {
			slices.SortStableFunc(list, func(x, y sim.Estimator) int {
				switch {
				case x.Name == h.Estimator && y.Name != h.Estimator:
					return -1
				case x.Name != h.Estimator && y.Name == h.Estimator:
					return 1
				}
				return 0
			})
			break
		}
	}
	return list
}

// sensitivitySize refuses designs that are too large, or have no source.
func (b *builder) sensitivitySize(a *attribution.Attribution) {
	c := b.cfg.Sensitivity
	for _, g := range a.Grids {
		weights, err := g.WeightNames()
		if err != nil {
			continue // laying out the study tells
		}
		sources := len(a.Sources(g, weights))
		n := a.Size(g, sources)
		switch {
		case sources == 0:
			b.complain("sensitivity.sources", fmt.Sprintf("no source for %s", g.Focal), "at least one choice, weights, sampling or a scenario", "design: full has choices and scenarios alone")
		case n > mostRuns && a.Design == attribution.Full:
			b.complain("sensitivity.design", fmt.Sprintf("a full grid of %.4g combinations for %s", n, g.Focal), fmt.Sprintf("at most %d", mostRuns), "design: sobol takes a sample")
		case n > mostRuns:
			b.complain("sensitivity.draws", fmt.Sprintf("%d rows, %.4g runs for the %d sources of %s", *c.Draws, n, sources, g.Focal), fmt.Sprintf("at most %d runs", mostRuns), "")
		}
		if a.ByIndicator && slices.ContainsFunc(g.Sources, func(s sim.Source) bool { return strings.HasPrefix(s.Name, "indicators") }) {
			b.complain("sensitivity.by_indicator", "true with a choice of indicators", "by_indicator: false, or sources without choices of indicators", "")
			return
		}
	}
}
