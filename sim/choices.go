package sim

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
)

// each changes the indices of a study that are named, or all.
func each(names []string, change func(ix *index.Index) bool) func(*Study) bool {
	return func(s *Study) bool {
		arises := false
		for _, ix := range s.Indices {
			if len(names) == 0 || slices.Contains(names, ix.Name) {
				arises = change(ix) || arises
			}
		}
		return arises
	}
}

// Normalise builds the named indices, or all, with a normalisation. Goalposts
// of what an index does not have are left out of it.
func Normalise(name string, n index.Normaliser, indices ...string) Option {
	return Option{name, each(indices, func(ix *index.Index) bool {
		ix.Normaliser = keepPosts(n, members(ix))
		return true
	})}
}

// Weigh builds the named indices, or all, with a weighting. Given weights of
// what an index does not have are left out of it.
func Weigh(name string, w index.Weighter, indices ...string) Option {
	return Option{name, each(indices, func(ix *index.Index) bool {
		ix.Weighter = keepGiven(w, members(ix))
		return len(ix.Indicators) > 1
	})}
}

// members are the names of an index's indicators and groups.
func members(ix *index.Index) (names []string) {
	for _, in := range ix.Indicators {
		names = append(names, in.Name)
	}
	for _, g := range ix.Groups {
		names = append(names, g.Name)
	}
	return names
}

// Fits tells what is wrong with the settings of a method that is to build the
// named indices, or all: every name in it is that of a member of one of them,
// and an index without groups finds settings for each of its indicators.
func (s *Study) Fits(method any, indices ...string) error {
	var all []string
	var errs []error
	for _, ix := range s.Indices {
		if len(indices) > 0 && !slices.Contains(indices, ix.Name) {
			continue
		}
		names := members(ix)
		all = append(all, names...)
		own := method
		switch m := method.(type) {
		case index.Given:
			own = only(m, names)
		case index.Goalposts:
			own = only(m, names)
		}
		if len(ix.Groups) == 0 {
			errs = append(errs, index.CheckSettings(own, names))
		}
	}
	return errors.Join(append(errs, index.Strange(method, all))...)
}

// HandleZeros changes how entropy weights meet a share of zero; it arises
// where the weights are entropy weights.
func HandleZeros(name string, zero index.ZeroHandling, delta float64, indices ...string) Option {
	return Option{name, each(indices, func(ix *index.Index) bool {
		e, ok := ix.Weighter.(index.Entropy)
		if ix.Weighter == nil {
			ok = true
		}
		if ok && len(ix.Indicators) > 1 {
			e.Zero, e.Delta = zero, delta
			ix.Weighter = e
			return true
		}
		return false
	})}
}

// Aggregate builds the named indices, or all, with an aggregation.
func Aggregate(name string, a index.Aggregator, indices ...string) Option {
	return Option{name, each(indices, func(ix *index.Index) bool {
		ix.Aggregator = a
		return len(ix.Indicators) > 1
	})}
}

// Winsorise pulls the indicators of the named indices, or all, to their
// quantiles share and 1-share, where they have no treatment of their own.
// Share 0 leaves them.
func Winsorise(name string, share float64, indices ...string) Option {
	return Option{name, each(indices, func(ix *index.Index) bool {
		arises := false
		for j := range ix.Indicators {
			if in := &ix.Indicators[j]; in.Treatment == nil {
				arises = true
				if share > 0 {
					in.Treatment = index.Winsorise{Lower: share, Upper: 1 - share}
				}
			}
		}
		return arises
	})}
}

// Keep builds one index from some of its indicators. Groups lose what is not
// kept; one that loses everything goes too.
func Keep(name, ixName string, indicators []string) Option {
	return Option{name, each([]string{ixName}, func(ix *index.Index) bool {
		kept := func(name string) bool { return slices.Contains(indicators, name) }
		ix.Indicators = slices.DeleteFunc(ix.Indicators, func(in index.Indicator) bool { return !kept(in.Name) })
		ix.Weighter, ix.Normaliser = keepGiven(ix.Weighter, indicators), keepPosts(ix.Normaliser, indicators)
		left := slices.Clone(indicators)
		groups := ix.Groups
		ix.Groups = nil
		for len(groups) > 0 { // members before the groups that hold them, whatever their order
			var later []index.Group
			gone := true
			for _, g := range groups {
				waits := slices.ContainsFunc(g.Members, func(m string) bool {
					return slices.ContainsFunc(groups, func(o index.Group) bool { return o.Name == m })
				})
				if waits {
					later = append(later, g)
					continue
				}
				gone = false
				g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(m string) bool { return !slices.Contains(left, m) })
				if len(g.Members) > 0 {
					g.Weighter = keepGiven(g.Weighter, g.Members)
					left = append(left, g.Name)
					ix.Groups = append(ix.Groups, g)
				}
			}
			if gone { // a circle, which compiling the index tells
				ix.Groups = append(ix.Groups, later...)
				return true
			}
			groups = later
		}
		return true
	})}
}

// keepGiven leaves out weights of what is left out.
func keepGiven(w index.Weighter, names []string) index.Weighter {
	given, ok := w.(index.Given)
	if !ok {
		return w
	}
	return only(given, names)
}

func keepPosts(n index.Normaliser, names []string) index.Normaliser {
	posts, ok := n.(index.Goalposts)
	if !ok {
		return n
	}
	return only(posts, names)
}

// only is a copy of a map with these keys alone.
func only[M ~map[string]V, V any](m M, names []string) M {
	m = maps.Clone(m)
	maps.DeleteFunc(m, func(name string, _ V) bool { return !slices.Contains(names, name) })
	return m
}

