package index

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"panelstress/data"
)

// referenceFile opens a reference file: from testdata/reference, or from the
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

// readCSV returns the header and the cells by column.
func readCSV(t testing.TB, name string) map[string][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(referenceFile(t, name)))
	rows, err := r.ReadAll()
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

func readPanel(t testing.TB, name, entity, time string, columns []string) *data.Panel {
	t.Helper()
	cells := readCSV(t, name)
	n := len(cells[entity])
	times := make([]int, n)
	if time != "" {
		for i, v := range numbers(t, cells[time]) {
			times[i] = int(v)
		}
	}
	var cols [][]float64
	for _, c := range columns {
		cols = append(cols, numbers(t, cells[c]))
	}
	p, err := data.NewPanel(cells[entity], times, columns, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
