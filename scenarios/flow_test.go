package scenarios

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/data/trade"
)

// TestFlowsByHand: exports of one product of two entities fall by a half from
// year 3 on, and those of the third stay, as do imports.
func TestFlowsByHand(t *testing.T) {
	panel := small(t)
	exports, imports := make([]float64, 24), make([]float64, 24)
	for i := range exports {
		exports[i], imports[i] = float64(i+1), 100+float64(i)
	}
	table, err := trade.NewTable(panel, []string{"84", "85"}, exports, imports, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := Setting{Panel: panel, Raw: func(string) bool { return true }, Key: "scenarios.s", Products: table.Products, Imports: true}
	e := Event{Flow: &Flow{Products: []string{"85"}}, Onset: 3, Amount: Fixed(-0.5), Who: Who{Names: []string{"A", "C"}}}
	p, err := Compile(&Scenario{Events: []Event{e}}, in)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Columns()) != 0 || !p.Trades() {
		t.Errorf("columns %v, trades %v", p.Columns(), p.Trades())
	}
	var all data.Sample
	all.All(3)
	got, other := slices.Clone(table.Exports), slices.Clone(table.Imports)
	rng := rand.New(rand.NewPCG(1, 1))
	p.Apply(nil, &all, rng)
	p.ApplyFlows(table, got, other, &all, rng)
	for row := range 12 {
		for j := range 2 {
			want := table.Exports[2*row+j]
			if j == 1 && row%4 >= 2 && row/4 != 1 { // product 85, years 3 and 4, A and C
				want /= 2
			}
			if got[2*row+j] != want {
				t.Errorf("row %d, product %d: %v, want %v", row, j, got[2*row+j], want)
			}
		}
	}
	if !slices.Equal(other, table.Imports) {
		t.Error("imports changed")
	}
	e.Flow = &Flow{Products: []string{"58"}}
	_, err = Compile(&Scenario{Events: []Event{e}}, in)
	var input *data.InputError
	if !errors.As(err, &input) || input.Key != "scenarios.s.shocks.0.products" || !strings.Contains(err.Error(), `perhaps "85" is meant`) && !strings.Contains(err.Error(), "one of its 2 products") {
		t.Errorf("error %v", err)
	}
}
