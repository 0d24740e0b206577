package stress

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim"
)

// TestReverseIsTheClosedForm: y of entity g moves by A_g from the onset on, A
// normal with mean m, covariance S. The slope of y on x is then linear in A,
// b + a'A, with a_g the slope of the indicator of that entity's later years;
// the worst A within radius r is m - r S a / sqrt(a' S a).
func TestReverseIsTheClosedForm(t *testing.T) {
	const mean, sd, radius = -0.2, 1.2, 1.7
	p := panel(t)
	x := within(p.Column("x"))
	var a [struck]float64
	for g := range struck {
		hit := make([]float64, p.Len())
		for i := g * periods; i < (g+1)*periods; i++ {
			if p.Times()[i] >= onset {
				hit[i] = 1
			}
		}
		a[g] = dot(x, within(hit)) / dot(x, x)
	}
	for name, together := range map[string]scenarios.Dependence{
		"independent":   {},
		"correlated":    {Rho: 0.6},
		"common factor": {Loading: []float64{0.9, 0.8, 0.1, -0.5, 0.3, 0, 0.7, 0, 0, 0, 0, 0, 0, 0}},
	} {
		event := fall(t, scenarios.Normal{Mean: mean, SD: sd})
		event.Each = scenarios.PerEntity
		s := study(t, sim.Arm{Draws: 40, Resampler: bootstrap.Entities{}}, event)
		s.Arms[0].Scenario.Together = together
		r := answer(t, s, &Stress{Reverse: &Reverse{Radius: radius}}).Reverse[0]

		var sa [struck]float64 // S a
		norm, shift := 0.0, 0.0
		for g := range struck {
			for h := range struck {
				rho := together.Rho
				if together.Loading != nil {
					rho = together.Loading[g] * together.Loading[h]
				}
				if g == h {
					rho = 1
				}
				sa[g] += sd * sd * rho * a[h]
			}
			norm += a[g] * sa[g]
			shift += a[g] * mean
		}
		norm = math.Sqrt(norm)
		want := float64(r.Before.Estimate) + shift - radius*norm
		if d := math.Abs(float64(r.Worst.Estimate) - want); d > 1e-7*math.Abs(want) { // differences of 0.001 in e
			t.Errorf("%s: worst coefficient %v, want %v", name, r.Worst.Estimate, want)
		}
		for _, d := range r.Direction {
			g := 0
			for p.Entities()[g] != d.Entity {
				g++
			}
			if w := mean - radius*sa[g]/norm; math.Abs(float64(d.Amount)-w) > 1e-4 {
				t.Errorf("%s: amount of %s %v, want %v", name, d.Entity, d.Amount, w)
			}
		}
		if len(r.Direction) != struck || r.Dimension != struck || math.Abs(float64(r.Reached)-radius) > 1e-9 || r.Agree != r.Starts {
			t.Errorf("%s: %d amounts, dimension %d, radius reached %v, %d of %d searches agree", name, len(r.Direction), r.Dimension, r.Reached, r.Agree, r.Starts)
		}
		if w := (distuv.ChiSquared{K: struck}).CDF(radius * radius); math.Abs(float64(r.Probability)-w) > 1e-12 {
			t.Errorf("%s: probability %v, want %v", name, r.Probability, w)
		}
		if w := distuv.UnitNormal.CDF(-radius); math.Abs(float64(r.Tail)-w) > 1e-9 {
			t.Errorf("%s: probability of going as far %v, want %v", name, r.Tail, w)
		}
		if r.Draws != 40 || !(r.Supported < r.Without) {
			t.Errorf("%s: supported in %v of %d draws under the worst shock, %v without", name, r.Supported, r.Draws, r.Without)
		}
	}
}

// TestNoShockWithinTheRadiusHurtsMore: under amounts that are not normal, and
// for t, no random point of the ball does worse than the search.
func TestNoShockWithinTheRadiusHurtsMore(t *testing.T) {
	event := fall(t, scenarios.LogNormal{Mu: -1, Sigma: 0.8, Sign: -1})
	event.Each = scenarios.PerEntity
	s := study(t, sim.Arm{Draws: 1}, event)
	s.Arms[0].Scenario.Together = scenarios.Dependence{Rho: 0.3, DoF: 5}
	c, _ := compiled(t, s)
	ask := &Stress{Arm: "s", Reverse: &Reverse{Radius: 2, By: TStatistic}}
	r := answer(t, s, ask).Reverse[0]
	list, err := ask.job(c, Options{}).reverse()
	if err != nil {
		t.Fatal(err)
	}
	search := list[0].search()
	rng := sim.Random(1, "ball", 0)
	e := make([]float64, len(search.places))
	for range 2000 {
		n := 0.0
		for k := range e {
			e[k] = rng.NormFloat64()
			n += e[k] * e[k]
		}
		scale := 2 * math.Pow(rng.Float64(), 1/float64(len(e))) / math.Sqrt(n)
		for k := range e {
			e[k] *= scale
		}
		if v := search.at(e); v.Coef/v.SE < float64(r.Worst.Statistic) {
			t.Fatalf("t %v at %v, and the search ended at %v", v.Coef/v.SE, e, r.Worst.Statistic)
		}
	}
	if w := (distuv.F{D1: struck, D2: 5}).CDF(4. / struck); math.Abs(float64(r.Probability)-w) > 1e-12 {
		t.Errorf("probability %v, want %v", r.Probability, w)
	}
}

// TestReverseSaysWhatIsWrong: a certain shock has no distribution to search.
func TestReverseSaysWhatIsWrong(t *testing.T) {
	lost := scenarios.Event{Column: "x", Onset: onset, Amount: scenarios.Uniform{High: 0.2}, Effect: scenarios.Missing}
	for _, event := range []scenarios.Event{fall(t, scenarios.Fixed(-1)), lost} {
		c, _ := compiled(t, study(t, sim.Arm{Draws: 10}, event))
		ask := Stress{Arm: "s", Reverse: &Reverse{Radius: 2}}
		if in, ok := ask.Check(c).(*data.InputError); !ok || in.Key != "scenarios.s.reverse" {
			t.Errorf("%+v: %v, want an error at scenarios.s.reverse", event, in)
		}
	}
}