// Rows uses a part of the sample: the rows of p that keep marks.
func Rows(name string, p *data.Panel, keep []bool) (Option, error) {
	if !slices.Contains(keep, false) {
		return Option{name, func(s *Study) bool { return true }}, nil
	}
	q, kept, err := p.Rows(keep)
	if err != nil {
		return Option{}, err
	}
	if len(kept) == len(p.Entities()) {
		kept = nil
	}
	return Option{name, func(s *Study) bool {
		s.Panel, s.part = q, &part{kept: kept, rows: keep}
		return true
	}}, nil
}

// EstimateBy uses an estimator.
func EstimateBy(name string, e Estimator) Option {
	return Option{name, func(s *Study) bool {
		if e.Instrumented && len(s.Models[0].Formula.Instruments) == 0 {
			return false
		}
		s.Estimators[0] = e
		return true
	}}
}

// effectWords are the effects that WithEffects knows.
var effectWords = map[string]estimators.Effects{"entity": estimators.Entity, "time": estimators.Time, "twoway": estimators.TwoWay}

// WithEffects sweeps out other effects: none, entity, time or twoway. It
// arises for fixed effects, other than none, and for 2SLS.
func WithEffects(effects string) Option {
	return Option{effects, func(s *Study) bool {
		e := &s.Estimators[0]
		switch fit := e.Fit.(type) {
		case estimators.Within:
			if effects == "none" {
				return false
			}
			fit.Effects = effectWords[effects]
			e.Fit = fit
		case estimators.TwoSLS:
			fit.Entity, fit.Time = effects == "entity" || effects == "twoway", effects == "time" || effects == "twoway"
			e.Fit = fit
		default:
			return false
		}
		e.Effects = effects
		return true
	}}
}

// WithVariance uses another covariance of the coefficients, given per kind of
// estimator; group is the label column of its clusters, empty where it needs
// none. It arises for the kinds that are given.
func WithVariance(name string, of map[string]estimators.Covariance, group string) Option {
	return Option{name, func(s *Study) bool {
		e := &s.Estimators[0]
		c, ok := of[e.Kind]
		if !ok {
			return false
		}
		v := reflect.New(reflect.TypeOf(e.Fit)).Elem()
		v.Set(reflect.ValueOf(e.Fit))
		v.FieldByName("Cov").Set(reflect.ValueOf(c)) // all estimators with a choice of variances call it so
		e.Fit = v.Interface().(estimators.Estimator)
		e.Group, e.Note = group, fmt.Sprint(c)
		return true
	}}
}

// Controls are the regressors that a choice of controls may leave out: those
// that are exogenous, are not the focal term and have no variable in common
// with it or with a product.
func (g *Grid) Controls() []formula.Term { return controls(g.study.Models[0].Formula, g.Focal.Term) }

func controls(f *formula.Model, focal string) (out []formula.Term) {
	var bound []string
	for i, t := range f.Regressors {
		_, product := t.Expr.(formula.Binary)
		if t.Name == focal || product || slices.Contains(f.Endogenous, i) {
			bound = append(bound, formula.Names(t.Expr)...)
		}
	}
	for _, t := range f.Regressors {
		if !slices.ContainsFunc(formula.Names(t.Expr), func(n string) bool { return slices.Contains(bound, n) }) {
			out = append(out, t)
		}
	}
	return out
}

// ControlFor estimates with these controls in the place of those of the model.
func ControlFor(name, focal string, terms []formula.Term) Option {
	return Option{name, func(s *Study) bool {
		f := s.Models[0].Formula
		old := controls(f, focal)
		endogenous := make(map[string]bool)
		for _, i := range f.Endogenous {
			endogenous[f.Regressors[i].Name] = true
		}
		has := func(list []formula.Term, t formula.Term) bool {
			return slices.ContainsFunc(list, func(o formula.Term) bool { return o.Name == t.Name })
		}
		f.Regressors = slices.DeleteFunc(f.Regressors, func(t formula.Term) bool { return has(old, t) && !has(terms, t) })
		for _, t := range terms {
			if !has(f.Regressors, t) && !has(f.Instruments, t) {
				f.Regressors = append(f.Regressors, t)
			}
		}
		f.Endogenous = f.Endogenous[:0]
		for i, t := range f.Regressors {
			if endogenous[t.Name] {
				f.Endogenous = append(f.Endogenous, i)
			}
		}
		return true
	}}
}

// LagInstruments takes the instruments that are lags k periods back. It
// arises for estimators with instruments.
func LagInstruments(name string, k int) Option {
	return Option{name, func(s *Study) bool {
		f, arises := s.Models[0].Formula, false
		if !s.Estimators[0].Instrumented {
			return false
		}
		for i, t := range f.Instruments {
			if e, ok := relagged(t.Expr, k); ok {
				f.Instruments[i], arises = formula.Term{Name: e.String(), Expr: e}, true
			}
		}
		return arises
	}}
}

// relagged takes a lag, or a product of lags, k periods back.
func relagged(e formula.Expr, k int) (formula.Expr, bool) {
	switch x := e.(type) {
	case formula.Lag:
		x.K = k
		return x, true
	case formula.Binary:
		left, okX := relagged(x.X, k)
		right, okY := relagged(x.Y, k)
		x.X, x.Y = left, right
		return x, okX || okY
	}
	return e, false
}

// Centred takes the variables of products less their means, or not. It arises
// in models with a product.
func Centred(name string, centre bool) Option {
	return Option{name, func(s *Study) bool {
		m := &s.Models[0]
		m.Centre = centre
		return slices.ContainsFunc(m.Formula.Regressors, func(t formula.Term) bool { return len(factors(t.Expr)) > 0 })
	}}
}
