package synth

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// search is a panel on its way to the printed numbers. The unknowns are the t
// of all values (bound), without those that are the minimum or maximum of
// their variable: these are set to a value that prints as it should, and the
// others stay between them.
type search struct {
	s      *system
	bounds []bound
	t      []float64 // by variable and row
	pinned []bool
	solved []int // targets that the steps see: all but minimum and maximum

	box   []Target // the present boxes, by target
	value []float64
	reach []float64 // length of the gradient of each number
	jac   [][]float64
	trial []float64
}

// aim is the part of its box that a number is first aimed at, a random one of
// half its width: panels of different seeds differ in their numbers, too.
// What cannot be met so may end anywhere in the box; inset keeps it away from
// the ends, in half widths, so that the last bits do not matter.
const (
	aim   = 0.5
	inset = 0.02
)

// near is the distance, in half widths, at which a number counts as in its
// present box. It is less than inset.
const near = 0.01

func newSearch(s *system, rng *rand.Rand) *search {
	q := &search{
		s: s, t: make([]float64, s.rows*len(s.cols)), pinned: make([]bool, s.rows*len(s.cols)), trial: make([]float64, s.rows*len(s.cols)),
		value: make([]float64, len(s.targets)), reach: make([]float64, len(s.targets)), box: slices.Clone(s.targets),
	}
	for i := range s.targets {
		m, ok := s.parts[0].(*moments)
		if ok && i < len(m.items) && (m.items[i].kind == minOf || m.items[i].kind == maxOf) {
			continue
		}
		q.solved = append(q.solved, i)
	}
	q.jac = make([][]float64, len(s.targets))
	for i := range q.jac {
		q.jac[i] = make([]float64, len(q.t))
	}
	s.start(rng)
	for j := range s.problem.Variables {
		q.bounds = append(q.bounds, q.pin(j, rng))
	}
	return q
}

// pin sets the ends of a variable and starts all other values between them.
func (q *search) pin(j int, rng *rand.Rand) bound {
	v, x := &q.s.problem.Variables[j], q.s.cols[j]
	b := v.ends()
	inside := func(box *Box) float64 { return box.Lo + (0.1+0.8*rng.Float64())*(box.Hi-box.Lo) }
	at := j * q.s.rows
	if v.Min != nil {
		i := slices.Index(x, slices.Min(x))
		b.lo = inside(v.Min)
		x[i], q.pinned[at+i] = b.lo, true
	}
	if v.Max != nil {
		i := slices.Index(x, slices.Max(x))
		b.hi = inside(v.Max)
		x[i], q.pinned[at+i] = b.hi, true
	}
	for i := range x {
		if !q.pinned[at+i] {
			q.t[at+i] = b.inverse(x[i])
			x[i] = b.value(q.t[at+i])
		}
	}
	return b
}

// set writes the values at t to the system.
func (q *search) set(t []float64) {
	for j, b := range q.bounds {
		for i := range q.s.cols[j] {
			if k := j*q.s.rows + i; !q.pinned[k] {
				q.s.cols[j][i] = b.value(t[k])
			}
		}
	}
}

// widen sets the boxes to rel times the size of each number, or to its
// rounding where that is wider: to a part of it, off its middle by shift half
// widths, or to all.
func (q *search) widen(rel float64, shift []float64) {
	for i, t := range q.s.targets {
		mid, half := (t.Lo+t.Hi)/2, (t.Hi-t.Lo)/2
		center, inner := mid, half*(1-inset)
		if shift != nil {
			center, inner = mid+shift[i]*half, half*aim
		}
		inner = max(inner, rel*math.Abs(mid))
		q.box[i].Lo, q.box[i].Hi = center-inner, center+inner
	}
}

// met tells whether all numbers are in their present boxes.
func (q *search) met() bool {
	for _, i := range q.solved {
		if q.box[i].off(q.value[i]) > near {
			return false
		}
	}
	return true
}

