package sim

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// factor multiplies a column by a number, for every entity.
type factor struct {
	column string
	by     float64
}

var _ scenarios.Shock = factor{}

func (f factor) Columns() []string { return []string{f.column} }

func (f factor) Apply(cols [][]float64, _ *data.Sample, _ *rand.Rand) {
	for i := range cols[0] {
		cols[0][i] *= f.by
	}
}

// drawsOf runs an arm and gives its draws by column.
func drawsOf(t *testing.T, c *Chain, arm Arm, draws int) map[string][]float64 {
	t.Helper()
	v, err := c.variant(arm)
	if err != nil {
		t.Fatal(err)
	}
	w := v.newWorker(arm)
	h := c.header(arm)
	out := slot{chain: v, block: store.NewBlock(&h, draws)}
	for out.row = range draws {
		w.draw(out.row, &out)
	}
	values := make(map[string][]float64)
	for j, name := range h.Columns {
		values[name] = out.block.Values[j]
	}
	return values
}

// TestShockOnCommonSamples: where capital is multiplied by c everywhere, its
// log shifts by ln c, so that in the same sample every slope of the within
// estimator stands and the constant moves by -b ln c.
func TestShockOnCommonSamples(t *testing.T) {
	s := usStates(t)
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Baseline(); err != nil {
		t.Fatal(err)
	}
	const draws, by = 20, 1.25
	boot := Arm{Name: "bootstrap", Kind: "bootstrap", Draws: draws, Resampler: bootstrap.Entities{}}
	shock := Arm{Name: "more capital", Kind: "scenario", Draws: draws, Resampler: bootstrap.Entities{}, Common: "bootstrap", Shocks: []scenarios.Shock{factor{"pc", by}}}
	plain, shocked := drawsOf(t, c, boot, draws), drawsOf(t, c, shock, draws)
	for i := range draws {
		for _, term := range []string{"M1.fe.INFRA", "M1.fe.lpc", "M1.fe.lpc.se"} {
			if a, b := plain[term][i], shocked[term][i]; !(math.Abs(a-b) <= 1e-9*math.Abs(a)) { // log(1.25 x) rounds otherwise than log x
				t.Errorf("draw %d, %s: %v, under the shock %v", i, term, a, b)
			}
		}
		want := plain["M1.fe.const"][i] - plain["M1.fe.lpc"][i]*math.Log(by)
		if got := shocked["M1.fe.const"][i]; !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
			t.Errorf("draw %d: constant %v, expected %v", i, got, want)
		}
	}
	if s.Panel.Column("pc")[0] != usStates(t).Panel.Column("pc")[0] {
		t.Error("the panel was written")
	}
}

func TestShockOnUnknownColumn(t *testing.T) {
	c, err := Compile(usStates(t))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.variant(Arm{Shocks: []scenarios.Shock{factor{"capital", 2}}})
	var in *data.InputError
	if !errors.As(err, &in) {
		t.Errorf("error %v, expected one for the user", err)
	}
}

func TestParallel(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 50} {
		var calls [40]atomic.Int32
		err := Parallel(context.Background(), workers, len(calls), func(_, i int) error { calls[i].Add(1); return nil })
		if err != nil {
			t.Fatal(err)
		}
		for i := range calls {
			if n := calls[i].Load(); n != 1 {
				t.Errorf("%d workers: call %d was made %d times", workers, i, n)
			}
		}
	}
	stop := errors.New("stop")
	if err := Parallel(context.Background(), 2, 9, func(_, i int) error { return map[bool]error{i == 4: stop}[true] }); !errors.Is(err, stop) {
		t.Errorf("error %v, want that of the call", err)
	}
	if err := Parallel(context.Background(), 2, 9, func(_, i int) error { panic(i) }); err == nil {
		t.Error("a panic is no error")
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Parallel(ended, 2, 9, func(int, int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after the context ended", err)
	}
}
