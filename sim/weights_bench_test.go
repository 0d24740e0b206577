package sim

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// wideStudy is an index of 25 indicators on 29 entities over 10 years in a
// fixed-effects regression with errors clustered by entity.
func wideStudy(t testing.TB) *Study {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var entity, names []string
	var time []int
	for i := range 290 {
		entity, time = append(entity, fmt.Sprintf("e%02d", i/10)), append(time, 2011+i%10)
	}
	column := func() []float64 {
		col := make([]float64, 290)
		for i := range col {
			col[i] = rng.ExpFloat64()
		}
		return col
	}
	cols := [][]float64{column(), column()}
	ix := &index.Index{Name: "X"}
	names = append(names, "y", "z")
	for j := range 25 {
		names, cols = append(names, fmt.Sprint("x", j)), append(cols, column())
		ix.Indicators = append(ix.Indicators, index.Indicator{Name: names[j+2], Direction: 1 - 2*(j%2)})
	}
	p, err := data.NewPanel(entity, time, names, cols)
	if err != nil {
		t.Fatal(err)
	}
	return &Study{
		Name: "wide", Panel: p, Seed: 1, Indices: []*index.Index{ix}, Models: []Model{model(t, "M", "y ~ X")},
		Estimators: []Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: estimators.Cluster{}}}},
	}
}

// BenchmarkWeightsDraw is a rebuild of a 290 x 25 index with new weights and
// its fixed-effects fit with clustered errors.
func BenchmarkWeightsDraw(b *testing.B) {
	c, _ := compiled(b, wideStudy(b))
	schemes := []index.Weighter{index.Entropy{}, index.Equal{}, index.CRITIC{}, index.PCA{}}
	for _, arm := range []Arm{
		{Name: "dirichlet", Weights: scenarios.Dirichlet{Concentration: 50}},
		{Name: "simplex", Weights: scenarios.Simplex{}},
		{Name: "simplex, ranks", Weights: scenarios.Simplex{}, Ranks: &Ranks{}},
		{Name: "drop-one", Choices: scenarios.DropIndicator{}},
		{Name: "flip", Choices: scenarios.Flip{Each: 0.5}},
		{Name: "swap", Choices: scenarios.SwapScheme{Names: []string{"entropy", "equal", "critic", "pca"}, Schemes: schemes}},
	} {
		b.Run(arm.Name, func(b *testing.B) {
			b.ReportAllocs()
			w := c.newWorker(arm)
			h := c.header(arm)
			out := slot{chain: c, block: store.NewBlock(&h, 1)}
			for i := range 50 {
				w.draw(i, &out)
			}
			i := 0
			for b.Loop() {
				w.draw(i, &out)
				i++
			}
		})
	}
}
