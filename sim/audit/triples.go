package audit

import (
	"math"
)

const determinant = "three variables: 1 - a² - b² - c² + 2abc >= 0"

// angle is the interval of the angle between two variables.
func angle(r Interval) Interval {
	const slack = 1e-12
	return Interval{max(0, math.Acos(min(1, r.Hi))-slack), math.Acos(max(-1, r.Lo)) + slack}
}

// triple is three places of the order, i > j > l.
type triple struct{ i, j, l int }

// triples: variables are directions in space and correlations cosines, so of
// three angles none is larger than the sum of the two others, and all three sum
// to at most a full turn. For three variables this is all that is needed. The
// correlation that stands in most of the triples that fail is the one in doubt.
func triples(a *auditor) {
	c := a.Correlations
	if c == nil {
		return
	}
	const most = 60 // variables
	k := len(c.Order)
	if k > most {
		a.skip(say("correlations: triples of %d variables; the matrix as a whole is checked", k))
		return
	}
	angles := make([][]Interval, k)
	for i := range angles {
		angles[i] = make([]Interval, k)
		for j := range angles {
			angles[i][j] = angle(rBox(c, i, j))
		}
	}
	var failed []triple
	for i := range k {
		for j := range i {
			for l := range j {
				a.checked(1)
				x, y, z := angles[i][j], angles[i][l], angles[j][l]
				if x.Lo > y.Hi+z.Hi || y.Lo > x.Hi+z.Hi || z.Lo > x.Hi+y.Hi || x.Lo+y.Lo+z.Lo > 2*math.Pi {
					failed = append(failed, triple{i, j, l})
				}
			}
		}
	}
	for len(failed) > 0 {
		failed = a.addTriples(failed)
	}
}

// addTriples reports the triples of the pair that stands in most, and returns
// the others.
func (a *auditor) addTriples(failed []triple) (rest []triple) {
	count := make(map[[2]int]int)
	best := [2]int{failed[0].i, failed[0].j}
	for _, t := range failed {
		for _, p := range [][2]int{{t.i, t.j}, {t.i, t.l}, {t.j, t.l}} {
			if count[p]++; count[p] > count[best] {
				best = p
			}
		}
	}
	c := a.Correlations
	implied := Interval{-1, 1}
	where := []string{cell(c.Order[best[1]], c.Order[best[0]])}
	with := list{between: ", "}
	for _, t := range failed {
		third, ok := t.third(best)
		if !ok {
			rest = append(rest, t)
			continue
		}
		b := between(rBox(c, best[0], third), rBox(c, best[1], third))
		implied = Interval{max(implied.Lo, b.Lo), min(implied.Hi, b.Hi)}
		for _, p := range []int{best[0], best[1]} {
			where = append(where, cell(c.Order[min(p, third)], c.Order[max(p, third)]))
		}
		with.items = append(with.items, say("with %s in %s", c.Order[third], span(b)))
	}
	severity, unless := a.proven()
	n := c.At(best[0], best[1])
	text := say("nothing")
	if n != nil {
		text = say("%s", n.Text)
	}
	a.add(severity, text.String(), implied, where, say("The correlation of %s and %s is printed as %s. Given the correlations of both with a third variable it lies %s.%s",
		c.Order[best[1]], c.Order[best[0]], text, with, unless), determinant)
	return rest
}

// third is the variable of a triple beside a pair; false where the pair is not
// in it.
func (t triple) third(p [2]int) (int, bool) {
	switch p {
	case [2]int{t.i, t.j}:
		return t.l, true
	case [2]int{t.i, t.l}:
		return t.j, true
	case [2]int{t.j, t.l}:
		return t.i, true
	}
	return 0, false
}

// between is the interval of the correlation of x and y given those of both
// with z: cos of the sum and of the difference of the angles.
func between(xz, yz Interval) Interval {
	p, q := angle(xz), angle(yz)
	lo := math.Cos(min(math.Pi, p.Hi+q.Hi))
	return Interval{lo, math.Cos(p.Gap(q))}.Widen(1e-12)
}
