package trade

import (
	"fmt"
	"slices"

	"panelstress/data"
)

// Table is trade by entity, product and period, laid on the rows of a panel:
// with k products, row i of the panel has Exports[i*k:(i+1)*k]. It does not
// change after it is made; workers share it.
type Table struct {
	Products []string
	Exports  []float64
	Imports  []float64 // in the same order; nil where none are known
	World    []float64 // outside exports: period t has World[t*k:(t+1)*k]; nil where none are known

	panel    *data.Panel
	entities int
	start    []int     // rows of entity g: start[g] to start[g+1]
	times    []int     // of the periods, ascending
	byPeriod [][]int32 // by period: row of every entity, -1 where it has none
	notes    []string
}

// NewTable lays flows on the rows of a panel, in the order of its rows.
func NewTable(p *data.Panel, products []string, exports, imports, world []float64) (*Table, error) {
	t := newTable(p)
	t.Products, t.Exports, t.Imports, t.World = products, exports, imports, world
	cells := p.Len() * len(products)
	if len(exports) != cells || imports != nil && len(imports) != cells || world != nil && len(world) != len(t.times)*len(products) {
		return nil, fmt.Errorf("trade: %d exports, %d imports and %d outside exports for %d rows, %d periods and %d products",
			len(exports), len(imports), len(world), p.Len(), len(t.times), len(products))
	}
	return t, nil
}

func newTable(p *data.Panel) *Table {
	t := &Table{panel: p, entities: len(p.Entities()), start: p.Starts(), times: p.Periods()}
	number := make(map[int]int)
	for at, time := range t.times {
		number[time] = at
		rows := make([]int32, t.entities)
		for g := range rows {
			rows[g] = -1
		}
		t.byPeriod = append(t.byPeriod, rows)
	}
	for g := range t.entities {
		for i := t.start[g]; i < t.start[g+1]; i++ {
			t.byPeriod[number[p.Times()[i]]][g] = int32(i)
		}
	}
	return t
}

// On lays the table on a panel that has some of the rows of the present one.
func (t *Table) On(p *data.Panel) (*Table, error) {
	if slices.Equal(p.Entities(), t.panel.Entities()) && slices.Equal(p.Starts(), t.start) && slices.Equal(p.Times(), t.panel.Times()) {
		return t, nil
	}
	out := newTable(p)
	out.Products, out.notes = t.Products, t.notes
	number := make(map[string]int)
	for g, name := range t.panel.Entities() {
		number[name] = g
	}
	for g, name := range p.Entities() {
		from, known := number[name]
		for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
			row, found := 0, false
			if known {
				first := t.start[from]
				row, found = slices.BinarySearch(t.panel.Times()[first:t.start[from+1]], p.Times()[i])
				row += first
			}
			if !found {
				return nil, fmt.Errorf("trade: no trade of entity %q at time %d", name, p.Times()[i])
			}
			out.Exports = append(out.Exports, t.row(t.Exports, row)...)
			if t.Imports != nil {
				out.Imports = append(out.Imports, t.row(t.Imports, row)...)
			}
		}
	}
	for _, time := range out.times {
		if t.World != nil {
			at, _ := slices.BinarySearch(t.times, time)
			out.World = append(out.World, t.row(t.World, at)...)
		}
	}
	return out, nil
}

// Notes are sentences about how the table was read.
func (t *Table) Notes() []string { return t.notes }

// Rows gives the rows of an entity, from and to, as those of the panel.
func (t *Table) Rows(entity int) (from, to int) { return t.start[entity], t.start[entity+1] }

// row is the part of flows that belongs to a row of the panel.
func (t *Table) row(flows []float64, i int) []float64 {
	k := len(t.Products)
	return flows[i*k : (i+1)*k]
}
