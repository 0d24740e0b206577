package sim

import (
	"fmt"
	"slices"

	"panelstress/data"
	"panelstress/data/trade"
	"panelstress/scenarios"
)

// Trade is a trade table of a study and the measures of it that become
// columns of the panel.
type Trade struct {
	Table   *trade.Table
	Columns []trade.Column
	File    string // where the table came from, for messages
}

// tradeNode is the measures of a trade table. They depend on who else is in
// the sample, through totals, ubiquity and PRODY.
type tradeNode struct {
	plan    *trade.Plan
	columns []int // of the measures
	incomes []int // of the columns that they read
	static  bool  // neither these nor the measures are changed by others
}

// tradeBuilder is a tradeNode with the memory of a worker.
type tradeBuilder struct {
	*tradeNode
	work        *trade.Work
	dst, income [][]float64
	last        []int // counts of the sample that the columns are of; empty: of none
}

func (n *tradeNode) start() builder {
	return &tradeBuilder{
		tradeNode: n, work: n.plan.NewWork(),
		dst: make([][]float64, len(n.columns)), income: make([][]float64, len(n.incomes)),
	}
}

func (b *tradeBuilder) build(w *worker) error {
	if b.static && !slices.ContainsFunc(w.shocks, trades) && slices.Equal(b.last, w.sample.Count) {
		return nil // draws of the same sample have the same measures
	}
	b.last = b.last[:0]
	b.shock(w)
	for j, c := range b.columns {
		b.dst[j] = w.cols[c]
	}
	for j, c := range b.incomes {
		b.income[j] = w.cols[c]
	}
	if err := b.plan.Build(b.dst, b.income, b.work, &w.sample); err != nil {
		return err
	}
	if err := b.defined(w); err != nil {
		return err
	}
	b.last = append(b.last, w.sample.Count...)
	return nil
}

// shock lets the shocks of the arm that reach trade change the worker's own
// copy of it, which is set back to the table's first.
func (b *tradeBuilder) shock(w *worker) {
	var exports, imports []float64
	for _, s := range w.shocks {
		if !trades(s) {
			continue
		}
		if exports == nil {
			exports, imports = b.work.Flows()
		}
		s.(scenarios.FlowShock).ApplyFlows(b.plan.Table(), exports, imports, &w.sample, w.own)
	}
}

// trades tells whether a shock changes flows of trade: a scenario can, and does
// where one of its events names a flow.
func trades(s scenarios.Shock) bool {
	if p, ok := s.(*scenarios.Plan); ok {
		return p.Trades()
	}
	_, ok := s.(scenarios.FlowShock)
	return ok
}

// defined refuses a sample in which an entity lacks a measure that it has at
// the baseline: its row would be NaN in every sum.
func (b *tradeBuilder) defined(w *worker) error {
	start := w.chain.panel.Starts()
	for j, c := range b.columns {
		base := w.chain.panel.Column(w.chain.panel.Names()[c])
		for _, g := range w.sample.Drawn {
			for i := start[g]; i < start[g+1]; i++ {
				if v := b.dst[j][i]; v != v && base[i] == base[i] {
					return trade.ErrUndefined
				}
			}
		}
	}
	return nil
}

// tradeDefinitions are the measures as columns to be made. Each needs the
// incomes of all, since one node makes them.
func (s *Study) tradeDefinitions() (defs []definition) {
	if s.Trade == nil {
		return nil
	}
	var needs []string
	for _, col := range s.Trade.Columns {
		if m, ok := col.Measure.(trade.EXPY); ok && !slices.Contains(needs, m.Income) {
			needs = append(needs, m.Income)
		}
	}
	for _, col := range s.Trade.Columns {
		defs = append(defs, definition{name: col.Name, key: "trade.measures." + col.Name, trade: true, needs: needs})
	}
	return defs
}

