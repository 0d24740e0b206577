package stress

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/data"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
)

// Sampling asks for the mean change of the coefficients of hypotheses by a
// scenario, in the same sample, with the uniform numbers of the scenario
// arranged so that the mean is known better.
//
// Draws come in blocks that are independent of each other; the mean of a block
// is one observation, and the Monte-Carlo standard error is that of the mean
// of so many: pairs under antithetic draws, Latin hypercubes of 64 points
// (Owen 1992), scrambles of 64 Sobol points (Owen 1997; replicated randomised
// quasi-Monte Carlo). A draw depends on seed, arm and number alone.
//
// The control variate is the linear response C = g'e at the median scenario, e
// the independent normal variables behind the amounts and g the gradient of
// the coefficient on the panel as it is; its mean is 0. The mean less b mean(C)
// is given, b the least-squares slope over blocks.
type Sampling struct {
	Hypotheses []string // names; none: all
	Kind       string   // one of Samplings
	Control    bool     // with the control variate
	Draws      int      // 0: 1024, at most those of the arm; whole blocks are taken
}

// Kinds of arrangements, with the draws of a block.
var blockOf = map[string]int{"plain": 1, "antithetic": 2, "stratified": 64, "sobol": 64}

// Samplings are the words for arrangements.
func Samplings() []string { return []string{"plain", "antithetic", "stratified", "sobol"} }

// samplingDraws are the draws where no number is given.
const samplingDraws = 1024

// leastBlocks are those that a standard error beside a slope needs.
const leastBlocks = 4

// sampling is a Sampling laid out.
type sampling struct {
	*job
	trials *sim.Trials
	places []int
	n      int
	block  int
}

func (j *job) sampling() (*sampling, error) {
	key := j.arm.Key() + ".sampling"
	h, err := about(j.chain.Hypotheses(), j.Sampling.Hypotheses, key)
	if err != nil {
		return nil, err
	}
	s := &sampling{job: j, block: blockOf[j.Sampling.Kind], n: j.Sampling.Draws}
	if s.trials, err = j.chain.Trials(j.arm, nil, h); err != nil {
		return nil, err
	}
	if err := s.trials.Plan.Uncertain(key); err != nil {
		return nil, err
	}
	if s.n == 0 {
		s.n = samplingDraws
	}
	s.places = s.trials.Plan.Latent()
	s.n = min(s.n, j.arm.Draws)
	if s.n < leastBlocks*s.block {
		return nil, &data.InputError{Key: key + ".draws", Found: fmt.Sprintf("%d draws", s.n), Expected: fmt.Sprintf("at least %d, of the scenario too: %d blocks of %d", leastBlocks*s.block, leastBlocks, s.block)}
	}
	s.n -= s.n % s.block
	return s, nil
}

// uniforms are those of the draws of a block, draw by draw.
func (s *sampling) uniforms(block int) ([][]float64, error) {
	rng := sim.Random(s.chain.Seed(), "sampling "+s.arm.Name, block)
	dim := len(s.trials.Plan.Centre())
	u := make([][]float64, s.block)
	for k := range u {
		u[k] = make([]float64, dim)
		for i := range u[k] {
			u[k][i] = inside(rng)
		}
	}
	switch s.Sampling.Kind {
	case "antithetic":
		for i, v := range u[0] {
			u[1][i] = 1 - v
		}
	case "stratified":
		l := sensitivity.NewLatin(s.block, dim, rng)
		for k := range u {
			l.At(u[k], k)
		}
	case "sobol":
		return u, s.sobol(u, rng)
	}
	return u, nil
}

// sobol puts the amounts of a block on points of one scramble; beyond the
// dimensions of a sequence they stay as they are drawn.
func (s *sampling) sobol(u [][]float64, rng *rand.Rand) error {
	places := s.places[:min(len(s.places), sensitivity.MaxDimensions)]
	q, err := sensitivity.NewSequence(len(places))
	if err != nil {
		return err
	}
	q.Scramble(rng)
	point := make([]float64, len(places))
	const half = 0.5 / (1 << 32) // of the step of a sequence: no point is 0
	for k := range u {
		q.At(point, k)
		for i, p := range places {
			u[k][p] = point[i] + half
		}
	}
	return nil
}

// inside is a uniform number in (0, 1).
func inside(rng *rand.Rand) float64 { return (float64(rng.Uint64()>>11) + 0.5) / (1 << 53) }

