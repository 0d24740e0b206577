package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data/index"
)

// The catalog says which word of a study file means which value. To add a
// method, add a line.

// maker makes a value of a method; o gives it the options the user wrote.
type maker[T any] func(o *options) T

var normalisers = map[string]maker[index.Normaliser]{
	"minmax":     func(o *options) index.Normaliser { return index.MinMax{Lo: o.number("lo", 0), Hi: o.number("hi", 0)} },
	"zscore":     func(*options) index.Normaliser { return index.ZScore{} },
	"rank":       func(*options) index.Normaliser { return index.Rank{} },
	"percentile": func(*options) index.Normaliser { return index.Percentile{} },
	"vector":     func(*options) index.Normaliser { return index.Vector{} },
	"fracmax":    func(*options) index.Normaliser { return index.FractionOfMax{} },
	"sumshare":   func(*options) index.Normaliser { return index.SumShare{} },
	"none":       func(*options) index.Normaliser { return index.AsIs{} },
	"goalposts": func(o *options) index.Normaliser {
		posts := make(index.Goalposts)
		for name, p := range perIndicator[[]float64](o, "posts") {
			if len(p) != 2 {
				o.errs = append(o.errs, o.tree.wrong(join(join(o.m.key, "posts"), name), fmt.Sprintf("%d numbers", len(p)), "[worst, best]", ""))
				continue
			}
			posts[name] = [2]float64{p[0], p[1]}
		}
		return posts
	},
}

var weighters = map[string]maker[index.Weighter]{
	"entropy": func(o *options) index.Weighter {
		e := index.Entropy{Delta: o.number("delta", 0), Zero: choose(o, "zero", zeroHandlings), Divisor: choose(o, "divisor", divisors)}
		if base := o.text("base", "minmax"); base == "sumshare" {
			e.Base = index.SumShare{}
		} else if base != "minmax" {
			o.wrong("base", base, "minmax", "sumshare")
		}
		return e
	},
	"equal":  func(*options) index.Weighter { return index.Equal{} },
	"critic": func(o *options) index.Weighter { return index.CRITIC{Spearman: o.flag("spearman"), Abs: o.flag("abs")} },
	"pca":    func(o *options) index.Weighter { return index.PCA{Variant: choose(o, "variant", pcaVariants)} },
	"sd":     func(*options) index.Weighter { return index.SD{} },
	"cv":     func(*options) index.Weighter { return index.CV{} },
	"entropy_critic_mult": func(o *options) index.Weighter {
		return index.Product{index.Entropy{}, index.CRITIC{Spearman: o.flag("spearman"), Abs: o.flag("abs")}}
	},
	"given": func(o *options) index.Weighter { return index.Given(perIndicator[float64](o, "values")) },
}

var aggregators = map[string]maker[index.Aggregator]{
	"linear":    func(*options) index.Aggregator { return index.Linear{} },
	"geometric": func(o *options) index.Aggregator { return index.Geometric{Floor: o.number("floor", 0.01)} },
	"harmonic":  func(*options) index.Aggregator { return index.Harmonic{} },
	"power":     func(o *options) index.Aggregator { return index.Power{P: o.number("p", 1)} },
	"topsis":    func(*options) index.Aggregator { return index.TOPSIS{} },
}

var treatments = map[string]maker[index.Treatment]{
	"log": func(o *options) index.Treatment { return index.Log{Offset: o.number("offset", 0)} },
	"boxcox": func(o *options) index.Treatment {
		return index.BoxCox{Lambda: o.number("lambda", 0), Estimate: o.flag("estimate")}
	},
	"winsorise": func(o *options) index.Treatment {
		return index.Winsorise{Lower: o.number("lower", 0.01), Upper: o.number("upper", 0.99)}
	},
}

var zeroHandlings = map[string]index.ZeroHandling{"plogp0": index.PLogP0, "shift": index.Shift, "affine": index.Affine, "logeps": index.LogEps}

var divisors = map[string]index.Divisor{"rows": index.LnRows, "periods": index.LnPeriods}

var pcaVariants = map[string]index.PCAVariant{
	"pc1_squared": index.PC1Squared, "pc1": index.PC1, "pc1_norm": index.PC1Norm, "kaiser": index.Kaiser, "kaiser_abs": index.KaiserAbs, "varimax": index.Varimax,
}

// options are the options of one method, with what is wrong with them.
type options struct {
	tree *tree
	m    *method
	used []string
	errs []error
}

func (o *options) find(name string) *yaml.Node {
	o.used = append(o.used, name)
	for _, e := range o.m.options {
		if e.Name == name {
			return e.Value
		}
	}
	return nil
}

func (o *options) decode(name string, v any) {
	if n := o.find(name); n != nil {
		d := decoder{tree: o.tree}
		d.value(n, reflect.ValueOf(v).Elem(), join(o.m.key, name))
		o.errs = append(o.errs, d.errs...)
	}
}

func (o *options) number(name string, v float64) float64 {
	o.decode(name, &v)
	return v
}

func (o *options) text(name, v string) string {
	o.decode(name, &v)
	return v
}

func (o *options) flag(name string) (v bool) {
	o.decode(name, &v)
	return v
}

// perIndicator gives a value for every name under an option that must be
// there.
func perIndicator[T any](o *options, name string) map[string]T {
	var list named[T]
	if o.find(name) == nil {
		o.errs = append(o.errs, o.tree.wrong(o.m.key, "no "+name, o.m.Kind+" with "+name+", a value per indicator", ""))
		return nil
	}
	o.decode(name, &list)
	values := make(map[string]T)
	for _, e := range list {
		values[e.Name] = e.Value
	}
	return values
}

func (o *options) wrong(name, found string, known ...string) {
	o.errs = append(o.errs, o.tree.wrongWord(join(o.m.key, name), found, known))
}

// choose finds the value of a word; the zero value where none is given.
func choose[T any](o *options, name string, words map[string]T) (v T) {
	word := o.text(name, "")
	if word == "" {
		return v
	}
	v, ok := words[word]
	if !ok {
		o.wrong(name, word, slices.Sorted(maps.Keys(words))...)
	}
	return v
}

// wrongWord is the error that a word is not among those that are known.
func (t *tree) wrongWord(key, found string, known []string) error {
	return t.wrong(key, fmt.Sprintf("%q", found), "one of "+strings.Join(known, ", "), nearest(found, known))
}

// construct makes the value of a method, or nil where the user named none.
func construct[T any](t *tree, m *method, catalog map[string]maker[T]) (v T, errs []error) {
	if m == nil || m.Kind == "" {
		return v, nil
	}
	mk, ok := catalog[m.Kind]
	if !ok {
		return v, []error{t.wrongWord(m.key, m.Kind, slices.Sorted(maps.Keys(catalog)))}
	}
	o := &options{tree: t, m: m}
	v = mk(o)
	for _, e := range m.options {
		if !slices.Contains(o.used, e.Name) {
			expected := "no options"
			if len(o.used) > 0 {
				expected = "one of the options " + strings.Join(o.used, ", ")
			}
			o.errs = append(o.errs, t.wrong(join(m.key, e.Name), "an unknown option of "+m.Kind, expected, nearest(e.Name, o.used)))
		}
	}
	return v, o.errs
}
