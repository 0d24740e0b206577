package stress

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
	"panelstress/scenarios"
	"panelstress/sim"
)

const (
	entities = 14
	periods  = 8
	onset    = 2004
	struck   = 7 // entities that a shock hits, from the first on
)

// panel has y with entity effects and the effect 0.25 of x, which grows over
// time, so that a fall of y in later years works against that effect.
func panel(t testing.TB) *data.Panel {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 17))
	var names []string
	var times []int
	cols := make([][]float64, 2)
	for g := range entities {
		level := rng.NormFloat64()
		for p := range periods {
			x := 0.4*float64(p) + rng.NormFloat64()
			names, times = append(names, fmt.Sprintf("e%02d", g)), append(times, 2000+p)
			cols[0], cols[1] = append(cols[0], 0.25*x+level+0.5*rng.NormFloat64()), append(cols[1], x)
		}
	}
	p, err := data.NewPanel(names, times, []string{"y", "x"}, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// study regresses y on x by fixed effects with classical errors, under one
// scenario.
func study(t testing.TB, arm sim.Arm, events ...scenarios.Event) *sim.Study {
	t.Helper()
	m, err := formula.ParseModel("y ~ x")
	if err != nil {
		t.Fatal(err)
	}
	arm.Name, arm.Kind = "s", "scenario"
	arm.Scenario = &scenarios.Scenario{Name: "s", Events: events}
	return &sim.Study{
		Name: "known", Panel: panel(t), Seed: 3,
		Models:     []sim.Model{{Name: "M", Text: "y ~ x", Formula: m}},
		Estimators: []sim.Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{}}},
		Hypotheses: []sim.Hypothesis{{Name: "H", Model: "M", Estimator: "fe", Term: "x", Sign: 1}},
		Arms:       []sim.Arm{arm},
	}
}

func compiled(t testing.TB, s *sim.Study) (*sim.Chain, *sim.Result) {
	t.Helper()
	c, err := sim.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Baseline()
	if err != nil {
		t.Fatal(err)
	}
	return c, r
}

func answer(t testing.TB, s *sim.Study, ask *Stress) *sim.StressResult {
	t.Helper()
	c, r := compiled(t, s)
	ask.Arm = "s"
	if err := ask.Check(c); err != nil {
		t.Fatal(err)
	}
	if err := ask.Run(context.Background(), c, r, Options{}); err != nil {
		t.Fatal(err)
	}
	return &r.Stress[0]
}

// fall lowers y of the entities that are hit from the onset on.
func fall(t testing.TB, amount scenarios.Amount) scenarios.Event {
	return scenarios.Event{
		Column: "y", Onset: onset, Amount: amount, Effect: scenarios.Absolute,
		Who: scenarios.Who{Names: panel(t).Entities()[:struck]},
	}
}

// within is a column less its entity means.
func within(x []float64) []float64 {
	out := make([]float64, len(x))
	for g := range entities {
		mean := 0.0
		for _, v := range x[g*periods : (g+1)*periods] {
			mean += v / periods
		}
		for p := range periods {
			out[g*periods+p] = x[g*periods+p] - mean
		}
	}
	return out
}

func dot(a, b []float64) (s float64) {
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// knownTip is the smallest size s > 0 at which |t| of y - s D on x is the
// critical value: D is 1 where the shock hits. With b, d the slopes of y and D
// on x and e, r their residuals, all within entities,
//
//	(b - s d)² Sxx df = c² (e - s r)'(e - s r).
func knownTip(t testing.TB) float64 {
	p := panel(t)
	hit := make([]float64, p.Len())
	for i := range hit {
		if i/periods < struck && p.Times()[i] >= onset {
			hit[i] = 1
		}
	}
	x, y, d := within(p.Column("x")), within(p.Column("y")), within(hit)
	sxx := dot(x, x)
	by, bd := dot(x, y)/sxx, dot(x, d)/sxx
	e, r := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		e[i], r[i] = y[i]-by*x[i], d[i]-bd*x[i]
	}
	df := float64(entities*periods - entities - 1)
	crit := estimators.Critical(0.05, df)
	a := bd*bd*sxx*df - crit*crit*dot(r, r)
	b := -2*by*bd*sxx*df + 2*crit*crit*dot(e, r)
	c := by*by*sxx*df - crit*crit*dot(e, e)
	root := math.Sqrt(b*b - 4*a*c)
	best := math.Inf(1)
	for _, s := range []float64{(-b - root) / (2 * a), (-b + root) / (2 * a)} {
		if s > 0 {
			best = min(best, s)
		}
	}
	return best
}

