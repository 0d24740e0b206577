package scenarios

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/trade"
)

// flow is a Flow resolved.
type flow struct {
	is       flowKind
	products []int // numbers in the table
}

type flowKind int

const (
	noFlow flowKind = iota
	exportFlow
	importFlow
)

// flow resolves the products of an event.
func (r *resolver) flow(e *Event, key string) (f flow, err error) {
	if e.Flow == nil {
		return f, nil
	}
	switch {
	case len(r.products) == 0:
		return f, wrong(key+".flow", "a flow of trade in a study without a trade table", "a column, or a study with the key trade")
	case e.Flow.Imports && !r.imports:
		return f, wrong(key+".flow", "imports, which the trade table does not have", "exports")
	case e.Effect != Relative && e.Effect != Log:
		return f, wrong(key+".as", "a change of trade that is neither relative nor in log points", "relative or log, which leave flows that are not negative so")
	}
	f.is = exportFlow
	if e.Flow.Imports {
		f.is = importFlow
	}
	names := e.Flow.Products
	if len(names) == 0 {
		names = r.products
	}
	for _, name := range names {
		at := slices.Index(r.products, name)
		if at < 0 {
			in := wrong(key+".products", fmt.Sprintf("%q, which is no product of the trade table", name), fmt.Sprintf("one of its %d products", len(r.products)))
			if near, ok := formula.Nearest(name, r.products); ok {
				in.Hint = fmt.Sprintf("perhaps %q is meant", near)
			}
			return f, in
		}
		f.products = append(f.products, at)
	}
	return f, nil
}

// Trades tells whether the plan changes flows of a trade table.
func (p *Plan) Trades() bool {
	return slices.ContainsFunc(p.steps, func(s step) bool { return s.flow.is != noFlow && !s.null() })
}

// ApplyFlows implements FlowShock: every product of a row changes by the
// amount of the row. It belongs to the draw that Apply began.
func (p *Plan) ApplyFlows(t *trade.Table, exports, imports []float64, s *data.Sample, _ *rand.Rand) {
	k := len(t.Products)
	for i := range p.steps {
		st := &p.steps[i]
		values := exports
		switch st.flow.is {
		case noFlow:
			continue
		case importFlow:
			values = imports
		}
		for _, g := range s.Drawn {
			for c := st.reach[g]; c < st.reach[g+1]; c++ {
				cell := &st.cells[c]
				row := values[int(cell.row)*k : (int(cell.row)+1)*k]
				a := p.amountAt(st, g, cell, p.u)
				for _, j := range st.flow.products {
					row[j] = max(0, st.effect.apply(row[j], a, cell.profile, 0))
				}
			}
		}
	}
}
