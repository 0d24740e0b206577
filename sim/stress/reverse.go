package stress

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/sim"
)

// Reverse asks for the shock within a radius of the median one that hurts
// hypotheses most.
//
// With e the independent normal variables behind the amounts, the coefficient
// (or its t) times the sign of the hypothesis is minimised over |e| <= Radius
// by projected gradient steps: e + step g is scaled back to the radius where
// it leaves the ball, the step is halved until the conclusion is hurt more. A
// coefficient that is linear in the amounts, a'x with x normal, covariance S,
// is minimal at mean - Radius S a / sqrt(a' S a) (Flury and Quaglio 2013; the
// maximum-loss problem of Studer 1997), which one step finds. Gradients are
// central differences at a step of 0.001.
type Reverse struct {
	Hypotheses []string // names; none: all
	Radius     float64
	By         string // Coefficient, or TStatistic; empty: Coefficient
	Starts     int    // of the search: the median, then random ones; 0: 8
	Draws      int    // of the arm under the worst shock; 0: 500, at most those of the arm
}

// What a Reverse moves.
const (
	Coefficient = "coefficient"
	TStatistic  = "t"
)

const (
	usualStarts = 8
	difference  = 1e-3
	mostClimbs  = 200
)

// reverse is a Reverse of one hypothesis, laid out.
type reverse struct {
	*job
	trials *sim.Trials
	places []int     // of the variables e among the uniform numbers
	centre []float64 // uniform numbers
}

func (j *job) reverse() (list []*reverse, err error) {
	key := j.arm.Key() + ".reverse"
	h, err := about(j.chain.Hypotheses(), j.Reverse.Hypotheses, key)
	if err != nil {
		return nil, err
	}
	for i := range h {
		r := &reverse{job: j}
		if r.trials, err = j.chain.Trials(j.arm, nil, h[i:i+1]); err != nil {
			return nil, err
		}
		plan := r.trials.Plan
		if err := plan.ByLot(key); err != nil {
			return nil, err
		}
		if err := plan.Uncertain(key); err != nil {
			return nil, err
		}
		r.places, r.centre = plan.Latent(), plan.Centre()
		list = append(list, r)
	}
	return list, nil
}

// search is one start: it belongs to one goroutine.
type search struct {
	*reverse
	trial *sim.Trial
	u     []float64
	out   []sim.Estimate
	e     []float64 // where it is
	loss  float64   // there
}

func (r *reverse) search() *search {
	return &search{reverse: r, trial: r.trials.New(), u: slices.Clone(r.centre), out: make([]sim.Estimate, 1), e: make([]float64, len(r.places))}
}

// at estimates under the variables e.
func (s *search) at(e []float64) *sim.Estimate {
	for k, p := range s.places {
		s.u[p] = distuv.UnitNormal.CDF(e[k])
	}
	s.trial.Point(s.u, s.out)
	return &s.out[0]
}

// lossAt is how far the shock hurts: minus the coefficient or t, with the sign
// of the hypothesis; -Inf where there is no estimate.
func (s *search) lossAt(e []float64) float64 {
	v := s.at(e)
	loss := -v.Coef * float64(s.trials.Claims[0].Sign)
	if s.Reverse.By == TStatistic {
		loss /= v.SE
	}
	if math.IsNaN(loss) {
		return math.Inf(-1)
	}
	return loss
}

// gradient is that of the loss, by central differences; a direction in which
// it does not exist counts as flat.
func (s *search) gradient(dst []float64) {
	e := slices.Clone(s.e)
	for k := range e {
		e[k] = s.e[k] + difference
		up := s.lossAt(e)
		e[k] = s.e[k] - difference
		dst[k] = (up - s.lossAt(e)) / (2 * difference)
		e[k] = s.e[k]
		if dst[k]-dst[k] != 0 {
			dst[k] = 0
		}
	}
}

// climb goes from a start to a local maximum of the loss in the ball.
func (s *search) climb(ctx context.Context, start []float64) error {
	radius := s.Reverse.Radius
	copy(s.e, start)
	s.loss = s.lossAt(s.e)
	g, next := make([]float64, len(s.e)), make([]float64, len(s.e))
	step := 4.0
	for range mostClimbs {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.gradient(g)
		length := floats.Norm(g, 2)
		if length == 0 {
			return nil
		}
		moved := 0.0
		for ; step > 1e-7 && moved == 0; step /= 2 {
			floats.AddScaledTo(next, s.e, step*radius/length, g)
			if n := floats.Norm(next, 2); n > radius {
				floats.Scale(radius/n, next)
			}
			if loss := s.lossAt(next); loss > s.loss+1e-13*math.Abs(s.loss) {
				moved = floats.Distance(next, s.e, 2)
				s.loss = loss
				copy(s.e, next)
			}
		}
		if moved < 1e-9*radius {
			return nil
		}
		step = min(4*step, 64)
	}
	return nil
}

// starts are where searches begin: the median, then random directions at the
// radius.
func (r *reverse) starts() (list [][]float64) {
	n := r.Reverse.Starts
	if n == 0 {
		n = usualStarts
	}
	for k := range n {
		e := make([]float64, len(r.places))
		if k > 0 {
			rng := sim.Random(r.chain.Seed(), "reverse "+r.arm.Name, k)
			for i := range e {
				e[i] = rng.NormFloat64()
			}
			floats.Scale(r.Reverse.Radius/floats.Norm(e, 2), e)
		}
		list = append(list, e)
	}
	return list
}

