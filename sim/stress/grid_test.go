package stress

import (
	"context"
	"math"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/scenarios"
	"panelstress/sim"
)

func number(v float64) *float64 { return &v }

// TestGridCellsAreScenarios: every cell of a grid has the share of draws and
// the mean of an arm whose scenario is written so.
func TestGridCellsAreScenarios(t *testing.T) {
	event := scenarios.Event{
		Column: "y", Onset: onset, Amount: scenarios.Normal{Mean: -0.5, SD: 0.3}, Effect: scenarios.Absolute, Each: scenarios.PerEntity,
	}
	arm := sim.Arm{Draws: 60, Resampler: bootstrap.Entities{}}
	for _, ask := range []Grid{
		{X: Axis{Of: Size, To: number(2), Steps: 3}, Y: Axis{Of: "share", From: number(0.25), Steps: 2}},
		{X: Axis{Of: "persistence", To: number(1), Steps: 3}, Y: Axis{Of: Size, From: number(1), Steps: 2}},
		{X: Axis{Of: "onset", From: number(2003), To: number(2005), Steps: 3}, Y: Axis{Of: "correlation", Steps: 2}},
	} {
		g := answer(t, study(t, arm, event), &Stress{Grid: &ask}).Grid
		for j, y := range g.Y.Values {
			for i, x := range g.X.Values {
				e, together := event, scenarios.Dependence{}
				for of, v := range map[string]float64{g.X.Of: float64(x), g.Y.Of: float64(y)} {
					switch of {
					case Size:
						e.Amount = scenarios.Normal{Mean: -0.5 * v, SD: 0.3 * v}
						if v == 0 {
							e.Amount = scenarios.Fixed(0)
						}
					case "share":
						e.Who = scenarios.Who{By: formula.Column{Name: "y"}, Share: v}
					case "persistence":
						e.Path = scenarios.Decay{Rho: min(v, 1-1e-15)}
					case "onset":
						e.Onset = int(v)
					case "correlation":
						together.Rho = v
					}
				}
				s := study(t, arm, e)
				s.Arms[0].Scenario.Together = together
				c, err := sim.Compile(s)
				if err != nil {
					t.Fatal(err)
				}
				r, err := c.Run(context.Background(), sim.Options{Dir: t.TempDir()})
				if err != nil {
					t.Fatal(err)
				}
				h, want := &g.Hypotheses[0], r.Hypotheses[0].Arms[0]
				if h.Supported[j][i] != want.Supported || h.Contradicted[j][i] != want.Contradicted {
					t.Errorf("%s %v, %s %v: supported %v, contradicted %v, want %+v", g.X.Of, x, g.Y.Of, y, h.Supported[j][i], h.Contradicted[j][i], want)
				}
				b := r.Arms[0].Coefficients[0]
				if d := math.Abs(float64(h.Mean[j][i] - b.Mean)); d > 1e-9 {
					t.Errorf("%s %v, %s %v: mean %v, want %v", g.X.Of, x, g.Y.Of, y, h.Mean[j][i], b.Mean)
				}
				if d := math.Abs(float64(h.MCSE[j][i]/b.MCSE) - 1); d > 1e-6 { // sums in another order
					t.Errorf("%s %v, %s %v: MCSE %v, want %v", g.X.Of, x, g.Y.Of, y, h.MCSE[j][i], b.MCSE)
				}
			}
		}
	}
}

// TestGridOfKnownTips: under a certain fall the hypothesis is supported up to
// the known size and no longer, whatever the draw.
func TestGridOfKnownTips(t *testing.T) {
	tip := knownTip(t)
	event := fall(t, scenarios.Fixed(-1))
	event.Who = scenarios.Who{Names: event.Who.Names}
	g := answer(t, study(t, sim.Arm{Draws: 3}, event), &Stress{Grid: &Grid{X: Axis{Of: Size, From: number(0.98 * tip), To: number(1.02 * tip), Steps: 5}, Y: Axis{Of: "share", From: number(0.5), To: number(1), Steps: 2}}}).Grid
	for i, x := range g.X.Values {
		want := sim.Number(0)
		if float64(x) < tip {
			want = 1
		}
		if math.Abs(float64(x)/tip-1) > 1e-3 && g.Hypotheses[0].Supported[1][i] != want {
			t.Errorf("size %v, tipping point %v: supported in %v", x, tip, g.Hypotheses[0].Supported[1][i])
		}
	}
	if g.X.Written != 1 || g.Y.Written != 1 {
		t.Errorf("as written: %v, %v; want size 1 and all of the entities", g.X.Written, g.Y.Written)
	}
}

// TestGridSaysWhatIsWrong: mistakes are found before anything is computed.
func TestGridSaysWhatIsWrong(t *testing.T) {
	relative := scenarios.Event{Column: "x", Onset: onset, Amount: scenarios.Fixed(-0.3)}
	always := scenarios.Event{Column: "y", Always: true, Amount: scenarios.Fixed(-1), Effect: scenarios.Absolute}
	for _, c := range []struct {
		want  string
		event scenarios.Event
		grid  Grid
	}{
		{"scenarios.s.grid.y", relative, Grid{X: Axis{Of: Size}, Y: Axis{Of: Size}}},
		{"scenarios.s.grid", relative, Grid{X: Axis{Of: Size, To: number(4)}, Y: Axis{Of: "share"}}},
		{"scenarios.s.grid.y", relative, Grid{X: Axis{Of: Size}, Y: Axis{Of: "share", From: number(0)}}},
		{"scenarios.s.grid.y", relative, Grid{X: Axis{Of: Size}, Y: Axis{Of: "persistence", To: number(1.5)}}},
		{"scenarios.s.grid.x", relative, Grid{X: Axis{Of: "onset", To: number(2030)}, Y: Axis{Of: "share"}}},
		{"scenarios.s.grid.y", relative, Grid{X: Axis{Of: Size}, Y: Axis{Of: "correlation"}}},
		{"scenarios.s.grid.x", always, Grid{X: Axis{Of: "onset"}, Y: Axis{Of: Size}}},
	} {
		ch, _ := compiled(t, study(t, sim.Arm{Draws: 10}, c.event))
		ask := Stress{Arm: "s", Grid: &c.grid}
		in, ok := ask.Check(ch).(*data.InputError)
		if !ok || in.Key != c.want {
			t.Errorf("%+v: %v, want an error at %s", c.grid, in, c.want)
		}
	}
}
