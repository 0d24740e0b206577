package data

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Sample // used again for panels of other sizes
		for range rapid.IntRange(1, 3).Draw(t, "uses") {
			g := rapid.IntRange(1, 9).Draw(t, "g")
			drawn := rapid.SliceOf(rapid.IntRange(0, g-1)).Draw(t, "drawn")
			s.Set(g, drawn)
			for e := range g {
				n := 0
				for _, d := range drawn {
					if d == e {
						n++
					}
				}
				if s.Count[e] != n || slices.Contains(s.Drawn, e) != (n > 0) {
					t.Fatalf("%v of %d: counts %v, drawn %v", drawn, g, s.Count, s.Drawn)
				}
			}
			if len(s.Count) != g || s.Size() != len(drawn) || !slices.IsSorted(s.Drawn) {
				t.Fatalf("%v of %d: counts %v, drawn %v", drawn, g, s.Count, s.Drawn)
			}
			s.All(g)
			if s.Size() != g || len(s.Drawn) != g || slices.Max(s.Count) != 1 {
				t.Fatalf("all of %d: counts %v, drawn %v", g, s.Count, s.Drawn)
			}
		}
	})
}

func TestSampleAllocatesNothing(t *testing.T) {
	var s Sample
	drawn := []int{0, 3, 3, 7}
	s.All(9)
	if n := testing.AllocsPerRun(100, func() { s.Set(9, drawn); s.All(8) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
