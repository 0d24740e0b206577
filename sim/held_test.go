package sim

import (
	"context"
	"math"
	"testing"

	"panelstress/bootstrap"
)

// TestHeldScoresAreData: an arm that holds the scores gives the draws of a
// study whose data have the index as a column.
func TestHeldScoresAreData(t *testing.T) {
	c, _ := compiled(t, usStates(t))
	arm := Arm{Name: "b", Kind: "bootstrap", Draws: 1, Resampler: bootstrap.Entities{}}
	heldArm := arm
	heldArm.Name, heldArm.Hold, heldArm.Common = "held", HoldScores, arm.Name
	got := drawsOf(t, c, heldArm, 40)

	plain := usStates(t)
	plain.Indices = nil
	var err error
	if plain.Panel, err = plain.Panel.With("INFRA", c.panel.Column("INFRA")); err != nil {
		t.Fatal(err)
	}
	p, _ := compiled(t, plain)
	want := drawsOf(t, p, arm, 40)
	n := 0
	for name, values := range want {
		for i, v := range values {
			// columns that change take another way to their moments
			if w := got[name][i]; !(math.Abs(w-v) <= 1e-9*max(1, math.Abs(v))) {
				t.Fatalf("%s draw %d: %v, with the index as data %v", name, i, w, v)
			}
			n++
		}
	}
	if n < 40*10 {
		t.Errorf("%d numbers compared", n)
	}
}

// TestHeldTable: the table has the spread of both arms, and the ratio.
func TestHeldTable(t *testing.T) {
	s := usStates(t)
	s.Arms = []Arm{
		{Name: "b", Kind: "bootstrap", Draws: 200, Resampler: bootstrap.Entities{}},
		{Name: "w", Kind: "bootstrap", Draws: 200, Resampler: bootstrap.Entities{}, Common: "b", Hold: HoldWeights},
		{Name: "s", Kind: "bootstrap", Draws: 200, Resampler: bootstrap.Entities{}, Common: "b", Hold: HoldScores},
	}
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run(context.Background(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Held) != 2 || r.Held[0].What != "weights" || r.Held[1].What != "scores" {
		t.Fatalf("comparisons %+v", r.Held)
	}
	for k, h := range r.Held {
		for i, co := range h.Coefficients {
			free, heldCo := r.Arms[0].Coefficients[i], r.Arms[k+1].Coefficients[i]
			if co.Term != free.Term || co.SD != free.SD || co.SDHeld != heldCo.SD || co.Ratio != heldCo.SD/free.SD || co.IntervalHeld != heldCo.Intervals["percentile"] {
				t.Errorf("%s: %+v", h.Held, co)
			}
		}
	}
}
