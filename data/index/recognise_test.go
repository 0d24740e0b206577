package index_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// entropyCase is a case of the reference folder.
type entropyCase struct {
	ID         string
	Data       string
	Indicators []string
	Directions []int
	Params     struct {
		Zero, Base, By string
		Delta          float64
		KN             string `json:"k_n"`
	}
	Expected map[string]json.RawMessage
}

// TestRecogniseSnippet: the weights that the reference computes with the
// divisor ln T are recognised as printed with four decimals, and those with
// the right divisor are not.
func TestRecogniseSnippet(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "index")
	text, err := os.ReadFile(filepath.Join(dir, "expected", "entropy.json"))
	if err != nil {
		t.Skipf("reference cases are not here: %v", err)
	}
	var cases []entropyCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	wrong, right := 0, 0
	for i, c := range append(cases, cases...) {
		scale := 1e4
		if i < len(cases) { // once in per cent
			scale = 1e2
		}
		if c.Data != "produc29.csv" || c.Params.By != "" || c.Params.Base != "" || c.Params.Zero == "logeps" {
			continue
		}
		var weights map[string]float64
		if err := json.Unmarshal(c.Expected["weights"], &weights); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		panel := referencePanel(t, filepath.Join(dir, "data", c.Data), c.Indicators)
		ix := &index.Index{Name: "X", Weighter: index.Given{}}
		for j, name := range c.Indicators {
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: name, Direction: c.Directions[j]})
			ix.Weighter.(index.Given)[name] = math.Round(weights[name]*1e4) / scale
		}
		plan, err := index.Compile(ix, panel)
		if err != nil {
			continue // printed weights of this case can be negative
		}
		accused := strings.Contains(strings.Join(plan.Warnings(), " "), "widely copied snippet")
		if snippet := c.Params.KN == "periods"; accused != snippet {
			t.Errorf("%s: recognised %v", c.ID, accused)
		} else if snippet {
			wrong++
		} else {
			right++
		}
	}
	if wrong == 0 || right == 0 {
		t.Errorf("%d cases of the snippet and %d of entropy weights were met", wrong, right)
	}
}

func referencePanel(t *testing.T, path string, columns []string) *data.Panel {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := data.ReadCSV(f, path, data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := table.Panel(data.Options{Entity: "state", Time: "year", Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
