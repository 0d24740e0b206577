package raw

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Indicator is one raw indicator of a composite.
type Indicator struct {
	Name      string
	Low, High float64 // smallest and largest value of a free one, in its unit

	// Fixed are values that are given, in row order; nil: the values are
	// found. Whole ones are rounded to whole numbers, Constant ones stay the
	// same over time; both are drawn first and then taken as given.
	Fixed    []float64
	Whole    bool
	Constant bool

	// The random start of an indicator is the target times exp(Spread e +
	// Trend t) with a persistent standard normal e and the year t from 0,
	// stretched to its range.
	Spread float64
	Trend  float64
}

// InfeasibleError tells of a row in which the indicators that are given leave
// no room for the target.
type InfeasibleError struct {
	Row         int
	Target      float64
	Low, High   float64 // what the free indicators can reach in that row
	Largest     string  // the given indicator with the largest part
	LargestPart float64
}

func (e *InfeasibleError) Error() string {
	return fmt.Sprintf("raw: row %d has the target %.6g, the given indicators leave %.6g to %.6g (%s alone gives %.6g)", e.Row, e.Target, e.Low, e.High, e.Largest, e.LargestPart)
}

// Composite finds raw indicators whose entropy-weighted linear composite,
// over min-max data pooled over all rows, is the target in every row:
//
//	sum_j w_j(y) y_ij = target_i,  y = (x - min)/(max - min)
//
// The weights depend on what is found, so that it goes in turns: weights from
// the present data, then every row multiplies its free indicators by a common
// number, with which it meets the target. Extremes are kept where they are, so that the range of every indicator stands.
// It returns the indicators in their units, to ten digits.
func Composite(p Panel, target []float64, indicators []Indicator, rng *rand.Rand) ([][]float64, error) {
	c := composite{target: target, indicators: indicators}
	for j := range indicators {
		c.start(p, &indicators[j], rng)
	}
	const turns, enough = 500, 1e-12
	for range turns {
		worst, err := c.turn()
		if err != nil {
			return nil, err
		}
		if worst < enough {
			return c.raw(), nil
		}
	}
	return nil, fmt.Errorf("raw: no convergence within %d turns", turns)
}

type composite struct {
	target     []float64
	indicators []Indicator
	x          [][]float64 // of given indicators: their values
	y          [][]float64 // min-max data
	free       [][]bool    // cells that may move
}

// start gives an indicator its first values.
func (c *composite) start(p Panel, in *Indicator, rng *rand.Rand) {
	n := p.Rows()
	x, free := in.Fixed, make([]bool, n)
	if x == nil {
		x = p.first(c.target, in, rng)
	}
	y := append([]float64(nil), x...)
	unit(y)
	if in.Fixed == nil && !in.Whole && !in.Constant {
		for i, v := range y {
			free[i] = v > 0 && v < 1
		}
	}
	c.x, c.y, c.free = append(c.x, x), append(c.y, y), append(c.free, free)
}

// first is the random start of an indicator in its unit.
func (p Panel) first(target []float64, in *Indicator, rng *rand.Rand) []float64 {
	between := 0.6
	if in.Constant {
		between = 1
	}
	e := p.noise(between, rng)
	x := make([]float64, p.Rows())
	for i := range x {
		v := target[i]
		if in.Constant {
			v = slices.Min(target[i/p.Periods*p.Periods : (i/p.Periods+1)*p.Periods]) // a mean would leave its lowest year no room
		}
		x[i] = math.Log(v) + in.Spread*e[i]
		if !in.Constant {
			x[i] += in.Trend * float64(i%p.Periods)
		}
		x[i] = math.Exp(x[i])
	}
	unit(x)
	for i, v := range x {
		x[i] = in.Low + (in.High-in.Low)*v
		if in.Whole {
			x[i] = math.Round(x[i])
		}
	}
	return x
}

func mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

// turn moves every row to its target under the present weights; worst is the
// largest distance it found.
func (c *composite) turn() (worst float64, err error) {
	w := entropyWeights(c.y)
	for i, target := range c.target {
		given, present, room := 0.0, 0.0, 0.0 // of the free ones: what they give, and would at 1
		for j, y := range c.y {
			if c.free[j][i] {
				present += w[j] * y[i]
				room += w[j]
			} else {
				given += w[j] * y[i]
			}
		}
		need := target - given
		worst = max(worst, math.Abs(need-present))
		if need < 0 || need > room {
			if !c.moveExtreme(i, w, need < 0) && !(need < 0 && c.lower(i, w)) {
				return worst, c.infeasible(i, w, given, room)
			}
			worst = math.Inf(1)
			continue
		}
		c.scale(i, w, need)
	}
	return worst, nil
}

