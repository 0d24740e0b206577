package audit

import (
	"panelstress/data/published"
)

// correlationCells checks every printed correlation by itself: at most 1 in
// size, 1 on the diagonal, the same in both triangles.
func correlationCells(a *auditor) {
	c := a.Correlations
	if c == nil {
		return
	}
	for i, x := range c.Order {
		for j, y := range c.Order[:i+1] {
			n := c.At(i, j)
			if n == nil {
				continue
			}
			a.checked(1)
			where := []string{cell(y, x)}
			switch b := box(n); {
			case b.Abs().Lo > 1:
				a.add(Impossible, n.Text, Interval{-1, 1}, where, say("The correlation of %s and %s is printed as %s; it lies between -1 and 1.%s",
					x, y, n.Text, repairedBy(n, Interval{-1, 1})), "Cauchy-Schwarz inequality")
			case i == j && !b.Contains(1):
				a.add(Impossible, n.Text, Interval{1, 1}, where, say("The correlation of %s with itself is printed as %s; it is 1.", x, n.Text), "definition")
			}
			if m := c.At(j, i); c.Full && i != j && m != nil && !box(m).Meets(box(n)) {
				a.add(Impossible, n.Text, box(m), []string{cell(y, x), cell(x, y)},
					say("The correlation of %s and %s is printed as %s in one triangle and as %s in the other.", x, y, n.Text, m.Text), "symmetry")
			}
		}
	}
}

// cell names a correlation, the variable that stands first in the order first.
func cell(x, y string) string { return published.CorrelationCell(x, y) }

// rBox is the interval of the correlation of variables i and j: everything that
// a correlation can be where none is printed.
func rBox(c *published.Correlations, i, j int) Interval {
	if i == j {
		return point(1)
	}
	if n := c.At(max(i, j), min(i, j)); n != nil {
		if b := box(n).Inter(Interval{-1, 1}); b.Lo <= b.Hi {
			return b
		}
	}
	return Interval{-1, 1}
}

// complete tells whether no value is missing: then all correlations are of the
// same rows, and their matrix is positive semi-definite. With values missing,
// correlations by pairs of available rows need not be.
func (a *auditor) complete() bool {
	room := a.cells()
	if room == 0 && a.Panel != nil {
		room = a.Panel.Observations
	}
	if room == 0 {
		return false
	}
	for _, v := range a.Correlations.Order {
		if a.n(v) != room {
			return false
		}
	}
	return true
}

// proven is the severity of a contradiction among correlations.
func (a *auditor) proven() (Severity, phrase) {
	if a.complete() {
		return Impossible, phrase{}
	}
	return Implausible, say(" Correlations over the rows that each pair happens to have could be so, if values are missing.")
}
