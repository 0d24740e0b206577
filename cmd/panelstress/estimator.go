package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"panelstress/estimators"
	"panelstress/sim"
)

// kindConfig is what a kind of estimator makes of its options.
type kindConfig struct {
	instrumented bool
	options      []string // that it has, beside kind and name
	effects      []string // that it knows, the default first
	variance     string   // the default
	convention   string   // the default
	fit          func(o *estimatorOptions) estimators.Estimator
}

// estimatorOptions are the options of one estimator as values.
type estimatorOptions struct {
	effects string
	cov     estimators.Covariance
	cfg     *estimatorConfig
	key     string
	word    func(option, found string, known ...string) string
}

var covarianceOptions = []string{"variance", "by", "convention", "lags"}

// kinds are the words for estimators. Conventions are those of Stata: xtreg
// is clustered with a small-sample factor, ivregress without small has none.
var kinds = map[string]kindConfig{
	"ols": {options: covarianceOptions, variance: "cluster", convention: "stata", fit: func(o *estimatorOptions) estimators.Estimator {
		return estimators.Pooled{Cov: o.cov}
	}},
	"fe": {
		options: append([]string{"effects"}, covarianceOptions...), effects: []string{"entity", "time", "twoway"}, variance: "cluster", convention: "stata",
		fit: func(o *estimatorOptions) estimators.Estimator {
			effects := map[string]estimators.Effects{"entity": estimators.Entity, "time": estimators.Time, "twoway": estimators.TwoWay}
			return estimators.Within{Cov: o.cov, Effects: effects[o.effects]}
		},
	},
	"re": {
		options: append([]string{"variant"}, covarianceOptions...), variance: "cluster", convention: "stata",
		fit: func(o *estimatorOptions) estimators.Estimator {
			e := estimators.RandomEffects{Cov: o.cov}
			if o.word("variant", o.cfg.Variant, "swamy-arora", "baltagi-chang") == "baltagi-chang" {
				e.Variant = estimators.BaltagiChang
			}
			return e
		},
	},
	"between": {options: []string{"variance"}, variance: "classical", convention: "stata", fit: func(o *estimatorOptions) estimators.Estimator {
		return estimators.Between{Cov: o.cov}
	}},
	"fd": {options: append([]string{"trend"}, covarianceOptions...), variance: "cluster", convention: "stata", fit: func(o *estimatorOptions) estimators.Estimator {
		return estimators.FirstDifference{Cov: o.cov, Trend: o.cfg.Trend}
	}},
	"2sls": {
		options: append([]string{"effects"}, covarianceOptions...), effects: []string{"none", "entity", "time", "twoway"},
		instrumented: true, variance: "cluster", convention: "stata-large",
		fit: func(o *estimatorOptions) estimators.Estimator {
			both := o.effects == "twoway"
			return estimators.TwoSLS{Cov: o.cov, Entity: both || o.effects == "entity", Time: both || o.effects == "time"}
		},
	},
	"fgls": {options: []string{"panels", "corr", "iterate", "nmk"}, fit: func(o *estimatorOptions) estimators.Estimator {
		panels := map[string]estimators.Panels{"hetero": estimators.HeteroskedasticPanels, "iid": estimators.IIDPanels, "correlated": estimators.CorrelatedPanels}
		corr := map[string]estimators.Correlation{"independent": estimators.Independent, "ar1": estimators.AR1, "psar1": estimators.PSAR1}
		return estimators.FGLS{
			Panels:  panels[o.word("panels", o.cfg.Panels, "hetero", "iid", "correlated")],
			Corr:    corr[o.word("corr", o.cfg.Corr, "independent", "ar1", "psar1")],
			Iterate: o.cfg.Iterate, NMK: o.cfg.NMK,
		}
	}},
}

// covariance are the options of a variance as values.
type covariance struct {
	by         string // as in estimators.Cluster; the first of two
	both       bool   // by entity and by time
	convention estimators.Convention
	lags       estimators.Lags
}

func (c covariance) large() bool { return c.convention == estimators.StataLarge }

// variances are the words for covariances of coefficients.
var variances = map[string]func(c covariance) estimators.Covariance{
	"classical": func(c covariance) estimators.Covariance { return estimators.Classical{Large: c.large()} },
	"hc0":       func(covariance) estimators.Covariance { return estimators.HC0{} },
	"hc1":       func(c covariance) estimators.Covariance { return estimators.HC1{Large: c.large()} },
	"hc2":       func(covariance) estimators.Covariance { return estimators.HC2{} },
	"hc3":       func(covariance) estimators.Covariance { return estimators.HC3{} },
	"cluster": func(c covariance) estimators.Covariance {
		if c.both {
			return estimators.TwoWayCluster{B: estimators.ByTime, Convention: c.convention}
		}
		return estimators.Cluster{By: c.by, Convention: c.convention}
	},
	"cr2":       func(c covariance) estimators.Covariance { return estimators.CR2{By: c.by} },
	"cr3":       func(c covariance) estimators.Covariance { return estimators.CR3{By: c.by} },
	"jackknife": func(c covariance) estimators.Covariance { return estimators.Jackknife{By: c.by} },
	"driscoll-kraay": func(c covariance) estimators.Covariance {
		return estimators.DriscollKraay{Lags: c.lags, Convention: c.convention}
	},
	"newey-west": func(c covariance) estimators.Covariance { return estimators.NeweyWest{Lags: c.lags, Large: c.large()} },
	"pcse":       func(covariance) estimators.Covariance { return estimators.PCSE{} },
}

