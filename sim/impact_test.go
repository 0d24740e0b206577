package sim

import (
	"math"
	"slices"
	"testing"

	"panelstress/data/index"
	"panelstress/scenarios"
)

// TestFalls: depth, recovery and years to regain of paths written out by hand.
func TestFalls(t *testing.T) {
	years := []int{2001, 2002, 2003, 2004, 2005}
	nan := math.NaN()
	for name, c := range map[string]struct {
		gaps []float64
		want fall
	}{
		"full recovery":  {[]float64{0.2, 0.1, 0, 0, 0}, fall{0.2, 1, 0.25, 2}},
		"half":           {[]float64{0.1, 0.2, 0.15, 0.12, 0.1}, fall{0.2, 0.5, 0.5 / 3, nan}},
		"at 95 per cent": {[]float64{0.4, 0.3, 0.019, 0.1, 0.1}, fall{0.4, 0.75, 0.75 / 4, 2}},
		"no fall":        {[]float64{-0.1, 0, -0.2, 0, 0}, fall{0, nan, nan, nan}},
		"still falling":  {[]float64{0.1, 0.2, 0.3, 0.4, 0.5}, fall{0.5, nan, nan, nan}},
	} {
		got := fallOf(c.gaps, years)
		for _, pair := range [][2]float64{{got.depth, c.want.depth}, {got.recovered, c.want.recovered}, {got.speed, c.want.speed}, {got.years, c.want.years}} {
			if math.IsNaN(pair[0]) != math.IsNaN(pair[1]) || math.Abs(pair[0]-pair[1]) > 1e-12 {
				t.Errorf("%s: %+v, want %+v", name, got, c.want)
				break
			}
		}
	}
}

// TestImpactOfKnownSize: with given weights and no normalisation a score is
// 0.3 hwy + 0.7 water; highways that lose 20 % in 1980 and half of that in 1981
// change it by -0.3 * 0.2 hwy, and by nothing from 1982 on.
func TestImpactOfKnownSize(t *testing.T) {
	s := usStates(t)
	s.Indices = append(slices.Clone(s.Indices), &index.Index{
		Name: "KNOWN", Indicators: []index.Indicator{{Name: "hwy", Direction: 1}, {Name: "water", Direction: 1}},
		Normaliser: index.AsIs{}, Weighter: index.Given{"hwy": 0.3, "water": 0.7}, Aggregator: index.Linear{},
	})
	e := scenarios.Event{Column: "hwy", Onset: 1980, Amount: scenarios.Fixed(-0.2), Path: scenarios.Profile{1, 0.5}, Who: scenarios.Who{Names: []string{"TEXAS", "UTAH"}}}
	s.Arms = []Arm{{Name: "s", Kind: "scenario", Draws: 5, Scenario: &scenarios.Scenario{Name: "s", Events: []scenarios.Event{e}}}}
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Baseline(); err != nil {
		t.Fatal(err)
	}
	got, _, err := c.impacts(c.study.Arms[0])
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(got.Indices, func(i IndexImpact) bool { return i.Index == "KNOWN" })
	known := got.Indices[at]
	if got.Draws != 1 || known.Year != 1980 {
		t.Errorf("%d draws of a certain shock, deepest in %d", got.Draws, known.Year)
	}
	p := c.panel
	var before, after float64
	for _, e := range known.Entities {
		g := slices.Index(p.Entities(), e.Entity)
		i := p.Starts()[g] + 10 // 1980
		base, change := 0.3*p.Column("hwy")[i]+0.7*p.Column("water")[i], 0.0
		if e.Entity == "TEXAS" || e.Entity == "UTAH" {
			change = -0.06 * p.Column("hwy")[i]
		}
		before, after = before+base, after+base+change
		if e.Hit != (change != 0) || !near(float64(e.Baseline), base) || !near(float64(e.Change), change) || !near(float64(e.Depth), -change/base) {
			t.Errorf("%s: %+v, want the change %v of %v", e.Entity, e, change, base)
		}
		if change != 0 && (!near(float64(e.Contributions[0].Change), change) || !near(float64(e.Contributions[1].Change), 0) || e.Recovered != 1 || e.Years != 2) {
			t.Errorf("%s: %+v", e.Entity, e)
		}
	}
	all := after/before - 1
	for _, e := range known.Entities {
		if own := float64(e.Change / e.Baseline); !near(float64(e.Resistance), (own-all)/math.Abs(all)) {
			t.Errorf("%s: resistance %v, want %v", e.Entity, e.Resistance, (own-all)/math.Abs(all))
		}
	}
}

// TestProtectionOfALinearModel: without a product the shock has the same
// predicted effect at any level of the variable, b times the change of what
// it hits, and a standard deviation more adds b times that.
func TestProtectionOfALinearModel(t *testing.T) {
	s := usStates(t)
	e := scenarios.Event{Column: "unemp", Onset: 1980, Amount: scenarios.Fixed(3), Effect: scenarios.Absolute}
	s.Arms = []Arm{{Name: "s", Kind: "scenario", Draws: 5, Scenario: &scenarios.Scenario{Name: "s", Events: []scenarios.Event{e}}}}
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	base, err := c.Baseline()
	if err != nil {
		t.Fatal(err)
	}
	_, got, err := c.impacts(c.study.Arms[0])
	if err != nil {
		t.Fatal(err)
	}
	b := make(map[string]float64)
	for _, f := range base.Baseline {
		for _, term := range f.Terms {
			b[f.Model+"."+f.Estimator+"."+term.Name] = float64(term.Estimate)
		}
	}
	sd := float64(got.SD)
	index := c.panel.Column("INFRA")
	mean := 0.0 // over 1980 to 1986
	for g := range c.panel.Entities() {
		for i := c.panel.Starts()[g] + 10; i < c.panel.Starts()[g+1]; i++ {
			mean += index[i] / (48 * 7)
		}
	}
	for _, f := range got.Fits {
		name := f.Model + "." + f.Estimator + "."
		product := b[name+"INFRA:unemp"] // 0 in M1
		want := 3 * (b[name+"unemp"] + product*mean)
		if f.Outcome != 0 || !near(float64(f.Predicted), want) || !near(float64(f.Raised), want+3*product*sd) {
			t.Errorf("%s: %+v, want the effect %v and raised %v", name, f, want, want+3*product*sd)
		}
		if product == 0 && !near(float64(f.Gain), b[name+"INFRA"]*sd) {
			t.Errorf("%s: gain %v, want %v", name, f.Gain, b[name+"INFRA"]*sd)
		}
	}
	if len(got.Fits) != 6 {
		t.Errorf("%d fits, want 6", len(got.Fits))
	}
}
