package index_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
	"panelstress/data/index"
)

// scores builds an index over a sample, with what choose makes of the choice;
// with a nil choose by the plan as compiled.
func scores(t *rapid.T, ix *index.Index, p *data.Panel, s *data.Sample, choose func(*index.Choice)) ([]float64, error) {
	plan, err := index.Compile(ix, p)
	if err != nil {
		t.Skip(err) // a constant column, say, that the method cannot take
	}
	if choose != nil {
		plan = plan.Choosing()
	}
	w := plan.NewWork()
	if choose != nil {
		w.Choice.Weighter, w.Choice.Flip[0] = index.Given{}, true // of the draw before
		w.Choice.Reset()
		choose(w.Choice)
	}
	if err := plan.Weigh(w, s); err != nil {
		return nil, err
	}
	dst := make([]float64, p.Len())
	return dst, plan.Score(dst, w, s)
}

// same tells that a choice in a draw gives what an index compiled with it gives.
func same(t *rapid.T, name string, p *data.Panel, s *data.Sample, ix *index.Index, choose func(*index.Choice), compiled *index.Index, panel *data.Panel) {
	got, gotErr := scores(t, ix, p, s, choose)
	want, wantErr := scores(t, compiled, panel, s, nil)
	if gotErr != wantErr {
		t.Fatalf("%s: error %v, compiled %v", name, gotErr, wantErr)
	}
	for i := range want {
		if wantErr == nil && !closeTo(got[i], want[i]) {
			t.Fatalf("%s row %d: %v, compiled %v", name, i, got[i], want[i])
		}
	}
}

// TestChoiceIsCompiled: whatever a draw chooses, the scores are those of an
// index that was compiled with that choice: nothing, another direction, an
// indicator less, another scheme.
func TestChoiceIsCompiled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		s := drawSample(t, p)
		m := rapid.SampledFrom(methods()).Draw(t, "method")
		same(t, m.name+" as it is", p, s, &m.ix, func(*index.Choice) {}, &m.ix, p)

		flipped := m.ix
		flipped.Indicators = slices.Clone(m.ix.Indicators)
		at := rapid.IntRange(0, 3).Draw(t, "indicator")
		name := fmt.Sprint("x", at)
		flipped.Indicators[at].Direction *= -1
		if posts, ok := m.ix.Normaliser.(index.Goalposts); ok {
			turned := index.Goalposts{name: {posts[name][1], posts[name][0]}}
			for k, v := range posts {
				if k != name {
					turned[k] = v
				}
			}
			flipped.Normaliser = turned
		}
		if flipped.Indicators[at].Direction != 0 {
			same(t, m.name+" flipped", p, s, &m.ix, func(c *index.Choice) { c.Flip[at] = true }, &flipped, p)
		}

		swapped := m.ix
		swapped.Weighter = index.CRITIC{Spearman: true}
		same(t, m.name+" swapped", p, s, &m.ix, func(c *index.Choice) { c.Weighter = swapped.Weighter }, &swapped, p)

		without := m.ix
		without.Indicators = slices.Delete(slices.Clone(m.ix.Indicators), at, at+1)
		without.Normaliser, without.Weighter = drop(m.ix.Normaliser, name), drop(m.ix.Weighter, name)
		without.Groups = nil
		for _, g := range m.ix.Groups {
			g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(n string) bool { return n == name || name == "x3" && n == "right" })
			if len(g.Members) > 0 {
				without.Groups = append(without.Groups, g)
			}
		}
		if got := m.ix.Without(name); !reflect.DeepEqual(*got, without) {
			t.Fatalf("%s without %s: %+v, want %+v", m.name, name, got, without)
		}
		same(t, m.name+" without "+name, p, s, &m.ix, func(c *index.Choice) { leave(c, &m.ix, name) }, &without, p)
	})
}

// leave leaves out an indicator by its place among the members of the groups
// of methods(): left has x0, x1, right has x3, top has left, x2, right.
func leave(c *index.Choice, ix *index.Index, name string) {
	order := []string{"x0", "x1", "x2", "x3"}
	if len(ix.Groups) > 0 {
		order = []string{"x0", "x1", "x3", "x2"} // left, right, top
	}
	c.Times[c.Indicators()[slices.Index(order, name)]] = 0
}

// drop is a method without its setting for an indicator.
func drop[T any](method T, name string) T {
	switch m := any(method).(type) {
	case index.Given:
		n := index.Given{}
		for k, v := range m {
			if k != name {
				n[k] = v
			}
		}
		return any(n).(T)
	case index.Goalposts:
		n := index.Goalposts{}
		for k, v := range m {
			if k != name {
				n[k] = v
			}
		}
		return any(n).(T)
	}
	return method
}

