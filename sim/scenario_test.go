package sim

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// scenarioDraws are draws of a bootstrap of us-states and of a scenario on the
// same samples.
func scenarioDraws(t *testing.T, draws int, events ...scenarios.Event) (plain, shocked map[string][]float64) {
	t.Helper()
	s := usStates(t)
	arm := Arm{
		Name: "s", Kind: "scenario", Draws: draws, Resampler: bootstrap.Entities{}, Common: "bootstrap",
		Scenario: &scenarios.Scenario{Name: "s", Events: events},
	}
	s.Arms = []Arm{{Name: "bootstrap", Kind: "bootstrap", Draws: draws, Resampler: bootstrap.Entities{}}, arm}
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Baseline(); err != nil {
		t.Fatal(err)
	}
	return drawsOf(t, c, c.study.Arms[0], draws), drawsOf(t, c, c.study.Arms[1], draws)
}

// near allows for sums in another order, which cancel in the cross products.
func near(got, want float64) bool { return math.Abs(got-want) <= 1e-8*(1+math.Abs(want)) }

// TestShockWithKnownEffect: certain shocks of a column that enters linearly.
// A product p in logs falls by ln 0.9: the constant moves so, the slopes stand.
// Unemployment u + 2: y = a + bI + cIu + du gives b' = b - 2c, a' = a - 2d.
// 3u: c' = c/3, d' = d/3, standard errors too.
func TestShockWithKnownEffect(t *testing.T) {
	const draws = 12
	type check struct {
		term string
		want func(v func(term string) float64) float64
	}
	same := func(term string) check {
		return check{term, func(v func(string) float64) float64 { return v(term) }}
	}
	third := func(term string) check {
		return check{term, func(v func(string) float64) float64 { return v(term) / 3 }}
	}
	for name, c := range map[string]struct {
		event  scenarios.Event
		checks []check
	}{
		"product": {scenarios.Event{Column: "gsp", Always: true, Amount: scenarios.Fixed(-0.1)}, []check{
			same("M1.fe.INFRA"), same("M1.fe.lemp.se"), same("M1.2sls.INFRA"), same("M2.fgls.INFRA:unemp"),
			{"M1.fe.const", func(v func(string) float64) float64 { return v("M1.fe.const") + math.Log(0.9) }},
			{"M2.2sls.const", func(v func(string) float64) float64 { return v("M2.2sls.const") + math.Log(0.9) }},
		}},
		"unemployment higher": {scenarios.Event{Column: "unemp", Always: true, Amount: scenarios.Fixed(2), Effect: scenarios.Absolute}, []check{
			same("M2.fe.INFRA:unemp"), same("M2.fe.unemp"), same("M2.fe.lpc.se"),
			{"M2.fe.INFRA", func(v func(string) float64) float64 { return v("M2.fe.INFRA") - 2*v("M2.fe.INFRA:unemp") }},
			{"M2.fe.const", func(v func(string) float64) float64 { return v("M2.fe.const") - 2*v("M2.fe.unemp") }},
			{"M1.fe.const", func(v func(string) float64) float64 { return v("M1.fe.const") - 2*v("M1.fe.unemp") }},
		}},
		"unemployment in thirds": {scenarios.Event{Column: "unemp", Always: true, Amount: scenarios.Fixed(2)}, []check{
			third("M2.fe.INFRA:unemp"), third("M2.fe.unemp"), third("M1.2sls.unemp.se"), same("M2.fe.INFRA"), third("M1.fgls.unemp"),
		}},
		"capital in log points": {scenarios.Event{Column: "pc", Always: true, Amount: scenarios.Fixed(0.3), Effect: scenarios.Log}, []check{
			same("M1.fe.lpc"), same("M1.fgls.lpc.se"),
			{"M1.fe.const", func(v func(string) float64) float64 { return v("M1.fe.const") - 0.3*v("M1.fe.lpc") }},
		}},
	} {
		plain, shocked := scenarioDraws(t, draws, c.event)
		for i := range draws {
			for _, ch := range c.checks {
				want := ch.want(func(term string) float64 { return plain[term][i] })
				if got := shocked[ch.term][i]; !near(got, want) {
					t.Errorf("%s, draw %d, %s: %v, want %v", name, i, ch.term, got, want)
				}
			}
		}
	}
}

// TestNullShockIsNothing: the draws of a scenario of size zero are those of
// the bootstrap, to the last bit.
func TestNullShockIsNothing(t *testing.T) {
	plain, shocked := scenarioDraws(t, 10, scenarios.Event{Column: "hwy", Onset: 1980, Amount: scenarios.Fixed(0)})
	for term, v := range plain {
		if !slices.Equal(v, shocked[term]) {
			t.Errorf("%s: %v, with a shock of nothing %v", term, v, shocked[term])
		}
	}
}