// distance is the sum of squares of how far the numbers are outside of their
// boxes, each in units of the change that a step of length 1 can make of it:
// a number printed with many digits does not outweigh the others.
func (q *search) distance(value []float64) float64 {
	sum := 0.0
	for _, i := range q.solved {
		b := &q.box[i]
		d := max(b.Lo-value[i], value[i]-b.Hi, 0) / q.reach[i]
		sum += d * d
	}
	return sum
}

// linearise computes the Jacobian by t, every row scaled to length 1.
func (q *search) linearise() [][]float64 {
	q.s.gradient(q.jac)
	slope := make([]float64, len(q.t))
	for k := range slope {
		if !q.pinned[k] {
			slope[k] = q.bounds[k/q.s.rows].slope(q.t[k])
		}
	}
	var rows [][]float64
	for _, i := range q.solved {
		row := q.jac[i]
		floats.Mul(row, slope)
		q.reach[i] = max(floats.Norm(row, 2), 1e-300)
		floats.Scale(1/q.reach[i], row)
		rows = append(rows, row)
	}
	return rows
}

// longest is the largest change of one t in a step.
const longest = 1.0

// step moves the panel once and returns the part of the step that brought it
// nearer, 0 where none did.
func (q *search) step(lambda float64) (scale float64, err error) {
	rows := q.linearise()
	e := elastic{k: gram(rows)}
	for _, i := range q.solved {
		e.lo = append(e.lo, (q.box[i].Lo-q.value[i])/q.reach[i])
		e.hi = append(e.hi, (q.box[i].Hi-q.value[i])/q.reach[i])
	}
	y := e.solve(lambda)
	d := make([]float64, len(q.t))
	for p, row := range rows {
		if y[p] != 0 {
			floats.AddScaled(d, y[p], row)
		}
	}
	scale = 1.0
	if m := floats.Norm(d, math.Inf(1)); m > longest {
		scale = longest / m
	}
	before := q.distance(q.value)
	value := make([]float64, len(q.value))
	for range 12 {
		floats.AddScaledTo(q.trial, q.t, scale, d)
		q.set(q.trial)
		if q.s.evaluate(value) == nil && q.distance(value) < before*(1-1e-4*scale) {
			copy(q.t, q.trial)
			copy(q.value, value)
			return scale, nil
		}
		scale /= 2
	}
	q.set(q.t)
	return 0, q.s.evaluate(q.value)
}

// patience is the number of steps in which the distance must fall by a fifth.
const patience = 15

// approach takes steps until all numbers are in their present boxes. After a
// full step the next one is damped less, after a short one more, as in
// Levenberg and Marquardt.
func (q *search) approach(ctx context.Context, steps int) error {
	lambda, before := 1e-10, math.Inf(1)
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if q.met() {
			return nil
		}
		scale, err := q.step(lambda)
		if err != nil {
			return err
		}
		if i%patience == patience-1 {
			now := q.distance(q.value)
			if now > 0.8*before {
				return nil
			}
			before = now
		}
		switch {
		case scale == 1:
			lambda = max(lambda/10, 1e-13)
		case scale > 0.3:
		case scale == 0 && lambda > 10:
			return nil
		default:
			lambda = min(10*lambda, 100)
		}
	}
	return nil
}

// solve shrinks the boxes from 10 % of every number to a random part of its
// rounding, and in the end to all of it.
func (q *search) solve(ctx context.Context, rng *rand.Rand) (met bool, err error) {
	if err := q.s.evaluate(q.value); err != nil {
		return false, err
	}
	shift := make([]float64, len(q.box))
	for i := range shift {
		shift[i] = (1 - aim - inset) * (2*rng.Float64() - 1)
	}
	for rel := 0.1; rel > 1e-5; rel /= 4 {
		q.widen(rel, shift)
		if err := q.approach(ctx, 8); err != nil {
			return false, err
		}
	}
	q.widen(0, nil)
	err = q.approach(ctx, 100)
	return q.met(), err
}