// TestResampledIndicators: an indicator drawn twice is two equal columns, for
// every scheme but given weights, which go by name.
func TestResampledIndicators(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		s := drawSample(t, p)
		w := rapid.SampledFrom([]index.Weighter{
			index.Entropy{}, index.Equal{}, index.CRITIC{}, index.SD{}, index.CV{}, index.PCA{}, index.PCA{Variant: index.Varimax}, index.Product{index.Entropy{}, index.CRITIC{}},
		}).Draw(t, "weights")
		times := rapid.SliceOfN(rapid.IntRange(0, 2), 4, 4).Draw(t, "times")
		distinct := 0
		copies := &index.Index{Weighter: w}
		panel := p
		for j, n := range times {
			distinct += min(n, 1)
			for k := range n {
				name := fmt.Sprint("x", j)
				if k > 0 {
					var err error
					name += "again"
					if panel, err = panel.With(name, p.Column(fmt.Sprint("x", j))); err != nil {
						t.Fatal(err)
					}
				}
				copies.Indicators = append(copies.Indicators, index.Indicator{Name: name, Direction: 1 - 2*(j%2)})
			}
		}
		if distinct < 2 { // no scheme weighs one column
			return
		}
		ix := index.Index{Weighter: w}
		for j := range 4 {
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: fmt.Sprint("x", j), Direction: 1 - 2*(j%2)})
		}
		same(t, fmt.Sprintf("%T %v", w, times), p, s, &ix, func(c *index.Choice) { copy(c.Times, times) }, copies, panel)
	})
}

// TestResampleStaysInPillars: each group has as many indicators as before.
func TestResampleStaysInPillars(t *testing.T) {
	panel := drawnPanel(t)
	for _, m := range methods() {
		plan, err := index.Compile(&m.ix, panel)
		if err != nil {
			t.Fatalf("%s: %v", m.name, err)
		}
		plan = plan.Choosing()
		c := plan.NewWork().Choice
		rng := rand.New(rand.NewPCG(1, 2))
		seen := make(map[int]bool)
		for range 200 {
			c.Reset()
			c.Resample(rng.IntN)
			for _, g := range plan.Groups() {
				n := 0
				for k := range g.Members {
					n += c.Times[g.Offset+k]
					seen[c.Times[g.Offset+k]] = true
				}
				if n != len(g.Members) {
					t.Fatalf("%s: group %s has %d members, want %d", m.name, g.Name, n, len(g.Members))
				}
			}
		}
		if !seen[0] || !seen[2] {
			t.Errorf("%s: counts drawn %v", m.name, seen)
		}
	}
}

// TestEmptyGroupLeaves: a pillar whose indicators are all left out has no
// weight, and an index without any has none.
func TestEmptyGroupLeaves(t *testing.T) {
	panel := drawnPanel(t)
	for _, m := range methods() {
		if m.name != "groups" {
			continue
		}
		plan, err := index.Compile(&m.ix, panel)
		if err != nil {
			t.Fatal(err)
		}
		plan = plan.Choosing()
		w := plan.NewWork()
		var s data.Sample
		s.All(len(panel.Entities()))
		leave(w.Choice, &m.ix, "x0")
		leave(w.Choice, &m.ix, "x1")
		if err := plan.Weigh(w, &s); err != nil {
			t.Fatal(err)
		}
		share := make([]float64, 4)
		plan.IndicatorWeights(share, w)
		if share[0] != 0 || share[1] != 0 || !closeTo(share[2]+share[3], 1) || share[2] == 0 {
			t.Errorf("shares %v without the left pillar", share)
		}
		clear(w.Choice.Times)
		if err := plan.Weigh(w, &s); err != index.ErrWeights {
			t.Errorf("error %v without indicators, want ErrWeights", err)
		}
	}
}

// TestChoosingAllocatesNothing: draws that choose differently allocate
// nothing once warm.
func TestChoosingAllocatesNothing(t *testing.T) {
	panel := drawnPanel(t)
	var s data.Sample
	s.All(len(panel.Entities()))
	dst := make([]float64, panel.Len())
	schemes := []index.Weighter{index.Entropy{}, index.CRITIC{}, index.PCA{}, index.SD{}}
	for _, m := range methods() {
		plan, err := index.Compile(&m.ix, panel)
		if err != nil {
			t.Fatalf("%s: %v", m.name, err)
		}
		plan = plan.Choosing()
		w := plan.NewWork()
		rng := rand.New(rand.NewPCG(3, 4))
		draw := func() {
			w.Choice.Reset()
			w.Choice.Resample(rng.IntN)
			w.Choice.Flip[rng.IntN(4)] = true
			w.Choice.Weighter = schemes[rng.IntN(len(schemes))]
			if plan.Weigh(w, &s) == nil {
				plan.Score(dst, w, &s)
			}
		}
		for range 50 {
			draw()
		}
		if n := testing.AllocsPerRun(50, draw); n != 0 {
			t.Errorf("%s: %v allocations", m.name, n)
		}
	}
}

// TestWithoutAll: an index without any indicator is none.
func TestWithoutAll(t *testing.T) {
	ix := index.Index{Indicators: twoIndicators()}
	if got := ix.Without("x1", "x0"); got != nil {
		t.Errorf("%+v", got)
	}
	if ix.Without("x1"); len(ix.Indicators) != 2 {
		t.Error("the index itself has changed")
	}
}

// drawnPanel is one of drawPanel's.
func drawnPanel(t *testing.T) *data.Panel {
	return rapid.Custom(drawPanel).Example(7)
}