// conventions are the words for small-sample conventions.
var conventions = func() map[string]estimators.Convention {
	m := make(map[string]estimators.Convention)
	for _, c := range []estimators.Convention{
		estimators.Stata, estimators.StataLarge, estimators.Plm, estimators.Areg, estimators.Arellano, estimators.Fixest, estimators.CR1,
	} {
		m[c.String()] = c
	}
	return m
}()

func (c *estimatorConfig) name() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Kind
}

// given are the options that the user wrote.
func (c *estimatorConfig) given() (names []string) {
	for name, set := range map[string]bool{
		"effects": c.Effects != "", "variant": c.Variant != "", "trend": c.Trend, "variance": c.Variance != "", "by": c.By != "",
		"convention": c.Convention != "", "lags": c.Lags != nil, "panels": c.Panels != "", "corr": c.Corr != "", "iterate": c.Iterate, "nmk": c.NMK,
	} {
		if set {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// estimator makes the estimator that a kind, its effects and its variance
// mean.
func (b *builder) estimator(key string, c *estimatorConfig) (sim.Estimator, bool) {
	before := len(b.errs)
	known := slices.Sorted(maps.Keys(kinds))
	if c.Kind == "" {
		b.complain(key+".kind", "nothing", "one of "+strings.Join(known, ", "), "")
		return sim.Estimator{}, false
	}
	k, ok := kinds[c.Kind]
	if !ok {
		b.errs = append(b.errs, b.tree.wrongWord(key+".kind", c.Kind, known))
		return sim.Estimator{}, false
	}
	for _, option := range c.given() {
		if !slices.Contains(k.options, option) {
			b.complain(key+"."+option, "an option that "+c.Kind+" does not have", "one of kind, name, "+strings.Join(k.options, ", "), "")
		}
	}
	o := &estimatorOptions{cfg: c, key: key, word: func(option, found string, known ...string) string {
		return b.word(key+"."+option, found, known...)
	}}
	if k.effects != nil {
		o.effects = o.word("effects", c.Effects, k.effects...)
	}
	e := sim.Estimator{Name: c.name(), Kind: c.Kind, Effects: o.effects, Instrumented: k.instrumented}
	if k.variance != "" {
		o.cov = b.covariance(o, k)
		e.Group = c.group()
		e.Note = fmt.Sprint(o.cov)
	} else {
		e.Note = c.fglsNote()
	}
	e.Fit = k.fit(o)
	return e, len(b.errs) == before
}

// group is the column that errors are clustered by, where it is neither the
// entity nor the time.
func (c *estimatorConfig) group() string {
	if slices.Contains([]string{"", "entity", "time", "twoway"}, c.By) {
		return ""
	}
	return c.By
}

func (b *builder) covariance(o *estimatorOptions, k kindConfig) estimators.Covariance {
	c := o.cfg
	first := func(word string, known []string) []string { // the default stands first for word
		return append([]string{word}, slices.DeleteFunc(known, func(s string) bool { return s == word })...)
	}
	kind := o.word("variance", c.Variance, first(k.variance, slices.Sorted(maps.Keys(variances)))...)
	v := covariance{convention: conventions[o.word("convention", c.Convention, first(k.convention, slices.Sorted(maps.Keys(conventions)))...)]}
	switch c.By {
	case "", "entity":
	case "time":
		v.by = estimators.ByTime
	case "twoway":
		if v.both = true; kind != "cluster" {
			b.complain(o.key+".by", "twoway with "+kind, "variance: cluster, which alone can be clustered twice", "")
		}
	default: // a column
		v.by = c.By
	}
	if c.Lags != nil {
		v.lags = estimators.Lags{Rule: estimators.LagFixed, Fixed: *c.Lags}
		if *c.Lags < 0 {
			b.complain(o.key+".lags", fmt.Sprint(*c.Lags), "a number of periods, 0 or more", "")
		}
	}
	make, ok := variances[kind]
	if !ok {
		return nil
	}
	return make(v)
}

func (c *estimatorConfig) fglsNote() string {
	or := func(word, standard string) string {
		if word == "" {
			return standard
		}
		return word
	}
	steps := "two steps"
	if c.Iterate {
		steps = "iterated"
	}
	factor := ""
	if c.NMK {
		factor = " nmk"
	}
	return fmt.Sprintf("generalised least squares, %s (Stata: xtgls, panels(%s) corr(%s)%s)", steps, or(c.Panels, "hetero"), or(c.Corr, "independent"), factor)
}
