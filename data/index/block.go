package index

import (
	"math"
	"slices"

	"panelstress/data"
)

// block is the sample, or one period of it, gathered to a table: the way of
// all methods that the kernel has no shortcut for.
type block struct {
	rows  []int32 // panel row of every row of the table
	table Table
	raw   []float64   // a column before treatment
	y     [][]float64 // normalised
	nodes []nodeWork
}

// nodeWork is a group within a block. Its table has the raw indicators and
// the scores of groups among its members as columns.
type nodeWork struct {
	table *Table
	y     [][]float64
	score []float64

	chosen chosen // where draws choose
}

func (b *block) init(p *Plan) {
	_, undirected := p.ix.Normaliser.(Vector)
	b.table = Table{Columns: p.ix.Indicators, Periods: p.periods, Undirected: undirected}
	b.nodes = make([]nodeWork, len(p.nodes))
	if p.choosing { // directions are the draw's
		b.table.Columns, b.table.Flip = slices.Clone(p.ix.Indicators), make([]bool, len(p.ix.Indicators))
	}
	if len(p.nodes) == 1 && !p.choosing {
		b.nodes[0].table = &b.table
		return
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		t := &Table{Periods: p.periods, Undirected: undirected, X: make([][]float64, len(n.members)), Flip: make([]bool, len(n.members))}
		for _, m := range n.members {
			t.Columns = append(t.Columns, m.Indicator)
		}
		b.nodes[i] = nodeWork{table: t, y: make([][]float64, len(n.members))}
	}
}

// weigh gathers the rows of block number at of a sample and writes its
// weights.
func (b *block) weigh(weights []float64, p *Plan, w *Work, s *data.Sample, at int) error {
	b.gatherRows(p, w, s, at)
	if len(b.rows) == 0 && len(s.Drawn) > 0 {
		for j := range weights {
			weights[j] = math.NaN()
		}
		return nil
	}
	if err := b.gatherColumns(p, w); err != nil {
		return err
	}
	if w.Choice != nil {
		b.direct(p, w.Choice)
	}
	for j := range b.y {
		if err := p.ix.Normaliser.Normalise(b.y[j], &b.table, j); err != nil {
			w.failed = j
			return err
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		b.bind(n, i)
		own := weights[n.offset : n.offset+len(n.members)]
		if err := b.weighGroup(own, n, i, w.Choice); err != nil {
			return err
		}
		if i == len(p.nodes)-1 {
			break
		}
		if err := b.aggregate(own, p, i); err != nil {
			return err
		}
	}
	return nil
}

// weighGroup writes the weights of group i.
func (b *block) weighGroup(own []float64, n *node, i int, c *Choice) error {
	if c != nil {
		return b.weighChosen(own, n, i, c)
	}
	return n.weighter.Weigh(own, b.nodes[i].table)
}

// gatherRows lists the rows of the sample and their counts.
func (b *block) gatherRows(p *Plan, w *Work, s *data.Sample, at int) {
	b.rows, b.table.Count = b.rows[:0], b.table.Count[:0]
	for _, g := range s.Drawn {
		if p.byPeriod != nil {
			if i := p.byPeriod[at][g]; i >= 0 {
				b.rows = append(b.rows, i)
				b.table.Count = append(b.table.Count, w.count[g])
			}
			continue
		}
		for i := p.start[g]; i < p.start[g+1]; i++ {
			b.rows = append(b.rows, int32(i))
			b.table.Count = append(b.table.Count, w.count[g])
		}
	}
	b.table.changed()
}

// gatherColumns copies the rows of every indicator and treats them.
func (b *block) gatherColumns(p *Plan, w *Work) error {
	k, n := len(p.cols), len(b.rows)
	b.table.X = columnsOf(b.table.X, k, n)
	b.y = columnsOf(b.y, k, n)
	b.raw = resize(b.raw, n)
	for j := range k {
		src, treatment := p.treated[j], p.ix.Indicators[j].Treatment
		if w.Columns[j] != nil {
			src = w.Columns[j]
		} else if treatsRows(treatment) {
			treatment = nil
		}
		dst := b.table.X[j]
		if treatment != nil {
			dst = b.raw
		}
		for i, r := range b.rows {
			dst[i] = src[r]
			if dst[i]-dst[i] != 0 {
				w.failed = j
				return ErrNotFinite
			}
		}
		if treatment == nil {
			continue
		}
		if err := treatment.Treat(b.table.X[j], b.raw, &b.table); err != nil {
			w.failed = j
			return err
		}
	}
	return nil
}

// bind points the table of a group at the columns of its members.
func (b *block) bind(n *node, i int) {
	nw := &b.nodes[i]
	nw.score = resize(nw.score, len(b.rows))
	if nw.table == &b.table {
		nw.y = b.y
		return
	}
	for c, m := range n.members {
		if m.node < 0 {
			nw.table.X[c], nw.y[c] = b.table.X[m.column], b.y[m.column]
		} else {
			nw.table.X[c], nw.y[c] = b.nodes[m.node].score, b.nodes[m.node].score
		}
	}
	nw.table.Count = b.table.Count
	nw.table.changed()
}

func (b *block) aggregate(weights []float64, p *Plan, i int) error {
	nw := &b.nodes[i]
	if nw.chosen.empty {
		clear(nw.score)
		return nil
	}
	return p.ix.Aggregator.Aggregate(nw.score, nw.y, weights, nw.table)
}

// score aggregates from the bottom up and writes the scores of the root.
func (b *block) score(dst, weights []float64, p *Plan) error {
	if len(b.rows) == 0 {
		return nil
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if err := b.aggregate(weights[n.offset:n.offset+len(n.members)], p, i); err != nil {
			return err
		}
	}
	b.scatter(dst, b.nodes[len(b.nodes)-1].score)
	return nil
}

func (b *block) scatter(dst, score []float64) {
	for i, r := range b.rows {
		dst[r] = score[i]
	}
}