// addTrade computes all measures at the baseline and adds the node that
// rebuilds them, once.
func (c *Chain) addTrade(d definition) error {
	if c.panel.Column(d.name) != nil {
		return nil // with the first of them
	}
	t := c.study.Trade
	table, err := t.Table.On(c.study.Panel)
	if err != nil {
		return within("trade.file", err)
	}
	n := &tradeNode{static: c.study.part == nil} // a part of a multiverse deals columns out anew in every draw
	if n.plan, err = trade.Compile(table, t.Columns); err != nil {
		return err
	}
	var income, dst [][]float64
	for _, name := range n.plan.Incomes() {
		at, _ := c.column(name)
		n.incomes = append(n.incomes, at)
		income = append(income, c.panel.Column(name))
		n.static = n.static && !c.changes[name]
	}
	for range t.Columns {
		dst = append(dst, make([]float64, c.rows))
	}
	var all data.Sample
	all.All(len(c.panel.Entities()))
	work := n.plan.NewWork()
	if err := n.plan.Build(dst, income, work, &all); err != nil {
		return &data.InputError{
			Key: "trade.measures." + work.Failed, File: t.File, Found: fmt.Sprintf("in %d: %v", work.Time, err), Expected: "a network that has the measure",
			Hint: "perhaps a lower cutoff, fewer and larger products, or reflections of a low order", Err: err,
		}
	}
	c.notes = append(c.notes, table.Notes()...)
	c.nodes = append(c.nodes, n)
	for j, col := range t.Columns {
		n.columns = append(n.columns, len(c.panel.Names()))
		if c.panel, err = c.panel.With(col.Name, dst[j]); err != nil {
			return &data.InputError{Key: "trade.measures." + col.Name, Found: fmt.Sprintf("%q, which is a column already", col.Name), Expected: "a new name"}
		}
		c.changes[col.Name] = true
		c.noteUndefined(col.Name, dst[j])
		if _, shocked := c.touched[col.Name]; shocked {
			n.static = false
			c.nodes = append(c.nodes, shockNode{n.columns[j], col.Name})
			c.touched[col.Name] = rows{} // the sample changes the others
		}
		c.addShuffle(col.Name, true)
	}
	return nil
}

// measureResults are the values of the measures at the baseline.
func (c *Chain) measureResults() (out []MeasureResult) {
	if c.study.Trade == nil {
		return nil
	}
	start, times := c.panel.Starts(), c.panel.Times()
	for _, col := range c.study.Trade.Columns {
		m := MeasureResult{Name: col.Name, Description: fmt.Sprint(col.Measure)}
		values := c.panel.Column(col.Name)
		for g, name := range c.panel.Entities() {
			for i := start[g]; i < start[g+1]; i++ {
				m.Scores = append(m.Scores, Score{Entity: name, Time: times[i], Score: Number(values[i])})
			}
		}
		out = append(out, m)
	}
	return out
}

// noteUndefined tells of rows without a measure, which models leave out.
func (c *Chain) noteUndefined(name string, col []float64) {
	missing, first := 0, -1
	for i, v := range col {
		if v != v {
			if missing++; first < 0 {
				first = i
			}
		}
	}
	if missing == 0 {
		return
	}
	g := 0
	for c.panel.Starts()[g+1] <= first {
		g++
	}
	c.notes = append(c.notes, fmt.Sprintf("%s does not exist for %d of %d rows, the first %s in %d: no exports, no product with an RCA at the cutoff, or no income.",
		name, missing, len(col), c.panel.Entities()[g], c.panel.Times()[first]))
}

// checkFlowShocks refuses shocks of trade in a study without trade.
func (s *Study) checkFlowShocks(shocks []scenarios.Shock) error {
	for _, shock := range shocks {
		if trades(shock) && s.Trade == nil {
			return &data.InputError{Key: "trade", Found: "a shock of trade in a study without any", Expected: "a trade table (trade.file)"}
		}
	}
	return nil
}
