package trade

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
)

// Missing says what a cell without a value is.
type Missing string

const (
	MissingError Missing = "error" // the default: say where it is
	MissingZero  Missing = "zero"  // no trade
)

// Others says what becomes of entities that the panel has not.
type Others string

const (
	OthersError Others = "error" // the default: say which
	OthersDrop  Others = "drop"  // leave their trade out
)

// Options name the columns of a long table: a row for every entity, product
// and time.
type Options struct {
	Entity, Time, Product string
	Exports               string
	Imports               string // empty: none
	World                 string // outside exports of the product, the same in all rows of a product and time; empty: none
	Missing               Missing
	Others                Others
}

// Read lays a long table on the rows of a panel. Trade of other times than the
// panel's is left out with a note, as is that of an entity at times when it has
// no row. Products are in the order of their names.
//
// A panel row without any trade is an error even where missing cells are no
// trade: it is a row of the file forgotten, or has to be written as 0. Errors
// that the user must mend are of type [*data.InputError].
func Read(file *data.Table, p *data.Panel, o Options) (*Table, error) {
	r := reader{file: file, panel: p, o: o, table: newTable(p)}
	for _, step := range []func() error{r.columns, r.place, r.fill, r.complete, r.world} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.table, nil
}

// reader is a table in the making. A cell is a product of a panel row.
type reader struct {
	file  *data.Table
	panel *data.Panel
	o     Options
	table *Table

	entity, product           []string
	time                      []int
	exports, imports, outside []float64
	row                       []int32 // of the panel, per line; -1 where it is left out
	at                        []int32 // product, per line
	line                      []int32 // per cell: its line and 1, or 0
}

// columns reads the columns as they are.
func (r *reader) columns() error {
	var err error
	of := func(key, name string, read func(string) error) {
		if err != nil {
			return
		}
		err = read(name)
		var in *data.InputError
		if errors.Is(err, data.ErrUnknownColumn) && errors.As(err, &in) {
			in.Key = "trade." + key
		}
	}
	keys := func(dst *[]string) func(string) error {
		return func(name string) (err error) { *dst, err = r.file.Keys(name); return err }
	}
	numbers := func(dst *[]float64) func(string) error {
		return func(name string) (err error) { *dst, err = r.file.Numbers(name); return err }
	}
	of("entity", r.o.Entity, keys(&r.entity))
	of("time", r.o.Time, func(name string) (err error) { r.time, err = r.file.Times(name); return err })
	of("product", r.o.Product, keys(&r.product))
	of("exports", r.o.Exports, numbers(&r.exports))
	if r.o.Imports != "" {
		of("imports", r.o.Imports, numbers(&r.imports))
	}
	if r.o.World != "" {
		of("world", r.o.World, numbers(&r.outside))
	}
	return err
}

// place finds the panel row of every line.
func (r *reader) place() error {
	number, start := make(map[string]int), r.panel.Starts()
	for g, name := range r.panel.Entities() {
		number[name] = g
	}
	r.row = make([]int32, len(r.entity))
	others, elsewhere := 0, 0
	unknown := make(map[string]bool)
	for l, name := range r.entity {
		r.row[l] = -1
		g, known := number[name]
		switch {
		case !known && r.o.Others == OthersDrop:
			unknown[name] = true
			others++
			continue
		case !known:
			return r.unknownEntity(l)
		}
		at, found := slices.BinarySearch(r.panel.Times()[start[g]:start[g+1]], r.time[l])
		if !found {
			elsewhere++
			continue
		}
		r.row[l] = int32(start[g] + at)
		r.table.Products = append(r.table.Products, r.product[l])
	}
	r.note(others, "of %d entities that the panel does not have left out", len(unknown))
	r.note(elsewhere, "of other times than the panel's left out")
	slices.Sort(r.table.Products)
	r.table.Products = slices.Compact(r.table.Products)
	if len(r.table.Products) == 0 {
		return &data.InputError{
			File: r.file.File(), Found: "no trade of the panel's entities in its times", Expected: "rows for " + r.span(),
		}
	}
	const most = 1 << 28 // 2 GB of numbers
	if cells := r.panel.Len() * len(r.table.Products); cells > most {
		return &data.InputError{File: r.file.File(), Found: fmt.Sprintf("%d products for %d rows of the panel", len(r.table.Products), r.panel.Len()), Expected: "a table that fits into memory", Hint: "take products together"}
	}
	r.at = make([]int32, len(r.product))
	index := make(map[string]int32)
	for i, name := range r.table.Products {
		index[name] = int32(i)
	}
	for l, name := range r.product {
		r.at[l] = index[name]
	}
	return nil
}

// span names the times of the panel.
func (r *reader) span() string {
	t := r.table.times
	return fmt.Sprintf("times from %d to %d", t[0], t[len(t)-1])
}

func (r *reader) note(n int, format string, args ...any) {
	if n > 0 {
		rows := "rows"
		if n == 1 {
			rows = "row"
		}
		r.table.notes = append(r.table.notes, fmt.Sprintf("Trade: %d %s ", n, rows)+fmt.Sprintf(format, args...)+".")
	}
}

func (r *reader) unknownEntity(l int) error {
	known := r.panel.Entities()
	e := r.error(l, r.o.Entity, fmt.Sprintf("%q, which is no entity of the panel", r.entity[l]), "one of "+some(known))
	if near, ok := formula.Nearest(r.entity[l], known); ok {
		e.Hint = fmt.Sprintf("perhaps %q is meant; ", near)
	}
	e.Hint += "trade.others: drop leaves such rows out"
	return e
}

