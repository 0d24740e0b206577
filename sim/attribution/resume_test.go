package attribution

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"panelstress/bootstrap"
	"panelstress/scenarios"
	"panelstress/sim"
)

// TestInterruptedRuns: a design that is interrupted and taken up again gives
// what one gives that was not, and makes no run again but those of the chunks
// that were in hand.
func TestInterruptedRuns(t *testing.T) {
	s := opposed(t)
	c, err := sim.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Baseline(); err != nil {
		t.Fatal(err)
	}
	a := Attribution{
		Grids: []*sim.Grid{opposedGrid(t, s)}, Weights: scenarios.Dirichlet{Concentration: 100}, Resampler: bootstrap.Entities{},
		Rows: 256, Resamples: 20, Level: 0.95, Alpha: 0.05, Seed: 1,
	}
	once := func(o Options, stop int) (result string, made int, err error) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o.Workers = 1 // so that all runs are seen
		o.Observe = func(_ string, done, _ int) {
			if made = done; stop > 0 && done >= stop {
				cancel()
			}
		}
		_, out, r, err := a.runs(ctx, sim.Kept{Chain: c, Dir: o.Dir, Resume: o.Resume}, o)
		if err != nil {
			return "", made, err
		}
		text, err := json.Marshal(r)
		return string(append(text, out[0].Code...)), made, err
	}
	want, all, err := once(Options{Dir: t.TempDir()}, 0)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, made, err := once(Options{Dir: dir}, all/2); !errors.Is(err, context.Canceled) || made >= all {
		t.Fatalf("%v after %d of %d runs", err, made, all)
	}
	got, made, err := once(Options{Dir: dir, Resume: true}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("an interrupted design gives\n%s\nwant\n%s", got, want)
	}
	if made > all/2+chunkRuns {
		t.Errorf("%d of %d runs made after the interruption", made, all)
	}
}
