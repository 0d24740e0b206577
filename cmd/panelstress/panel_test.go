package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The panel of the tests: entities E01 to E12 in the years 2001 to 2008, one
// row each in this order below the header, so that a row's line is known.
const (
	entities  = 12
	firstYear = 2001
	years     = 8
)

// lineOf is the line of a row in data.csv.
func lineOf(entity, year int) int { return 2 + (entity-1)*years + year - firstYear }

// studyText is a study of that panel with one of everything.
const studyText = `name: small
data: {file: data.csv, entity: id, time: year}
derive:
  lwater: log(water)
indices:
  IDX:
    indicators: {roads: +, pipes: -}
    weights: entropy
models:
  M1: output ~ IDX + capital + lwater | IDX ~ L.IDX
estimators:
  - {kind: fe}
  - {kind: 2sls}
hypotheses:
  H1: {statement: the index raises output, model: M1, term: IDX, sign: +}
bootstrap: {draws: 25}
run: {seed: 7}
`

// panelText is the panel as CSV. All of its columns are positive.
func panelText() string {
	rng := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("id,year,roads,water,pipes,capital,output\n")
	for e := 1; e <= entities; e++ {
		for t := range years {
			roads, pipes, capital := 1+rng.Float64()+0.1*float64(t), 2+rng.Float64(), 3+rng.Float64()
			fmt.Fprintf(&b, "E%02d,%d,%.6f,%.6f,%.6f,%.6f,%.6f\n", e, firstYear+t, roads, 1+rng.Float64(), pipes, capital, 5+roads-pipes+capital/2+rng.Float64()+float64(e)/10)
		}
	}
	return b.String()
}

// inStudyFolder makes a folder with study.yaml and data.csv the working
// directory.
func inStudyFolder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "study.yaml", studyText)
	write(t, "data.csv", panelText())
}

// change replaces a text that must be there once.
func change(t *testing.T, text, old, new string) string {
	t.Helper()
	if strings.Count(text, old) != 1 {
		t.Fatalf("%q stands %d times in the text to change", old, strings.Count(text, old))
	}
	return strings.Replace(text, old, new, 1)
}

// column changes the cells of one column of a CSV file; f gets the entity's
// number, the year and the cell.
func column(t *testing.T, text, name string, f func(entity, year int, cell string) string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	at := -1
	for j, h := range strings.Split(lines[0], ",") {
		if h == name {
			at = j
		}
	}
	if at < 0 {
		t.Fatalf("no column %s", name)
	}
	for i, line := range lines[1:] {
		cells := strings.Split(line, ",")
		cells[at] = f(1+i/years, firstYear+i%years, cells[at])
		lines[i+1] = strings.Join(cells, ",")
	}
	return strings.Join(lines, "\n") + "\n"
}

// cell is a change of one cell, for [column].
func cell(entity, year int, value string) func(int, int, string) string {
	return func(e, y int, old string) string {
		if e == entity && y == year {
			return value
		}
		return old
	}
}

// keepRows keeps the header and the rows that f wants.
func keepRows(text string, f func(entity, year int) bool) string {
	var out []string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if i == 0 || f(1+(i-1)/years, firstYear+(i-1)%years) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n") + "\n"
}
