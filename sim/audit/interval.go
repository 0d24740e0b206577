package audit

import (
	"math"

	"panelstress/data/published"
)

// Interval is closed. Its operations round outward, so that the result holds
// every value that the operation can have on members of its operands.
type Interval struct{ Lo, Hi float64 }

var everything = Interval{math.Inf(-1), math.Inf(1)}

func point(v float64) Interval { return Interval{v, v} }

// box is the interval of a printed number.
func box(n *published.Number) Interval {
	lo, hi := n.Box()
	return Interval{lo, hi}
}

func outward(lo, hi float64) Interval {
	if math.IsNaN(lo) || math.IsNaN(hi) {
		return everything
	}
	return Interval{math.Nextafter(lo, math.Inf(-1)), math.Nextafter(hi, math.Inf(1))}
}

func (a Interval) Add(b Interval) Interval { return outward(a.Lo+b.Lo, a.Hi+b.Hi) }
func (a Interval) Sub(b Interval) Interval { return outward(a.Lo-b.Hi, a.Hi-b.Lo) }
func (a Interval) Neg() Interval           { return Interval{-a.Hi, -a.Lo} }

func (a Interval) Mul(b Interval) Interval {
	p, q, r, s := a.Lo*b.Lo, a.Lo*b.Hi, a.Hi*b.Lo, a.Hi*b.Hi
	return outward(min(p, q, r, s), max(p, q, r, s))
}

// Div is everything where the divisor may be zero.
func (a Interval) Div(b Interval) Interval {
	if b.Contains(0) {
		return everything
	}
	p, q, r, s := a.Lo/b.Lo, a.Lo/b.Hi, a.Hi/b.Lo, a.Hi/b.Hi
	return outward(min(p, q, r, s), max(p, q, r, s))
}

// Square is narrower than Mul of the interval with itself.
func (a Interval) Square() Interval {
	lo, hi := min(a.Lo*a.Lo, a.Hi*a.Hi), max(a.Lo*a.Lo, a.Hi*a.Hi)
	if a.Contains(0) {
		return Interval{0, outward(hi, hi).Hi}
	}
	return outward(lo, hi)
}

// Sqrt is that of the part that is not negative.
func (a Interval) Sqrt() Interval {
	r := outward(math.Sqrt(max(0, a.Lo)), math.Sqrt(max(0, a.Hi)))
	return Interval{max(0, r.Lo), r.Hi}
}

// Abs holds the absolute values.
func (a Interval) Abs() Interval {
	lo, hi := min(math.Abs(a.Lo), math.Abs(a.Hi)), max(math.Abs(a.Lo), math.Abs(a.Hi))
	if a.Contains(0) {
		lo = 0
	}
	return Interval{lo, hi}
}

// Widen adds h to both sides.
func (a Interval) Widen(h float64) Interval { return outward(a.Lo-h, a.Hi+h) }

func (a Interval) Contains(v float64) bool   { return a.Lo <= v && v <= a.Hi }
func (a Interval) Meets(b Interval) bool     { return a.Lo <= b.Hi && b.Lo <= a.Hi }
func (a Interval) Hull(b Interval) Interval  { return Interval{min(a.Lo, b.Lo), max(a.Hi, b.Hi)} }
func (a Interval) Inter(b Interval) Interval { return Interval{max(a.Lo, b.Lo), min(a.Hi, b.Hi)} }
func (a Interval) Mid() float64              { return a.Lo + (a.Hi-a.Lo)/2 }
func (a Interval) Finite() bool              { return !math.IsInf(a.Lo, 0) && !math.IsInf(a.Hi, 0) }

// Gap is the distance between intervals, 0 where they meet.
func (a Interval) Gap(b Interval) float64 { return max(0, a.Lo-b.Hi, b.Lo-a.Hi) }

// Positive and Negative tell the sign where all members have it.
func (a Interval) Positive() bool { return a.Lo > 0 }
func (a Interval) Negative() bool { return a.Hi < 0 }
