package report

import (
	"fmt"
	"math"

	"panelstress/sim"
)

// Table is a table ready to be rendered. The first column is text, the others
// are numbers.
type Table struct {
	Name   string // for files: letters, digits and hyphens
	Title  string
	Header []string
	Rows   [][]string // an empty row is a rule
	Notes  []string
}

// Tables are all tables of a result, in the order in which papers have them:
// descriptives, correlations, index weights, regressions by estimator, arms,
// hypotheses.
func Tables(r *sim.Result, l Lang) []Table {
	var out []Table
	if len(r.Descriptives) > 0 {
		out = append(out, descriptives(r, l))
	}
	if r.Correlations != nil && len(r.Correlations.Names) > 1 {
		out = append(out, correlations(r.Correlations, l))
	}
	out = append(out, IndexTables(r, l)...)
	out = append(out, regressions(r, l)...)
	out = append(out, publishedTables(r, l)...)
	out = append(out, margins(r, l)...)
	out = append(out, confounding(r.Confounding, l)...)
	out = append(out, sharedTables(r, l)...)
	for i := range r.Arms {
		out = append(out, armTables(&r.Arms[i], r.Level, l)...)
		out = append(out, scenarioTables(&r.Arms[i], r, l)...)
		out = append(out, eachTable(&r.Arms[i], r, l)...)
	}
	out = append(out, stressTables(r, l)...)
	out = append(out, multiverseTables(r.Multiverse, l)...)
	out = append(out, heldTables(r, l)...)
	out = append(out, sensitivity(r.Sensitivity, l)...)
	if len(r.Hypotheses) > 0 {
		out = append(out, hypotheses(r.Hypotheses, l))
	}
	out = append(out, ensembleTables(r.Ensemble, l)...)
	if r.Study.Synthetic != "" {
		for i := range out {
			out[i].Notes = append(out[i].Notes, l.word(r.Study.Synthetic))
		}
	}
	return l.entities(r, out)
}

// entities puts the entities' names in the language where they stand: in the
// first column and in heads.
func (l Lang) entities(r *sim.Result, tables []Table) []Table {
	if l != Chinese || r.Data.EntitiesZh == nil {
		return tables
	}
	put := func(cell *string) {
		if zh, ok := r.Data.EntitiesZh[*cell]; ok {
			*cell = zh
		}
	}
	for _, t := range tables {
		for i := range t.Header {
			put(&t.Header[i])
		}
		for _, row := range t.Rows {
			if len(row) > 0 {
				put(&row[0])
			}
		}
	}
	return tables
}

func descriptives(r *sim.Result, l Lang) Table {
	t := Table{
		Name: "descriptives", Title: l.word("Descriptive statistics"),
		Header: l.words("variable", "N", "mean", "sd", "min", "max"),
		Notes:  []string{l.word("sd: standard deviation with divisor n-1.")},
	}
	for _, d := range r.Descriptives {
		t.Rows = append(t.Rows, []string{d.Name, fmt.Sprint(d.N), number(d.Mean), number(d.SD), number(d.Min), number(d.Max)})
	}
	return t
}

func correlations(c *sim.Correlations, l Lang) Table {
	t := Table{
		Name: "correlations", Title: l.word("Pearson correlations"), Header: append([]string{l.word("variable")}, c.Names...),
		Notes: []string{l.word("Two-sided p values from t with n-2 degrees of freedom.") + " " + l.word(stars)},
	}
	for i, name := range c.Names {
		row := []string{name}
		for j := range c.Names {
			switch {
			case j > i:
				row = append(row, "")
			case j == i:
				row = append(row, "1")
			default:
				row = append(row, number(c.Values[i][j])+starsOf(c.P[i][j]))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// IndexTables are the indicator weights of every index.
func IndexTables(r *sim.Result, l Lang) []Table {
	var out []Table
	for _, ix := range r.Indices {
		t := Table{
			Name: "index-" + sim.FileName(ix.Name), Title: fmt.Sprintf(l.word("Index %s: weights of its indicators"), ix.Name),
			Header: l.words("indicator", "direction", "weight"), Notes: ix.Notes,
		}
		for _, in := range ix.Indicators {
			sign := "+"
			if in.Direction < 0 {
				sign = "-"
			}
			t.Rows = append(t.Rows, []string{in.Name, sign, number(in.Weight)})
		}
		out = append(out, t)
	}
	return out
}

// ScoreTables are the scores of every index and the values of every measure of
// trade, entities down, times across.
func ScoreTables(r *sim.Result, l Lang) []Table {
	var out []Table
	for _, ix := range r.Indices {
		out = append(out, scoreTable("scores-"+sim.FileName(ix.Name), fmt.Sprintf(l.word("Index %s: scores"), ix.Name), ix.Scores, l))
	}
	for _, m := range r.Measures {
		t := scoreTable("measure-"+sim.FileName(m.Name), fmt.Sprintf(l.word("Measure of trade %s"), m.Name), m.Scores, l)
		t.Notes = []string{m.Description}
		out = append(out, t)
	}
	return l.entities(r, out)
}

func scoreTable(name, title string, scores []sim.Score, l Lang) Table {
	t := Table{Name: name, Title: title}
	column := make(map[int]int)
	for _, s := range scores {
		if _, ok := column[s.Time]; !ok {
			column[s.Time] = 0
		}
	}
	t.Header = append(t.Header, l.word("entity"))
	for _, time := range sortedKeys(column) {
		column[time] = len(t.Header)
		t.Header = append(t.Header, fmt.Sprint(time))
	}
	last := ""
	for _, s := range scores {
		if s.Entity != last || t.Rows == nil {
			t.Rows = append(t.Rows, make([]string, len(t.Header)))
			t.Rows[len(t.Rows)-1][0] = s.Entity
			last = s.Entity
		}
		t.Rows[len(t.Rows)-1][column[s.Time]] = number(s.Score)
	}
	return t
}

// number prints four decimals, or four digits where those would say nothing.
// What does not exist is an empty cell.
func number(n sim.Number) string {
	v := float64(n)
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return ""
	case v == 0:
		return "0"
	case a < 0.001 || a >= 1e7:
		return fmt.Sprintf("%.3e", v)
	case a >= 1000:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.4f", v)
}

func percent(n sim.Number) string {
	if math.IsNaN(float64(n)) {
		return ""
	}
	return fmt.Sprintf("%.1f", 100*float64(n))
}

func interval(i sim.Interval) string {
	if math.IsNaN(float64(i[0])) {
		return ""
	}
	return "[" + number(i[0]) + ", " + number(i[1]) + "]"
}

const stars = "* p < 0.10, ** p < 0.05, *** p < 0.01."

func starsOf(p sim.Number) string {
	switch v := float64(p); {
	case v < 0.01:
		return "***"
	case v < 0.05:
		return "**"
	case v < 0.10:
		return "*"
	}
	return ""
}
