package multiverse

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/scenarios"
	"panelstress/sim"
	"panelstress/sim/store"
)

// underStudy is y on x (or an index of a and b) and a control, with one
// scenario as its arm.
func underStudy(t testing.TB, p *data.Panel, term string, e scenarios.Event, draws int) *sim.Study {
	t.Helper()
	return &sim.Study{
		Panel: p, Seed: 7, Estimators: []sim.Estimator{fixedEffects()}, Models: []sim.Model{model(t, "M", "y ~ "+term+" + w")},
		Indices:    []*index.Index{{Name: "X", Indicators: []index.Indicator{{Name: "a", Direction: 1}, {Name: "b", Direction: 1}}}},
		Hypotheses: []sim.Hypothesis{{Name: "H", Model: "M", Estimator: "fe", Term: term, Sign: 1, Level: 0.05}},
		Arms:       []sim.Arm{{Name: "s", Kind: "scenario", Draws: draws, Scenario: &scenarios.Scenario{Name: "s", Events: []scenarios.Event{e}}}},
	}
}

// samples are the whole, it without an entity, and its first years.
func samples(t testing.TB, p *data.Panel) sim.Source {
	t.Helper()
	s := sim.Source{Name: "sample"}
	for _, part := range []struct {
		name string
		keep func(entity string, time int) bool
	}{
		{"all", func(string, int) bool { return true }},
		{"without e01", func(entity string, _ int) bool { return entity != "e01" }},
		{"early", func(_ string, time int) bool { return time < 2004 }},
	} {
		var keep []bool
		for g, entity := range p.Entities() {
			for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
				keep = append(keep, part.keep(entity, p.Times()[i]))
			}
		}
		o, err := sim.Rows(part.name, p, keep)
		if err != nil {
			t.Fatal(err)
		}
		s.Options = append(s.Options, o)
	}
	return s
}

