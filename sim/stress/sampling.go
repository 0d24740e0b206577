package stress

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/data"
	"panelstress/sim"
)

// Sampling asks for the mean change of the coefficients of hypotheses by a
// scenario, in the same sample, and what the arrangement of the arm's draws
// has gained.
//
// Draws come in blocks that are independent of each other; the mean of a block
// is one observation, and the Monte-Carlo standard error is that of the mean
// of so many ([sim.Arrangement]). The draws are those of the arm.
//
// The control variate is the linear response C = g'e at the median scenario, e
// the independent normal variables behind the amounts and g the gradient of
// the coefficient on the panel as it is; its mean is 0. The mean less b mean(C)
// is given, b the least-squares slope over blocks.
type Sampling struct {
	Hypotheses []string // names; none: all
	Control    bool     // with the control variate
	Draws      int      // 0: all of the arm; whole blocks are taken
}

// Plain is the word for draws that are not arranged.
const Plain = "plain"

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
	s := &sampling{job: j, block: int(j.arm.Block()), n: j.Sampling.Draws}
	if s.trials, err = j.chain.Trials(j.arm, nil, h); err != nil {
		return nil, err
	}
	if err := s.trials.Plan.Uncertain(key); err != nil {
		return nil, err
	}
	if s.n == 0 {
		s.n = j.arm.Draws
	}
	s.places = s.trials.Plan.Latent()
	s.n = min(s.n, j.arm.Draws)
	if s.n < leastBlocks*s.block {
		return nil, &data.InputError{Key: key + ".draws", Found: fmt.Sprintf("%d draws", s.n), Expected: fmt.Sprintf("at least %d, of the scenario too: %d blocks of %d", leastBlocks*s.block, leastBlocks, s.block)}
	}
	s.n -= s.n % s.block
	return s, nil
}

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
		with, without := make([]sim.Estimate, claims), make([]sim.Estimate, claims)
		for i := b * s.block; i < (b+1)*s.block; i++ {
			workers[w].At(i, 0, without)
			workers[w].At(i, 1, with)
			u := workers[w].Plan().Drew()
			for c := range with {
				change[c][i] = with[c].Coef - without[c].Coef
				for m, p := range s.places {
					control[c][i] += gradients[c][m] * distuv.UnitNormal.Quantile(u[p])
				}
			}
		}
		s.count.add(w, s.block)
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
		Hypothesis: claim.Name, Kind: s.kind(), Control: s.Sampling.Control, Draws: len(all), Left: s.n - len(all), Blocks: len(y), Evaluations: len(all),
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

// kind is the word for the arrangement of the arm.
func (s *sampling) kind() string {
	if s.arm.Arrange == nil {
		return Plain
	}
	return s.arm.Arrange.String()
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