// run searches, and looks at the arm under the worst shock.
func (r *reverse) run(ctx context.Context) (sim.ReverseResult, error) {
	starts := r.starts()
	found := make([]*search, len(starts))
	n := r.underDraws()
	r.count.begin(fmt.Sprintf("reverse %s %s", r.arm.Name, r.trials.Claims[0].Name), len(starts)+2*n, r.o.Observe)
	err := sim.Parallel(ctx, r.o.Workers, len(starts), func(w, k int) error {
		found[k] = r.search()
		err := found[k].climb(ctx, starts[k])
		r.count.add(w, 1)
		return err
	})
	if err != nil {
		return sim.ReverseResult{}, err
	}
	best := slices.MaxFunc(found, func(a, b *search) int { return cmp.Compare(a.loss, b.loss) })
	out := r.describe(best)
	out.Starts = len(starts)
	centre := best.lossAt(make([]float64, len(best.e)))
	for _, s := range found {
		if best.loss-s.loss <= 1e-4*(best.loss-centre) {
			out.Agree++
		}
	}
	best.at(best.e) // so that its uniform numbers are those of the worst shock
	return out, r.under(ctx, best.u, n, &out)
}

func (r *reverse) underDraws() int {
	if !r.trials.Resamples() {
		return 0
	}
	if n := r.Reverse.Draws; n != 0 {
		return min(n, r.trials.Draws())
	}
	return min(gridDraws, r.trials.Draws())
}

// under counts the draws of the arm that support the hypothesis under the
// worst shock and without one.
func (r *reverse) under(ctx context.Context, u []float64, n int, out *sim.ReverseResult) error {
	out.Draws, out.Supported, out.Without = n, sim.Number(math.NaN()), sim.Number(math.NaN())
	if n == 0 {
		return nil
	}
	verdicts := make([]string, 2*n)
	workers := make([]*sim.Trial, sim.Workers(r.o.Workers))
	err := sim.Parallel(ctx, len(workers), n, func(w, i int) error {
		if workers[w] == nil {
			workers[w] = r.trials.New()
		}
		var e [1]sim.Estimate
		for k := range 2 {
			if k == 0 {
				workers[w].Under(i, u, e[:])
			} else {
				workers[w].At(i, 0, e[:])
			}
			if e[0].Err == nil {
				verdicts[k*n+i] = r.trials.Claims[0].Judge(&e[0])
			}
		}
		r.count.add(w, 2)
		return nil
	})
	share := func(list []string) sim.Number {
		yes, all := 0.0, 0.0
		for _, v := range list {
			if v != "" {
				all++
			}
			if v == sim.Supported {
				yes++
			}
		}
		return sim.Number(yes / all)
	}
	out.Supported, out.Without = share(verdicts[:n]), share(verdicts[n:])
	return err
}

// describe is the answer of a search.
func (r *reverse) describe(s *search) sim.ReverseResult {
	claim := &r.trials.Claims[0]
	plan := s.trial.Plan()
	median := plan.Drawn(r.centre)
	out := sim.ReverseResult{
		Hypothesis: claim.Name, By: r.Reverse.By, Radius: sim.Number(r.Reverse.Radius), Reached: sim.Number(floats.Norm(s.e, 2)),
		Dimension: len(median), Before: point(claim, &claim.Baseline),
	}
	if out.By == "" {
		out.By = Coefficient
	}
	out.Probability = sim.Number(probability(r.Reverse.Radius, len(median), plan.DoF()))
	out.Tail = sim.Number(math.NaN()) // nothing lies beyond a worst shock inside of the radius
	if float64(out.Reached) > 0.999*r.Reverse.Radius {
		out.Tail = sim.Number(tail(float64(out.Reached), plan.DoF()))
	}
	out.Median = point(claim, s.at(make([]float64, len(s.e))))
	out.Worst = point(claim, s.at(s.e))
	worst := plan.Drawn(s.u)
	for k, d := range worst {
		shock := sim.ReverseShock{Event: d.Event, Column: plan.Medians(1)[d.Event].Target, Z: sim.Number(d.Z), Amount: sim.Number(d.Amount), Median: sim.Number(median[k].Amount)}
		if d.Entity >= 0 {
			shock.Entity = r.chain.Entities()[d.Entity]
		}
		out.Direction = append(out.Direction, shock)
	}
	slices.SortStableFunc(out.Direction, func(a, b sim.ReverseShock) int {
		return cmp.Compare(math.Abs(float64(b.Z)), math.Abs(float64(a.Z)))
	})
	return out
}

// probability is that of a shock within the radius.
func probability(radius float64, dimension int, dof float64) float64 {
	p := float64(dimension)
	if dof > 0 {
		return distuv.F{D1: p, D2: dof}.CDF(radius * radius / p)
	}
	return distuv.ChiSquared{K: p}.CDF(radius * radius)
}

// tail is the probability that a draw goes further in a direction.
func tail(radius, dof float64) float64 {
	if dof > 0 {
		return distuv.StudentsT{Sigma: 1, Nu: dof}.CDF(-radius)
	}
	return distuv.UnitNormal.CDF(-radius)
}

func point(c *sim.Claim, e *sim.Estimate) sim.PointEstimate {
	return sim.PointEstimate{Estimate: sim.Number(e.Coef), Statistic: sim.Number(e.Coef / e.SE), P: sim.Number(e.P()), Verdict: c.Judge(e)}
}
