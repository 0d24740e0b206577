package estimators

import (
	"fmt"
	"math"
	"slices"

	"panelstress/data"
)

// Frame holds the rows and columns that a group of fits shares, and their
// second moments per entity.
//
// Rows are sorted by entity, then time; entity g has the rows Start[g] to
// Start[g+1]. The moments of entity g are its number of rows T_g, the means
// x̄_g and the centred cross products S_g = Σ_t (x_gt - x̄_g)(x_gt - x̄_g)'.
// Every panel estimator is a weighted sum of these: the within estimator
// takes Σ S_g, the pooled one adds the part between the entities, random
// effects shrinks that part, FGLS weighs each entity by its variance, and the
// score of a cluster is S_xy - S_xx b. They are kept centred, so that large
// levels cost no digits.
//
// In a Monte-Carlo draw only some columns change (those that an index enters)
// and only some entities are in the sample: Refresh brings up to date the
// moments of these and no others.
type Frame struct {
	Start []int       // rows of entity g: Start[g] to Start[g+1]
	Time  []int       // calendar time of every row
	Names []string    // names of the columns
	Cols  [][]float64 // the columns, one value per row

	count  []float64 // times each entity was drawn
	drawn  []int     // entities with a positive count
	size   int       // entities with their repetitions
	n      int       // rows with their repetitions
	fixed  int       // columns before this one never change
	dev    [][]float64
	mean   []float64 // [g*p+j]
	cross  []float64 // [g*packed(p)+at(i, j)], i <= j
	within []float64 // Σ count S, packed
	pooled []float64 // within + Σ count T (x̄_g - x̄)(x̄_g - x̄)', packed
	total  []float64 // x̄, over all rows
	off    []float64 // x̄_g - x̄ of one entity
	base   []float64 // mean squares of what the columns were made of; nil: of themselves
	period []int32   // position of a row's time in periods
	times  []int     // the distinct times, ascending
	groups []grouping
	remade bool // its rows may change from fit to fit
}

// NewFrame makes a frame of columns that it does not copy. The first fixed
// columns must not change afterwards; the values of the others may, between
// calls of Refresh. The sample is at first each entity once.
func NewFrame(start, time []int, names []string, cols [][]float64, fixed int) (*Frame, error) {
	n := start[len(start)-1]
	if n == 0 {
		return nil, ErrNoRows
	}
	for j, c := range cols {
		if len(c) != n {
			return nil, fmt.Errorf("estimators: column %q has %d rows, the frame has %d", names[j], len(c), n)
		}
	}
	f := &Frame{Start: start, Time: time, Names: names, Cols: cols, fixed: fixed}
	g, p := len(start)-1, len(cols)
	f.count = make([]float64, g)
	f.drawn = make([]int, 0, g)
	f.dev = make([][]float64, p)
	buf := make([]float64, n*p)
	for j := range f.dev {
		f.dev[j] = buf[j*n : (j+1)*n : (j+1)*n]
	}
	f.mean = make([]float64, g*p)
	f.cross = make([]float64, g*packed(p))
	f.within = make([]float64, packed(p))
	f.pooled = make([]float64, packed(p))
	f.total = make([]float64, p)
	f.off = make([]float64, p)
	f.setPeriods()
	f.moments(0, g, 0)
	var all data.Sample
	all.All(g)
	return f, f.Refresh(&all)
}

// Share returns a frame that shares the rows and the fixed columns of f with
// it and has the columns given in place of the others, so that each worker
// can own what changes and read what does not.
func (f *Frame) Share(changing [][]float64) *Frame {
	p, g := len(f.Cols), f.Entities()
	if len(changing) != p-f.fixed {
		panic("estimators: Share needs one column for each that changes")
	}
	c := *f
	c.Cols = append(slices.Clone(f.Cols[:f.fixed]), changing...)
	c.count = make([]float64, g)
	c.drawn = make([]int, 0, g)
	c.dev = slices.Clone(f.dev)
	n := f.Rows()
	for j := f.fixed; j < p; j++ {
		c.dev[j] = make([]float64, n)
	}
	c.mean = slices.Clone(f.mean)
	c.cross = slices.Clone(f.cross)
	c.within = make([]float64, packed(p))
	c.pooled = make([]float64, packed(p))
	c.total = make([]float64, p)
	c.off = make([]float64, p)
	return &c
}

