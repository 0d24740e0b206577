package data

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data/formula"
)

// Missing says what becomes of rows with a missing value in a needed column.
type Missing string

const (
	MissingError       Missing = "error"       // the default: say where it is
	MissingDrop        Missing = "drop"        // leave the row out
	MissingInterpolate Missing = "interpolate" // linear in time within the entity
)

// Ends says what interpolation does before the first and after the last value
// of an entity.
type Ends string

const (
	EndsError Ends = "error" // the default: say where it is
	EndsCarry Ends = "carry" // take the nearest value in time
)

// Options say which part of a table makes the panel.
type Options struct {
	Entity, Time string   // the columns that identify a row
	Columns      []string // the numeric columns that are needed
	Labels       []string // the text columns that are needed, such as a region
	From, To     *int     // first and last time; nil for no limit
	// Where is a condition in formula syntax; rows where it does not hold, or
	// where it is missing, are left out.
	Where   string
	Missing Missing
	Ends    Ends
}

// Panel checks and converts the needed columns of the selected rows. Rows are
// selected first, by time and condition: what stands in other rows and
// columns does not matter, not even for interpolation.
//
// A cell is missing where it is empty, NA or a single point; a label is only
// missing where it is empty. Names of entities and labels are trimmed of
// white space. Errors that the user must mend are of type [*InputError].
func (t *Table) Panel(o Options) (*Panel, error) {
	if err := t.checkOptions(&o); err != nil {
		return nil, err
	}
	rows, times, note, err := t.selectRows(o)
	if err != nil {
		return nil, err
	}
	b := build{t: t, o: o, rows: rows, times: times}
	for _, read := range []func() error{b.readEntities, b.readColumns, b.readLabels, b.dropMissing} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	p, err := b.panel()
	if err != nil {
		return nil, err
	}
	p.notes = append(slices.Clone(t.notes), note...)
	if b.dropped != "" {
		p.notes = append(p.notes, b.dropped)
	}
	p.fills = b.fills
	if o.Missing == MissingInterpolate {
		if err := p.interpolate(o.Ends); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// checkOptions finds unknown columns and words, and removes repetitions.
func (t *Table) checkOptions(o *Options) error {
	o.Columns, o.Labels = unique(o.Columns), unique(o.Labels)
	for _, k := range []struct{ key, name string }{{"data.entity", o.Entity}, {"data.time", o.Time}} {
		if k.name == "" {
			return &InputError{File: t.file, Key: k.key, Found: "no name", Expected: "the name of a column: " + list(t.header)}
		}
		if err := t.hasColumn(k.name); err != nil {
			err.Key, err.Column = k.key, ""
			return err
		}
	}
	for _, name := range slices.Concat(o.Columns, o.Labels) {
		if err := t.hasColumn(name); err != nil {
			return err
		}
	}
	switch o.Missing {
	case "":
		o.Missing = MissingError
	case MissingError, MissingDrop, MissingInterpolate:
	default:
		return wordError("data.missing", string(o.Missing), "error", "drop", "interpolate")
	}
	switch o.Ends {
	case "":
		o.Ends = EndsError
	case EndsError, EndsCarry:
	default:
		return wordError("data.ends", string(o.Ends), "error", "carry")
	}
	if o.From != nil && o.To != nil && *o.From > *o.To {
		return &InputError{Key: "data.from", Found: fmt.Sprintf("times from %d to %d", *o.From, *o.To), Expected: "the first before the last"}
	}
	return nil
}

// hasColumn gives the error that there is no column of this name, or nil.
func (t *Table) hasColumn(name string) *InputError {
	if slices.Contains(t.header, name) {
		return nil
	}
	return unknownColumn(t.file, name, t.header)
}

func unknownColumn(file, name string, known []string) *InputError {
	e := &InputError{
		File: file, Found: fmt.Sprintf("no column %q", name), Expected: "one of " + list(known), Err: ErrUnknownColumn,
	}
	if near, ok := formula.Nearest(name, known); ok {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return e
}

// ErrUnknownColumn is the cause where a column is named that is not there.
var ErrUnknownColumn = errors.New("data: unknown column")

func wordError(key, found string, words ...string) *InputError {
	e := &InputError{Key: key, Found: fmt.Sprintf("%q", found), Expected: strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]}
	if near, ok := formula.Nearest(found, words); ok {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return e
}

// list names up to 40 columns.
func list(names []string) string {
	const most = 40
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func unique(names []string) []string {
	var u []string
	for _, n := range names {
		if !slices.Contains(u, n) {
			u = append(u, n)
		}
	}
	return u
}

// build is a panel in the making: the selected rows of a table.
type build struct {
	t       *Table
	o       Options
	rows    []int // of the table
	times   []int
	entity  []string
	cols    [][]float64
	labels  [][]string
	fills   []Fill
	dropped string
}

func (b *build) readEntities() error {
	cells := b.t.Cells(b.o.Entity)
	for _, r := range b.rows {
		name := strings.TrimFunc(cells[r], isSpace)
		if name == "" {
			return &InputError{
				File: b.t.file, Line: b.t.lines[r], Column: b.o.Entity, Found: "an empty cell", Expected: "the name of an entity",
				Hint: "write it in every row, also where cells were merged",
			}
		}
		b.entity = append(b.entity, name)
	}
	return nil
}

// readColumns converts the numeric columns; a missing value becomes NaN.
func (b *build) readColumns() error {
	for _, name := range b.o.Columns {
		col, err := b.t.numbers(name, b.rows)
		if err != nil {
			return err
		}
		first, missing := -1, 0
		for i, v := range col {
			if math.IsNaN(v) {
				if first < 0 {
					first = i
				}
				missing++
			}
		}
		if missing == len(col) {
			return &InputError{
				File: b.t.file, Column: name, Found: fmt.Sprintf("no value in any of the %s selected", count(len(col), "row")),
				Expected: "numbers", Hint: "leave the column out, or select other rows",
			}
		}
		if missing > 0 && b.o.Missing == MissingError {
			return b.missingError(name, first, missing)
		}
		b.cols = append(b.cols, col)
	}
	return nil
}

func (b *build) readLabels() error {
	for _, name := range b.o.Labels {
		cells, col := b.t.Cells(name), make([]string, len(b.rows))
		for i, r := range b.rows {
			col[i] = strings.TrimFunc(cells[r], isSpace)
			if col[i] == "" && b.o.Missing != MissingDrop {
				e := b.missingError(name, i, 0)
				e.Expected, e.Hint = "a text", "fill it, or leave the row out (missing: drop)"
				return e
			}
		}
		b.labels = append(b.labels, col)
	}
	return nil
}

// missingError names the first missing cell of n in a column.
func (b *build) missingError(column string, row, n int) *InputError {
	r := b.rows[row]
	e := &InputError{
		File: b.t.file, Line: b.t.lines[r], Column: column,
		Found: emptyOr(b.t.Cells(column)[r]), Expected: "a number",
	}
	e.Hint = fmt.Sprintf("the column has %s; missing: drop leaves their rows out, missing: interpolate fills them in time",
		count(n, "missing cell"))
	return e
}

// dropMissing leaves out rows where a needed column is missing, and counts
// them.
func (b *build) dropMissing() error {
	if b.o.Missing != MissingDrop {
		return nil
	}
	keep := make([]bool, len(b.rows))
	for i := range keep {
		keep[i] = true
	}
	var parts []string
	drop := func(name string, missing func(i int) bool) {
		n := 0
		for i := range keep {
			if missing(i) {
				keep[i] = false
				n++
			}
		}
		if n > 0 {
			b.fills = append(b.fills, Fill{Column: name, Dropped: n})
			parts = append(parts, fmt.Sprintf("%s %d", name, n))
		}
	}
	for j, name := range b.o.Columns {
		drop(name, func(i int) bool { return math.IsNaN(b.cols[j][i]) })
	}
	for j, name := range b.o.Labels {
		drop(name, func(i int) bool { return b.labels[j][i] == "" })
	}
	if len(parts) == 0 {
		return nil
	}
	before := distinct(b.entity)
	all := len(b.rows)
	b.keepRows(keep)
	if len(b.rows) == 0 {
		return &InputError{
			File: b.t.file, Found: fmt.Sprintf("a missing value in each of the %s selected (%s)", count(all, "row"), strings.Join(parts, ", ")),
			Expected: "rows with a value in every needed column", Hint: "leave a column out, or use missing: interpolate",
		}
	}
	b.dropped = fmt.Sprintf("%s of %d left out for missing values (%s).", count(all-len(b.rows), "row"), all, strings.Join(parts, ", "))
	if lost := before - distinct(b.entity); lost > 0 {
		b.dropped += fmt.Sprintf(" No row was left of %d of %d entities.", lost, before)
	}
	return nil
}

func (b *build) keepRows(keep []bool) {
	b.rows, b.times, b.entity = kept(b.rows, keep), kept(b.times, keep), kept(b.entity, keep)
	for j := range b.cols {
		b.cols[j] = kept(b.cols[j], keep)
	}
	for j := range b.labels {
		b.labels[j] = kept(b.labels[j], keep)
	}
}

func distinct(names []string) int {
	seen := make(map[string]bool)
	for _, n := range names {
		seen[n] = true
	}
	return len(seen)
}

func kept[T any](s []T, keep []bool) []T {
	var k []T
	for i, v := range s {
		if keep[i] {
			k = append(k, v)
		}
	}
	return k
}

// panel sorts the rows into a panel that knows where they came from.
func (b *build) panel() (*Panel, error) {
	p, order, err := newPanel(b.entity, b.times, b.o.Columns, b.cols)
	var dup *DuplicateError
	if errors.As(err, &dup) {
		return nil, &InputError{
			File: b.t.file, Line: b.t.lines[b.rows[dup.Second]],
			Found:    fmt.Sprintf("a second row for %s (the first is line %d)", at(dup.Entity, dup.Time), b.t.lines[b.rows[dup.First]]),
			Expected: "one row for each entity and time", Err: err,
		}
	}
	if err != nil {
		return nil, err
	}
	p.source, p.entityName, p.timeName = b.t, b.o.Entity, b.o.Time
	p.lines = make([]int, len(order))
	for i, r := range order {
		p.lines[i] = b.t.lines[b.rows[r]]
	}
	for j, name := range b.o.Labels {
		sorted := make([]string, len(order))
		for i, r := range order {
			sorted[i] = b.labels[j][r]
		}
		p.labels[name] = sorted
	}
	return p, nil
}

// at names a row by its entity and time.
func at(entity string, time int) string {
	return fmt.Sprintf("entity %q, time %d", entity, time)
}
