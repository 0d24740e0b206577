package sim

import (
	"math/rand/v2"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
)

// worker owns all that a draw writes to: the sample, the columns that change,
// the frames with their moments, the fit.
type worker struct {
	chain    *Chain
	arm      Arm
	stream   *stream
	common   *stream    // of the arm whose samples are ours too; nil: of our own
	rng      *rand.Rand // of the present draw
	sample   data.Sample
	cols     [][]float64   // columns of the chain; those that change are ours
	shocked  [][][]float64 // per shock of the arm: the columns that it changes
	builders []builder
	scratch  formula.Scratch
	frames   []*estimators.Frame
	designs  []*estimators.Design // one per fit of the chain
	fit      estimators.Fit
	ranking  *ranking // of the entities; nil where the arm does not rank them
}

// newWorker makes a worker for an arm; it allocates all that draws need.
func (c *Chain) newWorker(arm Arm) *worker {
	w := &worker{chain: c, arm: arm, stream: newStream(c.study.Seed, arm.Name)}
	if arm.Common != "" {
		w.common = newStream(c.study.Seed, arm.Common)
	}
	for _, name := range c.panel.Names() {
		col := c.panel.Column(name)
		if c.changes[name] {
			col = slices.Clone(col)
		}
		w.cols = append(w.cols, col)
	}
	for _, s := range arm.Shocks {
		var cols [][]float64
		for _, name := range s.Columns() {
			at, _ := c.column(name)
			cols = append(cols, w.cols[at])
		}
		w.shocked = append(w.shocked, cols)
	}
	for _, n := range c.nodes {
		b := n.start()
		if e, ok := b.(interface{ equip(Arm) }); ok {
			e.equip(arm)
		}
		w.builders = append(w.builders, b)
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
	if arm.Ranks != nil {
		w.ranking = c.ranking(arm.Ranks)
	}
	for _, s := range c.fits {
		w.designs = append(w.designs, s.design.On(w.frames[s.frame]))
	}
	return w
}

// draw is one draw from start to end.
func (w *worker) draw(i int, out *slot) {
	w.sampleOf(i)                       // who is in the sample
	w.shock()                           // what happens to them
	if err := w.rebuild(); err != nil { // indices, interactions, lags, moments
		out.fail(err)
		return
	}
	w.score(out)
	for j, spec := range w.chain.fits {
		err := spec.estimator.Fit.Fit(&w.fit, w.designs[j])
		out.record(j, &w.fit, err) // slot (i, j) is ours alone: no lock, no channel
	}
}

// sampleOf resamples the panel with the random numbers of draw i, which
// depend on seed, arm and i and not on the worker. An arm with common samples
// takes those of draw i of another arm, and what else it draws from its own
// random numbers.
func (w *worker) sampleOf(i int) {
	w.rng = w.stream.at(i)
	if w.arm.Resampler == nil {
		w.sample.All(len(w.chain.study.Panel.Entities()))
		return
	}
	rng := w.rng
	if w.common != nil {
		rng = w.common.at(i)
	}
	w.arm.Resampler.Resample(&w.sample, w.chain.study.Panel, rng)
}

// shock lets the shocks of the arm, in their order, change our own copies of
// raw columns, which are set back to the panel's first.
func (w *worker) shock() {
	start := w.chain.panel.Starts()
	for k, s := range w.arm.Shocks {
		for j, name := range s.Columns() {
			base := w.chain.panel.Column(name)
			for _, g := range w.sample.Drawn {
				copy(w.shocked[k][j][start[g]:start[g+1]], base[start[g]:start[g+1]])
			}
		}
	}
	for k, s := range w.arm.Shocks {
		s.Apply(w.shocked[k], &w.sample, w.rng)
	}
}

// rebuild brings everything that depends on the sample up to date: every
// column that an index or a shock enters, in the order of their dependence,
// and the moments of the frames.
func (w *worker) rebuild() error {
	for _, b := range w.builders {
		if err := b.build(w); err != nil {
			return err
		}
	}
	for j, f := range w.chain.frames {
		f.gather(w.frames[j], w.cols)
		if err := w.frames[j].Refresh(&w.sample); err != nil {
			return err
		}
	}
	return nil
}
