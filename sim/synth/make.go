package synth

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/floats"

	"panelstress/data"
	"panelstress/data/published"
	"panelstress/sim"
)

// Panel is a synthetic panel and how its numbers come out.
type Panel struct {
	Problem  *Problem
	Seed     uint64
	Number   int         // of the panel among those of a seed, from 0
	Attempts int         // starts that were tried
	Columns  [][]float64 // by variable; rows by entity, then period
	Numbers  []Number
}

// Number is a printed number and what the panel gives for it.
type Number struct {
	Target
	Value float64
}

// Met tells whether the value prints as the number.
func (n *Number) Met() bool { return n.Off() == 0 }

// Off is how far the value is from what prints as the number, in half units
// of its last digit.
func (n *Number) Off() float64 { return n.off(n.Value) }

// Met tells whether all numbers are met.
func (p *Panel) Met() bool { return p.Unmet() == 0 }

// Unmet counts the numbers that are not met.
func (p *Panel) Unmet() int { return unmet(p.Numbers) }

// attempts is the number of starts before a panel is given up: each is a new
// random panel.
const attempts = 4

// Make makes the panel of a number from a seed. Where no start leads to one
// that meets all numbers, it returns the one that meets most; the error is
// that of ctx, or that the tables describe no panel at all.
func Make(ctx context.Context, p *Problem, seed uint64, number int) (*Panel, error) {
	return best(ctx, p, seed, number, attempts)
}

// best is the best panel of some attempts.
func best(ctx context.Context, p *Problem, seed uint64, number, attempts int) (*Panel, error) {
	var best *Panel
	var failure error
	for attempt := range attempts {
		made, err := try(ctx, p, seed, number, attempt)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil { // a model that cannot be fitted to the start
			failure = err
			continue
		}
		made.Attempts = attempt + 1
		if best == nil || made.Unmet() < best.Unmet() {
			best = made
		}
		if best.Met() {
			break
		}
	}
	if best == nil {
		return nil, failure
	}
	return best, nil
}

// try makes a panel from one start.
func try(ctx context.Context, p *Problem, seed uint64, number, attempt int) (*Panel, error) {
	s, err := newSystem(p)
	if err != nil {
		return nil, err
	}
	rng := sim.Random(seed, fmt.Sprint("synth ", attempt), number)
	q := newSearch(s, rng)
	if _, err := q.solve(ctx, rng); err != nil {
		return nil, err
	}
	out := &Panel{Problem: p, Seed: seed, Number: number}
	order := make([]int, len(p.Entities))
	for g := range order {
		order[g] = g
	}
	if by, ok := p.variable(p.NamesBy); ok {
		mean := make([]float64, len(order))
		for g := range mean {
			mean[g] = floats.Sum(s.cols[by][g*p.Periods : (g+1)*p.Periods])
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(mean[b], mean[a]) })
	}
	for _, col := range s.cols {
		var sorted []float64
		for _, g := range order {
			sorted = append(sorted, col[g*p.Periods:(g+1)*p.Periods]...)
		}
		out.Columns = append(out.Columns, sorted)
	}
	if out.Numbers, err = numbers(s, out.Columns); err != nil {
		return nil, err
	}
	out.Columns, out.Numbers = rounded(s, out.Columns, out.Numbers)
	return out, nil
}

// numbers evaluates the targets at the values given, in the order of rows in
// which they are handed out.
func numbers(s *system, cols [][]float64) ([]Number, error) {
	for j, col := range cols {
		copy(s.cols[j], col)
	}
	value := make([]float64, len(s.targets))
	if err := s.evaluate(value); err != nil {
		return nil, err
	}
	out := make([]Number, len(value))
	for i, v := range value {
		out[i] = Number{s.targets[i], v}
	}
	return out, nil
}

// Check computes the numbers of a problem on a panel from elsewhere, which has
// a column for each of its variables.
func Check(p *Problem, d *data.Panel) ([]Number, error) {
	own := *p
	own.Entities = nil
	for _, name := range d.Entities() {
		own.Entities = append(own.Entities, published.EntityName{En: name})
	}
	periods := d.Periods()
	own.First, own.Periods = periods[0], len(periods)
	if !d.Balanced() || d.Gaps() {
		return nil, &data.InputError{Found: "a panel that is not balanced, or has gaps", Expected: "every entity in every period"}
	}
	s, err := newSystem(&own)
	if err != nil {
		return nil, err
	}
	var cols [][]float64
	for _, v := range p.Variables {
		col := d.Column(v.Name)
		if col == nil {
			return nil, &data.InputError{Found: fmt.Sprintf("no column %q", v.Name), Expected: "every variable of the tables"}
		}
		cols = append(cols, col)
	}
	return numbers(s, cols)
}
