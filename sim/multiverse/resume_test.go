package multiverse

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"panelstress/scenarios"
	"panelstress/sim"
)

// TestInterruptedMultiverse: a multiverse and a scenario under it that are
// interrupted and taken up again give the numbers of those that were not, by
// another number of workers too, and do not begin anew.
func TestInterruptedMultiverse(t *testing.T) {
	s := underStudy(t, synthetic(t, 0.3, random()), "X", scenarios.Event{Column: "b", Onset: 2002, Amount: scenarios.Normal{Mean: -0.2, SD: 0.1}, Each: scenarios.PerEntity}, 60)
	c, err := sim.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	m := &Multiverse{Grids: []*sim.Grid{underGrid(t, s, "X")}, Most: 100, Alpha: 0.05, Permutations: 60}
	under := &Scenario{Multiverse: m, Arm: "s", Draws: 60, Hypotheses: s.Hypotheses}
	// once runs either; it stops when so many estimates are made, and gives
	// the result and the number of estimates.
	once := func(o Options, scenario bool, stop int) (string, int, error) {
		r, err := c.Baseline()
		if err != nil {
			t.Fatal(err)
		}
		r.Arms = []sim.ArmResult{{Name: "s", Scenario: &sim.ScenarioResult{}}}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		made := 0
		if o.Observe = func(_ string, done, _ int) {
			if made = done; stop > 0 && done >= stop {
				cancel()
			}
		}; o.Workers == 0 {
			o.Workers = 1 // so that all estimates are seen
		}
		if scenario {
			err = under.Run(ctx, c, r, o)
		} else {
			j, failed := m.Run(ctx, c, r, o)
			if err = failed; err == nil {
				j.Close()
			}
		}
		text, bad := json.Marshal(r)
		if bad != nil {
			t.Fatal(bad)
		}
		return string(text), made, err
	}
	for _, scenario := range []bool{false, true} {
		want, all, err := once(Options{Dir: t.TempDir()}, scenario, 0)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if _, made, err := once(Options{Dir: dir}, scenario, all*2/3); !errors.Is(err, context.Canceled) || made >= all {
			t.Fatalf("scenario %v: %v after %d of %d estimates", scenario, err, made, all)
		}
		if _, made, err := once(Options{Dir: dir, Resume: true}, scenario, all/3); !errors.Is(err, context.Canceled) || made >= all*2/3 {
			t.Fatalf("scenario %v: %v after %d more", scenario, err, made)
		}
		got, made, err := once(Options{Dir: dir, Resume: true}, scenario, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("scenario %v: an interrupted run gives\n%s\nwant\n%s", scenario, got, want)
		}
		if made > all/3 {
			t.Errorf("scenario %v: %d of %d estimates made again after the interruptions", scenario, made, all)
		}
		if got, _, err := once(Options{Dir: t.TempDir(), Workers: 3}, scenario, 0); err != nil || got != want {
			t.Errorf("scenario %v: three workers give another result, or %v", scenario, err)
		}
	}
}
