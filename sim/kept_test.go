package sim

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"panelstress/sim/store"
)

// TestKeptItems: items that an interrupted computation has left are not made
// again, of any size, and the numbers are those of one that was not
// interrupted, NaN and all. Another seed is another computation.
func TestKeptItems(t *testing.T) {
	c, _ := compiled(t, usStates(t))
	const n = 40
	size := func(i int) int { return i % 4 }
	want := make([][]float64, n)
	var made []int
	make1 := func(_, i int, out []float64) error {
		made = append(made, i)
		for k := range out {
			if out[k] = math.Sqrt(float64(10*i + k)); k == 2 {
				out[k] = math.NaN()
			}
		}
		return nil
	}
	for i := range want {
		want[i] = make([]float64, size(i))
		if err := make1(0, i, want[i]); err != nil {
			t.Fatal(err)
		}
	}
	k := Kept{Chain: c, Dir: t.TempDir()}
	for _, stop := range []int{1, 17, 30} {
		ctx, cancel := context.WithCancel(t.Context())
		made = nil
		_, err := k.Items(ctx, "some thing", 1, n, size, func(w, i int, out []float64) error {
			if i == stop { // an item that notices is not done
				cancel()
				return ctx.Err()
			}
			return make1(w, i, out)
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %d: %v", stop, err)
		}
		k.Resume = true
	}
	if !slices.Equal(made, []int{17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29}) {
		t.Errorf("the third run made %v, want 17 to 29", made)
	}
	for _, first := range []int{30, n} { // the last time nothing is left to do
		made = nil
		got, err := k.Items(t.Context(), "some thing", 1, n, size, make1)
		if err != nil {
			t.Fatal(err)
		}
		if len(made) != n-first || len(made) > 0 && made[0] != first {
			t.Errorf("made %v, want those from %d", made, first)
		}
		for i := range want {
			if !slices.EqualFunc(got[i], want[i], func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
				t.Errorf("item %d: %v, want %v", i, got[i], want[i])
			}
		}
	}
	other := usStates(t)
	other.Seed++
	k.Chain, _ = compiled(t, other)
	if _, err := k.Items(t.Context(), "some thing", 1, n, size, make1); !errors.Is(err, store.ErrOther) {
		t.Errorf("with another seed: %v, want %v", err, store.ErrOther)
	}
	made = nil
	if _, err := (Kept{}).Items(t.Context(), "some thing", 1, n, size, make1); err != nil || len(made) != n {
		t.Errorf("where nothing is kept: %v, %d items made", err, len(made))
	}
}
