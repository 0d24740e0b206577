package sim

import (
	"fmt"
	"reflect"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
)

// Source is a choice of a study: a decision that was taken one way and could
// with good reason have been taken another.
type Source struct {
	Name    string
	Stage   Stage
	Options []Option
}

// Option is one way to take a decision.
type Option struct {
	Name string

	// Apply takes it in a study with one model and one estimator, whose
	// slices, indices and formulas are its own. It tells whether the decision
	// arises there at all: zero handling does not where weights are equal.
	Apply func(s *Study) bool
}

// Stage is the part of a study that a choice concerns. Choices of one stage
// are applied in their order, stages in this order: variance after estimator,
// instruments after both.
type Stage int

const (
	Construction  Stage = iota // sample and indices
	Estimation                 // estimator, effects, variance
	Specification              // controls, instruments, centring
)

// Focal is the coefficient that a multiverse is about.
type Focal struct{ Model, Term string }

func (f Focal) String() string { return f.Model + "." + f.Term }

// Grid is the multiverse of one coefficient: every combination of the options
// of its sources.
type Grid struct {
	Focal   Focal
	Sources []Source // those that arise in the model

	study *Study // with the focal model alone
}

// NewGrid makes the grid of a coefficient. Sources that cannot arise in its
// model, and options that cannot, are left out: 2SLS where there are no
// instruments, centring where there is no product.
func NewGrid(s *Study, focal Focal, sources []Source) (*Grid, error) {
	at := slices.IndexFunc(s.Models, func(m Model) bool { return m.Name == focal.Model })
	if at < 0 {
		var names []string
		for _, m := range s.Models {
			names = append(names, m.Name)
		}
		return nil, unknownFocal(focal, fmt.Sprintf("no model %q", focal.Model), focal.Model, names)
	}
	m := s.Models[at]
	if !slices.ContainsFunc(m.Formula.Regressors, func(t formula.Term) bool { return t.Name == focal.Term }) {
		var names []string
		for _, t := range m.Formula.Regressors {
			names = append(names, t.Name)
		}
		return nil, unknownFocal(focal, fmt.Sprintf("no regressor %q in %s", focal.Term, m.Text), focal.Term, names)
	}
	m.Only = nil // which estimator fits it is a choice like others
	only := *s
	only.Models, only.Arms, only.Hypotheses = []Model{m}, nil, nil
	g := &Grid{Focal: focal, study: &only, Sources: slices.Clone(sources)}
	g.prune()
	g.keepNeeded()
	g.prune() // choices of what is left out no longer arise
	return g, nil
}

func unknownFocal(f Focal, found, name string, known []string) error {
	e := &data.InputError{Key: "multiverse.terms", Found: found, Expected: fmt.Sprintf("MODEL.TERM with one of %v", known)}
	if near, ok := formula.Nearest(name, known); ok {
		e.Hint = fmt.Sprintf("perhaps %q is meant", near)
	}
	return e
}

// Size is the number of combinations, as a float64 since it can exceed any
// integer.
func (g *Grid) Size() float64 {
	n := 1.0
	for _, s := range g.Sources {
		n *= float64(len(s.Options))
	}
	return n
}

// Combination gives the options of combination i of the full grid; the last
// source varies fastest.
func (g *Grid) Combination(dst []int, i int) []int {
	dst = slices.Grow(dst[:0], len(g.Sources))[:len(g.Sources)]
	for k := len(g.Sources) - 1; k >= 0; k-- {
		n := len(g.Sources[k].Options)
		dst[k] = i % n
		i /= n
	}
	return dst
}

// At gives the combination at a point of the unit cube, one coordinate per
// source: each option has an equal share of its axis.
func (g *Grid) At(dst []int, u []float64) []int {
	dst = slices.Grow(dst[:0], len(g.Sources))[:len(g.Sources)]
	for k, s := range g.Sources {
		dst[k] = min(int(u[k]*float64(len(s.Options))), len(s.Options)-1)
	}
	return dst
}

// Formula is the focal model as it was written.
func (g *Grid) Formula() string { return g.study.Models[0].Text }

// AsWritten are the combinations that give the study as it is written: one for
// each of its estimators that the grid has, that of the first estimator first.
func (g *Grid) AsWritten() [][]int {
	blank := make([]int, len(g.Sources))
	for k := range blank {
		blank[k] = -1
	}
	list := [][]int{blank}
	for k, source := range g.Sources {
		if source.Stage != Estimation {
			continue
		}
		for o := range source.Options {
			c := slices.Clone(blank)
			c[k] = o
			s := g.blank()
			g.apply(s, c)
			if slices.ContainsFunc(g.study.Estimators, func(e Estimator) bool { return reflect.DeepEqual(e, s.Estimators[0]) }) {
				list = append(list, c)
			}
		}
	}
	return list
}

// prune leaves out what cannot arise, alone or together with an option of one
// other source.
func (g *Grid) prune() {
	arises := func(k, o int) bool {
		for l, other := range g.Sources {
			for p := range other.Options {
				choices := make([]int, len(g.Sources))
				for i := range choices {
					choices[i] = -1
				}
				choices[l] = p
				choices[k] = o
				s := g.blank()
				if arisen := g.apply(s, choices); arisen[k] >= 0 {
					return true
				}
			}
		}
		return false
	}
	var kept []Source
	for k, source := range g.Sources {
		var options []Option
		for o, option := range source.Options {
			if arises(k, o) {
				options = append(options, option)
			}
		}
		if source.Options = options; len(options) > 0 {
			kept = append(kept, source)
		}
	}
	g.Sources = kept
}

// apply takes the decisions of a combination in a study; -1 leaves one as the
// study has it. It returns the choices, -1 for those that do not arise.
func (g *Grid) apply(s *Study, choices []int) []int {
	arisen := slices.Clone(choices)
	for stage := Construction; stage <= Specification; stage++ {
		for k, o := range choices {
			if g.Sources[k].Stage == stage && o >= 0 && !g.Sources[k].Options[o].Apply(s) {
				arisen[k] = -1
			}
		}
	}
	return arisen
}

// blank is a copy of the study for options to change: with the first of its
// estimators that fits the model.
func (g *Grid) blank() *Study {
	s := *g.study
	s.Models = slices.Clone(s.Models)
	f := *s.Models[0].Formula
	f.Regressors, f.Endogenous, f.Instruments = slices.Clone(f.Regressors), slices.Clone(f.Endogenous), slices.Clone(f.Instruments)
	s.Models[0].Formula = &f
	s.Indices = slices.Clone(s.Indices)
	for i, ix := range s.Indices {
		c := *ix
		c.Indicators, c.Groups = slices.Clone(ix.Indicators), slices.Clone(ix.Groups)
		s.Indices[i] = &c
	}
	at := slices.IndexFunc(s.Estimators, func(e Estimator) bool { return !e.Instrumented || len(f.Instruments) > 0 })
	s.Estimators = slices.Clone(s.Estimators[max(at, 0):][:1])
	return &s
}
