package sim

import (
	"math/rand/v2"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
)

// worker owns all that a draw writes to: the sample, the columns that change,
// the frames with their moments, the fit.
type worker struct {
	chain   *Chain
	arm     Arm
	stream  *stream
	rng     *rand.Rand // of the present draw
	sample  data.Sample
	cols    [][]float64 // columns of the chain; those that change are ours
	works   []*index.Work
	scratch formula.Scratch
	frames  []*estimators.Frame
	designs []*estimators.Design // one per fit of the chain
	fit     estimators.Fit
}

// newWorker makes a worker for an arm; it allocates all that draws need.
func (c *Chain) newWorker(arm Arm) *worker {
	w := &worker{chain: c, arm: arm, stream: newStream(c.study.Seed, arm.Name), works: make([]*index.Work, len(c.nodes))}
	for _, name := range c.panel.Names() {
		col := c.panel.Column(name)
		if c.changes[name] {
			col = slices.Clone(col)
		}
		w.cols = append(w.cols, col)
	}
	for k, n := range c.nodes {
		if n.plan != nil {
			w.works[k] = n.plan.NewWork()
		}
	}
	for _, f := range c.frames {
		var own [][]float64
		for _, at := range f.columns[f.fixed:] {
			if f.rows == nil {
				own = append(own, w.cols[at])
			} else {
				own = append(own, make([]float64, len(f.rows)))
			}
		}
		w.frames = append(w.frames, f.base.Share(own))
	}
	for _, s := range c.fits {
		w.designs = append(w.designs, s.design.On(w.frames[s.frame]))
	}
	return w
}

// draw is one draw from start to end.
func (w *worker) draw(i int, out *slot) {
	w.sampleOf(i)                       // who is in the sample
	if err := w.rebuild(); err != nil { // indices, interactions, lags, moments
		out.fail(err)
		return
	}
	for j, spec := range w.chain.fits {
		err := spec.estimator.Fit.Fit(&w.fit, w.designs[j])
		out.record(j, &w.fit, err) // slot (i, j) is ours alone: no lock, no channel
	}
}

// sampleOf resamples the panel with the random numbers of draw i, which
// depend on seed, arm and i and not on the worker.
func (w *worker) sampleOf(i int) {
	w.rng = w.stream.at(i)
	if w.arm.Resampler == nil {
		w.sample.All(len(w.chain.study.Panel.Entities()))
		return
	}
	w.arm.Resampler.Resample(&w.sample, w.chain.study.Panel, w.rng)
}

// rebuild brings everything that depends on the sample up to date: every
// column that an index enters, in the order of their dependence, and the
// moments of the frames.
func (w *worker) rebuild() error {
	for k := range w.chain.nodes {
		n := &w.chain.nodes[k]
		if n.plan != nil {
			if err := n.build(w, k); err != nil {
				return err
			}
			continue
		}
		if n.centred {
			centre(w.cols[n.column], w.cols[n.from], w.chain.panel.Starts(), w.sample.Count)
			continue
		}
		n.program.Eval(w.cols[n.column], 0, w.chain.rows, w.cols, w.chain.lags, &w.scratch)
	}
	for j, f := range w.chain.frames {
		f.gather(w.frames[j], w.cols)
		if err := w.frames[j].Refresh(&w.sample); err != nil {
			return err
		}
	}
	return nil
}