// underGrid has 24 specifications, or 12 where the term is in no index.
func underGrid(t testing.TB, s *sim.Study, term string) *sim.Grid {
	t.Helper()
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: term}, []sim.Source{
		samples(t, s.Panel),
		{Name: "controls", Stage: sim.Specification, Options: []sim.Option{sim.ControlFor("w", term, terms(t, "w")), sim.ControlFor("none", term, nil)}},
		{Name: "effects", Stage: sim.Estimation, Options: []sim.Option{sim.WithEffects("entity"), sim.WithEffects("twoway")}},
		{Name: "weights", Options: []sim.Option{sim.Weigh("entropy", index.Entropy{}), sim.Weigh("equal", index.Equal{})}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// runUnder runs the study and its scenario under the grid.
func runUnder(t testing.TB, s *sim.Study, g *sim.Grid, workers int) *sim.ScenarioResult {
	t.Helper()
	c, err := sim.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	under := &Scenario{Multiverse: &Multiverse{Grids: []*sim.Grid{g}, Most: 100, Alpha: 0.05}, Arm: "s", Draws: s.Arms[0].Draws, Hypotheses: s.Hypotheses}
	if err := under.Check(c); err != nil {
		t.Fatal(err)
	}
	r, err := c.Run(context.Background(), sim.Options{Dir: t.TempDir(), Workers: workers, Further: []func(context.Context, *sim.Chain, *sim.Result) (*store.Journal, error){
		func(ctx context.Context, c *sim.Chain, r *sim.Result) (*store.Journal, error) {
			return nil, under.Run(ctx, c, r, Options{Workers: workers})
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Arms[0].Scenario
}

func random() *rand.Rand { return rand.New(rand.NewPCG(3, 4)) }

// TestUnderAsWritten: the specification that is the study as it is written has
// the draws of the scenario's own arm, so that the mean and the deviation of
// its paired change are those to the last bits.
func TestUnderAsWritten(t *testing.T) {
	p := synthetic(t, 0.3, random())
	for term, column := range map[string]string{"x": "x", "X": "b"} {
		s := underStudy(t, p, term, scenarios.Event{Column: column, Onset: 2002, Amount: scenarios.Normal{Mean: -0.2, SD: 0.1}, Each: scenarios.PerEntity}, 12)
		r := runUnder(t, s, underGrid(t, s, term), 2)
		at := slices.IndexFunc(r.Paired, func(d sim.PairedDifference) bool { return d.Term == term })
		want, c := r.Paired[at], r.Multiverse.Curves[0]
		got := c.Specs[0] // the first option of every choice is that of the study
		if got.Change != want.Mean || got.SD != want.SD || got.Draws != want.Draws {
			t.Errorf("%s: change %v, sd %v of %d draws; the arm has %v, %v of %d", term, got.Change, got.SD, got.Draws, want.Mean, want.SD, want.Draws)
		}
		if n := map[string]int{"x": 12, "X": 24}[term]; c.Specifications != n || c.Estimates != n {
			t.Errorf("%s: %d specifications, %d estimates, want %d", term, c.Specifications, c.Estimates, n)
		}
	}
}

// TestUnderKnownEffect: where x becomes c x for all and always, its coefficient
// becomes b/c in every specification, with the same p value.
func TestUnderKnownEffect(t *testing.T) {
	p := synthetic(t, 0.3, random())
	for _, factor := range []float64{0.8, 1.5, -1} {
		s := underStudy(t, p, "x", scenarios.Event{Column: "x", Always: true, Amount: scenarios.Fixed(factor - 1)}, 5)
		r := runUnder(t, s, underGrid(t, s, "x"), 2).Multiverse
		c := r.Curves[0]
		if !r.Certain || r.Draws != 1 {
			t.Errorf("%d draws of a certain shock", r.Draws)
		}
		for i, spec := range c.Specs {
			b := float64(spec.Estimate)
			if got, want := float64(spec.Change), b/factor-b; math.Abs(got-want) > 1e-10*math.Abs(b) { // digits that two fits lose
				t.Errorf("times %v, specification %d: change %v, want %v", factor, i, got, want)
			}
		}
		v := c.Verdicts[0]
		yes, neither, no := v.Moves[0], v.Moves[1], v.Moves[2]
		n := float64(c.Estimates)
		if yes[0]+yes[1]+yes[2] == 0 || math.Abs(float64(v.Without.Supported)*n-float64(yes[0]+yes[1]+yes[2])) > 1e-9 {
			t.Fatalf("verdicts %+v of %v specifications", v, n)
		}
		switch {
		case factor > 0 && (v.Changed != 0 || v.Share != 0 || c.SignFlips != 0 || v.Without != v.With):
			t.Errorf("times %v: verdicts change: %+v", factor, v)
		case factor < 0 && (yes[0]+yes[1]+neither[0]+neither[2]+no[1]+no[2] != 0 || v.Changed != yes[2]+no[0] || c.SignFlips != 1 || v.Without.Supported != v.With.Contradicted):
			t.Errorf("times %v: not every verdict turns: %+v", factor, v)
		}
	}
}

// TestUnderPlacebo: a shock of size zero changes nothing, by no choice.
func TestUnderPlacebo(t *testing.T) {
	s := underStudy(t, synthetic(t, 0.3, random()), "X", scenarios.Event{Column: "a", Onset: 2003, Amount: scenarios.Fixed(0)}, 4)
	c := runUnder(t, s, underGrid(t, s, "X"), 2).Multiverse.Curves[0]
	for i, spec := range c.Specs {
		if spec.Change != 0 {
			t.Errorf("specification %d changes by %v", i, spec.Change)
		}
	}
	if c.Change.Mean != 0 || c.Change.SD != 0 || c.SignFlips != 0 || c.Verdicts[0].Changed != 0 || c.Verdicts[0].With != c.Verdicts[0].Without {
		t.Errorf("%+v, %+v", c.Change, c.Verdicts)
	}
}

// TestUnderParts: a certain shock of two entities, as samples see it that lack
// one of them, or its years. What it does is found by changing the column by
// hand and estimating the same grid on that.
func TestUnderParts(t *testing.T) {
	p := synthetic(t, 0.3, random())
	hit := func(entity string, year int) bool { return (entity == "e01" || entity == "e05") && year >= 2004 }
	e := scenarios.Event{Column: "b", Onset: 2004, Who: scenarios.Who{Names: []string{"e01", "e05"}}, Amount: scenarios.Fixed(2)}
	s := underStudy(t, p, "X", e, 1)
	g := underGrid(t, s, "X")
	c := runUnder(t, s, g, 2).Multiverse.Curves[0]

	b := slices.Clone(p.Column("b"))
	for k, entity := range p.Entities() {
		for i := p.Starts()[k]; i < p.Starts()[k+1]; i++ {
			if hit(entity, p.Times()[i]) {
				b[i] *= 3
			}
		}
	}
	shocked := *s
	shocked.Panel = replaced(t, p, "b", b)
	shocked.Arms = nil
	want := &Multiverse{Most: 100, Alpha: 0.05}
	cv, err := want.layOut(underGrid(t, &shocked, "X"))
	if err == nil {
		err = cv.estimate(context.Background(), 2, &sim.Progress{})
	}
	if err != nil {
		t.Fatal(err)
	}
	untouched := 0
	for i, spec := range c.Specs {
		got, want := float64(spec.Estimate+spec.Change), cv.estimates[i].Coef
		if math.Abs(got-want) > 1e-9*math.Abs(want) { // digits that two fits and a difference lose
			t.Errorf("specification %d, options %v: %v under the shock, want %v", i, spec.Options, got, want)
		}
		if spec.Options[0] == 2 {
			untouched++
			if spec.Change != 0 {
				t.Errorf("specification %d: change %v before anything happens", i, spec.Change)
			}
		}
	}
	if lost := []sim.LostEntity{{Entity: "e01", Specifications: 16}, {Entity: "e05", Specifications: 8}}; !slices.Equal(c.Lost, lost) || c.Untouched != untouched || untouched != 8 {
		t.Errorf("lost %v, untouched %d; want %v and 8", c.Lost, c.Untouched, lost)
	}
}

// replaced is the panel with other values of a column.
func replaced(t testing.TB, p *data.Panel, name string, values []float64) *data.Panel {
	t.Helper()
	var entities []string
	var cols [][]float64
	for g, entity := range p.Entities() {
		for range p.Starts()[g+1] - p.Starts()[g] {
			entities = append(entities, entity)
		}
	}
	for _, n := range p.Names() {
		col := p.Column(n)
		if n == name {
			col = values
		}
		cols = append(cols, col)
	}
	q, err := data.NewPanel(entities, p.Times(), p.Names(), cols)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestUnderWorkers: the same bytes for one worker and for three.
func TestUnderWorkers(t *testing.T) {
	p := synthetic(t, 0.3, random())
	var first []byte
	for _, workers := range []int{1, 3} {
		s := underStudy(t, p, "X", scenarios.Event{Column: "a", Onset: 2002, Amount: scenarios.Normal{Mean: -0.2, SD: 0.1}, Each: scenarios.PerEntity}, 6)
		text, err := json.Marshal(runUnder(t, s, underGrid(t, s, "X"), workers).Multiverse)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		} else if string(text) != string(first) {
			t.Error("three workers have another result")
		}
	}
}

// TestUnderSummary: the numbers over specifications, recounted from theirs.
func TestUnderSummary(t *testing.T) {
	s := underStudy(t, synthetic(t, 0.3, random()), "X", scenarios.Event{Column: "a", Onset: 2001, Amount: scenarios.Normal{Mean: -0.5, SD: 0.5}, Each: scenarios.PerEntity}, 7)
	c := runUnder(t, s, underGrid(t, s, "X"), 2).Multiverse.Curves[0]
	mean, n := 0.0, float64(len(c.Specs))
	least, most := math.Inf(1), math.Inf(-1)
	var with, without, sum, other [2]float64 // of the first choice of weights, by option
	for _, spec := range c.Specs {
		v := float64(spec.Change)
		mean += v / n
		least, most = min(least, v), max(most, v)
		o := spec.Options[3]
		sum[o] += v
		with[o]++
		other[1-o] += v
		without[1-o]++
	}
	near := func(name string, got sim.Number, want float64) {
		t.Helper()
		if math.Abs(float64(got)-want) > 1e-12 {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
	near("mean", c.Change.Mean, mean)
	near("least", c.Change.Min, least)
	near("largest", c.Change.Max, most)
	near("under the shock less without", c.With-c.Without, mean)
	total := 0
	for o, option := range c.Choices[3].Options {
		near("mean of "+option.Name, option.Mean, sum[o]/with[o])
		near("influence of "+option.Name, option.Influence, sum[o]/with[o]-other[o]/without[o])
		total += option.Changed[0]
	}
	v := c.Verdicts[0]
	if total != v.Changed {
		t.Errorf("options have %d changed verdicts, of %d", total, v.Changed)
	}
	moved := 0
	for i, row := range v.Moves {
		for j, k := range row {
			if i != j {
				moved += k
			}
		}
	}
	if moved != v.Changed {
		t.Errorf("%d moves, %d changes", moved, v.Changed)
	}
	near("shares", v.With.Supported+v.With.NotSupported+v.With.Contradicted, 1)
}
