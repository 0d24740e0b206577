package estimators

import "slices"

// derived is a frame made of another frame's rows, swept, averaged or
// differenced, with the design that goes with it. Its columns are the
// variables of one design in the order of variable. Its memory is kept from
// fit to fit.
type derived struct {
	frame  Frame
	design Design
	start  []int
	time   []int
	drawn  []int
	store  []float64
	period []int32
	groups []grouping
}

// lay makes room for the variables of d over a number of rows and sets the
// design. The rows' places and the sample are still to be set. Cols and dev
// share memory: moments replaces the values by their deviations.
func (v *derived) lay(d *Design, rows int) (*Frame, *Design) {
	src, fr := d.Frame, &v.frame
	q := d.variables()
	k, l := len(d.Regressors), len(d.Excluded)
	v.store = resize(v.store, rows*q)
	fr.Names = resize(fr.Names, q)
	fr.Cols = resize(fr.Cols, q)
	fr.dev = resize(fr.dev, q)
	for j := range q {
		fr.Names[j] = src.Names[d.variable(j)]
		fr.dev[j] = v.store[j*rows : (j+1)*rows]
		fr.Cols[j] = fr.dev[j]
	}
	fr.keepAll()
	fr.within = resize(fr.within, packed(q))
	fr.pooled = resize(fr.pooled, packed(q))
	fr.total = resize(fr.total, q)
	fr.base = resize(fr.base, q)
	for j := range q {
		c := d.variable(j)
		fr.base[j] = src.pooled[at(c, c)]/float64(src.n) + src.total[c]*src.total[c]
	}

	regressors, excluded := v.design.Regressors[:0], v.design.Excluded[:0]
	for j := range k {
		regressors = append(regressors, j)
	}
	for j := range l {
		excluded = append(excluded, k+j)
	}
	v.design = *d
	v.design.Frame = fr
	v.design.Outcome = q - 1
	v.design.Regressors, v.design.Excluded = regressors, excluded
	return fr, &v.design
}

// sameRows gives the derived frame the rows and the sample of src.
func (v *derived) sameRows(src *Frame) {
	fr := &v.frame
	fr.Start, fr.Time = src.Start, src.Time
	fr.period, fr.times, fr.groups = src.period, src.times, src.groups
	fr.count, fr.drawn = src.count, src.drawn
	fr.tally()
	fr.remade = false
}

// ownRows gives the derived frame the rows in v.start and v.time and the
// sample of src, without the entities that have no row left. Periods are
// those of the times.
func (v *derived) ownRows(src *Frame) {
	fr := &v.frame
	fr.Start, fr.Time = v.start, v.time
	fr.times = src.times
	v.period = resize(v.period, len(v.time)) // fr.period may be the source's
	for r, t := range v.time {
		p, _ := slices.BinarySearch(src.times, t)
		v.period[r] = int32(p)
	}
	fr.period = v.period
	fr.count = src.count
	v.drawn = v.drawn[:0]
	for _, g := range src.drawn {
		if v.start[g+1] > v.start[g] {
			v.drawn = append(v.drawn, g)
		}
	}
	fr.drawn = v.drawn
	fr.tally()
	fr.remade = true
	v.regroup(src)
}

// regroup gives each own row the groups of the source's row of its entity and
// time, or the nearest where there is none at that time.
func (v *derived) regroup(src *Frame) {
	v.groups = resize(v.groups, len(src.groups))
	for i, from := range src.groups {
		to := &v.groups[i]
		id := resize(to.id, len(v.time))
		*to = from
		to.id = id
		for g := range src.Entities() {
			r := src.Start[g]
			for at := v.start[g]; at < v.start[g+1]; at++ {
				for r < src.Start[g+1]-1 && src.Time[r] < v.time[at] {
					r++
				}
				to.id[at] = from.id[r]
			}
		}
	}
	v.frame.groups = v.groups
}

// refresh computes the moments of the derived frame's sample from its values.
func (v *derived) refresh() {
	v.frame.moments(0)
	v.frame.sum()
}
