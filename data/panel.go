package data

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Panel is a table in long form: one row per entity and time, one contiguous
// column per variable. Rows are sorted by entity, then time; entity g has the
// rows Start(g) to Start(g+1). A missing value is NaN. A Panel does not
// change after it is made: readers and workers share it, and every slice that
// it returns is read-only.
//
// Entities stand in sorted order, by number where every name is a number and
// by name otherwise, so that neither the order of rows in a file nor the
// order of a resample's bookkeeping can change a result.
type Panel struct {
	entities []string
	start    []int
	times    []int
	names    []string
	cols     [][]float64
	labels   map[string][]string
	index    map[string]int
	notes    []string
	fills    []Fill

	source     *Table // nil where the panel was not read from a file
	entityName string // headers of these columns in the file
	timeName   string
	lines      []int // line of the file of every row
}

// NewPanel makes a panel from rows in any order: row i belongs to
// entity[i] at time[i] and has the value cols[j][i] in the column names[j].
// Two rows with the same entity and time are an error.
func NewPanel(entity []string, time []int, names []string, cols [][]float64) (*Panel, error) {
	p, _, err := newPanel(entity, time, names, cols)
	return p, err
}

// newPanel is NewPanel; row i of the panel is row order[i] of the arguments.
func newPanel(entity []string, time []int, names []string, cols [][]float64) (p *Panel, order []int, err error) {
	n := len(entity)
	if len(time) != n || len(cols) != len(names) {
		return nil, nil, fmt.Errorf("data: %d entities, %d times, %d columns for %d names", n, len(time), len(cols), len(names))
	}
	rank := entityRanks(entity)
	order = make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if c := rank[entity[a]] - rank[entity[b]]; c != 0 {
			return c
		}
		return cmp.Compare(time[a], time[b])
	})
	p = &Panel{names: slices.Clone(names), index: make(map[string]int), labels: make(map[string][]string)}
	for i, r := range order {
		if i > 0 && entity[order[i-1]] == entity[r] {
			if time[order[i-1]] == time[r] {
				return nil, nil, &DuplicateError{Entity: entity[r], Time: time[r], First: order[i-1], Second: r}
			}
		} else {
			p.entities = append(p.entities, entity[r])
			p.start = append(p.start, i)
		}
		p.times = append(p.times, time[r])
	}
	p.start = append(p.start, n)
	for j, src := range cols {
		if len(src) != n {
			return nil, nil, fmt.Errorf("data: column %q has %d rows, the panel has %d", names[j], len(src), n)
		}
		if _, twice := p.index[names[j]]; twice {
			return nil, nil, fmt.Errorf("data: column %q appears twice", names[j])
		}
		dst := make([]float64, n)
		for i, r := range order {
			dst[i] = src[r]
		}
		p.index[names[j]] = j
		p.cols = append(p.cols, dst)
	}
	return p, order, nil
}

// DuplicateError tells of two rows with the same entity and time. First and
// Second count rows from 0 in the order they were given.
type DuplicateError struct {
	Entity        string
	Time          int
	First, Second int
}

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("data: entity %q has two rows for time %d", e.Entity, e.Time)
}

// Len is the number of rows.
func (p *Panel) Len() int { return len(p.times) }

// Entities are the names of the entities in panel order.
func (p *Panel) Entities() []string { return p.entities }

// Starts has one more element than there are entities: entity g has the rows
// Starts()[g] to Starts()[g+1].
func (p *Panel) Starts() []int { return p.start }

// Times is the time of every row.
func (p *Panel) Times() []int { return p.times }

// Periods are the distinct times of the panel, ascending.
func (p *Panel) Periods() []int {
	t := slices.Clone(p.times)
	slices.Sort(t)
	return slices.Compact(t)
}

// Names are the names of the numeric columns.
func (p *Panel) Names() []string { return p.names }

// Column returns the values of a numeric column, or nil where there is none
// of that name.
func (p *Panel) Column(name string) []float64 {
	if j, ok := p.index[name]; ok {
		return p.cols[j]
	}
	return nil
}

// Labels returns the values of a text column (a region, a cluster), or nil.
func (p *Panel) Labels(name string) []string { return p.labels[name] }

// LabelNames are the names of the text columns, sorted.
func (p *Panel) LabelNames() []string { return slices.Sorted(maps.Keys(p.labels)) }

// Fills tells, per numeric column that had missing values, what became of
// them. Columns without missing values are not in it.
func (p *Panel) Fills() []Fill { return p.fills }

// Notes are sentences about how the panel was read: encoding, cells filled,
// rows dropped. They belong beside every result.
func (p *Panel) Notes() []string { return p.notes }

// Balanced tells whether every entity has every period.
func (p *Panel) Balanced() bool {
	return len(p.times) == len(p.entities)*len(p.Periods())
}

// Gaps tells whether some entity misses a period between its first and last.
func (p *Panel) Gaps() bool {
	for g := range p.entities {
		lo, hi := p.start[g], p.start[g+1]
		if p.times[hi-1]-p.times[lo] != hi-lo-1 {
			return true
		}
	}
	return false
}

// LagRows gives, for every row, the row of the same entity k periods of
// calendar time earlier, or -1 where there is none: a lag never crosses an
// entity or a gap. k may be negative (a lead).
func (p *Panel) LagRows(k int) []int32 {
	lag := make([]int32, len(p.times))
	for g := range p.entities {
		lo, hi := p.start[g], p.start[g+1]
		for i := lo; i < hi; i++ {
			j, found := slices.BinarySearch(p.times[lo:hi], p.times[i]-k)
			lag[i] = -1
			if found {
				lag[i] = int32(lo + j)
			}
		}
	}
	return lag
}

// With returns a panel that has the same rows and one more column, which it
// takes over; an existing column of that name is an error.
func (p *Panel) With(name string, col []float64) (*Panel, error) {
	_, twice := p.index[name]
	if twice || p.source != nil && (name == p.entityName || name == p.timeName) {
		return nil, fmt.Errorf("data: column %q exists already", name)
	}
	if len(col) != p.Len() {
		return nil, fmt.Errorf("data: column %q has %d rows, the panel has %d", name, len(col), p.Len())
	}
	q := *p
	q.names = append(slices.Clip(p.names), name)
	q.cols = append(slices.Clip(p.cols), col)
	q.index = make(map[string]int, len(q.names))
	for j, n := range q.names {
		q.index[n] = j
	}
	return &q, nil
}

// Complete tells for every row whether all the named columns have a value.
func (p *Panel) Complete(names ...string) []bool {
	ok := make([]bool, p.Len())
	for i := range ok {
		ok[i] = true
	}
	for _, n := range names {
		for i, v := range p.Column(n) {
			ok[i] = ok[i] && !math.IsNaN(v)
		}
	}
	return ok
}
