package sim

import (
	"context"
	"testing"

	"panelstress/data/index"
	"panelstress/scenarios"
)

// TestEachChoiceIsAStudy: a choice by itself gives the table of the study that
// is written with it, and the choices of an arm are all there.
func TestEachChoiceIsAStudy(t *testing.T) {
	names := []string{"equal", "critic"}
	schemes := []index.Weighter{index.Equal{}, index.CRITIC{}}
	for _, x := range []struct {
		choices scenarios.Choices
		ways    int
		write   func(ix *index.Index, way int)
	}{
		{scenarios.DropIndicator{}, 3, func(ix *index.Index, way int) { *ix = *ix.Without(ix.Indicators[way].Name) }},
		{scenarios.SwapScheme{Names: names, Schemes: schemes}, 2, func(ix *index.Index, way int) { ix.Weighter = schemes[way] }},
		{scenarios.Flip{Each: 0.3}, 3, func(ix *index.Index, way int) { ix.Indicators[way].Direction *= -1 }},
	} {
		s := usStates(t)
		s.Arms = []Arm{{Name: "w", Kind: "weights", Draws: 5, Choices: x.choices}}
		c, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Run(context.Background(), Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Arms[0].Each
		if len(got) != x.ways {
			t.Fatalf("%T: %d choices, want %d", x.choices, len(got), x.ways)
		}
		for way, g := range got {
			other := usStates(t)
			x.write(other.Indices[0], way)
			_, want := compiled(t, other)
			k := 0
			for _, f := range want.Baseline {
				for _, term := range f.Terms {
					co := g.Coefficients[k]
					k++
					// the index is built by another way through the code
					if !agree(float64(co.Estimate), float64(term.Estimate), float64(term.SE)) || !agree(float64(co.SE), float64(term.SE), float64(term.SE)) || co.Term != term.Name {
						t.Errorf("%s %s, %s.%s.%s: %v (%v), want %v (%v)", g.Change, g.Name, f.Model, f.Estimator, term.Name, co.Estimate, co.SE, term.Estimate, term.SE)
					}
				}
			}
			if k != len(g.Coefficients) {
				t.Errorf("%d coefficients, want %d", len(g.Coefficients), k)
			}
		}
	}
}

// agree tells that two numbers differ by less than 1e-8 of a standard error
// or of themselves.
func agree(a, b, se float64) bool { return max(a-b, b-a) <= 1e-8*max(se, b, -b) }
