package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/sim"
)

// sharedSources are the choices that do not depend on the model: sample and
// indices, estimators and their variances.
func (b *builder) sharedSources(s *sim.Study) (list []sim.Source) {
	c := b.cfg.Multiverse
	if !c.declares() {
		c = b.defaultChoices(s)
	}
	add := func(key string, stage sim.Stage, options []sim.Option) {
		b.distinct("multiverse."+key, options)
		if len(options) > 0 {
			list = append(list, sim.Source{Name: sourceNames[key], Stage: stage, Options: options})
		}
	}
	add("sample", sim.Construction, b.sampleOptions(s))
	add("outliers", sim.Construction, b.outlierOptions(c))
	list = append(list, b.indicatorSources(s, c)...)
	add("normalise", sim.Construction, methodOptions(b, s, c.Normalise, normalisers, c.Indices, sim.Normalise))
	add("weights", sim.Construction, methodOptions(b, s, c.Weights, weighters, c.Indices, sim.Weigh))
	add("zero", sim.Construction, methodOptions(b, s, c.Zero, zeroMakers, c.Indices, func(name string, e index.Entropy, indices ...string) sim.Option {
		return sim.HandleZeros(name, e.Zero, e.Delta, indices...)
	}))
	add("aggregate", sim.Construction, methodOptions(b, s, c.Aggregate, aggregators, c.Indices, sim.Aggregate))
	add("estimators", sim.Estimation, b.estimatorOptions(s, c))
	var effects []sim.Option
	for i, e := range c.Effects {
		effects = append(effects, sim.WithEffects(b.word(fmt.Sprintf("multiverse.effects.%d", i), e, "none", "entity", "time", "twoway")))
	}
	add("effects", sim.Estimation, effects)
	add("variance", sim.Estimation, b.varianceOptions(c))
	return list
}

// distinct complains of an option that is named twice: it would be twice as
// probable as the others.
func (b *builder) distinct(key string, options []sim.Option) {
	var names []string
	for _, o := range options {
		names = append(names, o.Name)
	}
	b.twice(key, names)
}

// modelSources are the choices that depend on the model.
func (b *builder) modelSources(s *sim.Study, g *sim.Grid) (list []sim.Source) {
	c := b.cfg.Multiverse
	options := b.controlOptions(g)
	b.distinct("multiverse.controls", options)
	if len(options) > 0 {
		list = append(list, sim.Source{Name: sourceNames["controls"], Stage: sim.Specification, Options: options})
	}
	var lags, centred []sim.Option
	for i, k := range c.InstrumentLag {
		if k < 1 {
			b.complain(fmt.Sprintf("multiverse.instrument_lag.%d", i), fmt.Sprint(k), "a number of periods, 1 or more", "")
		}
		lags = append(lags, sim.LagInstruments(fmt.Sprintf("L%d", k), k))
	}
	for _, yes := range c.Centre {
		centred = append(centred, sim.Centred(map[bool]string{true: "centred", false: "as they are"}[yes], yes))
	}
	b.distinct("multiverse.instrument_lag", lags)
	b.distinct("multiverse.centre", centred)
	if len(lags) > 0 {
		list = append(list, sim.Source{Name: sourceNames["instrument_lag"], Stage: sim.Specification, Options: lags})
	}
	if len(centred) > 0 {
		list = append(list, sim.Source{Name: sourceNames["centre"], Stage: sim.Specification, Options: centred})
	}
	return list
}

// defaultChoices are those of a study that declares none: the usual ways to
// build its indices, each without one of its indicators, its estimators with
// one-way and two-way effects, all sets of its controls.
func (b *builder) defaultChoices(s *sim.Study) *multiverseConfig {
	c := *b.cfg.Multiverse
	words := func(key string, own func(*indexConfig) method, list ...string) (out []method) {
		for i := range b.cfg.Indices {
			if m := own(&b.cfg.Indices[i].Value); m.Kind != "" && !slices.Contains(list, m.Kind) && m.Kind != "given" && m.Kind != "goalposts" {
				list = append(list, m.Kind)
				out = append(out, m)
			}
		}
		for _, w := range list {
			if !slices.ContainsFunc(out, func(m method) bool { return m.Kind == w }) {
				out = append(out, method{Kind: w, key: "multiverse." + key})
			}
		}
		return out
	}
	c.Normalise = words("normalise", func(ix *indexConfig) method { return ix.Normalise }, "minmax", "zscore", "percentile")
	c.Weights = words("weights", func(ix *indexConfig) method { return ix.Weights }, "entropy", "equal", "critic", "pca")
	c.Aggregate = words("aggregate", func(ix *indexConfig) method { return ix.Aggregate }, "linear", "geometric")
	for _, ix := range s.Indices {
		if len(ix.Indicators) > 2 {
			c.Indicators = append(c.Indicators, entry[subsetsConfig]{ix.Name, subsetsConfig{Rule: "drop-one"}})
		}
	}
	c.Effects = []string{"entity", "twoway"}
	for _, e := range s.Estimators {
		c.Estimators = append(c.Estimators, estimatorConfig{Kind: e.Name})
	}
	return &c
}

