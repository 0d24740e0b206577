package stress

import (
	"context"
	"sync/atomic"

	"panelstress/data"
	"panelstress/sim"
)

// Stress is what is asked of one scenario; nil: not.
type Stress struct {
	Arm      string // of the scenario
	Tipping  *Tipping
	Grid     *Grid
	Reverse  *Reverse
	Sampling *Sampling
}

// Options say how the questions are computed; they do not change an answer.
type Options struct {
	Workers int // 0: one per processor
	Observe func(arm string, done, total int)
}

// job is a Stress with what it is asked of.
type job struct {
	*Stress
	chain *sim.Chain
	arm   sim.Arm
	o     Options
	count progress
}

func (s *Stress) job(c *sim.Chain, o Options) *job {
	for _, a := range c.Arms() {
		if a.Name == s.Arm {
			return &job{Stress: s, chain: c, arm: a, o: o}
		}
	}
	return nil
}

// Check finds mistakes of the user before anything is computed. It follows
// Compile and Baseline.
func (s *Stress) Check(c *sim.Chain) error {
	j := s.job(c, Options{})
	if s.Tipping != nil {
		if _, err := j.tipping(); err != nil {
			return err
		}
	}
	if s.Grid != nil {
		if _, err := j.grid(); err != nil {
			return err
		}
	}
	if s.Reverse != nil {
		if _, err := j.reverse(); err != nil {
			return err
		}
	}
	if s.Sampling != nil {
		if _, err := j.sampling(); err != nil {
			return err
		}
	}
	return nil
}

// Run answers and adds the section to r.
func (s *Stress) Run(ctx context.Context, c *sim.Chain, r *sim.Result, o Options) error {
	j := s.job(c, o)
	out := sim.StressResult{Scenario: s.Arm}
	if s.Tipping != nil {
		t, err := j.tipping()
		if err != nil {
			return err
		}
		if out.Tipping, err = t.run(ctx); err != nil {
			return err
		}
	}
	if s.Grid != nil {
		g, err := j.grid()
		if err != nil {
			return err
		}
		if out.Grid, err = g.run(ctx); err != nil {
			return err
		}
	}
	if s.Reverse != nil {
		list, err := j.reverse()
		if err != nil {
			return err
		}
		for _, q := range list {
			answer, err := q.run(ctx)
			if err != nil {
				return err
			}
			out.Reverse = append(out.Reverse, answer)
		}
	}
	if s.Sampling != nil {
		q, err := j.sampling()
		if err != nil {
			return err
		}
		if out.Sampling, err = q.run(ctx); err != nil {
			return err
		}
	}
	r.Stress = append(r.Stress, out)
	return nil
}

// about are the hypotheses of the names, all of them where there is none.
func about(list []sim.Hypothesis, names []string, key string) (out []sim.Hypothesis, err error) {
	if len(list) == 0 {
		return nil, &data.InputError{Key: key, Found: "a study without hypotheses", Expected: "at least one under hypotheses: its coefficient and sign are what is put under stress"}
	}
	for _, h := range list {
		if len(names) == 0 {
			out = append(out, h)
		}
		for _, n := range names {
			if h.Name == n {
				out = append(out, h)
			}
		}
	}
	return out, nil
}

// draws is a number of draws, at most those of the arm.
func (j *job) draws(asked int) int {
	if asked == 0 {
		asked = defaultDraws
	}
	return min(asked, j.arm.Draws)
}

// defaultDraws gives a share near one half a standard error of 1.6 points.
const defaultDraws = 1000

// progress counts what is done.
type progress struct {
	name    string
	done    atomic.Int64
	total   int
	observe func(arm string, done, total int)
}

func (p *progress) begin(name string, total int, observe func(arm string, done, total int)) {
	p.name, p.total, p.observe = name, total, observe
	p.done.Store(0)
}

func (p *progress) add(worker, n int) {
	done := p.done.Add(int64(n))
	if worker == 0 && p.observe != nil { // one voice
		p.observe(p.name, min(int(done), p.total), p.total)
	}
}
