package index_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
	"panelstress/data/index"
)

// TestChangesLikeAnyColumn: told in which rows a column may differ from the
// panel, an index has the same weights and scores as one that was not told, for
// any panel, change and resample. Sums are taken in another order, hence the
// tolerance.
func TestChangesLikeAnyColumn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const entities, years = 5, 4
		var entity []string
		var time []int
		cols := make([][]float64, 2)
		for i := range entities * years {
			entity, time = append(entity, string(rune('A'+i/years))), append(time, i%years)
			for j := range cols {
				cols[j] = append(cols[j], float64(rapid.IntRange(1, 9).Draw(t, "x"))+0.1*float64(j))
			}
		}
		cols[0][0], cols[0][years], cols[1][0], cols[1][years] = 0.5, 9.5, 9.7, 0.4 // not constant
		p, err := data.NewPanel(entity, time, []string{"a", "b"}, cols)
		if err != nil {
			t.Fatal(err)
		}
		ix := &index.Index{
			Name: "I", Indicators: []index.Indicator{{Name: "a", Direction: 1}, {Name: "b", Direction: -1}},
			Normaliser: index.MinMax{}, Weighter: index.Entropy{}, Aggregator: index.Linear{},
		}
		if rapid.Bool().Draw(t, "treated") {
			ix.Indicators[0].Treatment = index.Log{}
		}
		plan, err := index.Compile(ix, p)
		if err != nil {
			t.Fatal(err)
		}
		told, plain := plan.NewWork(), plan.NewWork()
		for j := range cols {
			changed, own := make([]bool, len(time)), make([]float64, len(time))
			copy(own, cols[j])
			for i := range changed {
				if changed[i] = rapid.IntRange(0, 2).Draw(t, "changed") == 0; changed[i] {
					own[i] *= rapid.Float64Range(0.3, 1.5).Draw(t, "factor")
				}
			}
			told.Columns[j], plain.Columns[j], told.Changes[j] = own, own, plan.Changes(j, changed)
		}
		for range 3 {
			var s data.Sample
			s.Set(entities, rapid.SliceOfN(rapid.IntRange(0, entities-1), 3, 7).Draw(t, "drawn"))
			a, b := make([]float64, len(time)), make([]float64, len(time))
			errA, errB := plan.Weigh(told, &s), plan.Weigh(plain, &s)
			if (errA == nil) != (errB == nil) {
				t.Fatalf("errors %v and %v", errA, errB)
			}
			if errA != nil {
				continue
			}
			if plan.Score(a, told, &s) != nil || plan.Score(b, plain, &s) != nil {
				t.Fatal("no score")
			}
			for i := range a {
				if math.Abs(a[i]-b[i]) > 1e-11 {
					t.Fatalf("row %d: %v, untold %v", i, a[i], b[i])
				}
			}
		}
	})
}
