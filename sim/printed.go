package sim

import (
	"math"
	"slices"
	"strings"

	"panelstress/data/published"
)

// PrintedCell is a printed number and what a result has for it.
type PrintedCell struct {
	Where   string // descriptives.VAR.mean, correlations.A.B, REGRESSION.TERM, REGRESSION.r2
	Printed *published.Number
	Value   Number // NaN where there is none
	Note    string // why there is none, or which statistic the value is
}

// Prints tells whether the value would be printed as the number.
func (c *PrintedCell) Prints() bool { return prints(c.Printed, c.Value) }

func prints(n *published.Number, v Number) bool {
	lo, hi := n.Box()
	return lo <= float64(v) && float64(v) <= hi
}

// PairPrinted pairs every printed number, in the order of the tables, with the
// result's. A regression is found by its name or a part of it between points,
// the model, the last one first, and by the name or kind of its estimator. Where a printed statistic
// can be read in two ways (see otherReadings), it is the one that agrees.
func PairPrinted(t *published.Tables, r *Result) []PrintedCell {
	p := printedCells{r: r}
	for i := range t.Descriptives {
		p.descriptive(&t.Descriptives[i])
	}
	if t.Correlations != nil {
		p.correlations(t.Correlations)
	}
	for i := range t.Regressions {
		p.regression(&t.Regressions[i])
	}
	return p.out
}

type printedCells struct {
	r   *Result
	out []PrintedCell
}

var none = Number(math.NaN())

func (p *printedCells) add(where string, n *published.Number, v Number, note string) {
	if n != nil {
		p.out = append(p.out, PrintedCell{where, n, v, note})
	}
}

func (p *printedCells) descriptive(d *published.Descriptive) {
	n, note := none, "no such variable"
	have := Descriptive{Mean: none, SD: none, Min: none, Max: none}
	if i := slices.IndexFunc(p.r.Descriptives, func(x Descriptive) bool { return x.Name == d.Variable }); i >= 0 {
		have, note = p.r.Descriptives[i], ""
		n = Number(have.N)
	}
	p.add(published.DescriptiveCell(d.Variable, "n"), d.N, n, note)
	p.add(published.DescriptiveCell(d.Variable, "mean"), d.Mean, have.Mean, note)
	p.add(published.DescriptiveCell(d.Variable, "sd"), d.SD, have.SD, note)
	p.add(published.DescriptiveCell(d.Variable, "min"), d.Min, have.Min, note)
	p.add(published.DescriptiveCell(d.Variable, "max"), d.Max, have.Max, note)
}

func (p *printedCells) correlations(c *published.Correlations) {
	var names []string
	if p.r.Correlations != nil {
		names = p.r.Correlations.Names
	}
	for i, x := range c.Order {
		for j, y := range c.Order[:i] {
			a, b := slices.Index(names, x), slices.Index(names, y)
			v, note := none, "no such variables"
			if a >= 0 && b >= 0 {
				v, note = p.r.Correlations.Values[a][b], ""
			}
			p.add(published.CorrelationCell(y, x), c.At(i, j), v, note)
		}
	}
}

// fit is the fit of a printed column, nil where there is none.
func (p *printedCells) fit(reg *published.Regression) *FitResult {
	names := append(strings.Split(reg.Name, "."), reg.Name)
	slices.Reverse(names)
	for _, model := range names {
		for i := range p.r.Baseline {
			f := &p.r.Baseline[i]
			if f.Model == model && (f.Estimator == reg.Estimator || f.Kind == reg.Estimator) {
				return f
			}
		}
	}
	return nil
}

func (p *printedCells) regression(reg *published.Regression) {
	f := p.fit(reg)
	for _, list := range []struct {
		cells  []published.Cell
		suffix string
		value  func(*TermResult) Number
	}{
		{reg.Terms, "", func(t *TermResult) Number { return t.Estimate }},
		{reg.StandardErrors, ".se", func(t *TermResult) Number { return t.SE }},
		{reg.TStatistics, ".t", func(t *TermResult) Number { return t.Statistic }},
		{reg.PValues, ".p", func(t *TermResult) Number { return t.P }},
	} {
		for i := range list.cells {
			cell := &list.cells[i]
			v, note := none, "no such term"
			if f == nil {
				note = "no such fit"
			} else if t := slices.IndexFunc(f.Terms, func(t TermResult) bool { return t.Name == cell.Name }); t >= 0 {
				v, note = list.value(&f.Terms[t]), ""
			}
			p.add(reg.Name+"."+cell.Name+list.suffix, &cell.Number, v, note)
		}
	}
	for i := range reg.Statistics {
		s := &reg.Statistics[i]
		v, note := statisticOf(f, s)
		p.add(reg.Name+"."+s.Name, &s.Number, v, note)
	}
}

// otherReadings are further names of a printed statistic, tried in order:
// tables of fixed effects print the within R2 as r2, and under the letter F
// the test of the slopes or that all effects are zero.
var otherReadings = map[string][]string{"r2": {"r2_within"}, "F": {"F_effects"}}

// statisticOf is the value of a fit's statistic: of those that can be meant
// the one that prints as the number, else the first.
func statisticOf(f *FitResult, s *published.Cell) (v Number, note string) {
	if f == nil {
		return none, "no such fit"
	}
	if s.Name == "N" {
		return Number(f.Observations), ""
	}
	v, note = none, "no such statistic"
	for _, name := range append([]string{s.Name}, otherReadings[s.Name]...) {
		x, ok := f.Statistics[name]
		if !ok || math.IsNaN(float64(x)) {
			continue
		}
		if math.IsNaN(float64(v)) || prints(&s.Number, x) {
			v, note = x, ""
			if name != s.Name {
				note = name
			}
		}
		if prints(&s.Number, v) {
			break
		}
	}
	return v, note
}
