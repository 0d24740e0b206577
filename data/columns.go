package data

import (
	"strings"
)

// Numbers converts a column to numbers; NaN is a missing value. What is no
// number is an [*InputError] with its line, an unknown column one whose cause is
// [ErrUnknownColumn].
func (t *Table) Numbers(column string) ([]float64, error) {
	if err := t.hasColumn(column); err != nil {
		return nil, err
	}
	return t.numbers(column, nil)
}

// Times converts a column of whole numbers, such as years, which must be
// there in every row.
func (t *Table) Times(column string) ([]int, error) {
	if err := t.hasColumn(column); err != nil {
		return nil, err
	}
	times := make([]int, t.Len())
	for r, cell := range t.Cells(column) {
		var e *InputError
		if times[r], e = parseTime(cell); e != nil {
			return nil, t.at(e, r, column)
		}
	}
	return times, nil
}

// Keys gives the cells of a column without white space around them, as
// [Table.Panel] reads names of entities; none may be empty.
func (t *Table) Keys(column string) ([]string, error) {
	if err := t.hasColumn(column); err != nil {
		return nil, err
	}
	keys := make([]string, t.Len())
	for r, cell := range t.Cells(column) {
		if keys[r] = strings.TrimFunc(cell, isSpace); keys[r] == "" {
			return nil, t.at(&InputError{
				Found: "an empty cell", Expected: "a name", Hint: "write it in every row, also where cells were merged",
			}, r, column)
		}
	}
	return keys, nil
}
