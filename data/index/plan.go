package index

import (
	"panelstress/data"
)

// Plan is an index compiled for a panel. It does not change and is shared by
// all workers.
type Plan struct {
	ix       Index
	entities int
	rows     int
	periods  int
	start    []int
	cols     [][]float64 // raw columns of the panel
	treated  [][]float64 // the same after treatments that work row by row
	nodes    []node
	stride   int       // weights per block
	byPeriod [][]int32 // by period: row of every entity or -1; nil where pooled
	kernel   *kernel   // pooled min-max with linear aggregation, else nil
	tables   bool      // the kernel has the tables of entropy weights
	choosing bool      // its Work has a Choice
	warnings []string
}

// Work is the memory of one worker for one plan, and what it reads and
// changes between [Plan.Weigh] and [Plan.Score].
type Work struct {
	// Weights are the weights that Weigh found and Score uses. The order is
	// that of the indicators, or with groups that of [Plan.Groups]; an index
	// built by period has one such block per period of the panel, ascending,
	// NaN where the sample has no row of that period.
	Weights []float64

	// Columns[j], where not nil, takes the place of indicator j of the panel
	// (raw, a value for every row of the drawn entities, finite). The other
	// indicators stay with the panel. Set it before Weigh.
	Columns [][]float64

	// Changes[j], where not nil, tells in which rows Columns[j] may differ from
	// the panel; nil: in all of them. It is set once, before the first Weigh.
	Changes []*Changes

	// Choice is what the draw chooses; nil but for plans made by Choosing.
	Choice *Choice

	count    []float64 // per entity
	failed   int       // indicator of the last error, or -1
	blocks   []block
	settings Table // no rows: for weights that read none

	// of the kernel: y = scale*(x - least) with x signed by direction
	least, scale, coef []float64
	base               []float64   // one number as often as the longest entity has rows
	candidate          []int32     // of the minimum, or negative
	sum, dlnd          []float64   // of d and d ln d, d = x - least in some unit
	own                [][]float64 // signed, treated Columns
	values             []float64   // those of the kernel, with own in place of the panel's; nil: there are none
	mine               []bool      // indicators whose values are not the panel's
	whole, changed     []stretch   // all rows of the sample; those of the indicator at hand that may not be the panel's
}

// GroupWeights is a group, the names of its members, and where their weights
// begin in a block of [Work.Weights].
type GroupWeights struct {
	Name    string
	Members []string
	Offset  int
}

// Name is the name of the index.
func (p *Plan) Name() string { return p.ix.Name }

// Indicators are the indicators in the order of the index, read-only.
func (p *Plan) Indicators() []Indicator { return p.ix.Indicators }

// Warnings are sentences about what is possible but questionable.
func (p *Plan) Warnings() []string { return p.warnings }

// Blocks is the number of blocks in Work.Weights: 1, or the number of
// periods of the panel where the index is built by period.
func (p *Plan) Blocks() int { return max(1, len(p.byPeriod)) }

// Groups tells the order of the weights in a block: every group comes after
// the groups it contains, the last is the whole index.
func (p *Plan) Groups() []GroupWeights {
	groups := make([]GroupWeights, len(p.nodes))
	for i := range p.nodes {
		groups[i] = GroupWeights{p.nodes[i].name, p.nodes[i].names(), p.nodes[i].offset}
	}
	return groups
}

// NewWork makes the memory of one worker.
func (p *Plan) NewWork() *Work {
	k := len(p.ix.Indicators)
	w := &Work{
		Weights: make([]float64, p.Blocks()*p.stride),
		Columns: make([][]float64, k),
		Changes: make([]*Changes, k),
		count:   make([]float64, p.entities),
		failed:  -1,
	}
	w.settings.Columns = p.ix.Indicators
	if p.choosing {
		w.Choice = p.newChoice()
	}
	if p.kernel != nil {
		w.least, w.scale, w.coef = make([]float64, k), make([]float64, k), make([]float64, k)
		w.candidate, w.own = make([]int32, k), make([][]float64, k)
		w.sum, w.dlnd, w.mine = make([]float64, k), make([]float64, k), make([]bool, k)
		w.whole = make([]stretch, 0, p.entities)
	}
	if p.kernel == nil || p.readsRows() {
		w.blocks = make([]block, p.Blocks())
		for b := range w.blocks {
			w.blocks[b].init(p)
		}
	}
	return w
}

// readsRows tells whether the weights depend on the rows of the sample in a
// way that the kernel has no tables for.
func (p *Plan) readsRows() bool {
	switch p.nodes[0].weighter.(type) {
	case Equal, Given:
		return false
	}
	return !p.tables
}

// Weigh normalises the indicators over a sample and writes the weights to
// w.Weights. On an error the weights are undefined.
func (p *Plan) Weigh(w *Work, s *data.Sample) error {
	w.failed = -1
	for g, c := range s.Count {
		w.count[g] = float64(c)
	}
	if p.kernel != nil {
		return p.weighKernel(w, s)
	}
	for b := range w.blocks {
		weights := w.Weights[b*p.stride : (b+1)*p.stride]
		if err := w.blocks[b].weigh(weights, p, w, s, b); err != nil {
			return err
		}
	}
	return nil
}

// Score writes the scores of the drawn entities to their rows in dst, which
// has one element per row of the panel; other rows are left as they are. It
// follows Weigh with the same sample and columns; w.Weights may have changed
// since.
func (p *Plan) Score(dst []float64, w *Work, s *data.Sample) error {
	if p.kernel != nil {
		p.scoreKernel(dst, w, s)
		return nil
	}
	for b := range w.blocks {
		weights := w.Weights[b*p.stride : (b+1)*p.stride]
		if err := w.blocks[b].score(dst, weights, p); err != nil {
			return err
		}
	}
	return nil
}

// GroupScore writes the scores of group i of [Plan.Groups], as the last Score
// left them, to the rows of the drawn entities. The index must have Groups.
func (p *Plan) GroupScore(dst []float64, w *Work, i int) {
	for b := range w.blocks {
		w.blocks[b].scatter(dst, w.blocks[b].nodes[i].score)
	}
}

// IndicatorWeights writes the share of every indicator in the whole index:
// its weight times the weights of the groups above it, averaged over the
// blocks that have weights. dst has one element per indicator.
func (p *Plan) IndicatorWeights(dst []float64, w *Work) {
	clear(dst)
	used := 0.0
	for b := range p.Blocks() {
		weights := w.Weights[b*p.stride : (b+1)*p.stride]
		if weights[0] != weights[0] {
			continue
		}
		used++
		p.share(dst, weights, len(p.nodes)-1, 1)
	}
	for j := range dst {
		dst[j] /= used
	}
}

func (p *Plan) share(dst, weights []float64, i int, above float64) {
	n := &p.nodes[i]
	for k, m := range n.members {
		if m.node < 0 {
			dst[m.column] += above * weights[n.offset+k]
		} else {
			p.share(dst, weights, m.node, above*weights[n.offset+k])
		}
	}
}

// arrangePeriods finds the row of every entity in every period.
func (p *Plan) arrangePeriods(panel *data.Panel) {
	if !p.ix.ByPeriod {
		return
	}
	number := make(map[int]int)
	for b, t := range panel.Periods() {
		number[t] = b
		rows := make([]int32, p.entities)
		for g := range rows {
			rows[g] = -1
		}
		p.byPeriod = append(p.byPeriod, rows)
	}
	for g := range p.entities {
		for i := p.start[g]; i < p.start[g+1]; i++ {
			p.byPeriod[number[panel.Times()[i]]][g] = int32(i)
		}
	}
}
