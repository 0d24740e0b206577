package scenarios

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// pillars is an index of two pillars with two and three indicators.
func pillars(t *testing.T) *index.Plan {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	var entity, names []string
	var time []int
	cols := make([][]float64, 5)
	for i := range 20 {
		entity, time = append(entity, fmt.Sprint(i/4)), append(time, i%4)
		for j := range cols {
			cols[j] = append(cols[j], rng.Float64())
		}
	}
	ix := &index.Index{Name: "X"}
	for j := range cols {
		names = append(names, fmt.Sprint("x", j))
		ix.Indicators = append(ix.Indicators, index.Indicator{Name: names[j], Direction: 1})
	}
	ix.Groups = []index.Group{{Name: "a", Members: names[:2]}, {Name: "b", Members: names[2:]}, {Name: "all", Members: []string{"a", "b"}}}
	p, err := data.NewPanel(entity, time, names, cols)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := index.Compile(ix, p)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Choosing()
}

// near tells that a share of n draws is a probability, within five
// Monte-Carlo standard errors.
func near(t *testing.T, what string, count int, n, p float64) {
	t.Helper()
	if got := float64(count) / n; math.Abs(got-p) > 5*math.Sqrt(p*(1-p)/n) {
		t.Errorf("%s: in %v of draws, want %v", what, got, p)
	}
}

// TestChoicesHaveTheirProbabilities: each indicator and pillar is dropped,
// each scheme drawn and each direction turned as often as it says, and the
// times that an indicator is drawn with replacement are binomial.
func TestChoicesHaveTheirProbabilities(t *testing.T) {
	const n = 20000
	c := pillars(t).NewWork().Choice
	rng := rand.New(rand.NewPCG(2, 3))
	schemes := []index.Weighter{index.Equal{}, index.SD{}, index.CV{}}
	var indicator, pillar, scheme, turned, each, never [5]int
	for range n {
		draw := func(k Choices) *index.Choice {
			c.Reset()
			k.Choose(c, rng)
			return c
		}
		draw(DropIndicator{})
		for j, k := range c.Indicators() {
			indicator[j] += 1 - c.Times[k]
		}
		draw(DropPillar{})
		for j, k := range c.Pillars() {
			pillar[j] += 1 - c.Times[k]
		}
		draw(SwapScheme{[]string{"equal", "sd", "cv"}, schemes})
		for j, s := range schemes {
			if c.Weighter == s {
				scheme[j]++
			}
		}
		draw(Flip{Probability: map[string]float64{"x1": 0.3}})
		for j, f := range c.Flip {
			if f {
				turned[j]++
			}
		}
		draw(Flip{Each: 0.2})
		for j, f := range c.Flip {
			if f {
				each[j]++
			}
		}
		draw(ResampleIndicators{})
		for j, k := range c.Indicators() {
			if c.Times[k] == 0 {
				never[j]++
			}
		}
	}
	for j := range 5 {
		near(t, fmt.Sprint("indicator dropped ", j), indicator[j], n, 0.2)
		near(t, fmt.Sprint("each direction ", j), each[j], n, 0.2)
		near(t, fmt.Sprint("never drawn ", j), never[j], n, []float64{0.25, 0.25, 8. / 27, 8. / 27, 8. / 27}[j])
		near(t, fmt.Sprint("named direction ", j), turned[j], n, []float64{0, 0.3, 0, 0, 0}[j])
	}
	for j := range 2 {
		near(t, fmt.Sprint("pillar ", j), pillar[j], n, 0.5)
	}
	for j := range schemes {
		near(t, fmt.Sprint("scheme ", j), scheme[j], n, 1./3)
	}
}

// TestChoicesAllocateNothing: a choice is made in every draw.
func TestChoicesAllocateNothing(t *testing.T) {
	c := pillars(t).NewWork().Choice
	rng := rand.New(rand.NewPCG(2, 3))
	for _, k := range []Choices{DropIndicator{}, DropPillar{}, SwapScheme{[]string{"sd"}, []index.Weighter{index.SD{}}}, Flip{Probability: map[string]float64{"x1": 0.3}}, ResampleIndicators{}} {
		if n := testing.AllocsPerRun(100, func() { c.Reset(); k.Choose(c, rng) }); n != 0 {
			t.Errorf("%T allocates %v times", k, n)
		}
	}
}

// TestWays: each way is another one and says what it changes.
func TestWays(t *testing.T) {
	c := pillars(t).NewWork().Choice
	for _, x := range []struct {
		l     Listed
		names []string
	}{
		{DropIndicator{}, []string{"left out x0", "left out x1", "left out x2", "left out x3", "left out x4"}},
		{DropPillar{}, []string{"left out a", "left out b"}},
		{SwapScheme{[]string{"sd", "cv"}, []index.Weighter{index.SD{}, index.CV{}}}, []string{"weights by sd", "weights by cv"}},
		{Flip{Probability: map[string]float64{"x3": 0.1, "x1": 1, "x2": 0}}, []string{"direction turned x1", "direction turned x3"}},
	} {
		if n := x.l.Ways(c); n != len(x.names) {
			t.Errorf("%T: %d ways, want %d", x.l, n, len(x.names))
			continue
		}
		for way, want := range x.names {
			c.Reset()
			change, name := x.l.Take(c, way)
			if change+" "+name != want {
				t.Errorf("%T way %d: %s %s, want %s", x.l, way, change, name, want)
			}
			changed := 0
			for _, f := range c.Flip {
				if f {
					changed++
				}
			}
			for _, n := range c.Times {
				changed += 1 - n
			}
			if c.Weighter != nil {
				changed++
			}
			if changed != 1 {
				t.Errorf("%T way %d changes %d things", x.l, way, changed)
			}
		}
	}
}
