package sim

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/gonum/stat"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/sim/store"
)

// listed gives the weights of a list, draw by draw.
type listed struct {
	weights [][]float64
	next    int
}

func (l *listed) Perturb(w []float64, _ *rand.Rand) {
	copy(w, l.weights[l.next])
	l.next++
}

// TestGivenWeightsOfReference takes the given weights of the reference's kind
// mcweights through the draws of an arm: coefficients and standard errors of
// a two-way regression on the standardised index, and how far the ranks of
// its rows are from those under equal weights. Tolerances are the case's.
func TestGivenWeightsOfReference(t *testing.T) {
	dir := shared(t, "index")
	text, err := os.ReadFile(filepath.Join(dir, "expected", "mcweights.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Data       string
		Indicators []string
		Directions []int
		Params     struct{ Draws string }
		Tolerance  struct{ Rel, Abs float64 }
		Expected   struct {
			Coefficient []float64 `json:"coefficient"`
			SE          []float64 `json:"std_error"`
			Shift       []float64 `json:"mean_abs_rank_shift"`
		}
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		table := func(name string, o data.Options) *data.Panel {
			opened, err := data.Open(filepath.Join(dir, "data", name), data.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			p, err := opened.Panel(o)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		ix := &index.Index{Name: "X", Weighter: index.Equal{}}
		for j, name := range c.Indicators {
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: name, Direction: c.Directions[j]})
		}
		s := &Study{
			Name: "mc", Panel: table(c.Data, data.Options{Entity: "state", Time: "year", Columns: append([]string{"gsp", "emp"}, c.Indicators...)}),
			Indices: []*index.Index{ix}, Models: []Model{model(t, "M", "log(gsp) ~ X + emp")},
			Estimators: []Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{Effects: estimators.TwoWay}}},
		}
		chain, _ := compiled(t, s)
		given := &listed{weights: weightRows(t, filepath.Join(dir, "data", c.Params.Draws), c.Indicators)}
		arm := Arm{Name: "w", Weights: given}
		w := chain.newWorker(arm)
		h := chain.header(arm)
		out := slot{chain: chain, block: store.NewBlock(&h, 1)}
		at, _ := chain.column("X")
		near := func(what string, i int, got, want float64) {
			if !(math.Abs(got-want) <= c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(want)) {
				t.Errorf("draw %d %s: %v, want %v", i, what, got, want)
			}
		}
		for i, want := range c.Expected.Coefficient {
			w.draw(i, &out)
			sd := stat.StdDev(w.cols[at], nil)
			near("coefficient", i, out.block.Values[0][0]*sd, want)
			near("standard error", i, out.block.Values[1][0]*sd, c.Expected.SE[i])
			y := newTally(chain.panel.Column("X")) // rows are ranked here
			y.add(w.cols[at])
			near("shift", i, float64(y.result("X", 5, make([]string, chain.rows), 0.95).MeanShift), c.Expected.Shift[i])
		}
		if len(c.Expected.Coefficient) < 100 {
			t.Errorf("%d draws compared", len(c.Expected.Coefficient))
		}
	}
}

// weightRows reads the columns of a file of weights, a row per draw.
func weightRows(t *testing.T, path string, names []string) [][]float64 {
	t.Helper()
	table, err := data.Open(path, data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]float64, table.Len())
	for _, name := range names {
		for i, cell := range table.Cells(name) {
			var v float64
			if err := json.Unmarshal([]byte(cell), &v); err != nil {
				t.Fatal(err)
			}
			rows[i] = append(rows[i], v)
		}
	}
	return rows
}
