package report

import (
	"fmt"
	"slices"
	"strings"

	"panelstress/sim"
)

// Marks between our number and the printed one.
var publishedMarks = map[string]string{sim.Equal: "=", sim.Corrected: "≙", sim.Differs: "≠", sim.NotComparable: "·"}

const publishedNote = "Ours, a mark, the published number. = ours prints as published; ≙ as the published number after the correction that its own tables demand (of a sign, mostly); ≠ it does not; · not comparable."

// publishedTables set the printed tables of a study beside ours in their own
// layout: descriptives, correlations, a table per group of regressions.
func publishedTables(r *sim.Result, l Lang) []Table {
	p := r.Published
	if p == nil {
		return nil
	}
	var out []Table
	if t := publishedDescriptives(p, l); len(t.Rows) > 0 {
		out = append(out, t)
	}
	if t := publishedCorrelations(p, l); len(t.Rows) > 0 {
		out = append(out, t)
	}
	out = append(out, publishedRegressions(p, l)...)
	if len(out) == 0 {
		return nil
	}
	last := &out[len(out)-1]
	n := p.Counts
	last.Notes = append(last.Notes, fmt.Sprintf(l.word("Of %d published numbers %d are equal to the printed digits, %d after a correction, %d differ, %d are not comparable."),
		len(p.Cells), n.Equal, n.Corrected, n.Differs, n.NotComparable))
	if n.Of > 0 {
		last.Notes = append(last.Notes, fmt.Sprintf(l.word("Of the %d numbers of the corrected tables %d are met to their printed rounding."), n.Of, n.Met))
	}
	last.Notes = append(last.Notes, reasons(p)...)
	return out
}

// reasons are why cells are not comparable, each with what it is said of.
func reasons(p *sim.PublishedResult) []string {
	var why []string
	cells := make(map[string][]string)
	for _, c := range p.Cells {
		if c.Mark != sim.NotComparable {
			continue
		}
		if cells[c.Why] == nil {
			why = append(why, c.Why)
		}
		cells[c.Why] = append(cells[c.Why], c.Where)
	}
	var out []string
	for _, w := range why {
		out = append(out, fmt.Sprintf("· %s: %s", w, strings.Join(cells[w], ", ")))
	}
	return out
}

// beside is our number, the mark and the printed one. Ours has the printed
// number of decimals, so that the eye can compare; where they differ, or there
// is nothing to compare, it has all of its own.
func beside(c *sim.PublishedCell) string {
	v := number(c.Ours)
	if c.Mark == sim.Equal || c.Mark == sim.Corrected {
		_, decimals, _ := strings.Cut(strings.TrimRight(c.Printed, "*"), ".")
		v = fmt.Sprintf("%.*f", len(decimals), float64(c.Ours))
	}
	return v + " " + publishedMarks[c.Mark] + " " + c.Printed
}

func publishedDescriptives(p *sim.PublishedResult, l Lang) Table {
	t := Table{Name: "published-descriptives", Title: l.word("Descriptive statistics, ours and published"), Header: l.words("variable", "N", "mean", "sd", "min", "max"), Notes: []string{l.word(publishedNote)}}
	at := map[string]int{"n": 1, "mean": 2, "sd": 3, "min": 4, "max": 5}
	for i := range p.Cells {
		parts := strings.Split(p.Cells[i].Where, ".")
		if parts[0] != "descriptives" {
			continue
		}
		k := len(t.Rows) - 1
		if name := strings.Join(parts[1:len(parts)-1], "."); k < 0 || t.Rows[k][0] != name {
			t.Rows = append(t.Rows, make([]string, 6))
			k++
			t.Rows[k][0] = name
		}
		t.Rows[k][at[parts[len(parts)-1]]] = beside(&p.Cells[i])
	}
	return t
}

func publishedCorrelations(p *sim.PublishedResult, l Lang) Table {
	t := Table{Name: "published-correlations", Title: l.word("Pearson correlations, ours and published"), Header: []string{l.word("variable")}, Notes: []string{l.word(publishedNote)}}
	for i := range p.Cells {
		parts := strings.Split(p.Cells[i].Where, ".")
		if parts[0] != "correlations" || len(parts) != 3 {
			continue
		}
		column, name := parts[1], parts[2]
		row := slices.IndexFunc(t.Rows, func(r []string) bool { return r[0] == name })
		if row < 0 {
			row = len(t.Rows)
			t.Rows = append(t.Rows, []string{name})
		}
		if !slices.Contains(t.Header[1:], column) {
			t.Header = append(t.Header, column)
		}
		t.Rows[row] = append(t.Rows[row], beside(&p.Cells[i]))
	}
	for i := range t.Rows {
		for len(t.Rows[i]) < len(t.Header) {
			t.Rows[i] = append(t.Rows[i], "")
		}
	}
	return t
}

// publishedRegressions are one table for each group of regressions that have
// the part of their name before the last point in common.
func publishedRegressions(p *sim.PublishedResult, l Lang) []Table {
	var out []Table
	for i := range p.Cells {
		parts := strings.Split(p.Cells[i].Where, ".")
		if parts[0] == "descriptives" || parts[0] == "correlations" {
			continue
		}
		group, model, term := regressionCell(parts)
		title := fmt.Sprintf(l.word("Regressions %s, ours and published"), group)
		k := slices.IndexFunc(out, func(t Table) bool { return t.Title == title })
		if k < 0 {
			k = len(out)
			out = append(out, Table{Name: "published-" + sim.FileName(group), Title: title, Header: []string{""}, Notes: []string{l.word(publishedNote)}})
		}
		out[k].set(term, model, beside(&p.Cells[i]))
	}
	for k := range out {
		out[k].arrange()
	}
	return out
}

// arrange puts the constant below the regressors and the statistics below a
// rule.
func (t *Table) arrange() {
	rank := func(row []string) int {
		switch name := row[0]; {
		case name == "const":
			return 1
		case name == "N" || slices.ContainsFunc(statistics, func(s struct{ key, label string }) bool { return s.key == name }):
			return 2
		}
		return 0
	}
	slices.SortStableFunc(t.Rows, func(a, b []string) int { return rank(a) - rank(b) })
	if first := slices.IndexFunc(t.Rows, func(r []string) bool { return rank(r) == 2 }); first > 0 {
		t.Rows = slices.Insert(t.Rows, first, nil)
	}
}

// regressionCell splits table5.M1.NM in its parts; the group of a regression
// whose name has no point is its name.
func regressionCell(parts []string) (group, model, term string) {
	if len(parts) == 2 {
		return parts[0], parts[0], parts[1]
	}
	return parts[0], parts[1], strings.Join(parts[2:], ".")
}

// set writes a cell of a table with a row per term and a column per model.
func (t *Table) set(term, model, cell string) {
	j := slices.Index(t.Header, model)
	if j < 0 {
		j = len(t.Header)
		t.Header = append(t.Header, model)
		for i := range t.Rows {
			t.Rows[i] = append(t.Rows[i], "")
		}
	}
	i := slices.IndexFunc(t.Rows, func(r []string) bool { return r[0] == term })
	if i < 0 {
		i = len(t.Rows)
		t.Rows = append(t.Rows, make([]string, len(t.Header)))
		t.Rows[i][0] = term
	}
	t.Rows[i][j] = cell
}
