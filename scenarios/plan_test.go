package scenarios

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"panelstress/data"
	"panelstress/data/formula"
)

// small is a panel of three entities, A to C, and the years 1 to 4; x counts
// 1, 2, ..., y is 10 to 40 by entity.
func small(t testing.TB) *data.Panel {
	t.Helper()
	var entity []string
	var time []int
	var x, y []float64
	for g, name := range []string{"A", "B", "C"} {
		for year := 1; year <= 4; year++ {
			entity, time = append(entity, name), append(time, year)
			x, y = append(x, float64(len(x)+1)), append(y, 10*float64(g+1))
		}
	}
	p, err := data.NewPanel(entity, time, []string{"x", "y"}, [][]float64{x, y})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func compileSmall(t testing.TB, sc *Scenario) (*Plan, error) {
	p := small(t)
	return Compile(sc, Setting{Panel: p, Raw: func(string) bool { return true }, Roles: map[string]string{"exports": "x"}, Key: "scenarios.s"})
}

func mustCompile(t testing.TB, sc *Scenario) *Plan {
	t.Helper()
	p, err := compileSmall(t, sc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// shocked is the column x after one draw.
func shocked(t testing.TB, sc *Scenario) []float64 {
	t.Helper()
	p := mustCompile(t, sc)
	x := slices.Clone(small(t).Column("x"))
	var all data.Sample
	all.All(3)
	p.Apply([][]float64{x}, &all, rand.New(rand.NewPCG(5, 6)))
	return x
}

func parse(t testing.TB, text string) formula.Expr {
	t.Helper()
	e, err := formula.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestEventsByHand: one event each, computed by hand from x = 1 ... 12.
func TestEventsByHand(t *testing.T) {
	for name, c := range map[string]struct {
		event Event
		want  []float64
	}{
		"all, for good":    {Event{Onset: 3, Amount: Fixed(-0.5)}, []float64{1, 2, 1.5, 2, 5, 6, 3.5, 4, 9, 10, 5.5, 6}},
		"listed":           {Event{Onset: 4, Amount: Fixed(1), Who: Who{Names: []string{"B"}}}, []float64{1, 2, 3, 4, 5, 6, 7, 16, 9, 10, 11, 12}},
		"a condition":      {Event{Onset: 4, Amount: Fixed(1), Effect: Absolute, Who: Who{Where: parse(t, "y > 15")}}, []float64{1, 2, 3, 4, 5, 6, 7, 9, 9, 10, 11, 13}},
		"the largest":      {Event{Onset: 4, Amount: Fixed(1), Effect: Absolute, Who: Who{By: parse(t, "-exports"), Top: 1}}, []float64{1, 2, 3, 5, 5, 6, 7, 8, 9, 10, 11, 12}},
		"a share":          {Event{Onset: 4, Amount: Fixed(1), Effect: Absolute, Who: Who{By: parse(t, "x"), Share: 0.5}}, []float64{1, 2, 3, 4, 5, 6, 7, 9, 9, 10, 11, 13}},
		"decay":            {Event{Onset: 2, Amount: Fixed(4), Effect: Absolute, Path: Decay{Rho: 0.5}, Who: Who{Names: []string{"A"}}}, []float64{1, 6, 5, 5, 5, 6, 7, 8, 9, 10, 11, 12}},
		"log points":       {Event{Onset: 4, Amount: Fixed(math.Ln2), Effect: Log}, []float64{1, 2, 3, 8, 5, 6, 7, 16, 9, 10, 11, 24}},
		"deviations":       {Event{Onset: 4, Amount: Fixed(1), Effect: Deviations, Who: Who{Names: []string{"A"}}}, []float64{1, 2, 3, 4 + math.Sqrt(13), 5, 6, 7, 8, 9, 10, 11, 12}},
		"a value":          {Event{Onset: 3, Amount: Fixed(7), Effect: Value, Path: Profile{1, 0.5}, Who: Who{Names: []string{"A"}}}, []float64{1, 2, 7, 5.5, 5, 6, 7, 8, 9, 10, 11, 12}},
		"exposure":         {Event{Onset: 4, Amount: Fixed(3), Effect: Absolute, Exposure: parse(t, "y")}, []float64{1, 2, 3, 5, 5, 6, 7, 10, 9, 10, 11, 15}},
		"limits":           {Event{Onset: 4, Amount: Fixed(1), Keep: &[2]float64{0, 15}}, []float64{1, 2, 3, 8, 5, 6, 7, 15, 9, 10, 11, 15}},
		"all are lost":     {Event{Onset: 3, Amount: Fixed(1), Effect: Missing}, []float64{1, 2, 2, 2, 5, 6, 6, 6, 9, 10, 10, 10}},
		"a role, all year": {Event{Column: "exports", Onset: 1, Path: Impulse{}, Amount: Fixed(-1)}, []float64{0, 2, 3, 4, 0, 6, 7, 8, 0, 10, 11, 12}},
	} {
		if c.event.Column == "" {
			c.event.Column = "x"
		}
		got := shocked(t, &Scenario{Events: []Event{c.event}})
		for i, want := range c.want {
			if math.Abs(got[i]-want) > 1e-12 { // rounding of a few operations
				t.Errorf("%s: %v, want %v", name, got, c.want)
				break
			}
		}
	}
}

// TestSequence: a second shock begins from what the first has left.
func TestSequence(t *testing.T) {
	got := shocked(t, &Scenario{Events: []Event{
		{Column: "x", Onset: 3, Amount: Fixed(-0.5)},
		{Column: "x", Onset: 4, Amount: Fixed(-0.5)},
	}})
	if want := []float64{1, 2, 1.5, 1, 5, 6, 3.5, 2, 9, 10, 5.5, 3}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestSpreadIsTheSpatialMultiplier: many rounds approach (I - sW)^-1 a, here by
// gonum's inverse; 0.5^100 is far below the tolerance.
func TestSpreadIsTheSpatialMultiplier(t *testing.T) {
	w := [][]float64{{0, 1, 3}, {2, 0, 2}, {1, 0, 0}}
	got := shocked(t, &Scenario{Events: []Event{{
		Column: "x", Onset: 4, Amount: Fixed(1), Effect: Absolute, Who: Who{Names: []string{"A"}},
		Spread: &Spread{Strength: 0.5, Rounds: 100, Matrix: w, Rows: true},
	}}})
	a := mat.NewDense(3, 3, []float64{1, -0.125, -0.375, -0.25, 1, -0.25, -0.5, 0, 1})
	var inv mat.Dense
	if err := inv.Inverse(a); err != nil {
		t.Fatal(err)
	}
	for g, x := range []float64{4, 8, 12} {
		if want := x + inv.At(g, 0); math.Abs(got[4*g+3]-want) > 1e-12 {
			t.Errorf("entity %d: %v, want %v", g, got[4*g+3], want)
		}
	}
}

// TestAmountsOfASample: what happens to an entity is the same whoever else is
// drawn, also where the shock of one that is not drawn spreads to it; who is not
// drawn stays as he is.
func TestAmountsOfASample(t *testing.T) {
	ring := &Spread{Strength: 0.5, Rounds: 2, Matrix: [][]float64{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}}
	for _, spread := range []*Spread{nil, ring} {
		for _, together := range []Dependence{{}, {Rho: 0.5}, {Rho: 0.5, DoF: 4}} {
			p := mustCompile(t, &Scenario{
				Events:   []Event{{Column: "x", Onset: 2, Each: PerEntity, Amount: Normal{0.1, 0.2}, Effect: Absolute, Spread: spread}},
				Together: together,
			})
			draw := func(entities ...int) []float64 {
				var s data.Sample
				s.Set(3, entities)
				x := slices.Clone(small(t).Column("x"))
				p.Apply([][]float64{x}, &s, rand.New(rand.NewPCG(5, 6)))
				return x
			}
			whole := draw(0, 1, 2)
			if got, want := draw(0, 2, 2), slices.Concat(whole[:4], small(t).Column("x")[4:8], whole[8:]); !slices.Equal(got, want) {
				t.Errorf("spread %v, %+v: %v, want %v", spread != nil, together, got, want)
			}
		}
	}
}

// TestLostShare: a value is lost with the probability of the amount.
func TestLostShare(t *testing.T) {
	p := mustCompile(t, &Scenario{Events: []Event{{Column: "x", Onset: 2, Amount: Fixed(0.3), Effect: Missing}}})
	base := small(t).Column("x")
	var all data.Sample
	all.All(3)
	rng := rand.New(rand.NewPCG(8, 9))
	const n = 20000
	lost := 0.0
	x := make([]float64, len(base))
	for range n {
		copy(x, base)
		p.Apply([][]float64{x}, &all, rng)
		if x[3] != base[3] { // the last year: a value that is lost repeats the one before
			lost++
		}
	}
	if got := lost / n; math.Abs(got-0.3) > 5*math.Sqrt(0.3*0.7/n) {
		t.Errorf("a share of %v is lost, want 0.3", got)
	}
}

// TestErrorsPerRow: measurement error has the standard deviation asked for and
// differs between rows.
func TestErrorsPerRow(t *testing.T) {
	p := mustCompile(t, &Scenario{Events: []Event{{Column: "x", Onset: 1, Amount: Normal{0, 2}, Each: PerRow, Effect: Absolute}}})
	base := small(t).Column("x")
	var all data.Sample
	all.All(3)
	rng := rand.New(rand.NewPCG(8, 9))
	const n = 5000
	var a, b []float64
	x := make([]float64, len(base))
	for range n {
		copy(x, base)
		p.Apply([][]float64{x}, &all, rng)
		a, b = append(a, x[0]-base[0]), append(b, x[1]-base[1])
	}
	if sd := deviation(a); math.Abs(sd-2) > 5*2/math.Sqrt(2*n) {
		t.Errorf("standard deviation %v, want 2", sd)
	}
	if k := tau(a[:2000], b[:2000]); math.Abs(k) > 0.06 { // 4 standard errors of 0.015
		t.Errorf("errors of two rows have the rank correlation %v", k)
	}
}

func TestDrawAllocatesNothing(t *testing.T) {
	e := Event{Column: "x", Onset: 2, Each: PerEntity, Amount: Truncate(StudentT{-0.1, 0.05, 4}, -1, 0), Exposure: parse(t, "y"), Spread: &Spread{Strength: 0.3, Rounds: 2, Matrix: [][]float64{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}, Rows: true}}
	b := e
	b.Amount = Beta{2, 5, -1, 0}
	lost := Event{Column: "y", Onset: 2, Amount: Triangular{0, 0.1, 0.3}, Effect: Missing, Each: PerEntity}
	p := mustCompile(t, &Scenario{Events: []Event{e, b, lost}, Together: Dependence{DoF: 5, Rho: 0.3, Shocks: [][]float64{{1, 0.5, 0}, {0.5, 1, 0}, {0, 0, 1}}}})
	cols := [][]float64{slices.Clone(small(t).Column("x")), slices.Clone(small(t).Column("y"))}
	var all data.Sample
	all.All(3)
	rng := rand.New(rand.NewPCG(1, 1))
	if n := testing.AllocsPerRun(100, func() { p.Apply(cols, &all, rng) }); n != 0 {
		t.Errorf("a draw allocates %v times", n)
	}
}

func TestBadScenarios(t *testing.T) {
	good := Event{Column: "x", Onset: 2, Amount: Fixed(-0.1)}
	with := func(change func(e *Event)) []Event {
		e := good
		change(&e)
		return []Event{e}
	}
	opposite := good
	opposite.Amount = Fixed(0.1)
	value := good
	value.Effect = Value
	for name, c := range map[string]struct {
		events []Event
		key    string
		want   string
	}{
		"entity":       {with(func(e *Event) { e.Who.Names = []string{"a"} }), "scenarios.s.shocks.0.who", `"a", which is no entity of the panel, expected one of its entities; perhaps "A" is meant`},
		"year":         {with(func(e *Event) { e.Onset = 9 }), "scenarios.s.shocks.0.onset", "9, expected a year of the panel, 1 to 4"},
		"share":        {with(func(e *Event) { e.Who = Who{By: parse(t, "x"), Share: 1.5} }), "scenarios.s.shocks.0.who.share", "1.5, expected a share of the entities, from 0 to 1"},
		"fall":         {with(func(e *Event) { e.Amount = Fixed(-1.2) }), "scenarios.s.shocks.0.amount", "-1.2, expected a relative change of at least -1"},
		"nobody":       {with(func(e *Event) { e.Who.Where = parse(t, "x > 100") }), "scenarios.s.shocks.0.who", "no entity that meets the conditions in 1"},
		"column":       {with(func(e *Event) { e.Column = "imports" }), "scenarios.s.shocks.0.column", "role"},
		"lost share":   {with(func(e *Event) { e.Amount, e.Effect = Fixed(1.2), Missing }), "scenarios.s.shocks.0.amount", "1.2, expected a share of the values from 0 to 1"},
		"path":         {with(func(e *Event) { e.Path = Decay{Rho: 2} }), "scenarios.s.shocks.0.path", "rho 2"},
		"spread":       {with(func(e *Event) { e.Spread = &Spread{Strength: 1.4, Rounds: 1} }), "scenarios.s.shocks.0.spread.strength", "1.4"},
		"undo":         {[]Event{good, opposite}, "scenarios.s.shocks.1", "shocks that do not undo each other"},
		"two values":   {[]Event{good, value}, "scenarios.s.shocks.1", "at most one shock where a value is set"},
		"no shock":     {nil, "scenarios.s.shocks", "none"},
		"no amount":    {with(func(e *Event) { e.Amount = nil }), "scenarios.s.shocks.0.amount", "nothing"},
		"distribution": {with(func(e *Event) { e.Amount = Normal{0, -1} }), "scenarios.s.shocks.0.amount", "sd -1"},
		"exposure":     {with(func(e *Event) { e.Exposure = parse(t, "-x") }), "scenarios.s.shocks.0.exposure", "of A in 1, expected an exposure that is not negative"},
	} {
		_, err := compileSmall(t, &Scenario{Name: "s", Events: c.events})
		var in *data.InputError
		if !errors.As(err, &in) || in.Key != c.key || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v\nwant key %s and %q", name, err, c.key, c.want)
		}
	}
	_, err := compileSmall(t, &Scenario{Events: []Event{good, good}, Together: Dependence{Shocks: [][]float64{{1, 1}, {1, 1}}}})
	if err == nil || !strings.Contains(err.Error(), "key scenarios.s.together: found a matrix that is not positive definite: the entry 1 in row 2, column 1") {
		t.Errorf("error %v", err)
	}
}

// TestNullShockChangesNoColumn: what is certain to do nothing leaves the chain
// alone.
func TestNullShockChangesNoColumn(t *testing.T) {
	p := mustCompile(t, &Scenario{Events: []Event{{Column: "x", Onset: 2, Amount: Fixed(0)}}})
	if len(p.Columns()) != 0 {
		t.Errorf("a null shock changes %v", p.Columns())
	}
	p.Apply(nil, &data.Sample{}, rand.New(rand.NewPCG(1, 1)))
}
