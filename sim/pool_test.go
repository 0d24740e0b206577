package sim

import (
	"context"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/sim/store"
)

// stopping is the pairs bootstrap; after a number of draws it ends a context.
type stopping struct {
	left   *atomic.Int64
	cancel func()
}

func (s stopping) Resample(dst *data.Sample, src *data.Panel, rng *rand.Rand) {
	bootstrap.Entities{}.Resample(dst, src, rng)
	if s.left.Add(-1) == 0 {
		s.cancel()
	}
}

// TestStoppedBlock ends a block while its draws are computed: what it keeps
// are its first draws without a hole, each as a worker alone computes it.
func TestStoppedBlock(t *testing.T) {
	study := usStates(t)
	c, _ := compiled(t, study)
	kept := 0
	for _, after := range []int64{1, 5, 8, 9, 37, 64} {
		ctx, cancel := context.WithCancel(context.Background())
		left := new(atomic.Int64)
		left.Store(after)
		arm := Arm{Name: "bootstrap", Resampler: stopping{left, cancel}}
		h := c.header(arm)
		b := store.NewBlock(&h, 100)
		b.N = 100
		for _, col := range b.Values {
			for i := range col {
				col[i] = math.NaN()
			}
		}
		var done atomic.Int64
		if err := (workers{c.newWorker(arm), c.newWorker(arm)}).compute(ctx, b, &done); err != nil {
			t.Fatal(err)
		}
		if b.N > int(after)+1 { // the other worker may have begun one more
			t.Errorf("stopped after %d draws the block has %d", after, b.N)
		}
		kept += b.N
		want := store.NewBlock(&h, 1)
		w := c.newWorker(Arm{Name: "bootstrap", Resampler: bootstrap.Entities{}})
		for i := range b.N {
			w.draw(i, &slot{chain: c, block: want})
			for j, col := range b.Values {
				if math.Float64bits(col[i]) != math.Float64bits(want.Values[j][0]) {
					t.Fatalf("stopped after %d draws, draw %d: %s is %v, want %v", after, i, h.Columns[j], col[i], want.Values[j][0])
				}
			}
		}
		cancel()
	}
	if kept == 0 {
		t.Error("no block kept a draw")
	}
}
