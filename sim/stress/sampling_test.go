package stress

import (
	"math"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim"
)

// sampled is the answer for a fall of y by a random amount in some entities:
// the slope changes by c times the amount, where a certain fall of 1 changes
// it by -c.
func sampled(t *testing.T, seed uint64, amount scenarios.Amount, ask Sampling) sim.SamplingResult {
	t.Helper()
	s := study(t, sim.Arm{Draws: 4096}, fall(t, amount))
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
		ask  Sampling
		want float64
	}{
		{Sampling{Kind: "plain", Draws: 4096}, 1},
		{Sampling{Kind: "antithetic", Draws: 4096}, antithetic},
		{Sampling{Kind: "plain", Control: true, Draws: 4096}, control},
	} {
		r := sampled(t, 3, lognormal(), c.ask)
		if math.Abs(float64(r.Gain)/c.want-1) > 0.2 {
			t.Errorf("%s, control %v: gain %v, want %v", c.ask.Kind, c.ask.Control, r.Gain, c.want)
		}
	}
	// Of a uniform amount each of 64 strata leaves 1/64 squared of the variance,
	// so that the gain is 4096; 64 hypercubes estimate it to 18 per cent. A
	// scramble has the same variance, but from rare events, 1 in 64 for every
	// digit beyond the sixth that shifts all points as one: room is larger.
	for kind, room := range map[string]float64{"stratified": 2, "sobol": 8} {
		if r := sampled(t, 3, scenarios.Uniform{Low: -1, High: 0}, Sampling{Kind: kind, Draws: 4096}); !(float64(r.Gain) > 4096/room && float64(r.Gain) < 4096*room) {
			t.Errorf("%s: gain %v, want 4096", kind, r.Gain)
		}
	}
}

// TestLinearResponseIsWhollyKnown: of a normal amount the mean follows from
// one antithetic pair, and from the control variate.
func TestLinearResponseIsWhollyKnown(t *testing.T) {
	want := -0.5 * slope(t)
	for _, ask := range []Sampling{{Kind: "antithetic"}, {Kind: "plain", Control: true}} {
		r := sampled(t, 3, scenarios.Normal{Mean: -0.5, SD: 0.4}, ask)
		if math.Abs(float64(r.Mean)-want) > 1e-6*math.Abs(want) || float64(r.MCSE) > 1e-6*math.Abs(want) {
			t.Errorf("%s, control %v: mean %v +- %v, want %v", ask.Kind, ask.Control, r.Mean, r.MCSE, want)
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
	for _, ask := range []Sampling{
		{Kind: "plain", Draws: 512},
		{Kind: "antithetic", Draws: 512},
		{Kind: "stratified", Draws: 1024},
		{Kind: "sobol", Draws: 1024},
		{Kind: "plain", Control: true, Draws: 512},
	} {
		sum := 0.0
		for seed := range uint64(40) {
			r := sampled(t, 100+seed, amount, ask)
			z := (float64(r.Mean) - want) / float64(r.MCSE)
			sum += z * z
		}
		if sum < 15 || sum > 85 {
			t.Errorf("%s, control %v: sum of 40 squared errors over standard errors %v", ask.Kind, ask.Control, sum)
		}
	}
}

// TestSamplingUnderResamples: with entities drawn too, the arranged mean is
// that of plain draws within their errors, and knows it no worse.
func TestSamplingUnderResamples(t *testing.T) {
	event := fall(t, scenarios.Triangular{Low: -1, Mode: -0.6, High: 0})
	event.Each = scenarios.PerEntity
	run := func(ask Sampling) sim.SamplingResult {
		return answer(t, study(t, sim.Arm{Draws: 2048, Resampler: bootstrap.Entities{}}, event), &Stress{Sampling: &ask}).Sampling[0]
	}
	plain := run(Sampling{Kind: "plain", Draws: 2048})
	for _, ask := range []Sampling{{Kind: "antithetic", Draws: 2048}, {Kind: "stratified", Draws: 2048}, {Kind: "sobol", Draws: 2048, Control: true}} {
		r := run(ask)
		if d := math.Abs(float64(r.Mean - plain.Mean)); d > 4*math.Hypot(float64(r.MCSE), float64(plain.MCSE)) {
			t.Errorf("%s: mean %v +- %v, plain %v +- %v", ask.Kind, r.Mean, r.MCSE, plain.Mean, plain.MCSE)
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
		ch, _ := compiled(t, study(t, sim.Arm{Draws: c.draws}, fall(t, c.amount)))
		ask := Stress{Arm: "s", Sampling: &Sampling{Kind: "sobol"}}
		if in, ok := ask.Check(ch).(*data.InputError); !ok || in.Key != c.want {
			t.Errorf("%v: %v, want an error at %s", c.amount, in, c.want)
		}
	}
}
