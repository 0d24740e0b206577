package sim

import (
	"fmt"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/data/lanes"
)

// node is something that a draw rebuilds: an index, a formula, a centred
// variable. It is laid out once and shared; each worker starts a builder of
// its own.
type node interface {
	start() builder
}

// builder brings the columns of a node up to date with the sample of a
// worker. It owns the memory that this takes.
type builder interface {
	build(w *worker) error
}

// formulaNode is a derived column, a product or a lag.
type formulaNode struct {
	column  int
	program *formula.Program
	spans   []span // rows that can change
}

// start makes the builder: where some rows of entities can change, and their
// values depend on no other rows, one that takes them together.
func (n formulaNode) start() builder {
	if len(n.spans) == 0 || n.spans[0].entity < 0 || len(n.program.Lags()) > 0 {
		return n
	}
	rows := 0
	for _, s := range n.spans {
		rows += s.to - s.from
	}
	b := &spanBuilder{formulaNode: n, reads: n.program.Columns(), values: make([]float64, rows)}
	b.there, b.back = make([]lanes.Run, 0, len(n.spans)), make([]lanes.Run, 0, len(n.spans))
	for _, c := range b.reads {
		for len(b.cols) <= c {
			b.cols = append(b.cols, nil)
		}
		b.cols[c] = make([]float64, rows)
	}
	return b
}

// build needs no memory: the node is its own builder.
func (n formulaNode) build(w *worker) error {
	for _, s := range n.spans {
		if s.entity < 0 || w.sample.Count[s.entity] > 0 {
			n.program.Eval(w.cols[n.column][s.from:s.to], s.from, s.to, w.cols, w.chain.lags, &w.scratch)
		}
	}
	return nil
}

// spanBuilder evaluates a formula once over all of its spans that a draw has,
// gathered one after the other, rather than for a few rows at a time.
type spanBuilder struct {
	formulaNode
	reads  []int       // columns of the chain
	cols   [][]float64 // the gathered rows of these, by the numbers of the chain
	values []float64

	there, back []lanes.Run // from the rows of the panel to those gathered, and back
}

func (b *spanBuilder) build(w *worker) error {
	n := 0
	b.there, b.back = b.there[:0], b.back[:0]
	for i := range b.spans {
		if s := &b.spans[i]; w.sample.Count[s.entity] > 0 {
			k := s.to - s.from
			b.there = append(b.there, lanes.Run{To: n, From: s.from, Len: k})
			b.back = append(b.back, lanes.Run{To: s.from, From: n, Len: k})
			n += k
		}
	}
	for _, c := range b.reads {
		lanes.Copy(b.cols[c], w.cols[c], b.there)
	}
	b.program.Eval(b.values[:n], 0, n, b.cols, nil, &w.scratch)
	lanes.Copy(w.cols[b.column], b.values, b.back)
	return nil
}

// indexNode is a composite index.
type indexNode struct {
	column     int
	plan       *index.Plan
	indicators []int            // per indicator: its column where it changes, else -1
	groups     [][2]int         // of its weights: where those of a group begin and end
	reached    []*index.Changes // per indicator that changes: where it can; nil: everywhere
	weights    []float64        // at the baseline
}

// indexBuilder is an index with the memory of a worker.
type indexBuilder struct {
	*indexNode
	plan *index.Plan
	work *index.Work

	same    bool // every draw perturbs the same weights, which are found once
	weighed bool
}

func (n *indexNode) start() builder {
	b := &indexBuilder{indexNode: n, plan: n.plan, work: n.plan.NewWork()}
	copy(b.work.Changes, n.reached)
	return b
}

// equip makes the builder one of draws that choose, where those of the arm do,
// and notes whether its draws find the same weights.
func (b *indexBuilder) equip(a Arm) {
	b.same = a.Weights != nil && a.Resampler == nil && a.Choices == nil && !slices.ContainsFunc(b.indicators, func(c int) bool { return c >= 0 })
	if a.Choices != nil {
		b.plan = b.plan.Choosing()
		b.work = b.plan.NewWork()
		copy(b.work.Changes, b.reached)
	}
}

func (b *indexBuilder) build(w *worker) error {
	if w.arm.Hold == HoldScores {
		return nil
	}
	for j, c := range b.indicators {
		if c >= 0 {
			b.work.Columns[j] = w.cols[c]
		}
	}
	if c := b.work.Choice; c != nil {
		c.Reset()
		w.arm.Choices.Choose(c, w.rng)
	}
	if !b.same || !b.weighed {
		if err := b.plan.Weigh(b.work, &w.sample); err != nil {
			return err
		}
		b.weighed = true
	}
	if b.same || w.arm.Hold == HoldWeights {
		copy(b.work.Weights, b.weights)
	}
	if w.arm.Weights != nil {
		for _, g := range b.groups {
			w.arm.Weights.Perturb(b.work.Weights[g[0]:g[1]], w.rng)
		}
	}
	return b.plan.Score(w.cols[b.column], b.work, &w.sample)
}

// addIndex computes an index at the baseline and adds the node that rebuilds
// it.
func (c *Chain) addIndex(d definition) error {
	b, err := c.build(d)
	if err != nil {
		return err
	}
	plan := b.plan
	c.notes = append(c.notes, plan.Warnings()...)
	n := &indexNode{plan: plan, column: len(c.panel.Names()), weights: b.weights}
	for j, in := range d.index.Indicators {
		at := -1
		var reached *index.Changes
		if c.changes[in.Name] {
			at, _ = c.column(in.Name)
			if bits := c.touched[in.Name].bits; bits != nil {
				reached = plan.Changes(j, bits)
			}
		}
		n.indicators, n.reached = append(n.indicators, at), append(n.reached, reached)
	}
	stride := len(b.weights) / plan.Blocks()
	for block := range plan.Blocks() {
		for _, g := range plan.Groups() {
			n.groups = append(n.groups, [2]int{block*stride + g.Offset, block*stride + g.Offset + len(g.Members)})
		}
	}
	c.nodes = append(c.nodes, n)
	scores := b.scores
	if c.study.Standardise {
		c.nodes = append(c.nodes, standardNode{n.column})
		var all data.Sample
		all.All(len(c.panel.Entities()))
		scores = slices.Clone(scores)
		if err := standardise(scores, c.panel.Starts(), all.Count); err != nil {
			return within(d.key, err)
		}
	}
	if c.panel, err = c.panel.With(d.name, scores); err != nil {
		return err
	}
	c.changes[d.name] = true
	c.addShuffle(d.name, true)
	return nil
}

// checkChoices refuses choices that an index cannot be built by.
func (c *Chain) checkChoices() error {
	for _, arm := range c.study.Arms {
		ch, ok := arm.Choices.(interface{ Check(p *index.Plan) error })
		if !ok {
			continue
		}
		for _, n := range c.nodes {
			if ix, ok := n.(*indexNode); ok {
				if err := ch.Check(ix.plan); err != nil {
					return &data.InputError{Key: arm.Kind, Found: fmt.Sprintf("arm %s, index %s: %v", arm.Name, ix.plan.Name(), err), Expected: "choices that every index can be built by"}
				}
			}
		}
	}
	return nil
}
