package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/scenarios"
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

var perturbations = map[string]maker[scenarios.Weights]{
	"dirichlet": func(o *options) scenarios.Weights {
		return scenarios.Dirichlet{Concentration: o.number("concentration", 50)}
	},
	"simplex":  func(*options) scenarios.Weights { return scenarios.Simplex{} },
	"noise":    func(o *options) scenarios.Weights { return scenarios.Noise{Share: o.number("share", 0.1)} },
	"drop-one": func(*options) scenarios.Weights { return scenarios.DropOne{} },
}

var zeroHandlings = map[string]index.ZeroHandling{"plogp0": index.PLogP0, "shift": index.Shift, "affine": index.Affine, "logeps": index.LogEps}

var divisors = map[string]index.Divisor{"rows": index.LnRows, "periods": index.LnPeriods}

var pcaVariants = map[string]index.PCAVariant{
	"pc1_squared": index.PC1Squared, "pc1": index.PC1, "pc1_norm": index.PC1Norm, "kaiser": index.Kaiser, "kaiser_abs": index.KaiserAbs, "varimax": index.Varimax,
}

// options are the options of one method, with what is wrong with them.
type options struct {
	file string
	m    method
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
		d := decoder{file: o.file}
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

func (o *options) wrong(name, found string, known ...string) {
	o.errs = append(o.errs, wrongWord(o.file, o.m.line, join(o.m.key, name), found, known))
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

func wrongWord(file string, line int, key, found string, known []string) error {
	return &data.InputError{
		File: file, Line: line, Key: key, Found: fmt.Sprintf("%q", found), Expected: "one of " + strings.Join(known, ", "), Hint: nearest(found, known),
	}
}

// construct makes the value of a method, or nil where the user named none.
func construct[T any](file string, m *method, catalog map[string]maker[T]) (v T, errs []error) {
	if m == nil || m.Kind == "" {
		return v, nil
	}
	mk, ok := catalog[m.Kind]
	if !ok {
		return v, []error{wrongWord(file, m.line, m.key, m.Kind, slices.Sorted(maps.Keys(catalog)))}
	}
	o := &options{file: file, m: *m}
	v = mk(o)
	for _, e := range m.options {
		if !slices.Contains(o.used, e.Name) {
			expected := "no options"
			if len(o.used) > 0 {
				expected = "one of the options " + strings.Join(o.used, ", ")
			}
			o.errs = append(o.errs, &data.InputError{
				File: file, Line: e.Value.Line, Key: join(m.key, e.Name), Found: "an unknown option of " + m.Kind, Expected: expected, Hint: nearest(e.Name, o.used),
			})
		}
	}
	return v, o.errs
}