// TestTippingPointIsTheKnownOne: a certain fall of y by 1 in some entities.
// One per cent is asked for; bisection gives a tenth of that.
func TestTippingPointIsTheKnownOne(t *testing.T) {
	want := knownTip(t)
	if !(want > 0.2 && want < 5) {
		t.Fatalf("the case is no test: it tips at %v", want)
	}
	r := answer(t, study(t, sim.Arm{Draws: 50}, fall(t, scenarios.Fixed(-1))), &Stress{Tipping: &Tipping{UpTo: 5, Level: 0.95}}).Tipping[0]
	if r.State != sim.Flips || math.Abs(float64(r.Size)-want) > 1.1e-3*want {
		t.Errorf("%s at %v, want %v", r.State, r.Size, want)
	}
	if r.Draws != 1 || r.Baseline != sim.Supported {
		t.Errorf("%d draws of a certain scenario, baseline %s", r.Draws, r.Baseline)
	}
	r = answer(t, study(t, sim.Arm{Draws: 50}, fall(t, scenarios.Fixed(-1))), &Stress{Tipping: &Tipping{UpTo: want * 0.99, Level: 0.95}}).Tipping[0]
	if r.State != sim.NoFlip || !math.IsNaN(float64(r.Size)) {
		t.Errorf("up to a little less it %s at %v", r.State, r.Size)
	}
}

// TestTippingPointOfARandomAmount: a fall by A of one random amount flips a
// draw at s*/A, so that half of the draws flip at s* over the median of A.
func TestTippingPointOfARandomAmount(t *testing.T) {
	want := knownTip(t) / 0.8
	amount := scenarios.Uniform{Low: -1.2, High: -0.4}
	const draws = 2000
	r := answer(t, study(t, sim.Arm{Draws: draws}, fall(t, amount)), &Stress{Tipping: &Tipping{Draws: draws, Level: 0.95}}).Tipping[0]
	// A is within 0.8 +- 3.5 sd of a sample median, sd = 0.8/(2 sqrt(n))
	room := 3.5 * 0.8 / (2 * math.Sqrt(draws)) / 0.8 * want
	if math.Abs(float64(r.Size)-want) > room {
		t.Errorf("tips at %v, want %v +- %v", r.Size, want, room)
	}
	if !(r.Interval[0] < r.Size && r.Size < r.Interval[1]) {
		t.Errorf("size %v outside of its interval %v", r.Size, r.Interval)
	}
	// the ends are order statistics of s*/A: the share of A above s*/s is 1/2 -+ z/(2 sqrt(n))
	for end, sign := range []float64{-1, 1} {
		share := 0.5 + sign*1.96*0.5/math.Sqrt(draws)
		expected := knownTip(t) / (1.2 - 0.8*share)
		if math.Abs(float64(r.Interval[end])-expected) > room {
			t.Errorf("end %d of the interval %v, want %v +- %v", end, r.Interval[end], expected, room)
		}
	}
	if r.FlipBack != 0 {
		t.Errorf("%v of the draws flip back", r.FlipBack)
	}
}

// TestSizeOneIsTheArm: the share of draws that support the hypothesis at size
// 1 is that of the arm itself, which takes another way through the chain.
func TestSizeOneIsTheArm(t *testing.T) {
	s := study(t, sim.Arm{Draws: 200, Resampler: bootstrap.Entities{}}, fall(t, scenarios.Normal{Mean: -1, SD: 0.5}))
	c, err := sim.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run(context.Background(), sim.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	ask := &Stress{Arm: "s", Tipping: &Tipping{UpTo: scanSizes, Level: 0.95}} // so that 1 is a size of the scan
	if err := ask.Run(context.Background(), c, r, Options{}); err != nil {
		t.Fatal(err)
	}
	got, want := 1-float64(r.Stress[0].Tipping[0].Shares[1].Share), float64(r.Hypotheses[0].Arms[0].Supported)
	if math.Abs(got-want) > 1e-12 || got == 0 || got == 1 {
		t.Errorf("supported in %v of the draws at size 1, in the arm %v", got, want)
	}
}

// TestWorkersDoNotMatter: the answers are the same for any number of workers.
func TestWorkersDoNotMatter(t *testing.T) {
	var all []string
	for _, workers := range []int{1, 3} {
		s := study(t, sim.Arm{Draws: 100, Resampler: bootstrap.Entities{}}, fall(t, scenarios.Normal{Mean: -1, SD: 0.5}))
		c, r := compiled(t, s)
		ask := &Stress{Arm: "s", Tipping: &Tipping{UpTo: 4, Level: 0.95}}
		if err := ask.Run(context.Background(), c, r, Options{Workers: workers}); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(r.Stress))
	}
	if all[0] != all[1] {
		t.Errorf("one worker: %s\nthree: %s", all[0], all[1])
	}
}

// TestStressSaysWhatIsWrong: mistakes are found before anything is computed.
func TestStressSaysWhatIsWrong(t *testing.T) {
	relative := scenarios.Event{Column: "x", Onset: onset, Amount: scenarios.Fixed(-0.3)}
	value := scenarios.Event{Column: "x", Onset: onset, Amount: scenarios.Fixed(2), Effect: scenarios.Value}
	for want, c := range map[string]struct {
		event scenarios.Event
		ask   Stress
	}{
		"scenarios.s.tipping.up_to": {relative, Stress{Tipping: &Tipping{UpTo: 4}}},
		"scenarios.s.tipping":       {value, Stress{Tipping: &Tipping{}}},
	} {
		ch, _ := compiled(t, study(t, sim.Arm{Draws: 10}, c.event))
		c.ask.Arm = "s"
		in, ok := c.ask.Check(ch).(*data.InputError)
		if !ok || in.Key != want {
			t.Errorf("%+v: %v, want an error at %s", c.event, in, want)
		}
	}
}