// run takes all blocks.
func (s *sampling) run(ctx context.Context) ([]sim.SamplingResult, error) {
	claims := len(s.trials.Claims)
	blocks := s.n / s.block
	s.count.begin("sampling "+s.arm.Name, s.n, s.o.Observe)
	gradients := s.gradients()
	change := make([][]float64, claims)  // per draw
	control := make([][]float64, claims) // per draw
	for c := range change {
		change[c], control[c] = make([]float64, s.n), make([]float64, s.n)
	}
	workers := make([]*sim.Trial, sim.Workers(s.o.Workers))
	err := sim.Parallel(ctx, len(workers), blocks, func(w, b int) error {
		if workers[w] == nil {
			workers[w] = s.trials.New()
		}
		u, err := s.uniforms(b)
		if err != nil {
			return err
		}
		with, without := make([]sim.Estimate, claims), make([]sim.Estimate, claims)
		for k := range u {
			i := b*s.block + k
			workers[w].Under(i, u[k], with)
			workers[w].At(i, 0, without)
			for c := range with {
				change[c][i] = with[c].Coef - without[c].Coef
				for m, p := range s.places {
					control[c][i] += gradients[c][m] * distuv.UnitNormal.Quantile(u[k][p])
				}
			}
		}
		s.count.add(w, len(u))
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []sim.SamplingResult
	for c := range s.trials.Claims {
		out = append(out, s.summary(c, change[c], control[c]))
	}
	return out, nil
}

// gradients are those of the coefficients at the median scenario, on the panel
// as it is; nil where there is no control variate.
func (s *sampling) gradients() [][]float64 {
	claims := len(s.trials.Claims)
	out := make([][]float64, claims)
	for c := range out {
		out[c] = make([]float64, len(s.places))
	}
	if !s.Sampling.Control {
		return out
	}
	trial := s.trials.New()
	up, down := make([]sim.Estimate, claims), make([]sim.Estimate, claims)
	u := s.trials.Plan.Centre()
	for m, p := range s.places {
		u[p] = distuv.UnitNormal.CDF(difference)
		trial.Point(u, up)
		u[p] = distuv.UnitNormal.CDF(-difference)
		trial.Point(u, down)
		u[p] = 0.5
		for c := range out {
			if g := (up[c].Coef - down[c].Coef) / (2 * difference); g-g == 0 {
				out[c][m] = g
			}
		}
	}
	return out
}

// summary is the mean of a coefficient's change with its error, and what the
// arrangement has gained.
func (s *sampling) summary(c int, change, control []float64) sim.SamplingResult {
	claim := &s.trials.Claims[c]
	var y, x, all []float64 // of the blocks, and of the draws
	for b := 0; b < s.n; b += s.block {
		var dy, dx []float64
		for i := b; i < b+s.block; i++ {
			if d := change[i]; d-d == 0 {
				dy, dx = append(dy, d), append(dx, control[i])
			}
		}
		if len(dy) == s.block { // a block with a draw that failed is left out: it is arranged no more
			y, x, all = append(y, stat.Mean(dy, nil)), append(x, stat.Mean(dx, nil)), append(all, dy...)
		}
	}
	n := float64(len(y))
	r := sim.SamplingResult{
		Hypothesis: claim.Name, Kind: s.Sampling.Kind, Control: s.Sampling.Control, Draws: len(all), Left: s.n - len(all), Blocks: len(y), Evaluations: len(all),
		Mean: sim.Number(stat.Mean(y, nil)), MCSE: sim.Number(math.Sqrt(stat.Variance(y, nil) / n)), Slope: sim.Number(math.NaN()),
	}
	if s.Sampling.Control {
		r.Evaluations += 2 * len(s.places)
		useControl(&r, y, x, stat.Variance(control, nil))
	}
	r.Plain = sim.Number(math.Sqrt(stat.Variance(all, nil) / float64(r.Evaluations)))
	r.Gain = (r.Plain / r.MCSE) * (r.Plain / r.MCSE)
	return r
}

// useControl takes a control variate with mean 0 and the variance of a draw
// into account: means of blocks y, and x of the control. One that does not
// vary from block to block, as that of antithetic pairs, says nothing.
func useControl(r *sim.SamplingResult, y, x []float64, variance float64) {
	n := float64(len(y))
	my, mx := stat.Mean(y, nil), stat.Mean(x, nil)
	sxx, sxy := 0.0, 0.0
	for i := range y {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - my)
	}
	const nothing = 1e-12
	if !(sxx/n > nothing*variance) {
		return
	}
	slope, rest := sxy/sxx, 0.0
	for i := range y {
		e := y[i] - my - slope*(x[i]-mx)
		rest += e * e
	}
	r.Slope, r.Mean = sim.Number(slope), sim.Number(my-slope*mx)
	r.MCSE = sim.Number(math.Sqrt(rest / (n - 2) * (1/n + mx*mx/sxx)))
}
