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
// A draw that begins later waits until the context has ended, so that no
// worker computes more than one.
type stopping struct {
	left *atomic.Int64
	ctx  context.Context
	stop func()
}

func stopAfter(draws int) stopping {
	s := stopping{left: new(atomic.Int64)}
	s.left.Store(int64(draws))
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

func (s stopping) Resample(dst *data.Sample, src *data.Panel, rng *rand.Rand) {
	bootstrap.Entities{}.Resample(dst, src, rng)
	switch left := s.left.Add(-1); {
	case left == 0:
		s.stop()
	case left < 0:
		<-s.ctx.Done()
	}
}

// TestStoppedBlock ends a block while its draws are computed: what it keeps
// are its first draws without a hole, each as a worker alone computes it. One
// worker keeps all that were begun; of two, either may be the slower one.
func TestStoppedBlock(t *testing.T) {
	study := usStates(t)
	c, _ := compiled(t, study)
	for _, size := range []int{1, 2} {
		for _, after := range []int{1, 5, 8, 9, 37, 64} {
			resampler := stopAfter(after)
			arm := Arm{Name: "bootstrap", Resampler: resampler}
			h := c.header(arm)
			b := store.NewBlock(&h, 100)
			b.N = 100
			for _, col := range b.Values {
				for i := range col {
					col[i] = math.NaN()
				}
			}
			var team workers
			for range size {
				team = append(team, c.newWorker(arm))
			}
			var done atomic.Int64
			if err := team.compute(resampler.ctx, b, &done); err != nil {
				t.Fatal(err)
			}
			if most := after + size - 1; b.N > most || size == 1 && b.N < most {
				t.Errorf("%d workers stopped after %d draws: the block has %d", size, after, b.N)
			}
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
		}
	}
}
