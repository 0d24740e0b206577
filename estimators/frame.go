package estimators

import (
	"fmt"
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

	fixed    int         // columns before this one never change
	partners [][]int     // per column j: the columns i <= j whose products with it are kept
	spots    [][]int     // the places of those products
	kept     []int       // of all of them, column by column
	still    settled     // moments of the fixed columns
	dev      [][]float64 // deviations from the entity's mean, per row

	count  []float64 // times each entity was drawn
	drawn  []int     // entities with a positive count and rows
	place  []int     // of an entity in drawn
	copies []float64 // count of the drawn entities
	rows   []float64 // T of the drawn entities
	mass   []float64 // count T of the drawn entities
	size   int       // entities with their repetitions
	n      int       // rows with their repetitions

	mean   byEntity  // x̄_g, per column
	cross  byEntity  // S_g, packed
	within []float64 // Σ count S, packed
	pooled []float64 // within + Σ count T (x̄_g - x̄)(x̄_g - x̄)', packed
	total  []float64 // x̄, over all rows
	off    byEntity  // x̄_g - x̄, per column
	sums   []float64 // Σ count S, in the order of kept
	gram   []float64 // Σ count T (x̄_g - x̄)(x̄_g - x̄)', upper triangle of p x p

	base   []float64 // mean squares of what the columns were made of; nil: of themselves
	period []int32   // position of a row's time in periods
	times  []int     // the distinct times, ascending
	groups []grouping
	order  []int
	remade bool // its rows may change from fit to fit
}

// settled holds means and cross products of all entities of a frame, drawn or
// not, for columns that do not change.
type settled struct{ mean, cross byEntity }

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
	f.within = make([]float64, packed(p))
	f.pooled = make([]float64, packed(p))
	f.total = make([]float64, p)
	f.setPeriods()
	f.keepAll()
	var all data.Sample
	all.All(g)
	if err := f.setSample(&all); err != nil {
		return nil, err
	}
	f.moments(0)
	f.settle()
	return f, f.sum()
}

// Share returns a frame that shares the rows and the fixed columns of f with
// it and has the columns given in place of the others, so that each worker
// can own what changes and read what does not. It serves the designs given,
// which may be on f, and keeps no moments that none of them needs; where none is given
// it serves all.
func (f *Frame) Share(changing [][]float64, designs ...*Design) *Frame {
	p, g := len(f.Cols), f.Entities()
	if len(changing) != p-f.fixed {
		panic("estimators: Share needs one column for each that changes")
	}
	c := *f
	c.Cols = append(slices.Clone(f.Cols[:f.fixed]), changing...)
	c.count = make([]float64, g)
	c.drawn = make([]int, 0, g)
	c.place, c.copies, c.rows, c.mass = nil, nil, nil, nil
	c.sums, c.gram = nil, nil
	c.dev = slices.Clone(f.dev)
	n := f.Rows()
	for j := f.fixed; j < p; j++ {
		c.dev[j] = make([]float64, n)
	}
	c.mean, c.off = makeByEntity(p, g), makeByEntity(p, g)
	c.cross = makeByEntity(packed(p), g)
	c.within = make([]float64, packed(p))
	c.pooled = make([]float64, packed(p))
	c.total = make([]float64, p)
	if len(designs) > 0 {
		c.keep(designs)
	}
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
	if err := f.setSample(s); err != nil {
		return err
	}
	f.recall()
	f.moments(f.fixed)
	return f.sum()
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