// some names the first of a list.
func some(names []string) string {
	const most = 12
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// error is about a cell of a line.
func (r *reader) error(l int, column, found, expected string) *data.InputError {
	return &data.InputError{File: r.file.File(), Line: r.file.Line(l), Column: column, Found: found, Expected: expected}
}

// fill takes the flows into the table.
func (r *reader) fill() error {
	cells := r.panel.Len() * len(r.table.Products)
	r.line = make([]int32, cells)
	r.table.Exports = make([]float64, cells)
	if r.imports != nil {
		r.table.Imports = make([]float64, cells)
	}
	for l, row := range r.row {
		if row < 0 {
			continue
		}
		cell := int(row)*len(r.table.Products) + int(r.at[l])
		if first := r.line[cell]; first > 0 {
			return r.error(l, "", fmt.Sprintf("a second row for %s (the first is line %d)", r.name(l), r.file.Line(int(first)-1)), "one row for each entity, product and time")
		}
		r.line[cell] = int32(l) + 1
		if err := r.flow(&r.table.Exports[cell], l, r.o.Exports, r.exports[l]); err != nil {
			return err
		}
		if r.imports == nil {
			continue
		}
		if err := r.flow(&r.table.Imports[cell], l, r.o.Imports, r.imports[l]); err != nil {
			return err
		}
	}
	return nil
}

// name says whose trade a line is.
func (r *reader) name(l int) string {
	return fmt.Sprintf("entity %q, product %q, time %d", r.entity[l], r.product[l], r.time[l])
}

// flow checks a value; one that is missing is no trade if the options say so.
func (r *reader) flow(dst *float64, l int, column string, v float64) error {
	switch {
	case v < 0:
		e := r.error(l, column, fmt.Sprintf("%v for %s", v, r.name(l)), "a flow that is not negative")
		e.Hint = "exports and imports are two columns, both positive"
		return e
	case !math.IsNaN(v):
		*dst = v
	case r.o.Missing != MissingZero:
		e := r.error(l, column, "no value for "+r.name(l), "a number")
		e.Hint = "write 0 where there is no trade, or set trade.missing: zero"
		return e
	}
	return nil
}

// complete finds cells without a line.
func (r *reader) complete() error {
	k, start := len(r.table.Products), r.panel.Starts()
	empty, first := 0, -1
	for g, name := range r.panel.Entities() {
		for i := start[g]; i < start[g+1]; i++ {
			none := 0
			for p, l := range r.line[i*k : (i+1)*k] {
				if l > 0 {
					continue
				}
				if none++; first < 0 {
					first = i*k + p
				}
			}
			if empty += none; none == k {
				return &data.InputError{
					File: r.file.File(), Found: fmt.Sprintf("no row of entity %q for time %d", name, r.panel.Times()[i]),
					Expected: "trade for every row of the panel", Hint: "write a row with 0 if it has no trade at all, or leave the time out of the panel (data.from, data.to, data.where)",
				}
			}
		}
	}
	if empty > 0 && r.o.Missing != MissingZero {
		return r.missingCell(first, empty)
	}
	r.noteCells(empty)
	return nil
}

func (r *reader) missingCell(cell, empty int) error {
	k := len(r.table.Products)
	g := 0
	for r.panel.Starts()[g+1] <= cell/k {
		g++
	}
	return &data.InputError{
		File: r.file.File(), Found: fmt.Sprintf("no row of entity %q, product %q for time %d (%d such cells of %d)", r.panel.Entities()[g], r.table.Products[cell%k], r.panel.Times()[cell/k], empty, len(r.line)),
		Expected: "a row for every entity, product and time", Hint: "trade.missing: zero takes them for no trade",
	}
}

// noteCells tells how many cells were taken for no trade.
func (r *reader) noteCells(empty int) {
	for l, row := range r.row {
		if row >= 0 && (math.IsNaN(r.exports[l]) || r.imports != nil && math.IsNaN(r.imports[l])) {
			empty++
		}
	}
	if empty > 0 {
		r.table.notes = append(r.table.notes, fmt.Sprintf("Trade: %d of %d cells without a value taken for no trade.", empty, len(r.line)))
	}
}

// world takes outside exports, which must be the same in all lines of a
// product and time and not smaller than those of any entity.
func (r *reader) world() error {
	if r.o.World == "" {
		return nil
	}
	k := len(r.table.Products)
	r.table.World = make([]float64, len(r.table.times)*k)
	from := make([]int32, len(r.table.World)) // the line it was first read in, and 1
	for l, row := range r.row {
		if row < 0 {
			continue
		}
		t, _ := slices.BinarySearch(r.table.times, r.time[l])
		cell, v := t*k+int(r.at[l]), r.outside[l]
		switch {
		case math.IsNaN(v):
			return r.error(l, r.o.World, "no value for "+r.name(l), "the outside exports of the product")
		case from[cell] > 0 && v != r.table.World[cell]:
			return r.error(l, r.o.World, fmt.Sprintf("%v for product %q, time %d, where line %d has %v", v, r.product[l], r.time[l], r.file.Line(int(from[cell])-1), r.table.World[cell]), "the same in all rows of a product and time")
		case v < r.exports[l] || v < 0:
			return r.error(l, r.o.World, fmt.Sprintf("%v for %s, which exports %v", v, r.name(l), r.exports[l]), "outside exports that contain those of the entity")
		}
		r.table.World[cell], from[cell] = v, int32(l)+1
	}
	for cell, l := range from {
		if l == 0 {
			return &data.InputError{
				File: r.file.File(), Column: r.o.World, Found: fmt.Sprintf("no row of product %q for time %d", r.table.Products[cell%k], r.table.times[cell/k]),
				Expected: "the outside exports of every product and time",
			}
		}
	}
	return nil
}