// TestShockLikeAnotherDataSet: the coefficients under any certain shock are
// those of a study whose data file has the shocked values: all that a shock
// reaches is computed again, and nothing more is needed.
func TestShockLikeAnotherDataSet(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the study many times")
	}
	states := usStates(t)
	rapid.Check(t, func(t *rapid.T) {
		s := *states
		column := rapid.SampledFrom([]string{"hwy", "water", "emp", "gsp", "unemp"}).Draw(t, "column")
		e := scenarios.Event{
			Column: column, Onset: rapid.IntRange(1970, 1985).Draw(t, "onset"), Amount: scenarios.Fixed(rapid.Float64Range(-0.4, 0.4).Draw(t, "amount")),
			Path: rapid.SampledFrom([]scenarios.Path{scenarios.Impulse{}, scenarios.Step{Years: 2}, scenarios.Decay{Rho: 0.5}, scenarios.Step{}}).Draw(t, "path"),
		}
		names := s.Panel.Entities()
		if rapid.Bool().Draw(t, "some") {
			e.Who.Names = rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 5, rapid.ID).Draw(t, "who")
		}
		s.Arms = []Arm{{Name: "s", Kind: "scenario", Draws: 1, Scenario: &scenarios.Scenario{Name: "s", Events: []scenarios.Event{e}}}}
		c, err := Compile(&s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Baseline(); err != nil {
			t.Fatal(err)
		}
		v, err := c.variant(c.study.Arms[0])
		if err != nil {
			t.Fatal(err)
		}
		w := v.newWorker(c.study.Arms[0])
		w.sampleOf(0)
		w.shock()
		if err := w.rebuild(); err != nil {
			t.Fatal(err)
		}
		plain := s
		plain.Arms, plain.Panel = nil, shockedPanel(t, s.Panel, &e)
		want, err := Compile(&plain)
		if err != nil {
			t.Fatal(err)
		}
		base, err := want.Baseline()
		if err != nil {
			t.Fatal(err)
		}
		for i := range v.fits {
			if err := v.fits[i].estimator.Fit.Fit(&w.fit, w.designs[i]); err != nil {
				t.Fatal(err)
			}
			for k, term := range base.Baseline[i].Terms {
				if got := w.fit.Coef[k]; !(math.Abs(got-float64(term.Estimate)) <= 1e-7*(1+math.Abs(got))) { // weak instruments lose digits
					t.Errorf("%s: %v, from shocked data %v", c.fits[i].name()+"."+term.Name, got, term.Estimate)
				}
			}
		}
	})
}

// shockedPanel applies an event to the data in the plainest way.
func shockedPanel(t *rapid.T, p *data.Panel, e *scenarios.Event) *data.Panel {
	var entity []string
	var cols [][]float64
	for _, name := range p.Names() {
		cols = append(cols, slices.Clone(p.Column(name)))
	}
	x := cols[slices.Index(p.Names(), e.Column)]
	for g, name := range p.Entities() {
		for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
			entity = append(entity, name)
			if k := p.Times()[i] - e.Onset; k >= 0 && (len(e.Who.Names) == 0 || slices.Contains(e.Who.Names, name)) {
				x[i] *= 1 + e.Path.At(k)*e.Amount.Quantile(0.5)
			}
		}
	}
	out, err := data.NewPanel(entity, p.Times(), p.Names(), cols)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPairedDifferencesAreSharper: under common samples the standard deviation
// of a difference is at most a fifth of that of independent draws.
func TestPairedDifferencesAreSharper(t *testing.T) {
	hit := scenarios.Event{Column: "hwy", Onset: 1980, Who: scenarios.Who{Names: []string{"TEXAS", "OHIO", "UTAH"}}, Amount: scenarios.Normal{Mean: -0.15, SD: 0.05}, Path: scenarios.Decay{Rho: 0.6}}
	plain, shocked := scenarioDraws(t, 200, hit)
	for _, term := range []string{"M1.fe.INFRA", "M1.2sls.INFRA", "M1.fgls.INFRA", "M2.fe.INFRA:unemp"} {
		p := &pairing{level: 0.95, with: shocked[term], without: plain[term]}
		d := p.difference(200)
		if !(d.SD > 0 && d.SD <= d.SDUnpaired/5) {
			t.Errorf("%s: paired sd %v, unpaired %v", term, d.SD, d.SDUnpaired)
		}
	}
}

