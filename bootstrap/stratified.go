package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"panelstress/data"
)

// Stratified resamples entities within strata, such as regions: each stratum
// keeps its number of entities, drawn with replacement from its own (Davison
// and Hinkley 1997, section 3.2). An entity that is alone in its stratum is
// in every draw, and adds nothing to the variance.
type Stratified struct {
	members [][]int // entities of each stratum
	g       int
}

var _ Resampler = (*Stratified)(nil)

// NewStratified takes the stratum of every entity, in panel order; any
// numbers will do.
func NewStratified(strata []int) *Stratified {
	numbers := slices.Clone(strata)
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	s := &Stratified{members: make([][]int, len(numbers)), g: len(strata)}
	for g, v := range strata {
		k, _ := slices.BinarySearch(numbers, v)
		s.members[k] = append(s.members[k], g)
	}
	return s
}

// Resample draws the entities, stratum after stratum in ascending order, and
// takes one number per entity from rng.
func (s *Stratified) Resample(dst *data.Sample, src *data.Panel, rng *rand.Rand) {
	g := len(src.Entities())
	if g != s.g {
		panic(fmt.Sprintf("bootstrap: strata for %d entities, panel of %d", s.g, g))
	}
	dst.Set(g, nil)
	for _, members := range s.members {
		for range members {
			dst.Count[members[rng.IntN(len(members))]]++
		}
	}
	dst.Index()
}

// Strata numbers the strata that a column of p, text or numeric, puts its
// entities in, in the order of first appearance. The column must have one
// value per entity, the same in all of its rows.
func Strata(p *data.Panel, column string) ([]int, error) {
	if labels := p.Labels(column); labels != nil {
		return strataOf(p, column, func(i int) string { return labels[i] })
	}
	values := p.Column(column)
	if values == nil {
		return nil, fmt.Errorf("bootstrap: no column %q to stratify by", column)
	}
	return strataOf(p, column, func(i int) string {
		if math.IsNaN(values[i]) {
			return ""
		}
		return strconv.FormatFloat(values[i], 'g', -1, 64)
	})
}

// strataOf takes the label of every row; an empty one is missing.
func strataOf(p *data.Panel, column string, label func(row int) string) ([]int, error) {
	number := make(map[string]int)
	strata := make([]int, len(p.Entities()))
	start := p.Starts()
	for g, name := range p.Entities() {
		first := label(start[g])
		for i := start[g]; i < start[g+1]; i++ {
			l := label(i)
			if l == "" {
				return nil, fmt.Errorf("bootstrap: entity %q has no %s at time %d to stratify by", name, column, p.Times()[i])
			}
			if l != first {
				return nil, fmt.Errorf("bootstrap: entity %q is in stratum %s at time %d and %s at time %d: %s must not change over time",
					name, first, p.Times()[start[g]], l, p.Times()[i], column)
			}
		}
		k, seen := number[first]
		if !seen {
			k = len(number)
			number[first] = k
		}
		strata[g] = k
	}
	return strata, nil
}