// Rows is the number of rows of the frame, each counted once.
func (f *Frame) Rows() int { return f.Start[len(f.Start)-1] }

// Entities is the number of entities of the frame, each counted once.
func (f *Frame) Entities() int { return len(f.Start) - 1 }

// Periods are the distinct times, ascending.
func (f *Frame) Periods() []int { return f.times }

// Sample returns the number of observations and of entities of the present
// sample, repetitions included.
func (f *Frame) Sample() (observations, entities int) { return f.n, f.size }

// Column gives the position of a column, or -1.
func (f *Frame) Column(name string) int { return slices.Index(f.Names, name) }

// Refresh makes s the sample of the frame and brings the moments of its
// entities up to date with the values of the columns that may change. It
// returns ErrNotFinite where such a value is NaN or infinite.
func (f *Frame) Refresh(s *data.Sample) error {
	f.drawn = f.drawn[:0]
	f.size, f.n = 0, 0
	for _, g := range s.Drawn {
		rows := f.Start[g+1] - f.Start[g]
		f.count[g] = float64(s.Count[g])
		if rows == 0 { // an entity whose rows are all incomplete
			continue
		}
		f.drawn = append(f.drawn, g)
		f.size += s.Count[g]
		f.n += s.Count[g] * rows
		if f.fixed < len(f.Cols) {
			f.moments(g, g+1, f.fixed)
		}
	}
	if f.n == 0 {
		return ErrNoRows
	}
	f.sum()
	for j, m := range f.total {
		if v := f.pooled[at(j, j)]; math.IsNaN(m+v) || math.IsInf(m+v, 0) {
			return ErrNotFinite
		}
	}
	return nil
}

// moments computes means, deviations and cross products of the entities lo to
// hi for the columns from on; those of earlier pairs of columns stand.
func (f *Frame) moments(lo, hi, from int) {
	p := len(f.Cols)
	size := packed(p)
	for g := lo; g < hi; g++ {
		a, b := f.Start[g], f.Start[g+1]
		if a == b {
			continue
		}
		inv := 1 / float64(b-a)
		for j := from; j < p; j++ {
			col, dev := f.Cols[j][a:b], f.dev[j][a:b]
			m := mean(col, inv)
			f.mean[g*p+j] = m
			dev = dev[:len(col)]
			for t, v := range col {
				dev[t] = v - m
			}
		}
		s := f.cross[g*size : (g+1)*size]
		for j := from; j < p; j++ {
			dots(s[at(0, j):at(0, j)+j+1], f.dev[:j+1], f.dev[j][a:b], a, b)
		}
	}
}

// sum adds up the moments over the sample.
func (f *Frame) sum() {
	p := len(f.Cols)
	size := packed(p)
	clear(f.within)
	clear(f.total)
	for _, g := range f.drawn {
		c := f.count[g]
		axpy(f.within, c, f.cross[g*size:(g+1)*size])
		axpy(f.total, c*float64(f.Start[g+1]-f.Start[g]), f.mean[g*p:(g+1)*p])
	}
	for j := range f.total {
		f.total[j] /= float64(f.n)
	}
	copy(f.pooled, f.within)
	for _, g := range f.drawn {
		w := f.count[g] * float64(f.Start[g+1]-f.Start[g])
		m := f.mean[g*p : (g+1)*p]
		for j, v := range m {
			f.off[j] = v - f.total[j]
		}
		for j := range m {
			axpy(f.pooled[at(0, j):at(0, j)+j+1], w*f.off[j], f.off)
		}
	}
}

func (f *Frame) setPeriods() {
	f.times = slices.Clone(f.Time)
	slices.Sort(f.times)
	f.times = slices.Compact(f.times)
	where := make(map[int]int32, len(f.times))
	for i, t := range f.times {
		where[t] = int32(i)
	}
	f.period = make([]int32, len(f.Time))
	for i, t := range f.Time {
		f.period[i] = where[t]
	}
}
