package sim

import (
	"math/rand/v2"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/lanes"
	"panelstress/estimators"
	"panelstress/scenarios"
)

// worker owns all that a draw writes to: the sample, the columns that change,
// the frames with their moments, the fit.
type worker struct {
	chain    *Chain
	arm      Arm
	stream   *stream
	apart    *partStreams // of draws whose parts are numbered; nil: none was
	common   *stream      // of the arm whose samples and weights are ours too; nil: of our own
	rng      *rand.Rand   // of the present draw: samples and weights
	own      *rand.Rand   // of the present draw: shocks
	arranged *arranged    // the uniform numbers of the scenario; nil: they come from own
	number   int          // of the present draw
	sample   data.Sample
	cols     [][]float64 // columns of the chain; those that change are ours
	shocks   []scenarios.Shock
	shocked  [][][]float64  // per shock: the columns that it changes
	resets   [][2][]float64 // each of them, and the panel's
	builders []builder
	scratch  formula.Scratch
	frames   []*estimators.Frame
	runs     []lanes.Run          // of the rows of one of them
	designs  []*estimators.Design // one per fit of the chain
	fit      estimators.Fit
	lift     *lift    // an index that is raised as soon as it is computed; nil: none
	ranking  *ranking // of the entities; nil where the arm does not rank them
}

// newWorker makes a worker for an arm; it allocates all that draws need.
func (c *Chain) newWorker(arm Arm) *worker {
	w := &worker{chain: c, arm: arm, stream: newStream(c.study.Seed, arm.Name), arranged: newArranged(c.study.Seed, arm)}
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
	w.startShocks()
	for _, n := range c.nodes {
		b := n.start()
		if e, ok := b.(interface{ equip(Arm) }); ok {
			e.equip(arm)
		}
		w.builders = append(w.builders, b)
	}
	for i, f := range c.frames {
		var own [][]float64
		for _, at := range f.columns[f.fixed:] {
			if f.rows == nil {
				own = append(own, w.cols[at])
			} else {
				own = append(own, make([]float64, len(f.rows)))
			}
		}
		w.frames = append(w.frames, f.base.Share(own, c.designs(i)...))
	}
	if arm.Ranks != nil {
		w.ranking = c.ranking(arm.Ranks)
	}
	for _, s := range c.fits {
		w.designs = append(w.designs, s.design.On(w.frames[s.frame]))
	}
	return w
}

// designs are those of the fits on a frame.
func (c *Chain) designs(frame int) (on []*estimators.Design) {
	for _, s := range c.fits {
		if s.frame == frame {
			on = append(on, s.design)
		}
	}
	return on
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
// depend on seed, arm and i and not on the worker. An arm with a common one
// takes those of draw i of that arm for samples and weights, so that both
// differ by the shocks alone, which have random numbers of their own.
func (w *worker) sampleOf(i int) {
	w.number = i
	w.own = w.stream.at(i)
	w.rng = w.own
	if w.common != nil {
		w.rng = w.common.at(i)
	}
	w.resample(w.rng)
}

// resample fills the sample of the present draw.
func (w *worker) resample(rng *rand.Rand) {
	if w.arm.Resampler == nil {
		w.sample.All(len(w.chain.study.Panel.Entities()))
		return
	}
	w.arm.Resampler.Resample(&w.sample, w.chain.study.Panel, rng)
}

// rebuild brings everything that depends on the sample up to date: every
// column that an index or a shock enters, in the order of their dependence,
// and the moments of the frames.
func (w *worker) rebuild() error {
	if err := w.columns(); err != nil {
		return err
	}
	for j, f := range w.chain.frames {
		w.runs = f.gather(w.frames[j], w.cols, w.sample.Drawn, w.runs)
		if err := w.frames[j].Refresh(&w.sample); err != nil {
			return err
		}
	}
	return nil
}

// columns rebuilds the columns.
func (w *worker) columns() error {
	for k, b := range w.builders {
		if err := b.build(w); err != nil {
			return err
		}
		if w.lift != nil {
			w.lift.raise(w, k)
		}
	}
	return nil
}
