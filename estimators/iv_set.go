package estimators

import (
	"fmt"
	"math"
	"strings"
)

// SetKind is the form of a confidence set on the line.
type SetKind int

const (
	SetEmpty      SetKind = iota // no value is accepted
	SetInterval                  // one bounded interval
	SetComplement                // all but one bounded interval: two rays
	SetWholeLine                 // every value is accepted
	SetUnion                     // any other union of intervals
)

func (k SetKind) String() string {
	return [...]string{"empty", "interval", "complement of an interval", "whole line", "union of intervals"}[k]
}

// ConfidenceSet is a closed set of values of a coefficient, which need not be
// an interval. Intervals are disjoint and ascending; their outer ends may be
// -Inf and +Inf.
type ConfidenceSet struct {
	Kind      SetKind
	Intervals [][2]float64
}

// newConfidenceSet makes a set from its ends on the line closed by one point
// at infinity, in ascending order, and whether the set begins there; beyond
// tells if the point at infinity belongs to it.
func newConfidenceSet(ends []float64, enters []bool, beyond bool) ConfidenceSet {
	var s ConfidenceSet
	from := math.Inf(-1)
	inside := beyond
	for i, x := range ends {
		if !enters[i] && inside {
			s.Intervals = append(s.Intervals, [2]float64{from, x})
		}
		from, inside = x, enters[i]
	}
	if inside {
		s.Intervals = append(s.Intervals, [2]float64{from, math.Inf(1)})
	}
	n := len(s.Intervals)
	switch {
	case n == 0:
		s.Kind = SetEmpty
	case n == 1 && beyond && len(ends) == 0:
		s.Kind = SetWholeLine
	case n == 1 && !beyond:
		s.Kind = SetInterval
	case n == 2 && beyond:
		s.Kind = SetComplement
	default:
		s.Kind = SetUnion
	}
	return s
}

// Contains tells whether x is in the set.
func (s ConfidenceSet) Contains(x float64) bool {
	for _, i := range s.Intervals {
		if i[0] <= x && x <= i[1] {
			return true
		}
	}
	return false
}

// Bounded tells whether the set has no ray; the empty set is bounded.
func (s ConfidenceSet) Bounded() bool {
	n := len(s.Intervals)
	return n == 0 || !math.IsInf(s.Intervals[0][0], -1) && !math.IsInf(s.Intervals[n-1][1], 1)
}

// String writes the set as it is, as in "[0.12, 0.31]" or
// "(-Inf, -2.5] or [0.4, +Inf)".
func (s ConfidenceSet) String() string {
	if s.Kind == SetEmpty {
		return "empty"
	}
	var parts []string
	for _, i := range s.Intervals {
		left, right := fmt.Sprintf("[%.4g", i[0]), fmt.Sprintf("%.4g]", i[1])
		if math.IsInf(i[0], -1) {
			left = "(-Inf"
		}
		if math.IsInf(i[1], 1) {
			right = "+Inf)"
		}
		parts = append(parts, left+", "+right)
	}
	return strings.Join(parts, " or ")
}
