package index_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// referenceFile reads a reference file: from testdata/reference, or from the
// folder shared beside the repository. A file that is in neither skips the
// test: the large ones are not part of the repository.
func referenceFile(t testing.TB, name string) []byte {
	t.Helper()
	for _, dir := range []string{"testdata/reference", sharedReference()} {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err == nil {
			return b
		}
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Skipf("reference file %s is not here", name)
	return nil
}

// sharedReference is ../shared/reference beside the folder of go.mod.
func sharedReference() string {
	dir := "."
	for range 8 {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared", "reference")
		}
		dir = filepath.Join("..", dir)
	}
	return "testdata/reference"
}

func readJSON(t testing.TB, name string, v any) {
	t.Helper()
	if err := json.Unmarshal(referenceFile(t, name), v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// readCSV returns the cells of a file by column.
func readCSV(t testing.TB, name string) map[string][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(referenceFile(t, name))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	cols := make(map[string][]string)
	for j, h := range rows[0] {
		for _, row := range rows[1:] {
			cols[h] = append(cols[h], row[j])
		}
	}
	return cols
}

func numbers(t testing.TB, cells []string) []float64 {
	t.Helper()
	x := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			t.Fatal(err)
		}
		x[i] = v
	}
	return x
}

// file is a reference file as a panel. row[i] is the panel row of line i.
type file struct {
	panel *data.Panel
	cells map[string][]string
	row   []int
}

func readPanel(t testing.TB, name, entity, time string, columns []string) file {
	t.Helper()
	f := file{cells: readCSV(t, name)}
	n := len(f.cells[entity])
	times := make([]int, n)
	if time != "" {
		for i, v := range numbers(t, f.cells[time]) {
			times[i] = int(v)
		}
	}
	var cols [][]float64
	line := make([]float64, n)
	for _, c := range columns {
		cols = append(cols, numbers(t, f.cells[c]))
	}
	for i := range line {
		line[i] = float64(i)
	}
	p, err := data.NewPanel(f.cells[entity], times, append([]string{" line"}, columns...), append([][]float64{line}, cols...))
	if err != nil {
		t.Fatal(err)
	}
	f.panel, f.row = p, make([]int, n)
	for r, i := range p.Column(" line") {
		f.row[int(i)] = r
	}
	return f
}

// inLines puts values per panel row into the order of the file.
func (f file) inLines(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, r := range f.row {
		y[i] = x[r]
	}
	return y
}

// referenceCase is the form of all cases; see the reference's README.
type referenceCase struct {
	ID         string
	Kind       string
	Data       string
	Indicators []string
	Directions []int
	Time       string
	Params     params
	Tolerance  struct{ Rel, Abs float64 }
	Expected   map[string]json.RawMessage
}

type params struct {
	Method    string
	Lo, Hi    float64
	Goalposts map[string][2]float64
	Zero      string
	Delta     float64
	InScore   bool `json:"shift_in_score"`
	Base      string
	By        string
	KN        string `json:"k_n"`
	Cor       string
	Abs       bool
	Variant   string
	Weights   string
	Normalise *params
	Aggregate string
	Power     float64
	W         map[string]float64
	Structure string
	A, B      *params
	Draws     string
}

func (c *referenceCase) file(t *testing.T) file {
	entity, time := "unit", c.Time
	switch c.Data {
	case "produc29.csv":
		entity, time = "state", "year"
	case "edge.csv":
		time = "year"
	}
	return readPanel(t, "index/data/"+c.Data, entity, time, c.Indicators)
}

func (c *referenceCase) indicators() []index.Indicator {
	var in []index.Indicator
	for j, n := range c.Indicators {
		in = append(in, index.Indicator{Name: n, Direction: c.Directions[j]})
	}
	return in
}

// table is the data of the case as a table in the order of the file.
func (c *referenceCase) table(t *testing.T) *index.Table {
	f := c.file(t)
	var x [][]float64
	for _, n := range c.Indicators {
		x = append(x, f.inLines(f.panel.Column(n)))
	}
	tab := index.NewTable(c.indicators(), x, nil)
	tab.Periods = len(f.panel.Periods())
	return tab
}

// same compares numbers with the tolerance of the case.
func (c *referenceCase) same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, expected %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(want[i])) {
			t.Errorf("%s[%d]: got %v, expected %v", what, i, got[i], want[i])
		}
	}
}

// vector reads an expected quantity: a list, a number, or one number per
// indicator, which comes back in the order of the indicators.
func (c *referenceCase) vector(t *testing.T, name string) []float64 {
	t.Helper()
	return c.decode(t, name, c.Expected[name])
}

func (c *referenceCase) decode(t *testing.T, name string, raw json.RawMessage) []float64 {
	t.Helper()
	var list []float64
	if json.Unmarshal(raw, &list) == nil && list != nil {
		return list
	}
	var number *float64
	if json.Unmarshal(raw, &number) == nil && number != nil {
		return []float64{*number}
	}
	var named map[string]float64
	if err := json.Unmarshal(raw, &named); err != nil || len(named) != len(c.Indicators) {
		t.Fatalf("%s: not in a known form (%v)", name, err)
	}
	for _, n := range c.Indicators {
		v, ok := named[n]
		if !ok {
			t.Fatalf("%s: nothing for %s", name, n)
		}
		list = append(list, v)
	}
	return list
}