// methodOptions are the options that are methods of the catalog.
func methodOptions[T any](b *builder, s *sim.Study, list []method, catalog map[string]maker[T], indices []string, option func(string, T, ...string) sim.Option) (out []sim.Option) {
	for i := range list {
		v, errs := construct(b.tree, &list[i], catalog)
		b.errs = append(b.errs, errs...)
		if len(errs) > 0 {
			continue
		}
		if err := s.Fits(v, indices...); err != nil {
			b.complain(list[i].key, err.Error(), "settings that fit the indices", "")
		}
		out = append(out, option(list[i].label(), v, indices...))
	}
	return out
}

// label is a method in one word: its kind and its options.
func (m *method) label() string {
	s := m.Kind
	for _, o := range m.options {
		s += " " + o.Name + "=" + valueLabel(o.Value)
	}
	return s
}

// valueLabel is the value of an option in one word, or in words in brackets.
func valueLabel(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	var parts []string
	for i := 0; i < len(n.Content); i++ {
		part := valueLabel(n.Content[i])
		if n.Kind == yaml.MappingNode && i+1 < len(n.Content) {
			i++
			part += " " + valueLabel(n.Content[i])
		}
		parts = append(parts, part)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// zeroMakers are the words for zero handlings as choices of their own.
var zeroMakers = func() map[string]maker[index.Entropy] {
	out := make(map[string]maker[index.Entropy])
	for word, z := range zeroHandlings {
		out[word] = func(o *options) index.Entropy {
			if z == index.PLogP0 {
				return index.Entropy{}
			}
			return index.Entropy{Zero: z, Delta: o.positive("delta", 0.01)}
		}
	}
	return out
}()

func (b *builder) outlierOptions(c *multiverseConfig) (out []sim.Option) {
	for i, share := range c.Outliers {
		if !(share >= 0 && share < 0.5) {
			b.complain(fmt.Sprintf("multiverse.outliers.%d", i), fmt.Sprint(share), "a share at each end from 0 to below 0.5, such as 0.01", "")
			continue
		}
		name := "none"
		if share > 0 {
			name = "winsorised " + strconv.FormatFloat(100*share, 'g', 4, 64) + "%"
		}
		out = append(out, sim.Winsorise(name, share, c.Indices...))
	}
	return out
}

// sampleOptions are parts of the sample; the whole stands first.
func (b *builder) sampleOptions(s *sim.Study) (out []sim.Option) {
	c := b.cfg.Multiverse
	if len(c.Sample) == 0 {
		return nil
	}
	rows := func(keep func(entity string, time int) bool) []bool {
		var marks []bool
		for g, name := range s.Panel.Entities() {
			for i := s.Panel.Starts()[g]; i < s.Panel.Starts()[g+1]; i++ {
				marks = append(marks, keep(name, s.Panel.Times()[i]))
			}
		}
		return marks
	}
	samples := c.Sample
	if !slices.ContainsFunc(samples, func(e entry[sampleConfig]) bool { return e.Name == "all" }) {
		samples = append(named[sampleConfig]{{Name: "all"}}, samples...)
	}
	for _, e := range samples {
		key, v := "multiverse.sample."+e.Name, e.Value
		for _, name := range slices.Concat(v.Without, v.Only) {
			if !slices.Contains(s.Panel.Entities(), name) {
				b.complain(key, fmt.Sprintf("the entity %q", name), "entities of "+s.DataFile, nearest(name, s.Panel.Entities()))
			}
		}
		o, err := sim.Rows(e.Name, s.Panel, rows(func(entity string, time int) bool {
			return (v.From == nil || time >= *v.From) && (v.To == nil || time <= *v.To) && !slices.Contains(v.Without, entity) && (v.Only == nil || slices.Contains(v.Only, entity))
		}))
		if err != nil {
			b.complain(key, "no row", "a part of the sample", "")
			continue
		}
		out = append(out, o)
	}
	return out
}

// estimatorOptions are estimators: one of the study by its name, or another.
func (b *builder) estimatorOptions(s *sim.Study, c *multiverseConfig) (out []sim.Option) {
	for i := range c.Estimators {
		e := &c.Estimators[i]
		at := slices.IndexFunc(s.Estimators, func(own sim.Estimator) bool { return own.Name == e.name() })
		if at >= 0 && len(e.given()) == 0 {
			out = append(out, sim.EstimateBy(e.name(), s.Estimators[at]))
			continue
		}
		if est, ok := b.estimator(fmt.Sprintf("multiverse.estimators.%d", i), e); ok {
			out = append(out, sim.EstimateBy(e.name(), est))
		}
	}
	return out
}

func (b *builder) varianceOptions(c *multiverseConfig) (out []sim.Option) {
	for i, v := range c.Variance {
		key := fmt.Sprintf("multiverse.variance.%d", i)
		e := estimatorConfig{Variance: v.Kind, By: v.By, Convention: v.Convention, Lags: v.Lags}
		word := func(option, found string, known ...string) string {
			if option == "variance" {
				option = "kind"
			}
			return b.word(key+"."+option, found, known...)
		}
		before := len(b.errs)
		of := make(map[string]estimators.Covariance)
		for kind, k := range kinds {
			if k.variance != "" && len(b.errs) == before {
				of[kind] = b.covariance(&estimatorOptions{cfg: &e, key: key, word: word}, k)
			}
		}
		name := v.Kind
		if v.By != "" {
			name += " by " + v.By
		}
		out = append(out, sim.WithVariance(name, of, e.group()))
	}
	return out
}
