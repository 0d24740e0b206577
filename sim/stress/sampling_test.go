package stress

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
)

// sampled is the answer for a fall of y by a random amount in some entities:
// the slope changes by c times the amount, where a certain fall of 1 changes
// it by -c.
func sampled(t *testing.T, seed uint64, amount scenarios.Amount, by sim.Arrangement, ask Sampling) sim.SamplingResult {
	t.Helper()
	s := study(t, sim.Arm{Draws: 4096, Arrange: by}, fall(t, amount))
	s.Seed = seed
	return answer(t, s, &Stress{Sampling: &ask}).Sampling[0]
}

// slope is the change of the coefficient by an amount of 1.
func slope(t *testing.T) float64 {
	p := panel(t)
	hit := make([]float64, p.Len())
	for i := range hit {
		if i/periods < struck && p.Times()[i] >= onset {
			hit[i] = 1
		}
	}
	x := within(p.Column("x"))
	return dot(x, within(hit)) / dot(x, x)
}

const sigma = 0.7 // of the lognormal amount

func lognormal() scenarios.Amount { return scenarios.LogNormal{Mu: 0, Sigma: sigma} }

// TestKnownVarianceReductions: of exp(s e) with e normal, antithetic draws
// have the correlation (exp(-s²) - 1)/(exp(s²) - 1) and so the gain 1 over one
// plus that; its correlation with e, the control variate, has the square s²/(exp(s²) - 1), and
// the gain is 1/(1 - rho²). One in five is allowed for: the relative standard
// error of a variance of heavy tails over 4096 draws.
func TestKnownVarianceReductions(t *testing.T) {
	v := math.Exp(sigma*sigma) - 1
	antithetic := 1 / (1 + (math.Exp(-sigma*sigma)-1)/v)
	control := 1 / (1 - sigma*sigma/v)
	for _, c := range []struct {
		by   sim.Arrangement
		ask  Sampling
		want float64
	}{
		{nil, Sampling{}, 1},
		{sensitivity.Antithetic{}, Sampling{}, antithetic},
		{nil, Sampling{Control: true}, control},
	} {
		r := sampled(t, 3, lognormal(), c.by, c.ask)
		if math.Abs(float64(r.Gain)/c.want-1) > 0.2 {
			t.Errorf("%s, control %v: gain %v, want %v", r.Kind, c.ask.Control, r.Gain, c.want)
		}
	}
	// Of a uniform amount each of 64 strata leaves 1/64 squared of the variance,
	// so that the gain is 4096; 64 hypercubes estimate it to 18 per cent. A
	// scramble has the same variance, but from rare events, 1 in 64 for every
	// digit beyond the sixth that shifts all points as one: room is larger.
	for by, room := range map[sim.Arrangement]float64{sensitivity.Hypercubes{}: 2, sensitivity.NewScrambles(): 8} {
		if r := sampled(t, 3, scenarios.Uniform{Low: -1, High: 0}, by, Sampling{}); !(float64(r.Gain) > 4096/room && float64(r.Gain) < 4096*room) {
			t.Errorf("%s: gain %v, want 4096", r.Kind, r.Gain)
		}
	}
}

// TestLinearResponseIsWhollyKnown: of a normal amount the mean follows from
// one antithetic pair, and from the control variate.
func TestLinearResponseIsWhollyKnown(t *testing.T) {
	want := -0.5 * slope(t)
	for _, by := range []sim.Arrangement{sensitivity.Antithetic{}, nil} {
		r := sampled(t, 3, scenarios.Normal{Mean: -0.5, SD: 0.4}, by, Sampling{Control: by == nil})
		if math.Abs(float64(r.Mean)-want) > 1e-6*math.Abs(want) || float64(r.MCSE) > 1e-6*math.Abs(want) {
			t.Errorf("%s, control %v: mean %v +- %v, want %v", r.Kind, r.Control, r.Mean, r.MCSE, want)
		}
	}
}

