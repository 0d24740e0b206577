package sim

import (
	"testing"

	"panelstress/bootstrap"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// BenchmarkScenarioDraw: a draw of the bootstrap on the embedded study, plain
// and under shocks of a column that only enters the index, of one that only
// enters the models, and of one that enters both.
func BenchmarkScenarioDraw(b *testing.B) {
	decay := func(column string, names ...string) scenarios.Event {
		return scenarios.Event{Column: column, Onset: 1980, Who: scenarios.Who{Names: names}, Amount: scenarios.Normal{Mean: -0.1, SD: 0.03}, Path: scenarios.Decay{Rho: 0.5}}
	}
	for name, event := range map[string]scenarios.Event{
		"plain": {}, "index, 3 states": decay("hwy", "TEXAS", "OHIO", "UTAH"), "index, all": decay("hwy"), "model, all": decay("gsp"), "both, all": decay("emp"), "both, 3 states": decay("emp", "TEXAS", "OHIO", "UTAH"),
	} {
		b.Run(name, func(b *testing.B) {
			s := usStates(b)
			arm := Arm{Name: name, Kind: "scenario", Draws: 1, Resampler: bootstrap.Entities{}, Common: "bootstrap"}
			if name != "plain" {
				arm.Scenario = &scenarios.Scenario{Name: name, Events: []scenarios.Event{event}}
			}
			s.Arms = []Arm{arm}
			c, err := Compile(s)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := c.Baseline(); err != nil {
				b.Fatal(err)
			}
			arm = c.study.Arms[0]
			v, err := c.variant(arm)
			if err != nil {
				b.Fatal(err)
			}
			w := v.newWorker(arm)
			h := c.header(arm)
			out := slot{chain: v, block: store.NewBlock(&h, 1)}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				w.draw(i, &out)
				i++
			}
		})
	}
}
