package synth

import (
	"math"
	"slices"

	"panelstress/data/formula"
	"panelstress/data/published"
	"panelstress/estimators"
)

// Box is a printed number: the values that round to it.
type Box struct {
	Printed string
	Lo, Hi  float64
}

func (b *Box) middle() float64 { return (b.Lo + b.Hi) / 2 }

// Problem is what a panel has to meet.
type Problem struct {
	Name string
	// Entities get their names in this order, or by the mean of the variable
	// NamesBy, the largest first.
	Entities     []published.EntityName
	NamesBy      string
	First        int // the first period; there are Periods of them, one apart
	Periods      int
	Variables    []Variable
	Correlations []Correlation
	Regressions  []Regression
}

func (p *Problem) rows() int { return len(p.Entities) * p.Periods }

func (p *Problem) variable(name string) (int, bool) {
	for j := range p.Variables {
		if p.Variables[j].Name == name {
			return j, true
		}
	}
	return 0, false
}

// Variable is a column of the panel and what is printed of it; what is not is
// nil. SD has divisor n - 1.
type Variable struct {
	Name               string
	Mean, SD, Min, Max *Box
	// Range are the values that the variable can take at all, [0, 1] of an
	// index say; it matters where Min or Max is not printed.
	Range *[2]float64
}

// Correlation is a printed correlation of two variables.
type Correlation struct {
	A, B string
	Box  Box
}

// Regression is a printed column of a regression table. All terms of the
// model are in Model; Coefficients, Inference and Statistics are those numbers
// that the panel has to meet.
type Regression struct {
	Name         string
	Kind         string // one of Kinds
	Model        *formula.Model
	Variance     Variance // behind Inference and tests of slopes
	Coefficients []Named
	Inference    []Named // TERM.se, TERM.t, TERM.p
	Statistics   []Named // r2, F, F_effects, wald, first_stage_F
}

// numbers are all of its numbers.
func (r *Regression) numbers() []Named {
	return slices.Concat(r.Coefficients, r.Inference, r.Statistics)
}

// Named is a printed number and the term or statistic that it belongs to.
type Named struct {
	Name string
	Box  Box
}

// Target is one number that the panel has to meet.
type Target struct {
	Where   string // descriptives.NM.mean, correlations.A.B, table5.M1.NM
	Block   string // descriptives, correlations, table5.M1
	Printed string
	Lo, Hi  float64

	score bool    // values are the normal deviates of p values
	least float64 // p value that prints as the number
}

// scored turns a box of p values into one of their normal deviates, and gives
// the largest value that needs to be told apart: all beyond a box that holds
// p = 0 are as good as one in it, which a search may aim at.
func (t *Target) scored() (most float64) {
	lo, hi := t.Lo, t.Hi
	t.score, t.least = true, max(lo, 0)
	t.Lo = score(min(hi, 1))
	if lo > 0 {
		t.Hi = score(lo)
		return beyond
	}
	t.Hi = t.Lo + 2
	return t.Lo + 1
}

// shown is a value as it is printed.
func (t *Target) shown(v float64) float64 {
	if t.score {
		return estimators.TwoSided(v, math.Inf(1))
	}
	return v
}

// off is how far v is outside the box, in half widths of it.
func (t *Target) off(v float64) float64 {
	half := (t.Hi - t.Lo) / 2
	return max(t.Lo-v, v-t.Hi, 0) / half
}