// TestMonteCarloErrorsAreRight: over seeds, the error of the mean against its
// known value has the size that is told. The amount has bounds, so that means
// of some hundred draws are nearly normal. The sum of 40 squared ratios has a
// chi-squared distribution with 40 degrees of freedom where the error is known,
// and wider tails where it is estimated from few blocks: 15 and 85 leave out
// less than 1 in 1000 for the former.
func TestMonteCarloErrorsAreRight(t *testing.T) {
	amount := scenarios.Beta{Alpha: 1, Beta: 3, Low: -1}
	want := slope(t) * (-1 + 1./4)
	for _, c := range []struct {
		by  sim.Arrangement
		ask Sampling
	}{
		{nil, Sampling{Draws: 512}},
		{sensitivity.Antithetic{}, Sampling{Draws: 512}},
		{sensitivity.Hypercubes{}, Sampling{Draws: 1024}},
		{sensitivity.NewScrambles(), Sampling{Draws: 1024}},
		{nil, Sampling{Control: true, Draws: 512}},
	} {
		sum := 0.0
		for seed := range uint64(40) {
			r := sampled(t, 100+seed, amount, c.by, c.ask)
			z := (float64(r.Mean) - want) / float64(r.MCSE)
			sum += z * z
		}
		if sum < 15 || sum > 85 {
			t.Errorf("%v, control %v: sum of 40 squared errors over standard errors %v", c.by, c.ask.Control, sum)
		}
	}
}

// resampled is a study whose entities are drawn too, with an amount for each
// that is hit.
func resampled(t *testing.T, by sim.Arrangement) *sim.Study {
	event := fall(t, scenarios.Triangular{Low: -1, Mode: -0.6, High: 0})
	event.Each = scenarios.PerEntity
	return study(t, sim.Arm{Draws: 2000, Resampler: bootstrap.Entities{}, Arrange: by}, event)
}

// TestSamplingUnderResamples: with entities drawn too, the arranged mean is
// that of plain draws within their errors.
func TestSamplingUnderResamples(t *testing.T) {
	plain := answer(t, resampled(t, nil), &Stress{Sampling: &Sampling{}}).Sampling[0]
	for _, by := range []sim.Arrangement{sensitivity.Antithetic{}, sensitivity.Hypercubes{}, sensitivity.NewScrambles()} {
		r := answer(t, resampled(t, by), &Stress{Sampling: &Sampling{Control: true}}).Sampling[0]
		if d := math.Abs(float64(r.Mean - plain.Mean)); d > 4*math.Hypot(float64(r.MCSE), float64(plain.MCSE)) {
			t.Errorf("%s: mean %v +- %v, plain %v +- %v", r.Kind, r.Mean, r.MCSE, plain.Mean, plain.MCSE)
		}
	}
}

