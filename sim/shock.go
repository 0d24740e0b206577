package sim

import (
	"slices"

	"panelstress/data"
	"panelstress/scenarios"
)

// rows are the rows of a column that a draw may change; all of them where the
// bits are nil.
type rows struct{ bits []bool }

// touch notes, for the columns that shocks change, the rows that they may
// change.
func (c *Chain) touch(shocks []scenarios.Shock) error {
	for _, s := range shocks {
		columns := s.Columns()
		later, _ := s.(scenarios.Later)
		if later != nil {
			columns = append(slices.Clone(columns), later.Derived()...)
		}
		for _, name := range columns {
			if later == nil {
				c.touched[name] = rows{}
				continue
			}
			r := rows{later.Touched(name)}
			if before, ok := c.touched[name]; ok {
				r = before.or(r)
			}
			c.touched[name] = r
		}
		for _, name := range s.Columns() {
			if c.panel.Column(name) == nil {
				return c.unknown("data", name)
			}
			c.changes[name] = true
		}
	}
	return nil
}

// changes tells whether a shock changes anything.
func changes(s scenarios.Shock) bool {
	later, ok := s.(scenarios.Later)
	return len(s.Columns()) > 0 || ok && len(later.Derived()) > 0
}

func (r rows) or(s rows) rows {
	if r.bits == nil || s.bits == nil {
		return rows{}
	}
	out := slices.Clone(r.bits)
	for i, b := range s.bits {
		out[i] = out[i] || b
	}
	return rows{out}
}

// entities widens rows to all rows of the entities that they are of, which is
// what a lag can reach.
func (r rows) entities(p *data.Panel) rows {
	if r.bits == nil {
		return r
	}
	out := make([]bool, len(r.bits))
	start := p.Starts()
	for g := range p.Entities() {
		if slices.Contains(r.bits[start[g]:start[g+1]], true) {
			for i := start[g]; i < start[g+1]; i++ {
				out[i] = true
			}
		}
	}
	return rows{out}
}

// span is a range of rows, from and up to, of one entity; all rows are a span
// of none, -1.
type span struct{ entity, from, to int }

// spans are the rows as ranges.
func (r rows) spans(p *data.Panel) (out []span) {
	if r.bits == nil {
		return []span{{-1, 0, p.Len()}}
	}
	start := p.Starts()
	for g := range p.Entities() {
		for i := start[g]; i < start[g+1]; i++ {
			switch last := len(out) - 1; {
			case !r.bits[i]:
			case i > start[g] && r.bits[i-1]:
				out[last].to++
			default:
				out = append(out, span{g, i, i + 1})
			}
		}
	}
	return out
}

// reach are the rows of a computed column that a draw may change: none where
// it needs nothing that changes.
func (c *Chain) reach(d definition, lagged bool) (r rows, changes bool) {
	r.bits = make([]bool, c.rows)
	for _, n := range d.needs {
		if c.changes[n] {
			changes = true
			r = r.or(c.touched[n])
		}
	}
	if lagged {
		r = r.entities(c.panel)
	}
	if own, ok := c.touched[d.name]; ok {
		changes = true
		r = r.or(own)
	}
	if part := c.study.part; part != nil && part.shuffled == d.name {
		r = rows{} // what is dealt out must be whole in every draw
	}
	return r, changes
}

// shockNode lets the shocks of an arm change a computed column, as soon as it
// is computed.
type shockNode struct {
	column int
	name   string
}

func (n shockNode) start() builder { return n }

func (n shockNode) build(w *worker) error {
	for _, s := range w.shocks {
		later, ok := s.(scenarios.Later)
		if !ok {
			continue
		}
		if j := slices.Index(later.Derived(), n.name); j >= 0 {
			later.ApplyDerived(j, w.cols[n.column], &w.sample)
		}
	}
	return nil
}

// startShocks gives the worker the shocks of its arm, with their memory, and
// the columns that they change.
func (w *worker) startShocks() {
	for _, s := range w.arm.Shocks {
		if later, ok := s.(scenarios.Later); ok {
			s = later.Clone()
		}
		w.shocks = append(w.shocks, s)
		var cols [][]float64
		for _, name := range s.Columns() {
			at, _ := w.chain.column(name)
			cols = append(cols, w.cols[at])
			w.resets = append(w.resets, [2][]float64{w.cols[at], w.chain.panel.Column(name)})
		}
		w.shocked = append(w.shocked, cols)
	}
}

// shock lets the shocks of the arm, in their order, change our own copies of
// raw columns, which are set back to the panel's first.
func (w *worker) shock() {
	w.resetColumns()
	for k, s := range w.shocks {
		if p, ok := s.(*scenarios.Plan); ok && w.arranged != nil {
			p.Draw(w.arranged.at(w.number), w.shocked[k], &w.sample)
			continue
		}
		s.Apply(w.shocked[k], &w.sample, w.own)
	}
}

// resetColumns gives the raw columns that shocks change the panel's values, of
// all entities: one copy is faster than one for each that is drawn.
func (w *worker) resetColumns() {
	for _, r := range w.resets {
		copy(r[0], r[1])
	}
}
