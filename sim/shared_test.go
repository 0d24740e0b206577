package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// sharingPanel is a panel in which all columns are independent, but that b1
// to b3 raise a1 to a3 by effect times their sum.
func sharingPanel(t *testing.T, effect float64) *data.Panel {
	t.Helper()
	rng := rand.New(rand.NewPCG(11, 12))
	names := []string{"a1", "a2", "a3", "b1", "b2", "b3", "s", "z"}
	var entity []string
	var time []int
	cols := make([][]float64, len(names))
	for i := range 60 * 8 {
		entity, time = append(entity, fmt.Sprint("e", i/8)), append(time, 2000+i%8)
		row := make([]float64, len(names))
		for j := range row {
			row[j] = 1 + rng.Float64()
		}
		for j := range 3 {
			row[j] += effect * (row[3] + row[4] + row[5])
		}
		for j, v := range row {
			cols[j] = append(cols[j], v)
		}
	}
	p, err := data.NewPanel(entity, time, names, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func plus(names ...string) (out []index.Indicator) {
	for _, n := range names {
		out = append(out, index.Indicator{Name: n, Direction: 1})
	}
	return out
}

// sharingStudy regresses an index A on an index B with the given indicators.
func sharingStudy(t *testing.T, effect float64, a, b []string, text string) *Study {
	t.Helper()
	return &Study{
		Name: "sharing", Panel: sharingPanel(t, effect), Seed: 1,
		Derived: []Derived{derived(t, "ls", "log(s)"), derived(t, "s3", "3 * s"), derived(t, "inv", "1 / s"), derived(t, "ratio", "a1 / z"), derived(t, "other", "b1 / z")},
		Indices: []*index.Index{
			{Name: "A", Indicators: plus(a...), Weighter: index.Equal{}},
			{Name: "B", Indicators: plus(b...), Weighter: index.Equal{}},
		},
		Models:     []Model{model(t, "M", text)},
		Estimators: threeEstimators()[:1],
	}
}

// coefficient finds the estimate and standard error of a term without what a
// side shares.
func coefficient(t *testing.T, r *Result, from, term string) SharedCoefficient {
	t.Helper()
	for _, f := range r.Shared[0].Removals {
		for _, c := range f.Coefficients {
			if f.From == from && c.Term == term {
				return c
			}
		}
	}
	t.Fatalf("no %s without the shared part of %s: %+v", term, from, r.Shared)
	return SharedCoefficient{}
}

// TestSharedComponentIsTheEffect: two indices of independent indicators that
// have one, and its logarithm, in common. All of the coefficient is that
// component: without it on either side nothing is left. Where there is an
// effect besides, it survives.
func TestSharedComponentIsTheEffect(t *testing.T) {
	for _, effect := range []float64{0, 1} {
		s := sharingStudy(t, effect, []string{"a1", "a2", "a3", "s"}, []string{"b1", "b2", "b3", "ls"}, "A ~ B")
		_, r := compiled(t, s)
		if len(r.Shared) != 1 || len(r.Shared[0].Parts) != 1 {
			t.Fatalf("shared: %+v", r.Shared)
		}
		p := r.Shared[0].Parts[0]
		if p.How != Monotone || p.LeftComponent != "s" || p.RightComponent != "ls" || !(math.Abs(float64(p.Rho)-1) < 1e-12) || fmt.Sprint(p.Ingredients) != "[s]" {
			t.Errorf("part %+v", p)
		}
		base := r.Baseline[0].Terms[0]
		if !(base.Statistic > 5) {
			t.Fatalf("effect %v: the baseline's coefficient has t = %v", effect, base.Statistic)
		}
		for _, side := range []string{"A", "B"} {
			c := coefficient(t, r, side, "B")
			z := math.Abs(float64(c.Estimate / c.SE))
			if effect == 0 && z > 4 { // p = 6e-5 where nothing is left
				t.Errorf("without the shared part of %s t = %v, want none", side, z)
			}
			if effect == 1 && !(z > 10 && c.Standard > 0.5) {
				t.Errorf("without the shared part of %s t = %v, %v survives, want most", side, z, c.Standard)
			}
			if c.Survives != c.Estimate/c.Baseline || c.Baseline != base.Estimate {
				t.Errorf("%s: %+v", side, c)
			}
		}
	}
}

// TestRemovalIsTheSmallerStudy: the numbers are those of a study that is
// written without the shared part, to the last bit.
func TestRemovalIsTheSmallerStudy(t *testing.T) {
	a, b := []string{"a1", "a2", "s"}, []string{"b1", "s", "b2"}
	_, r := compiled(t, sharingStudy(t, 0.3, a, b, "A ~ B + B:z + z + ls"))
	for from, s := range map[string]*Study{
		"A":  sharingStudy(t, 0.3, []string{"a1", "a2"}, b, "A ~ B + B:z + z + ls"),
		"B":  sharingStudy(t, 0.3, a, []string{"b1", "b2"}, "A ~ B + B:z + z + ls"),
		"ls": sharingStudy(t, 0.3, a, b, "A ~ B + B:z + z"),
	} {
		_, want := compiled(t, s)
		for _, term := range want.Baseline[0].Terms {
			if term.Name == "z" || term.Name == "const" {
				continue
			}
			if c := coefficient(t, r, from, term.Name); c.Estimate != term.Estimate || c.SE != term.SE || c.P != term.P {
				t.Errorf("%s without %s: %v (%v), want %v (%v)", term.Name, from, c.Estimate, c.SE, term.Estimate, term.SE)
			}
		}
	}
}

// TestRelations: how two columns can be related, whichever the first.
func TestRelations(t *testing.T) {
	c, _ := compiled(t, sharingStudy(t, 0, []string{"a1", "a2"}, []string{"b1", "b2"}, "A ~ B"))
	near := append([]float64(nil), c.panel.Column("s")...)
	for i := range near {
		near[i] += 0.003 * float64(i%3-1) // neighbours change places: rho falls below 1, not far
	}
	var err error
	if c.panel, err = c.panel.With("vintage", near); err != nil {
		t.Fatal(err)
	}
	s := c.sharing()
	for _, x := range []struct{ a, b, how string }{
		{"s", "s", SameColumn},
		{"s", "ls", Monotone},
		{"s", "s3", Monotone},
		{"ls", "inv", Monotone},
		{"s", "vintage", NearlySame},
		{"ratio", "other", Ingredient},
		{"ratio", "z", Ingredient},
		{"s", "z", ""},
		{"ratio", "b1", ""},
	} {
		for range 2 {
			p, ok := s.relate(x.a, x.b)
			if ok != (x.how != "") || p.How != x.how {
				t.Errorf("%s and %s: %q with rho %v, want %q", x.a, x.b, p.How, p.Rho, x.how)
			}
			x.a, x.b = x.b, x.a
		}
	}
}

// TestNothingShared: a study whose variables share nothing says nothing, and a
// lagged variable is another one.
func TestNothingShared(t *testing.T) {
	for _, text := range []string{"A ~ B + z", "A ~ B + L.a1"} {
		s := sharingStudy(t, 0, []string{"a1", "a2"}, []string{"b1", "b2"}, text)
		if _, r := compiled(t, s); len(r.Shared) > 0 {
			t.Errorf("%s: %+v", text, r.Shared)
		}
	}
}

// TestAllShared: an index that shares all of its indicators cannot do without.
func TestAllShared(t *testing.T) {
	_, r := compiled(t, sharingStudy(t, 0, []string{"a1", "s"}, []string{"s", "a1"}, "A ~ B"))
	for _, f := range r.Shared[0].Removals {
		if f.Note == "" || len(f.Coefficients) > 0 {
			t.Errorf("%+v", f)
		}
	}
}

// TestCountedTwice: an index in which a component stands twice is told of, and
// loses nothing by it.
func TestCountedTwice(t *testing.T) {
	_, r := compiled(t, sharingStudy(t, 0, []string{"a1", "s", "s3"}, []string{"b1", "b2"}, "A ~ B"))
	if len(r.Shared) != 1 || len(r.Shared[0].Parts) != 1 || len(r.Shared[0].Removals) != 0 {
		t.Fatalf("%+v", r.Shared)
	}
	if p := r.Shared[0].Parts[0]; p.Left != "A" || p.Right != "A" || p.How != Monotone {
		t.Errorf("%+v", p)
	}
}
