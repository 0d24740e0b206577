package data

import (
	"fmt"
	"math"
	"strings"
)

// Fill tells what became of the missing values of one column: how many cells
// were interpolated between two values of the entity, how many took the
// nearest value at an end, and how many rows were left out because of them
// (a row with two missing columns counts in both).
type Fill struct {
	Column                         string
	Interpolated, Carried, Dropped int
}

// interpolate fills the missing values of every column, within the entity and
// linear in calendar time:
//
//	x(t) = x(a) + (x(b) - x(a)) (t - a) / (b - a)
//
// for the nearest times a < t < b that have a value.
func (p *Panel) interpolate(ends Ends) error {
	for j, name := range p.names {
		fill := Fill{Column: name}
		for g := range p.entities {
			lo, hi := p.start[g], p.start[g+1]
			if err := p.interpolateEntity(&fill, p.cols[j], lo, hi, ends); err != nil {
				err.Column = name
				if p.source != nil {
					err.File = p.source.file
				}
				return err
			}
		}
		if fill.Interpolated+fill.Carried == 0 {
			continue
		}
		p.fills = append(p.fills, fill)
		var parts []string
		if fill.Interpolated > 0 {
			parts = append(parts, count(fill.Interpolated, "missing cell")+" interpolated in time within the entity")
		}
		if fill.Carried > 0 {
			parts = append(parts, count(fill.Carried, "missing cell")+" at the ends filled with the nearest value")
		}
		p.notes = append(p.notes, fmt.Sprintf("%s: %s.", name, strings.Join(parts, ", ")))
	}
	return nil
}

// interpolateEntity fills the rows lo to hi of a column.
func (p *Panel) interpolateEntity(fill *Fill, x []float64, lo, hi int, ends Ends) *InputError {
	last := -1 // the last row that has a value of its own
	for i := lo; i < hi; i++ {
		if math.IsNaN(x[i]) {
			continue
		}
		if last < 0 && i > lo {
			if ends != EndsCarry {
				return p.endError(lo, "first")
			}
			for k := lo; k < i; k++ {
				x[k] = x[i]
			}
			fill.Carried += i - lo
		}
		if last >= 0 {
			a, b := float64(p.times[last]), float64(p.times[i])
			for k := last + 1; k < i; k++ {
				w := (float64(p.times[k]) - a) / (b - a)
				x[k] = x[last] + (x[i]-x[last])*w
			}
			fill.Interpolated += i - last - 1
		}
		last = i
	}
	switch {
	case last < 0:
		return &InputError{
			Found: fmt.Sprintf("no value for %s", p.span(lo, hi)), Expected: "at least one to interpolate from",
			Hint: "leave the entity out (where) or the column",
		}
	case last == hi-1:
		return nil
	case ends != EndsCarry:
		return p.endError(last+1, "last")
	}
	for k := last + 1; k < hi; k++ {
		x[k] = x[last]
	}
	fill.Carried += hi - 1 - last
	return nil
}

func (p *Panel) endError(row int, end string) *InputError {
	e := &InputError{
		Found:    fmt.Sprintf("no value for %s", p.at(row)),
		Expected: "a value on either side to interpolate between", Hint: "ends: carry takes the nearest value",
	}
	if end == "first" {
		e.Found += ", before the first of the entity"
	} else {
		e.Found += ", after the last of the entity"
	}
	if p.lines != nil {
		e.Line = p.lines[row]
	}
	return e
}

// at names a row of the panel.
func (p *Panel) at(row int) string {
	g := p.entityOf(row)
	return at(p.entities[g], p.times[row])
}

// span names the rows lo to hi of one entity.
func (p *Panel) span(lo, hi int) string {
	name := p.entities[p.entityOf(lo)]
	return fmt.Sprintf("entity %q, times %d to %d", name, p.times[lo], p.times[hi-1])
}

func (p *Panel) entityOf(row int) int {
	g := 0
	for p.start[g+1] <= row {
		g++
	}
	return g
}
