package scenarios

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
)

// TestPartOfShock: what a part of the panel sees of a shock are its rows of
// the whole, for amounts of every kind, exposures, spreads and conditions
// that look at entities and years which the part does not have.
func TestPartOfShock(t *testing.T) {
	ring := &Spread{Strength: 0.5, Rounds: 2, Matrix: [][]float64{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}}
	for name, e := range map[string]Event{
		"listed":     {Onset: 2, Amount: Fixed(-0.5), Who: Who{Names: []string{"A", "C"}}},
		"top":        {Onset: 3, Amount: Normal{0.1, 0.2}, Who: Who{By: parse(t, "exports"), Top: 1}},
		"per entity": {Onset: 2, Amount: Normal{0.1, 0.2}, Each: PerEntity, Exposure: parse(t, "exports")},
		"per row":    {Always: true, Amount: Normal{0, 1}, Each: PerRow, Effect: Deviations},
		"spread":     {Onset: 1, Amount: Normal{1, 1}, Effect: Absolute, Who: Who{Names: []string{"B"}}, Spread: ring, Path: Ramp{Over: 3}},
	} {
		e.Column = "x"
		p := mustCompile(t, &Scenario{Events: []Event{e}, Together: Dependence{Rho: 0.5}})
		panel := small(t)
		whole := slices.Clone(panel.Column("x"))
		var all data.Sample
		all.All(3)
		p.Apply([][]float64{whole}, &all, rand.New(rand.NewPCG(5, 6)))
		rapid.Check(t, func(t *rapid.T) {
			rows := make([]bool, panel.Len())
			for i := range rows {
				rows[i] = rapid.Bool().Draw(t, "row")
			}
			rows[rapid.IntRange(0, len(rows)-1).Draw(t, "one")] = true
			q, kept, err := panel.Rows(rows)
			if err != nil {
				t.Fatal(err)
			}
			if len(kept) == 3 {
				kept = nil
			}
			part := p.Part(kept, rows).(*Plan)
			x := slices.Clone(q.Column("x"))
			var drawn data.Sample
			drawn.All(len(q.Entities()))
			part.Apply([][]float64{x}, &drawn, rand.New(rand.NewPCG(5, 6)))
			var want []float64
			var reached []bool
			for i, r := range rows {
				if r {
					want, reached = append(want, whole[i]), append(reached, p.Rows()[i])
				}
			}
			if !slices.Equal(x, want) {
				t.Fatalf("%s: %v, want %v", name, x, want)
			}
			if !slices.Equal(part.Rows(), reached) {
				t.Fatalf("%s: reaches %v, want %v", name, part.Rows(), reached)
			}
		})
	}
}

// TestPartLosesValues: values that go missing are filled from those that the
// part has: of C the years 1, 3 and 4. A part that the shock does not reach
// has nobody who is hit.
func TestPartLosesValues(t *testing.T) {
	rows := make([]bool, 12)
	rows[8], rows[10], rows[11] = true, true, true
	p := mustCompile(t, &Scenario{Events: []Event{{Column: "x", Onset: 3, Amount: Fixed(1), Effect: Missing, Path: Impulse{}, Who: Who{Names: []string{"C"}}}}})
	part := p.Part([]int{2}, rows).(*Plan)
	var drawn data.Sample
	drawn.All(1)
	x := []float64{9, 20, 12} // of the years 1, 3 and 4; the second is lost: 9 + 3 * 2/3
	part.Apply([][]float64{x}, &drawn, rand.New(rand.NewPCG(1, 2)))
	if want := []float64{9, 11, 12}; !slices.Equal(x, want) {
		t.Errorf("%v, want %v", x, want)
	}
	if got := part.Reached(); !slices.Equal(got, []int{0}) {
		t.Errorf("reaches %v, want the one entity", got)
	}
	if got := p.Part([]int{0, 1}, []bool{0: true, 4: true, 11: false}).(*Plan).Reached(); len(got) != 0 {
		t.Errorf("reaches %v, want none", got)
	}
}
