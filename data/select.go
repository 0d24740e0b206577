package data

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"panelstress/data/formula"
)

// selectRows gives the rows within the times and under the condition, with
// their times, and a note where some were left out.
func (t *Table) selectRows(o Options) (rows, times []int, notes []string, err error) {
	holds, err := t.where(o.Where)
	if err != nil {
		return nil, nil, nil, err
	}
	cells := t.Cells(o.Time)
	serial := t.dates
	for r := range t.lines {
		if !holds[r] {
			continue
		}
		time, e := parseTime(cells[r])
		if e != nil {
			return nil, nil, nil, t.at(e, r, o.Time)
		}
		serial = serial && time >= 18264 && time <= 73050 // 1950 to 2099 in the count of workbooks
		if o.From != nil && time < *o.From || o.To != nil && time > *o.To {
			continue
		}
		rows, times = append(rows, r), append(times, time)
	}
	why := selection(o)
	switch {
	case len(rows) == 0:
		return nil, nil, nil, &InputError{
			File: t.file, Found: fmt.Sprintf("none of %s where %s", count(t.Len(), "row"), why), Expected: "at least one row",
		}
	case serial:
		e := &InputError{
			Found: fmt.Sprintf("%d", times[0]), Expected: "a whole number such as a year",
			Hint: "perhaps the cells are dates, which a workbook stores as days: write the year as a number",
		}
		return nil, nil, nil, t.at(e, rows[0], o.Time)
	case why != "":
		notes = append(notes, fmt.Sprintf("%d of %s selected (%s).", len(rows), count(t.Len(), "row"), why))
	}
	return rows, times, notes, nil
}

// selection writes the choice of rows in words.
func selection(o Options) string {
	var parts []string
	switch {
	case o.From != nil && o.To != nil:
		parts = append(parts, fmt.Sprintf("%s from %d to %d", o.Time, *o.From, *o.To))
	case o.From != nil:
		parts = append(parts, fmt.Sprintf("%s from %d", o.Time, *o.From))
	case o.To != nil:
		parts = append(parts, fmt.Sprintf("%s to %d", o.Time, *o.To))
	}
	if o.Where != "" {
		parts = append(parts, o.Where)
	}
	return strings.Join(parts, "; ")
}

// where tells which rows satisfy the condition; an empty one holds for all. A
// column is numeric in it if each of its cells is a number or missing, else
// it is text.
func (t *Table) where(condition string) ([]bool, error) {
	if condition == "" {
		all := make([]bool, t.Len())
		for r := range all {
			all[r] = true
		}
		return all, nil
	}
	const key = "data.where"
	e, err := formula.Parse(condition)
	if err != nil {
		return nil, formulaError(key, err)
	}
	if len(formula.Lags(e)) > 0 {
		return nil, &InputError{
			Key: key, Found: "a lag or difference in " + e.String(), Expected: "a condition on columns of the same row",
			Hint: "select rows after a lag by data.from",
		}
	}
	var bad error
	numeric := func(name string) []float64 {
		if t.Cells(name) == nil {
			return nil
		}
		col, err := t.numbers(name, nil)
		if err != nil && t.someNumbers(name) {
			bad = err
		}
		return col
	}
	text := func(name string) []string {
		if cells := t.Cells(name); cells != nil {
			if _, err := t.numbers(name, nil); err != nil {
				return trimmed(cells)
			}
		}
		return nil
	}
	holds, err := formula.EvalCondition(e, t.Len(), numeric, text, nil)
	var unknown *formula.UnknownColumnError
	switch {
	case bad != nil:
		return nil, bad
	case errors.As(err, &unknown):
		in := unknownColumn(t.file, unknown.Name, t.header)
		in.Key = key
		return nil, in
	case err != nil:
		return nil, formulaError(key, err)
	}
	return holds, nil
}

// formulaError makes a mistake in a formula one line with its key.
func formulaError(key string, err error) error {
	var syntax *formula.SyntaxError
	if errors.As(err, &syntax) {
		return &InputError{
			Key: key, Found: fmt.Sprintf("%s after %q in %q", syntax.Found, syntax.Text[:syntax.Offset], syntax.Text),
			Expected: syntax.Expected, Err: err,
		}
	}
	return &InputError{Key: key, Found: strings.TrimPrefix(err.Error(), "formula: "), Err: err}
}

// numbers converts the listed rows of a column, or all for nil; NaN is a
// missing value.
func (t *Table) numbers(column string, rows []int) ([]float64, error) {
	cells := t.Cells(column)
	n := len(cells)
	if rows != nil {
		n = len(rows)
	}
	col := make([]float64, n)
	for i := range col {
		r := i
		if rows != nil {
			r = rows[i]
		}
		v, e := parseNumber(cells[r])
		if e != nil {
			return nil, t.at(e, r, column)
		}
		col[i] = v
	}
	return col, nil
}

// someNumbers tells whether the column has at least one number.
func (t *Table) someNumbers(column string) bool {
	for _, c := range t.Cells(column) {
		if v, e := parseNumber(c); e == nil && !math.IsNaN(v) {
			return true
		}
	}
	return false
}

// at puts the place of a cell on an error.
func (t *Table) at(e *InputError, row int, column string) *InputError {
	e.File, e.Line, e.Column = t.file, t.lines[row], column
	return e
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimFunc(c, isSpace)
	}
	return out
}
