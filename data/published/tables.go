package published

import (
	"slices"
	"strings"
)

// Tables are the printed tables of a study.
type Tables struct {
	File         string // as the user named it
	Name, Source string
	Panel        *Panel      // nil where it is not printed
	Names        EntityNames // empty where the entities are not named
	Stars        []Star      // by falling level
	Assumed      bool        // the file does not say what stars mean: Stars are the usual ones
	Variables    []Variable
	Descriptives []Descriptive
	Correlations *Correlations // nil where there are none
	Regressions  []Regression
	Claims       []Claim
	Indices      []Index
	Hypotheses   []Claim // About is the name
}

// Panel is what the study says about its sample.
type Panel struct {
	Entities, Periods, First, Last, Observations int // 0 where not printed
	Line                                         int
}

// EntityNames are the names of the entities, in the order of the mean of a
// variable, the largest first.
type EntityNames struct {
	By string
	Of []EntityName
}

// EntityName is an entity's name, in Chinese too where it has one.
type EntityName struct{ En, Zh string }

// Star is a mark and the level of significance that it stands for.
type Star struct {
	Mark  string
	Level float64
}

// Variable is what the study says about a variable.
type Variable struct {
	Name   string
	Zh, En string
	Said   string    // how it is measured, in the study's words
	Kind   string    // ratio, percentage, share, index, count; empty where not said
	Unit   string    // of the variable, of its exponential where it is a logarithm
	Range  []float64 // declared lower and upper end; nil where there is none
	Known  *Known    // facts from elsewhere; nil where there are none
	Line   int
}

// Known are bounds that everybody can look up, for the variable itself or,
// where Of is exp, for its exponential.
type Known struct {
	Of       string
	Min, Max float64 // NaN where not given
	Source   string
}

// Descriptive is a row of the table of descriptives; nil is not printed.
type Descriptive struct {
	Variable              string
	N, Mean, SD, Min, Max *Number
	Line                  int
}

// Correlations is the printed triangle. At(i, j) is nil where nothing is
// printed.
type Correlations struct {
	Order []string
	cells [][]*Number // row i, column j
	Full  bool        // both triangles are printed
	Line  int
}

// NewCorrelations makes a triangle of the rows below the diagonal and on it, or
// of full rows.
func NewCorrelations(order []string, rows [][]*Number) *Correlations {
	c := &Correlations{Order: order, Full: len(rows) > 1 && len(rows[0]) == len(order)}
	for _, row := range rows {
		c.cells = append(c.cells, append(slices.Clone(row), make([]*Number, len(order)-len(row))...))
	}
	return c
}

// At is the printed correlation of the variables i and j of Order; where both
// triangles are printed, that of row i and column j.
func (c *Correlations) At(i, j int) *Number {
	if n := c.cells[i][j]; n != nil || c.Full {
		return n
	}
	return c.cells[j][i]
}

// Between is the printed correlation of two variables, nil where there is none.
func (c *Correlations) Between(a, b string) *Number {
	if c == nil {
		return nil
	}
	i, j := slices.Index(c.Order, a), slices.Index(c.Order, b)
	if i < 0 || j < 0 {
		return nil
	}
	return c.At(max(i, j), min(i, j))
}

// Sorted are two variables in the order of the table.
func (c *Correlations) Sorted(a, b string) (first, second string) {
	if slices.Index(c.Order, a) > slices.Index(c.Order, b) {
		return b, a
	}
	return a, b
}

// Cell is a number with the name of its row: a term or a statistic.
type Cell struct {
	Name string
	Number
}

// Regression is a column of a table of regressions.
type Regression struct {
	Name           string
	Estimator      string // ols, fe, re, 2sls, fgls, other
	Effects        string // entity, time, twoway; empty where not said
	Outcome        string
	Instruments    []Instrument
	Terms          []Cell // const is the constant, a:b a product
	StandardErrors []Cell
	TStatistics    []Cell
	PValues        []Cell
	Variance       string // behind these: classical, hc1, cluster ...; empty where not said
	Convention     string // of its small-sample factor: stata, plm ...; empty where not said
	Statistics     []Cell // r2, F, N, wald ...
	// Omitted are terms of the model of which no number is printed, or none
	// is to be used.
	Omitted []string
	// Unprinted says in words what else is in the model, such as year dummies.
	Unprinted string
	Line      int
}

// Instrument is a term and what stands for it.
type Instrument struct{ Term, By string }

// Const is the name of the constant among terms.
const Const = "const"

// Find is the cell of a name, nil where it is not printed.
func Find(cells []Cell, name string) *Cell {
	for i := range cells {
		if cells[i].Name == name {
			return &cells[i]
		}
	}
	return nil
}

// Claim is a sentence of the study about its own numbers.
type Claim struct {
	About, Said string
	// A hypothesis may name the coefficient that it is about and the sign, +1
	// or -1, that it expects.
	Regression, Term string
	Sign             int
	Line             int
}

// Index is a composite index and what goes into it.
type Index struct {
	Name       string
	Indicators []Indicator
	Line       int
}

// Indicator is a component of an index.
type Indicator struct {
	Zh, En, Formula string
	Direction       int // +1, -1, 0 where it is not printed
	Line            int
}

// Describe is the row of a variable, nil where there is none.
func (t *Tables) Describe(name string) *Descriptive {
	for i := range t.Descriptives {
		if t.Descriptives[i].Variable == name {
			return &t.Descriptives[i]
		}
	}
	return nil
}

// Variable is what is said about a variable, nil where nothing is.
func (t *Tables) Variable(name string) *Variable {
	for i := range t.Variables {
		if t.Variables[i].Name == name {
			return &t.Variables[i]
		}
	}
	return nil
}

// Complete takes what is not printed about the study from other tables of it:
// what its indices are made of, its hypotheses, units and known bounds.
func (t *Tables) Complete(from *Tables) {
	t.Indices = from.Indices
	if len(t.Hypotheses) == 0 {
		t.Hypotheses = from.Hypotheses
	}
	for i := range t.Variables {
		v := &t.Variables[i]
		if k := from.Variable(v.Name); k != nil && v.Known == nil && (v.Unit == "" || v.Unit == k.Unit) {
			v.Known, v.Unit = k.Known, k.Unit
		}
	}
}

// Level is the level of significance of a mark, 0 for none or an unknown one.
func (t *Tables) Level(mark string) float64 {
	for _, s := range t.Stars {
		if s.Mark == mark {
			return s.Level
		}
	}
	return 0
}

// Factors are the variables of a term as they stand in it: of NM:L.ECpv these
// are NM and L.ECpv.
func Factors(term string) []string { return strings.Split(term, ":") }

// Base is the variable behind a factor: of L.ECpv, L2.ECpv, D.ECpv and
// log(ECpv) it is ECpv.
func Base(factor string) string {
	for {
		rest := factor
		if m := operator.FindString(rest); m != "" {
			rest = rest[len(m):]
		}
		if m := call.FindStringSubmatch(rest); m != nil {
			rest = m[1]
		}
		if rest == factor {
			return rest
		}
		factor = rest
	}
}
