package attribution

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/scenarios"
	"panelstress/sim"
)

// BenchmarkSobol25Weights is a Sobol design of N = 1,024 with the 25 weights of
// an index as sources, 27,648 chain runs: index and fixed effects with
// clustered errors on 29 entities x 10 periods, all indices with intervals
// from 100 resamples.
func BenchmarkSobol25Weights(b *testing.B) {
	const entities, periods, indicators = 29, 10, 25
	rng := rand.New(rand.NewPCG(1, 2))
	var entity, names []string
	var time []int
	cols := make([][]float64, indicators+2)
	ix := &index.Index{Name: "IDX"}
	for j := range indicators {
		names = append(names, fmt.Sprintf("x%02d", j))
		ix.Indicators = append(ix.Indicators, index.Indicator{Name: names[j], Direction: 1})
	}
	for g := range entities {
		for p := range periods {
			entity, time = append(entity, fmt.Sprintf("E%02d", g)), append(time, 2000+p)
			for j := range cols {
				cols[j] = append(cols[j], rng.ExpFloat64()+float64(g*j%7))
			}
		}
	}
	panel, err := data.NewPanel(entity, time, append(names, "y", "z"), cols)
	if err != nil {
		b.Fatal(err)
	}
	s := &sim.Study{
		Name: "speed", Panel: panel, Seed: 1, Indices: []*index.Index{ix}, Models: []sim.Model{model(b, "M", "y ~ IDX + z")},
		Estimators: []sim.Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: estimators.Cluster{}}}},
	}
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "IDX"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	a := Attribution{
		Grids: []*sim.Grid{g}, Weights: scenarios.Noise{Share: 0.5}, ByIndicator: true, Rows: 1024, Resamples: 100, Level: 0.95, Alpha: 0.05, Seed: 1,
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _, r, err := a.runs(context.Background(), sim.Kept{}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if r.Runs != 27648 {
			b.Fatal(r.Runs)
		}
	}
}
