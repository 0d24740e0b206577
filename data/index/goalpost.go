package index

import (
	"errors"
	"fmt"
	"math"
)

// Goalposts maps a column onto [0, 1] between fixed values, [worst, best] by
// name of indicator: y = (x - worst)/(best - worst), cut off at 0 and 1.
// The order of the two gives the direction; also called distance to frontier.
type Goalposts map[string][2]float64

// Normalise implements [Normaliser].
func (p Goalposts) Normalise(dst []float64, t *Table, j int) error {
	worst, best := p[t.Columns[j].Name][0], p[t.Columns[j].Name][1]
	if t.flipped(j) {
		worst, best = best, worst
	}
	for i, v := range t.X[j] {
		dst[i] = min(max((v-worst)/(best-worst), 0), 1)
	}
	return nil
}

func (p Goalposts) check(names []string) error {
	var errs []error
	for _, n := range names {
		posts, ok := p[n]
		r := posts[1] - posts[0]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("no goalposts are given for %q", n))
		case r == 0 || math.IsNaN(r) || math.IsInf(r, 0):
			errs = append(errs, fmt.Errorf("goalposts of %q are %v and %v, expected two different finite numbers", n, posts[0], posts[1]))
		}
	}
	return errors.Join(append(errs, strangers("a pair of goalposts", p, names)...)...)
}
