package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data/published"
	"panelstress/sim"
)

// Verdict is how a computed number compares with a printed one.
type Verdict string

const (
	Equal    Verdict = "equal"          // it prints as the number
	Opposite Verdict = "opposite sign"  // it does so with the other sign
	Differs  Verdict = "differs"        // it prints as another number
	Absent   Verdict = "not in results" // there is none to compare
)

// Comparison is a printed number and what a run gave for it.
type Comparison struct {
	Where   string     `json:"where"`
	Printed string     `json:"printed"`
	Value   sim.Number `json:"value"`
	Verdict Verdict    `json:"verdict"`
	Note    string     `json:"note,omitempty"` // why there is none, or what the value is
}

// Against compares every printed number with the results of a run. A
// regression is found by the last part of its name, the model, and its
// estimator; r2 of fixed effects is the within R2, F that of the slopes or, where
// only this agrees, that all effects are zero.
func Against(t *published.Tables, r *sim.Result) []Comparison {
	c := comparer{t: t, r: r}
	for i := range t.Descriptives {
		c.descriptive(&t.Descriptives[i])
	}
	c.correlations()
	for i := range t.Regressions {
		c.regression(&t.Regressions[i])
	}
	return c.out
}

type comparer struct {
	t   *published.Tables
	r   *sim.Result
	out []Comparison
}

// add compares a number; a value that is NaN is none.
func (c *comparer) add(where string, n *published.Number, v float64, note string) {
	if n == nil {
		return
	}
	verdict := Differs
	switch b := box(n); {
	case math.IsNaN(v):
		verdict = Absent
	case b.Contains(v):
		verdict = Equal
	case b.Contains(-v):
		verdict = Opposite
	}
	c.out = append(c.out, Comparison{where, n.Text, sim.Number(v), verdict, note})
}

func (c *comparer) descriptive(d *published.Descriptive) {
	have := sim.Descriptive{Mean: sim.Number(math.NaN()), SD: sim.Number(math.NaN()), Min: sim.Number(math.NaN()), Max: sim.Number(math.NaN())}
	n, note := math.NaN(), "no such variable"
	if i := slices.IndexFunc(c.r.Descriptives, func(x sim.Descriptive) bool { return x.Name == d.Variable }); i >= 0 {
		have, note = c.r.Descriptives[i], ""
		n = float64(have.N)
	}
	c.add(at(d, "n"), d.N, n, note)
	c.add(at(d, "mean"), d.Mean, float64(have.Mean), note)
	c.add(at(d, "sd"), d.SD, float64(have.SD), note)
	c.add(at(d, "min"), d.Min, float64(have.Min), note)
	c.add(at(d, "max"), d.Max, float64(have.Max), note)
}

func (c *comparer) correlations() {
	p := c.t.Correlations
	if p == nil {
		return
	}
	var names []string
	if c.r.Correlations != nil {
		names = c.r.Correlations.Names
	}
	for i, x := range p.Order {
		for j, y := range p.Order[:i] {
			a, b := slices.Index(names, x), slices.Index(names, y)
			v, note := math.NaN(), "no such variables"
			if a >= 0 && b >= 0 {
				v, note = float64(c.r.Correlations.Values[a][b]), ""
			}
			c.add(cell(y, x), p.At(i, j), v, note)
		}
	}
}

// fit is the fit of a printed column.
func (c *comparer) fit(r *published.Regression) *sim.FitResult {
	model := r.Name[strings.LastIndex(r.Name, ".")+1:]
	for i := range c.r.Baseline {
		f := &c.r.Baseline[i]
		if (f.Model == r.Name || f.Model == model) && (f.Estimator == r.Estimator || f.Kind == r.Estimator) {
			return f
		}
	}
	return nil
}

func (c *comparer) regression(r *published.Regression) {
	f := c.fit(r)
	term := func(name string) *sim.TermResult {
		if f == nil {
			return nil
		}
		i := slices.IndexFunc(f.Terms, func(t sim.TermResult) bool { return t.Name == name })
		if i < 0 {
			return nil
		}
		return &f.Terms[i]
	}
	for _, list := range []struct {
		cells  []published.Cell
		suffix string
		value  func(*sim.TermResult) sim.Number
	}{
		{r.Terms, "", func(t *sim.TermResult) sim.Number { return t.Estimate }},
		{r.StandardErrors, ".se", func(t *sim.TermResult) sim.Number { return t.SE }},
		{r.TStatistics, ".t", func(t *sim.TermResult) sim.Number { return t.Statistic }},
		{r.PValues, ".p", func(t *sim.TermResult) sim.Number { return t.P }},
	} {
		for i := range list.cells {
			cell := &list.cells[i]
			v, note := math.NaN(), "no such term"
			if f == nil {
				note = "no such fit"
			} else if t := term(cell.Name); t != nil {
				v, note = float64(list.value(t)), ""
			}
			c.add(r.Name+"."+cell.Name+list.suffix, &cell.Number, v, note)
		}
	}
	for i := range r.Statistics {
		s := &r.Statistics[i]
		v, note := statistic(f, s)
		c.add(r.Name+"."+s.Name, &s.Number, v, note)
	}
}

// others are further names of a printed statistic, tried in order.
var others = map[string][]string{"r2": {"r2_within"}, "F": {"F_effects"}, "N": {}}

// statistic is the value of a fit's statistic: of those that can be meant the
// one that prints as the number, else the first.
func statistic(f *sim.FitResult, s *published.Cell) (v float64, note string) {
	if f == nil {
		return math.NaN(), "no such fit"
	}
	if s.Name == "N" {
		return float64(f.Observations), ""
	}
	v, note = math.NaN(), "no such statistic"
	for _, name := range append([]string{s.Name}, others[s.Name]...) {
		x, ok := f.Statistics[name]
		if !ok || math.IsNaN(float64(x)) {
			continue
		}
		if math.IsNaN(v) || box(&s.Number).Contains(float64(x)) {
			v, note = float64(x), ""
			if name != s.Name {
				note = name
			}
		}
		if box(&s.Number).Contains(v) {
			break
		}
	}
	return v, note
}

// tally counts verdicts.
func tally(list []Comparison) map[Verdict]int {
	out := make(map[Verdict]int)
	for _, c := range list {
		out[c.Verdict]++
	}
	return out
}

// againstLines are what differs between printed tables and a run, in words,
// under a summary.
func againstLines(list []Comparison) (summary string, lines []string) {
	n := tally(list)
	summary = fmt.Sprintf("%d printed numbers: %d equal to the printed digits, %d with the opposite sign, %d differ, %d not in the results",
		len(list), n[Equal], n[Opposite], n[Differs], n[Absent])
	for _, v := range []Verdict{Opposite, Differs, Absent} {
		for _, c := range list {
			if c.Verdict == v {
				lines = append(lines, c.line())
			}
		}
	}
	return summary, lines
}

func (c Comparison) line() string {
	out := fmt.Sprintf("%s: printed %s, ", c.Where, c.Printed)
	switch c.Verdict {
	case Absent:
		out += string(Absent)
	case Opposite:
		out += num(float64(c.Value)) + ", the opposite sign"
	default:
		out += num(float64(c.Value)) + c.difference()
	}
	if c.Note != "" {
		out += " (" + c.Note + ")"
	}
	return out
}

// difference is by how much a value differs from what is printed.
func (c Comparison) difference() string {
	n, err := published.ParseNumber(c.Printed)
	if err != nil {
		return ""
	}
	d := float64(c.Value) - n.Value
	sign := ""
	if d > 0 {
		sign = "+"
	}
	return fmt.Sprintf(", differs by %s%s", sign, num(d))
}
