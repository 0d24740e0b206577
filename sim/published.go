package sim

import (
	"fmt"
	"math"
	"path"
	"strings"

	"panelstress/data/published"
)

// Published are the printed tables of a study that was done before, to stand
// beside the results of ours.
type Published struct {
	Tables    *published.Tables
	Corrected *published.Tables // the same with the corrections that they need; nil where they need none
	LeftOut   []LeftOut
}

// LeftOut says why numbers cannot be compared. Cells is a pattern of names of
// cells, in which * stands for anything: "*.hausman".
type LeftOut struct{ Cells, Why string }

// Marks of a printed number beside ours.
const (
	Equal         = "equal"           // ours prints as it
	Corrected     = "equal corrected" // ours prints as the corrected number
	Differs       = "differs"
	NotComparable = "not comparable"
)

// PublishedResult is the comparison with printed tables.
type PublishedResult struct {
	Source string          `json:"source"`
	Counts PublishedCounts `json:"counts"`
	Cells  []PublishedCell `json:"cells"`
}

// PublishedCounts count printed numbers by their marks. Met counts those of
// the corrected tables, of which there are Of.
type PublishedCounts struct {
	Equal         int `json:"equal"`
	Corrected     int `json:"equal_corrected"`
	Differs       int `json:"differs"`
	NotComparable int `json:"not_comparable"`
	Met           int `json:"met"`
	Of            int `json:"of"`
}

// PublishedCell is a printed number, ours, and how they compare.
type PublishedCell struct {
	Where     string `json:"where"` // descriptives.VAR.mean, correlations.A.B, REGRESSION.TERM, REGRESSION.r2
	Printed   string `json:"printed"`
	Corrected string `json:"corrected,omitempty"` // where it is not what is printed
	Ours      Number `json:"ours"`
	Mark      string `json:"mark"`
	Why       string `json:"why,omitempty"`
}

// Compare sets printed tables beside a result.
func (p *Published) Compare(r *Result) *PublishedResult {
	c := comparison{Published: p, out: &PublishedResult{Source: p.Tables.Source, Cells: []PublishedCell{}}}
	if p.Corrected != nil {
		c.corrected = cellsOf(p.Corrected)
	}
	for _, cell := range listCells(p.Tables) {
		c.add(cell.where, &cell.number, ours(r, cell.where, p.Tables))
	}
	for where, n := range c.corrected {
		c.out.Counts.Of++
		if prints(n, ours(r, where, p.Corrected)) {
			c.out.Counts.Met++
		}
	}
	return c.out
}

type comparison struct {
	*Published
	corrected map[string]*published.Number
	out       *PublishedResult
}

// prints tells whether a value would be printed as a number.
func prints(n *published.Number, v float64) bool {
	lo, hi := n.Box()
	return lo <= v && v <= hi
}

func (c *comparison) add(where string, n *published.Number, v float64) {
	cell := PublishedCell{Where: where, Printed: n.Text, Ours: Number(v)}
	use := c.corrected[where]
	if use != nil && use.Value != n.Value {
		cell.Corrected = use.Digits()
	}
	counts := &c.out.Counts
	switch why := c.leftOut(where); {
	case math.IsNaN(v):
		cell.Mark, cell.Why = NotComparable, "not among the results"
		counts.NotComparable++
	case use == nil && c.Corrected != nil && why != "":
		cell.Mark, cell.Why = NotComparable, why
		counts.NotComparable++
	case use == nil && prints(n, v), use != nil && use.Value == n.Value && prints(n, v):
		cell.Mark = Equal
		counts.Equal++
	case use != nil && prints(use, v):
		cell.Mark = Corrected
		counts.Corrected++
	default:
		cell.Mark = Differs
		counts.Differs++
	}
	c.out.Cells = append(c.out.Cells, cell)
}

func (c *comparison) leftOut(where string) string {
	for _, l := range c.LeftOut {
		if ok, _ := path.Match(l.Cells, where); ok {
			return l.Why
		}
	}
	return ""
}

type namedCell struct {
	where  string
	number published.Number
}

// cellsOf are the numbers of tables by name, but for ones on the diagonal of
// the correlations and for numbers of observations. F that is said to test
// the effects stands where F is printed.
func cellsOf(t *published.Tables) map[string]*published.Number {
	cells := make(map[string]*published.Number)
	for _, c := range listCells(t) {
		cells[strings.TrimSuffix(c.where, "_effects")] = &c.number
	}
	return cells
}

