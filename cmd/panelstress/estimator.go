package main

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/sim"
)

var conventions = map[string]estimators.Convention{
	"stata": estimators.Stata, "stata-large": estimators.StataLarge, "plm": estimators.Plm, "areg": estimators.Areg, "arellano": estimators.Arellano,
}

var conventionWords = map[estimators.Convention]string{
	estimators.Stata:      "Stata's factor G/(G-1)·(N-1)/(N-k-1)",
	estimators.StataLarge: "Stata's large-sample form, no factor",
	estimators.Plm:        "plm's factor G/(G-1)·(N-1)/(N-k)",
	estimators.Areg:       "areg's factor G/(G-1)·(N-1)/(N-k-effects)",
	estimators.Arellano:   "Arellano's form, no factor",
}

func (e *estimatorConfig) name() string {
	if e.Name != "" {
		return e.Name
	}
	return e.Kind
}

// estimator makes the estimator that a kind, its effects and its variance
// mean.
func (b *builder) estimator(key string, c estimatorConfig) (sim.Estimator, bool) {
	e := sim.Estimator{Name: c.name(), Kind: c.Kind, Instrumented: c.Kind == "2sls"}
	before := len(b.errs)
	if c.Kind == "" {
		b.complain(key+".kind", "nothing", "a kind: ols, fe, 2sls or fgls", "")
		return e, false
	}
	switch b.word(key+".kind", c.Kind, "fe", "ols", "2sls", "fgls") {
	case "ols":
		cov, note := b.variance(key, c, "stata")
		e.Fit, e.Note = estimators.Pooled{Cov: cov}, note
	case "fe":
		cov, note := b.variance(key, c, "stata")
		fit := estimators.Within{Cov: cov}
		switch b.word(key+".effects", c.Effects, "entity", "time", "twoway") {
		case "time":
			fit.Effects = estimators.Time
		case "twoway":
			fit.Effects = estimators.TwoWay
		}
		e.Fit, e.Note = fit, note
	case "2sls":
		cov, note := b.variance(key, c, "stata-large")
		fit := estimators.TwoSLS{Cov: cov}
		switch b.word(key+".effects", c.Effects, "none", "entity", "time", "twoway") {
		case "entity":
			fit.Entity = true
		case "time":
			fit.Time = true
		case "twoway":
			fit.Entity, fit.Time = true, true
		}
		e.Fit, e.Note = fit, note
	case "fgls":
		if c.Variance != "" || c.Convention != "" || c.Effects != "" {
			b.complain(key, "variance, convention or effects of fgls", "none of them: its errors have one variance per entity, and its standard errors follow", "")
		}
		e.Fit, e.Note = estimators.FGLS{}, "one error variance per entity, two steps (Stata: xtgls, panels(heteroskedastic))"
	}
	return e, len(b.errs) == before
}

// variance is the covariance of the coefficients and its name in words.
func (b *builder) variance(key string, c estimatorConfig, convention string) (estimators.Covariance, string) {
	kind := b.word(key+".variance", c.Variance, "cluster", "classical", "hc1")
	if c.Convention != "" {
		convention = c.Convention
	}
	conv := conventions[b.word(key+".convention", convention, slices.Sorted(maps.Keys(conventions))...)]
	large := conv == estimators.StataLarge
	switch kind {
	case "classical":
		if large {
			return estimators.Classical{Large: true}, "classical, divisor N"
		}
		return estimators.Classical{}, "classical, divisor N less all coefficients and effects"
	case "hc1":
		if large {
			return estimators.HC1{Large: true}, "heteroskedasticity-robust (HC0)"
		}
		return estimators.HC1{}, "heteroskedasticity-robust (HC1)"
	}
	return estimators.Cluster{Convention: conv}, "clustered by entity, " + conventionWords[conv]
}

// perIndicator makes the methods that need a number per indicator: goalposts
// and given weights.
func (b *builder) perIndicator(key string, ix *index.Index, c *indexConfig) {
	numbers := func(m *method, option string, each func(name string, n *yaml.Node)) {
		for _, o := range m.options {
			if o.Name == option && o.Value.Kind == yaml.MappingNode {
				for i := 0; i < len(o.Value.Content); i += 2 {
					each(o.Value.Content[i].Value, o.Value.Content[i+1])
				}
				return
			}
		}
		b.complain(m.key, "no "+option, m.Kind+" needs "+option+", a value per indicator", "")
	}
	float := func(n *yaml.Node, at string) (v float64) {
		o := options{file: b.tree.file, m: method{key: at, options: []entry[*yaml.Node]{{"", n}}}}
		v = o.number("", 0)
		b.errs = append(b.errs, o.errs...)
		return v
	}
	var errs []error
	if c.Weights.Kind == "given" {
		given := make(map[string]float64)
		numbers(&c.Weights, "weights", func(name string, n *yaml.Node) { given[name] = float(n, key+".weights.weights."+name) })
		ix.Weighter = index.Given(given)
	} else {
		ix.Weighter, errs = construct(b.tree.file, &c.Weights, weighters)
		b.errs = append(b.errs, errs...)
	}
	if c.Normalise.Kind != "goalpost" {
		ix.Normaliser, errs = construct(b.tree.file, &c.Normalise, normalisers)
		b.errs = append(b.errs, errs...)
		return
	}
	posts := make(map[string][2]float64)
	numbers(&c.Normalise, "goalposts", func(name string, n *yaml.Node) {
		at := key + ".normalise.goalposts." + name
		if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
			b.complain(at, describeNode(n), "[worst, best]", "")
			return
		}
		posts[name] = [2]float64{float(n.Content[0], at), float(n.Content[1], at)}
	})
	ix.Normaliser = index.Goalposts(posts)
}