// TestArmsTakeTheirArrangement: the draws of the arm are those whose mean is
// told, and its own Monte-Carlo errors have their blocks for units: of a linear
// response to normal amounts and antithetic draws nothing is left, of mean and
// of median, of coefficients, paired differences and cells of a grid, and of
// a pair one draw lies on either side of the tipping point or nearly so. 512 draws are whole
// blocks; Latin hypercubes leave what they leave.
func TestArmsTakeTheirArrangement(t *testing.T) {
	const draws = 512
	for _, by := range []sim.Arrangement{nil, sensitivity.Antithetic{}, sensitivity.Hypercubes{}, sensitivity.NewScrambles()} {
		s := study(t, sim.Arm{Draws: draws, Arrange: by}, fall(t, scenarios.Normal{Mean: -1, SD: 0.3}))
		c, err := sim.Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Run(context.Background(), sim.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		ask := &Stress{Arm: "s", Sampling: &Sampling{}, Tipping: &Tipping{Level: 0.95}, Grid: &Grid{Draws: draws, X: Axis{Of: Size, From: number(1), To: number(2), Steps: 2}, Y: Axis{Of: "persistence", To: number(1), Steps: 2}}}
		if err := ask.Run(context.Background(), c, r, Options{}); err != nil {
			t.Fatal(err)
		}
		told, paired, co, tip := r.Stress[0].Sampling[0], r.Arms[0].Scenario.Paired[0], r.Arms[0].Coefficients[0], r.Stress[0].Tipping[0]
		known := 0.3 * math.Abs(slope(t)) / math.Sqrt(draws) // of independent draws
		rounding := 1e-12
		if math.Abs(float64(told.Mean-paired.Mean)) > rounding || math.Abs(float64(told.MCSE-paired.MCSE)) > rounding || math.Abs(float64(paired.MCSE-co.MCSE)) > rounding {
			t.Errorf("%s: told %v +- %v, paired %v +- %v, coefficient +- %v", told.Kind, told.Mean, told.MCSE, paired.Mean, paired.MCSE, co.MCSE)
		}
		cell := r.Stress[0].Grid.Hypotheses[0].MCSE[1][1] // of size 2, lasting as the fall does
		if math.Abs(float64(cell-2*co.MCSE)) > 1e-6*known {
			t.Errorf("%s: error of a cell with size 2 %v, of the arm %v", told.Kind, cell, co.MCSE)
		}
		width := float64(tip.Interval[1] - tip.Interval[0])
		switch by.(type) {
		case nil: // three standard deviations of a standard error of 512 draws
			if math.Abs(float64(co.MCSE)/known-1) > 0.1 {
				t.Errorf("independent draws: %v, want %v", co.MCSE, known)
			}
		case sensitivity.Antithetic:
			step := known * math.Sqrt(2*math.Pi) / math.Sqrt(draws) // density of the normal median, half a step of the share
			if co.MCSE > 1e-9 || float64(co.MCSEs.Quantiles["0.5"]) > step {
				t.Errorf("antithetic draws: mean %v, median %v", co.MCSE, co.MCSEs.Quantiles["0.5"])
			}
			// At a size s a draw flips where 1 - 0.3 z is above tip/s; of a pair both
			// or none do where |z| is below some a, with the probability p. The share
			// is then 1/2 -+ p/2 with the standard error sqrt(p/4/256), and an end of
			// the interval is where p = 1.96² / 256. The tenth of a per cent of the
			// bisection and the noise of p, a quarter, are allowed for.
			tips, a := knownTip(t), distuv.UnitNormal.Quantile(0.5+1.96*1.96/draws)
			if want := 2 * 0.3 * a * tips; math.Abs(float64(tip.Size)-tips) > 3e-3*tips || math.Abs(width-want) > 0.25*want+2e-3*tips {
				t.Errorf("antithetic draws tip at %v in %v, want %v and a width of %v", tip.Size, tip.Interval, tips, want)
			}
		default:
			if float64(co.MCSE) > 0.2*known {
				t.Errorf("%s: %v, want far less than %v", told.Kind, co.MCSE, known)
			}
		}
	}
}

// TestArrangedDrawsOfSomeNumber: a draw depends on its number and not on how
// many there are or who computes it, and the last block need not be whole.
func TestArrangedDrawsOfSomeNumber(t *testing.T) {
	for _, by := range []sim.Arrangement{sensitivity.Antithetic{}, sensitivity.Hypercubes{}, sensitivity.NewScrambles()} {
		var seen [2][]float64
		for k, draws := range []int{150, 333} {
			s := resampled(t, by)
			s.Arms[0].Draws = draws
			c, _ := compiled(t, s)
			trials, err := c.Trials(c.Arms()[0], nil, c.Hypotheses())
			if err != nil {
				t.Fatal(err)
			}
			one, other := trials.New(), trials.New()
			out := make([]sim.Estimate, 1)
			for i := range 150 {
				trial := one
				if k == 1 { // in another order, by two
					i = 149 - i
					if i%3 == 0 {
						trial = other
					}
				}
				trial.At(i, 1, out)
				seen[k] = append(seen[k], out[0].Coef)
			}
			r, err := c.Run(context.Background(), sim.Options{Dir: t.TempDir(), Workers: 1 + k})
			if err != nil {
				t.Fatal(err)
			}
			if m := r.Arms[0].Coefficients[0].MCSE; !(m > 0) {
				t.Errorf("%s: %d draws have the error %v", by, draws, m)
			}
		}
		slices.Reverse(seen[1])
		if !slices.Equal(seen[0], seen[1]) {
			t.Errorf("%s: draws depend on more than their number", by)
		}
	}
}

// TestSamplingSaysWhatIsWrong: a certain scenario, and too few draws.
func TestSamplingSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		want   string
		amount scenarios.Amount
		draws  int
	}{
		{"scenarios.s.sampling", scenarios.Fixed(-1), 500},
		{"scenarios.s.sampling.draws", scenarios.Normal{Mean: -1, SD: 1}, 100},
	} {
		ch, _ := compiled(t, study(t, sim.Arm{Draws: c.draws, Arrange: sensitivity.NewScrambles()}, fall(t, c.amount)))
		ask := Stress{Arm: "s", Sampling: &Sampling{}}
		if in, ok := ask.Check(ch).(*data.InputError); !ok || in.Key != c.want {
			t.Errorf("%v: %v, want an error at %s", c.amount, in, c.want)
		}
	}
}
