package index

import (
	"math"
	"strconv"
	"strings"
)

// printable are the ways of meeting zeros that papers use, with the usual
// constants.
var printable = []Entropy{
	{Zero: PLogP0},
	{Zero: Shift, Delta: 1e-2},
	{Zero: Shift, Delta: 1e-3},
	{Zero: Shift, Delta: 1e-4},
	{Zero: Shift, Delta: 1e-5},
	{Zero: Affine, Delta: 1e-2},
	{Zero: Affine, Delta: 1e-3},
	{Zero: Affine, Delta: 1e-4},
}

// RecogniseLnPeriods tells whether printed weights, one per column of a
// table, are what entropy weights become when the entropy is divided by the
// logarithm of the number of periods ([LnPeriods]), and not what they are.
// They are compared as far as they are printed: to half a unit of the last
// decimal that any of them has, at least the third, since coarser ones fit
// too much. Weights in per cent are read as shares; those that the right
// divisor gives as well are not accused. zero says how the weights that fit
// meet zeros.
func RecogniseLnPeriods(printed []float64, t *Table) (zero Entropy, yes bool) {
	printed = shares(printed)
	tolerance := 0.5*math.Pow(10, -float64(max(3, decimals(printed)))) + 1e-12
	w := make([]float64, len(printed))
	fits := func(e Entropy) bool {
		if e.Weigh(w, t) != nil {
			return false
		}
		for j, v := range w {
			if !(math.Abs(v-printed[j]) <= tolerance) {
				return false
			}
		}
		return true
	}
	for _, e := range printable {
		if fits(e) {
			return Entropy{}, false
		}
	}
	for _, e := range printable {
		e.Divisor = LnPeriods
		if fits(e) {
			return e, true
		}
	}
	return Entropy{}, false
}

// shares are weights in parts of one, where they are written in per cent.
func shares(printed []float64) []float64 {
	sum := 0.0
	for _, v := range printed {
		sum += v
	}
	if math.Abs(sum-100) > 1 {
		return printed
	}
	out := make([]float64, len(printed))
	for j, v := range printed {
		out[j] = math.Round(v*1e10) / 1e12 // no decimals that were not printed
	}
	return out
}

// decimals is the largest number of decimals that any value is written with.
func decimals(values []float64) int {
	most := 0
	for _, v := range values {
		if _, after, ok := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), "."); ok {
			most = max(most, len(after))
		}
	}
	return most
}

// recognise warns of given weights that are those of the ln T snippet on the
// panel itself.
func (p *Plan) recognise(say func(format string, args ...any)) {
	for i := range p.nodes {
		n := &p.nodes[i]
		given, ok := n.weighter.(Given)
		if !ok || p.periods < 2 {
			continue
		}
		t, printed := NewTable(nil, nil, nil), make([]float64, len(n.members))
		for k, m := range n.members {
			if m.node >= 0 || m.Treatment != nil && !treatsRows(m.Treatment) {
				t = nil
				break
			}
			t.Columns, t.X = append(t.Columns, m.Indicator), append(t.X, p.treated[m.column])
			printed[k] = given[m.Name]
		}
		if t == nil || len(t.X) < 2 {
			continue
		}
		t = NewTable(t.Columns, t.X, nil)
		t.Periods = p.periods
		if _, yes := RecogniseLnPeriods(printed, t); yes {
			say("the given weights are those that a widely copied snippet computes, which divides the entropy by the logarithm of the number of periods (%d) "+
				"and not of rows (%d): entropies exceed 1 there and redundancies are negative; entropy weights of these data are others", p.periods, p.rows)
		}
	}
}
