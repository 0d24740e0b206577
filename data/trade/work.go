package trade

import (
	"panelstress/data"
)

// Work is the memory of one worker for one plan.
type Work struct {
	plan    *Plan
	period  Period
	count   []float64
	rows    []int32 // of the panel, of the entities of the period
	exports [][]float64
	imports [][]float64
	total   []float64
	shares  [][]float64
	income  [][]float64 // by column of incomes
	dst     []float64

	// flows of this worker, where a scenario changes them
	changed    bool
	ownExports []float64
	ownImports []float64
	ownShares  []float64
	ownTotals  []float64
	ownPanel   []float64

	// Failed and Time say in which measure and at what time the last error was.
	Failed string
	Time   int
}

// NewWork makes the memory of one worker.
func (p *Plan) NewWork() *Work {
	n := p.table.entities
	return &Work{
		plan: p, count: make([]float64, 0, n), rows: make([]int32, 0, n), total: make([]float64, 0, n),
		exports: make([][]float64, 0, n), imports: make([][]float64, 0, n), shares: make([][]float64, 0, n),
		income: make([][]float64, len(p.incomes)), dst: make([]float64, n),
	}
}

// Flows gives exports and imports to change, laid out as in [Table]; imports
// are nil where the table has none. Both are the worker's own, set back to
// those of the table by every call, and the next Build takes them. They must
// not become negative.
func (w *Work) Flows() (exports, imports []float64) {
	t := w.plan.table
	w.changed = true
	w.ownExports = append(w.ownExports[:0], t.Exports...)
	if t.Imports != nil {
		w.ownImports = append(w.ownImports[:0], t.Imports...)
	}
	return w.ownExports, w.ownImports
}

// flows are the exports, their shares and totals by row, the exports of the
// panel, and the imports: those of the table, or the worker's own where a
// scenario changed them since the last call.
func (w *Work) flows(s *data.Sample) (exports, imports, shares, totals, panel []float64) {
	p := w.plan
	t := p.table
	if !w.changed {
		return t.Exports, t.Imports, p.shares, p.totals, p.panel
	}
	w.changed = false
	w.ownShares, w.ownTotals = resize(w.ownShares, len(p.shares)), resize(w.ownTotals, len(p.totals))
	w.ownPanel = resize(w.ownPanel, len(p.panel))
	for _, g := range s.Drawn {
		for i := t.start[g]; i < t.start[g+1]; i++ {
			w.ownTotals[i] = share(t.row(w.ownShares, i), t.row(w.ownExports, i))
		}
	}
	t.sums(w.ownPanel, w.ownExports)
	return w.ownExports, w.ownImports, w.ownShares, w.ownTotals, w.ownPanel
}

// Build computes every measure over a sample and writes it to the rows of the
// drawn entities: dst[j] is the column of measure j, with one element per row
// of the panel; other rows are left as they are. income[i] is the column
// Incomes()[i] of the panel.
func (p *Plan) Build(dst, income [][]float64, w *Work, s *data.Sample) error {
	t := p.table
	exports, imports, shares, totals, panel := w.flows(s)
	for at, rows := range t.byPeriod {
		w.gather(rows, s)
		if len(w.rows) == 0 {
			continue
		}
		for _, i := range w.rows {
			w.exports = append(w.exports, t.row(exports, int(i)))
			w.shares = append(w.shares, t.row(shares, int(i)))
			w.total = append(w.total, totals[i])
			if imports != nil {
				w.imports = append(w.imports, t.row(imports, int(i)))
			}
		}
		w.load(at, panel)
		for j, col := range income {
			w.income[j] = w.income[j][:0]
			for _, i := range w.rows {
				w.income[j] = append(w.income[j], col[i])
			}
		}
		if err := w.measure(dst, at); err != nil {
			return err
		}
	}
	return nil
}

// gather lists the rows of a period that are in the sample, with counts.
func (w *Work) gather(rows []int32, s *data.Sample) {
	w.rows, w.count, w.total = w.rows[:0], w.count[:0], w.total[:0]
	w.exports, w.imports, w.shares = w.exports[:0], w.imports[:0], w.shares[:0]
	for _, g := range s.Drawn {
		if rows[g] >= 0 {
			w.rows = append(w.rows, rows[g])
			w.count = append(w.count, float64(s.Count[g]))
		}
	}
}

// load points the period at what was gathered.
func (w *Work) load(at int, panel []float64) {
	p, t := &w.period, w.plan.table
	p.changed()
	p.products = len(t.Products)
	p.Exports, p.Count, p.Total, p.Shares = w.exports, w.count, w.total, w.shares
	p.Imports, p.World = nil, nil
	if t.Imports != nil {
		p.Imports = w.imports
	}
	if t.World != nil {
		p.World = t.row(t.World, at)
	}
	p.Panel = t.row(panel, at)
}

// measure computes the measures of the period and writes them to their rows.
func (w *Work) measure(dst [][]float64, at int) error {
	p := w.plan
	one := w.dst[:len(w.rows)]
	for j := range p.columns {
		c := &p.columns[j]
		w.period.Members = c.members
		if c.income >= 0 {
			w.period.Income = w.income[c.income]
		}
		if err := c.Measure.Measure(one, &w.period); err != nil {
			w.Failed, w.Time = c.Name, p.table.times[at]
			return err
		}
		for i, r := range w.rows {
			dst[j][r] = one[i]
		}
	}
	return nil
}