// listCells are the numbers of tables in their order.
func listCells(t *published.Tables) []namedCell {
	var out []namedCell
	add := func(where string, n *published.Number) {
		if n != nil {
			out = append(out, namedCell{where, *n})
		}
	}
	for i := range t.Descriptives {
		d := &t.Descriptives[i]
		at := "descriptives." + d.Variable + "."
		add(at+"n", d.N)
		add(at+"mean", d.Mean)
		add(at+"sd", d.SD)
		add(at+"min", d.Min)
		add(at+"max", d.Max)
	}
	if c := t.Correlations; c != nil {
		for i, a := range c.Order {
			for j, b := range c.Order[:i] {
				add("correlations."+a+"."+b, c.At(i, j))
			}
		}
	}
	for i := range t.Regressions {
		reg := &t.Regressions[i]
		for _, block := range []struct {
			cells  []published.Cell
			suffix string
		}{{reg.Terms, ""}, {reg.StandardErrors, ".se"}, {reg.TStatistics, ".t"}, {reg.PValues, ".p"}, {reg.Statistics, ""}} {
			for k := range block.cells {
				add(reg.Name+"."+block.cells[k].Name+block.suffix, &block.cells[k].Number)
			}
		}
	}
	return out
}

// ours is our value of a cell, NaN where we have none.
func ours(r *Result, where string, t *published.Tables) float64 {
	parts := strings.Split(where, ".")
	switch {
	case parts[0] == "descriptives":
		return ourDescriptive(r, strings.Join(parts[1:len(parts)-1], "."), parts[len(parts)-1])
	case parts[0] == "correlations":
		for i := range t.Correlations.Order {
			for j := range i {
				if a, b := t.Correlations.Order[i], t.Correlations.Order[j]; where == fmt.Sprintf("correlations.%s.%s", a, b) {
					return ourCorrelation(r.Correlations, a, b)
				}
			}
		}
	}
	for i := range t.Regressions {
		if cell, ok := strings.CutPrefix(where, t.Regressions[i].Name+"."); ok {
			return ourRegression(r, &t.Regressions[i], cell)
		}
	}
	return math.NaN()
}

func ourDescriptive(r *Result, name, what string) float64 {
	for _, d := range r.Descriptives {
		if d.Name == name {
			return map[string]float64{"n": float64(d.N), "mean": float64(d.Mean), "sd": float64(d.SD), "min": float64(d.Min), "max": float64(d.Max)}[what]
		}
	}
	return math.NaN()
}

func ourCorrelation(c *Correlations, a, b string) float64 {
	i, j := -1, -1
	for k, n := range c.Names {
		if n == a {
			i = k
		}
		if n == b {
			j = k
		}
	}
	if i < 0 || j < 0 {
		return math.NaN()
	}
	return float64(c.Values[i][j])
}

// ourRegression finds the fit of a printed regression, whose name is that of
// our model or ends in it, and its term or statistic. A cell F is what the
// corrected tables say it is: see [cellsOf].
func ourRegression(r *Result, reg *published.Regression, cell string) float64 {
	model := reg.Name[strings.LastIndex(reg.Name, ".")+1:]
	for i := range r.Baseline {
		f := &r.Baseline[i]
		if (f.Model != model && f.Model != reg.Name) || f.Kind != reg.Estimator {
			continue
		}
		for _, t := range f.Terms {
			switch cell {
			case t.Name:
				return float64(t.Estimate)
			case t.Name + ".se":
				return float64(t.SE)
			case t.Name + ".t":
				return float64(t.Statistic)
			case t.Name + ".p":
				return float64(t.P)
			}
		}
		return ourStatistic(f, reg, cell)
	}
	return math.NaN()
}

func ourStatistic(f *FitResult, reg *published.Regression, cell string) float64 {
	switch {
	case cell == "N":
		return float64(f.Observations)
	case cell == "r2" && f.Kind == "fe":
		cell = "r2_within"
	case cell == "F" && f.Kind == "fe": // tables of fixed effects print either test under this letter
		effects := published.Find(reg.Statistics, "F_effects")
		if effects == nil {
			effects = published.Find(reg.Statistics, "F")
		}
		if v := float64(f.Statistics["F_effects"]); effects != nil && prints(&effects.Number, v) {
			return v
		}
	}
	if v, ok := f.Statistics[cell]; ok {
		return float64(v)
	}
	return math.NaN()
}
