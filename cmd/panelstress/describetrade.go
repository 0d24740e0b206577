package main

import (
	"fmt"
	"slices"
	"strings"

	"panelstress/data"
)

// tradeShape says what trade table a file is, in a sentence: two columns of
// names and perhaps one of times that identify every row and fill at least a
// quarter of the cells they span. It is empty where there are none.
func tradeShape(t *data.Table) string {
	var times, names []string
	for _, column := range t.Header() {
		switch n := distinctCells(t, column); {
		case periods(t.Cells(column)):
			times = append(times, column)
		case n > 1 && n < t.Len():
			names = append(names, column)
		}
	}
	for _, time := range append(times, "") {
		for i, entity := range names {
			for _, product := range names[i+1:] {
				if s := tradeBy(t, entity, product, time); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

func tradeBy(t *data.Table, entity, product, time string) string {
	by := []string{entity, product}
	cells := distinctCells(t, entity) * distinctCells(t, product)
	if time != "" {
		by = append(by, time)
		cells *= distinctCells(t, time)
	}
	seen := make(map[string]bool)
	for r := range t.Len() {
		var key []string
		for _, column := range by {
			key = append(key, t.Cells(column)[r])
		}
		seen[strings.Join(key, "\x00")] = true
	}
	if len(seen) < t.Len() || cells > 4*t.Len() {
		return ""
	}
	s := fmt.Sprintf("Trade table by %s: %d entities, %d products", strings.Join(by, ", "), distinctCells(t, entity), distinctCells(t, product))
	if time != "" {
		years := slices.Sorted(slices.Values(t.Cells(time)))
		s += fmt.Sprintf(", %d periods from %s to %s", distinctCells(t, time), years[0], years[len(years)-1])
	}
	return s + fmt.Sprintf("; %d of %d cells have a row (trade.file, trade.product: %s).", t.Len(), cells, product)
}

func distinctCells(t *data.Table, column string) int {
	seen := make(map[string]bool)
	for _, c := range t.Cells(column) {
		seen[c] = true
	}
	return len(seen)
}