// TestPairedDifference: by hand.
func TestPairedDifference(t *testing.T) {
	nan := math.NaN()
	p := &pairing{level: 0.9, with: []float64{1, 2, nan, -1}, without: []float64{2, 4, 5, 1}}
	d := p.difference(4)
	if d.Draws != 3 || !near(float64(d.Mean), -5.0/3) || !near(float64(d.SD), math.Sqrt(1.0/3)) || !near(float64(d.SignFlips), 1.0/3) {
		t.Errorf("%+v", d)
	}
}

// TestScenarioOfDerivedColumn: a shock of a ratio is a shock of its numerator.
func TestScenarioOfDerivedColumn(t *testing.T) {
	e := scenarios.Event{Onset: 1978, Amount: scenarios.Fixed(-0.3), Path: scenarios.Step{Years: 3}, Who: scenarios.Who{By: mustParse(t, "gsp"), Top: 10}}
	ratio, numerator := e, e
	ratio.Column, numerator.Column = "hwy_emp", "hwy"
	_, a := scenarioDraws(t, 8, ratio)
	_, b := scenarioDraws(t, 8, numerator)
	for term := range a {
		for i := range a[term] {
			if !near(a[term][i], b[term][i]) {
				t.Errorf("draw %d, %s: %v by the ratio, %v by its numerator", i, term, a[term][i], b[term][i])
			}
		}
	}
}

func mustParse(t *testing.T, text string) formula.Expr {
	t.Helper()
	e, err := formula.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestScenarioDrawAllocatesNothing(t *testing.T) {
	s := usStates(t)
	e := scenarios.Event{Column: "emp", Onset: 1978, Each: scenarios.PerEntity, Amount: scenarios.StudentT{Mean: -0.05, Scale: 0.02, DoF: 5}, Path: scenarios.Recovery{Over: 3, Recovered: 1}}
	arm := Arm{Name: "s", Kind: "scenario", Draws: 1, Resampler: bootstrap.Entities{}, Common: "bootstrap", Scenario: &scenarios.Scenario{Name: "s", Events: []scenarios.Event{e}, Together: scenarios.Dependence{DoF: 5, Rho: 0.4}}}
	s.Arms = []Arm{arm}
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Baseline(); err != nil {
		t.Fatal(err)
	}
	for _, by := range []Arrangement{nil, pairs{}} {
		arm := c.study.Arms[0]
		arm.Arrange = by
		v, err := c.variant(arm)
		if err != nil {
			t.Fatal(err)
		}
		w := v.newWorker(arm)
		h := c.header(arm)
		out := &slot{chain: v, block: store.NewBlock(&h, 1)}
		i := 0
		if n := testing.AllocsPerRun(50, func() { w.draw(i, out); i++ }); n > 0 {
			t.Errorf("a draw allocates %v times, arranged by %v", n, by)
		}
	}
}

// pairs are antithetic draws.
type pairs struct{}

func (pairs) Block() int     { return 2 }
func (pairs) String() string { return "pairs" }

func (pairs) Arrange(u [][]float64, _ []int, _ *rand.Rand) {
	for i, v := range u[0] {
		u[1][i] = 1 - v
	}
}

// TestScenarioUnderPerturbedWeights: a scenario shares the weights of the
// draws that it shocks, so that a change of the outcome's unit leaves every
// slope of the same draw.
func TestScenarioUnderPerturbedWeights(t *testing.T) {
	const draws = 10
	s := usStates(t)
	weights := Arm{Name: "weights", Kind: "weights", Draws: draws, Weights: scenarios.Dirichlet{Concentration: 20}}
	shock := weights
	shock.Name, shock.Kind, shock.Common = "s", "scenario", "weights"
	shock.Scenario = &scenarios.Scenario{Name: "s", Events: []scenarios.Event{{Column: "gsp", Always: true, Amount: scenarios.Fixed(0.5)}}}
	s.Arms = []Arm{weights, shock}
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Baseline(); err != nil {
		t.Fatal(err)
	}
	plain, shocked := drawsOf(t, c, c.study.Arms[0], draws), drawsOf(t, c, c.study.Arms[1], draws)
	for i := range draws {
		if a, b := plain["M1.fe.INFRA"][i], shocked["M1.fe.INFRA"][i]; !near(b, a) {
			t.Errorf("draw %d: %v, under the scenario %v", i, a, b)
		}
	}
	if plain["M1.fe.INFRA"][0] == plain["M1.fe.INFRA"][1] {
		t.Error("the weights are the same in all draws")
	}
}
