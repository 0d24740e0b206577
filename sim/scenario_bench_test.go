package sim

import (
	"testing"
	"time"

	"panelstress/bootstrap"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// BenchmarkScenarioDraw times draws of the bootstrap on the embedded study
// under shocks of a column that only enters the index, of one that only enters
// the models, and of one that enters both, beside the same draws without the
// shock. The two take turns; the metric is the best rate of the one in per
// cent of the best rate of the other.
func BenchmarkScenarioDraw(b *testing.B) {
	decay := func(column string, names ...string) *scenarios.Scenario {
		return &scenarios.Scenario{Name: "shock", Events: []scenarios.Event{{
			Column: column, Onset: 1980, Who: scenarios.Who{Names: names},
			Amount: scenarios.Normal{Mean: -0.1, SD: 0.03}, Path: scenarios.Decay{Rho: 0.5},
		}}}
	}
	for _, c := range []struct {
		name     string
		scenario *scenarios.Scenario
	}{
		{"index, 3 states", decay("hwy", "TEXAS", "OHIO", "UTAH")},
		{"index, all", decay("hwy")},
		{"model, all", decay("gsp")},
		{"both, 3 states", decay("emp", "TEXAS", "OHIO", "UTAH")},
		{"both, all", decay("emp")},
	} {
		b.Run(c.name, func(b *testing.B) {
			const draws = 100
			plain, shocked := benchmarkDraw(b, nil), benchmarkDraw(b, c.scenario)
			best := [2]time.Duration{time.Hour, time.Hour}
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				for k, draw := range []func(int){plain, shocked} {
					start := time.Now()
					for i := range draws {
						draw(n*draws + i)
					}
					best[k] = min(best[k], time.Since(start))
				}
				n++
			}
			b.ReportMetric(float64(best[1].Nanoseconds())/draws, "ns/draw")
			b.ReportMetric(100*float64(best[0])/float64(best[1]), "%plain")
		})
	}
}

// benchmarkDraw makes draws of us-states under a scenario; nil: without one.
func benchmarkDraw(b *testing.B, sc *scenarios.Scenario) func(i int) {
	s := usStates(b)
	s.Arms = []Arm{{Name: "shock", Kind: "scenario", Draws: 1, Resampler: bootstrap.Entities{}, Common: "bootstrap", Scenario: sc}}
	c, _ := compiled(b, s)
	arm := c.study.Arms[0]
	v, err := c.variant(arm)
	if err != nil {
		b.Fatal(err)
	}
	w, h := v.newWorker(arm), c.header(arm)
	out := slot{chain: v, block: store.NewBlock(&h, 1)}
	return func(i int) { w.draw(i, &out) }
}
