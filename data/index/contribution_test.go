package index_test

import (
	"math"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// TestContributionsSumToTheScore: by the shortcut of min-max and linear
// aggregation, and by the way of all others.
func TestContributionsSumToTheScore(t *testing.T) {
	var entity []string
	var time []int
	a, b := []float64{3, 1, 4, 1, 5, 9}, []float64{2, 7, 1, 8, 2, 8}
	for i := range a {
		entity, time = append(entity, string(rune('A'+i/2))), append(time, i%2)
	}
	p, err := data.NewPanel(entity, time, []string{"a", "b"}, [][]float64{a, b})
	if err != nil {
		t.Fatal(err)
	}
	for name, ix := range map[string]*index.Index{
		"kernel":  {Normaliser: index.MinMax{Lo: 0.1, Hi: 0.9}, Weighter: index.Entropy{}, Aggregator: index.Linear{}},
		"zscore":  {Normaliser: index.ZScore{}, Weighter: index.Equal{}, Aggregator: index.Linear{}},
		"periods": {Normaliser: index.MinMax{}, Weighter: index.Equal{}, Aggregator: index.Linear{}, ByPeriod: true},
	} {
		ix.Name = name
		ix.Indicators = []index.Indicator{{Name: "a", Direction: 1}, {Name: "b", Direction: -1}}
		plan, err := index.Compile(ix, p)
		if err != nil {
			t.Fatal(err)
		}
		if !plan.Additive() {
			t.Errorf("%s is not additive", name)
		}
		w := plan.NewWork()
		w.Columns[1] = []float64{2, 6, 1, 8, 3, 8}
		var all data.Sample
		all.All(3)
		score := make([]float64, 6)
		if err := plan.Weigh(w, &all); err != nil {
			t.Fatal(err)
		}
		if err := plan.Score(score, w, &all); err != nil {
			t.Fatal(err)
		}
		c := make([]float64, 2)
		for row, want := range score {
			plan.Contributions(c, w, row)
			if got := c[0] + c[1]; math.Abs(got-want) > 1e-12 { // rounding of two products
				t.Errorf("%s, row %d: contributions %v sum to %v, score %v", name, row, c, got, want)
			}
		}
	}
}
