package raw

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// target is a series as an index has it: skewed, persistent, from 0.04 to 0.66.
func target(p Panel, rng *rand.Rand) []float64 {
	x := p.noise(0.8, rng)
	for i := range x {
		x[i] = math.Exp(0.6*x[i] + 0.05*float64(i%p.Periods))
	}
	unit(x)
	for i := range x {
		x[i] = 0.04 + 0.62*x[i]
	}
	return x
}

// panel makes a data.Panel of columns.
func panel(t *testing.T, p Panel, names []string, cols [][]float64) *data.Panel {
	t.Helper()
	var entity []string
	var time []int
	for i := range p.Rows() {
		entity = append(entity, string(rune('A'+i/p.Periods)))
		time = append(time, 2011+i%p.Periods)
	}
	d, err := data.NewPanel(entity, time, names, cols)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCompositeThroughTheIndex: the index package, which shares no code with
// this one, computes the target from the indicators to 1e-9 (they are rounded
// to ten digits).
func TestCompositeThroughTheIndex(t *testing.T) {
	p := Panel{29, 10}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		want := target(p, rng)
		given := p.noise(0.5, rng)
		unit(given) // evenly spread: little weight
		for i := range given {
			given[i] = 100 + 30*given[i]*math.Sqrt(want[i])
		}
		indicators := []Indicator{
			{Name: "given", Fixed: given},
			{Name: "count", Low: 0, High: 12, Whole: true, Spread: 0.3},
			{Name: "level", Low: 3, High: 900, Constant: true, Spread: 0.1},
		}
		for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			indicators = append(indicators, Indicator{Name: name, Low: 10, High: 5000, Spread: 0.2 + 0.05*float64(len(indicators)), Trend: 0.04})
		}
		x, err := Composite(p, want, indicators, rng)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		ix := &index.Index{Name: "I"}
		var names []string
		for j, in := range indicators {
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: in.Name})
			names = append(names, in.Name)
			if lo, hi := extremes(x[j]); in.Fixed == nil && !in.Whole && !in.Constant && (lo != in.Low || hi != in.High) {
				t.Errorf("seed %d: %s ranges from %v to %v", seed, in.Name, lo, hi)
			}
		}
		for i := range p.Rows() {
			if x[1][i] != math.Trunc(x[1][i]) || x[2][i] != x[2][i/p.Periods*p.Periods] || x[0][i] != given[i] {
				t.Fatalf("seed %d: row %d: %v %v %v", seed, i, x[0][i], x[1][i], x[2][i])
			}
		}
		if worst := distance(t, ix, panel(t, p, names, x), want); !(worst <= 1e-9) {
			t.Errorf("seed %d: composite is off by %v", seed, worst)
		}
	}
}

// distance is the largest difference between an index and what it should be.
func distance(t *testing.T, ix *index.Index, d *data.Panel, want []float64) float64 {
	t.Helper()
	plan, err := index.Compile(ix, d)
	if err != nil {
		t.Fatal(err)
	}
	var all data.Sample
	all.All(len(d.Entities()))
	w := plan.NewWork()
	score := make([]float64, d.Len())
	if err := errors.Join(plan.Weigh(w, &all), plan.Score(score, w, &all)); err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, v := range score {
		worst = max(worst, math.Abs(v-want[i]))
	}
	return worst
}

func TestCompositeThatCannotBe(t *testing.T) {
	p := Panel{4, 3}
	want := []float64{.1, .2, .3, .2, .3, .4, .3, .2, .1, .5, .6, .2}
	high := make([]float64, 12)
	for i := range high {
		high[i] = 1 - want[i]*want[i]
	}
	_, err := Composite(p, want, []Indicator{{Name: "high", Fixed: high}, {Name: "a", High: 1, Spread: 0.1}}, rand.New(rand.NewPCG(1, 1)))
	var e *InfeasibleError
	if !errors.As(err, &e) || e.Largest != "high" {
		t.Errorf("error %v", err)
	}
}

// TestScaleStaysInside: whatever a row needs, also after some indicators have
// been filled to 1, none leaves [0, 1] and together they give it.
func TestScaleStaysInside(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		c := &composite{}
		var w []float64
		room := 0.0
		for range 5 {
			c.y, c.free = append(c.y, []float64{rng.Float64()}), append(c.free, []bool{true})
			w = append(w, rng.Float64())
			room += w[len(w)-1]
		}
		for range 4 {
			need := room * rng.Float64()
			c.scale(0, w, need)
			sum := 0.0
			for j, y := range c.y {
				sum += w[j] * y[0]
				if !(y[0] >= 0 && y[0] <= 1) {
					t.Fatalf("a value of %v", y[0])
				}
			}
			if math.Abs(sum-need) > 1e-12*room { // rounding of a few products
				t.Fatalf("together %v, needed %v", sum, need)
			}
		}
	}
}