// scale multiplies the free indicators of row i by the number with which they
// give what is needed, none of them going beyond 1. Those that stand at 1 from
// an earlier turn stay there, unless they alone give more.
func (c *composite) scale(i int, w []float64, need float64) {
	full, present := 0.0, 0.0
	for j, y := range c.y {
		if c.free[j][i] {
			present += w[j] * y[i]
			if y[i] == 1 {
				full += w[j]
			}
		}
	}
	if need < full {
		for j, y := range c.y {
			if c.free[j][i] {
				y[i] *= need / present
			}
		}
		return
	}
	for range c.y { // each turn either meets the need or fills an indicator
		full, open := 0.0, 0.0
		for j, y := range c.y {
			switch {
			case !c.free[j][i]:
			case y[i] == 1:
				full += w[j]
			default:
				open += w[j] * y[i]
			}
		}
		if open == 0 {
			return
		}
		by, filled := (need-full)/open, false
		for j, y := range c.y {
			if c.free[j][i] && y[i] < 1 {
				if y[i] *= by; y[i] >= 1 {
					y[i], filled = 1, true
				}
			}
		}
		if !filled {
			return
		}
	}
}

// moveExtreme gives the extreme of a free indicator that stands in row i to
// another row, where it fits better: the one with the largest (smallest)
// target in which no indicator has an extreme yet. It tells whether there was
// one to move.
func (c *composite) moveExtreme(i int, w []float64, high bool) bool {
	end, away := 0.0, 0.01
	if high {
		end, away = 1, 0.99
	}
	j := -1
	for k, y := range c.y {
		if c.pinned(k, i) && y[i] == end && (j < 0 || w[k] > w[j]) {
			j = k
		}
	}
	to := -1
	for r, v := range c.target {
		if r == i || c.crowded(r) {
			continue
		}
		if to < 0 || high == (v > c.target[to]) {
			to = r
		}
	}
	if j < 0 || to < 0 {
		return false
	}
	c.y[j][i], c.free[j][i] = away, true
	c.y[j][to], c.free[j][to] = end, false
	return true
}

// lower takes one from the whole indicator with the largest part in row i.
// Extremes stay where they are. It tells whether there was something to take.
func (c *composite) lower(i int, w []float64) bool {
	j := -1
	for k, y := range c.y {
		if in := &c.indicators[k]; in.Whole && in.Fixed == nil && y[i] > 0 && y[i] < 1 && (j < 0 || w[k]*y[i] > w[j]*c.y[j][i]) {
			j = k
		}
	}
	if j < 0 {
		return false
	}
	c.x[j][i]--
	copy(c.y[j], c.x[j])
	unit(c.y[j])
	return true
}

// pinned tells whether a cell of an indicator that is found is held at an
// extreme.
func (c *composite) pinned(j, i int) bool {
	in := &c.indicators[j]
	return !c.free[j][i] && in.Fixed == nil && !in.Whole && !in.Constant
}

// crowded tells whether some indicator has an extreme in row i.
func (c *composite) crowded(i int) bool {
	for j := range c.y {
		if c.pinned(j, i) {
			return true
		}
	}
	return false
}

func (c *composite) infeasible(i int, w []float64, given, room float64) error {
	e := &InfeasibleError{Row: i, Target: c.target[i], Low: given, High: given + room}
	for j, y := range c.y {
		if part := w[j] * y[i]; !c.free[j][i] && part >= e.LargestPart {
			e.Largest, e.LargestPart = c.indicators[j].Name, part
		}
	}
	return e
}

// raw are the indicators in their units.
func (c *composite) raw() [][]float64 {
	for j, in := range c.indicators {
		if in.Fixed != nil || in.Whole || in.Constant {
			continue
		}
		for i, y := range c.y[j] {
			c.x[j][i] = Digits(in.Low + (in.High-in.Low)*y)
		}
	}
	return c.x
}
