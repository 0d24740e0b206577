package index_test

import (
	"fmt"
	"math"
	"testing"

	"panelstress/data/index"
)

// TestNoAllocation: once every sample has been met, Weigh and Score allocate
// nothing, for any method, with or without columns of the worker's own.
func TestNoAllocation(t *testing.T) {
	var names []string
	var times []int
	cols := make([][]float64, 4)
	for g := range 9 {
		for p := range 4 {
			names, times = append(names, fmt.Sprint(g)), append(times, p)
			for j := range cols {
				cols[j] = append(cols[j], 10+math.Mod(float64((g+1)*(p+2)*(j+3)*7919), 83))
			}
		}
	}
	panel := newPanel(t, names, times, cols...)
	samples := benchmarkSamples(9)
	dst := make([]float64, panel.Len())
	for _, m := range methods() {
		for _, own := range []bool{false, true} {
			plan, err := index.Compile(&m.ix, panel)
			if err != nil {
				t.Fatalf("%s: %v", m.name, err)
			}
			w := plan.NewWork()
			if own {
				w.Columns[0] = cols[0]
			}
			failed := 0
			draw := func() {
				failed = 0
				for i := range samples {
					err := plan.Weigh(w, &samples[i])
					if err == nil {
						err = plan.Score(dst, w, &samples[i])
					}
					if err != nil {
						failed++
					}
				}
			}
			if n := testing.AllocsPerRun(2, draw); n != 0 {
				t.Errorf("%s, own column %v: %v allocations in %d draws", m.name, own, n, len(samples))
			}
			if failed > 0 {
				t.Errorf("%s: %d of %d draws failed", m.name, failed, len(samples))
			}
		}
	}
}

// TestNoAllocationOnFailure: a draw that fails costs nothing either.
func TestNoAllocationOnFailure(t *testing.T) {
	panel := newPanel(t, []string{"a", "b", "c"}, []int{1, 1, 1}, []float64{1, 2, 3}, []float64{3, 1, 2})
	for _, m := range []index.Weighter{nil, index.SD{}, index.CRITIC{}, index.PCA{}} {
		plan, err := index.Compile(&index.Index{Indicators: twoIndicators(), Weighter: m}, panel)
		if err != nil {
			t.Fatal(err)
		}
		w := plan.NewWork()
		s := benchmarkSamples(3)[0]
		s.Set(3, []int{1, 1, 1})
		if n := testing.AllocsPerRun(10, func() { err = plan.Weigh(w, &s) }); n != 0 {
			t.Errorf("%T: %v allocations", m, n)
		}
		if err != index.ErrConstant {
			t.Errorf("%T: error %v, expected ErrConstant", m, err)
		}
	}
}
