package estimators

import (
	"math"

	"panelstress/data"
)

// setSample makes s the sample: entities without rows have no part in it.
func (f *Frame) setSample(s *data.Sample) error {
	f.drawn = f.drawn[:0]
	for _, g := range s.Drawn {
		f.count[g] = float64(s.Count[g])
		if f.Start[g+1] > f.Start[g] { // else its rows are all incomplete
			f.drawn = append(f.drawn, g)
		}
	}
	f.tally()
	if f.n == 0 {
		return ErrNoRows
	}
	return nil
}

// tally makes the weights of the drawn entities and room for their moments.
func (f *Frame) tally() {
	m := len(f.drawn)
	f.place = resize(f.place, f.Entities())
	f.copies, f.rows, f.mass = resize(f.copies, m), resize(f.rows, m), resize(f.mass, m)
	f.size, f.n = 0, 0
	for i, g := range f.drawn {
		rows := f.Start[g+1] - f.Start[g]
		f.place[g] = i
		f.copies[i], f.rows[i] = f.count[g], float64(rows)
		f.mass[i] = f.count[g] * float64(rows)
		f.size += int(f.count[g])
		f.n += int(f.count[g]) * rows
	}
	f.mean.reset(len(f.Cols), m)
	f.cross.reset(packed(len(f.Cols)), m)
}

// keepAll makes the frame keep the cross products of all pairs of columns.
func (f *Frame) keepAll() {
	p := len(f.Cols)
	f.order = ascending(f.order, p)
	f.partners = resize(f.partners, p)
	for j := range p {
		f.partners[j] = f.order[:j+1]
	}
}

// keep makes the frame keep the cross products that the designs need. Others
// are NaN from then on.
func (f *Frame) keep(designs []*Design) {
	p := len(f.Cols)
	needed := make([]bool, packed(p))
	for _, d := range designs {
		for i := range d.variables() {
			for j := range i + 1 {
				needed[sym(d.variable(i), d.variable(j))] = true
			}
		}
	}
	f.partners = make([][]int, p)
	for j := range p {
		for i := range j + 1 {
			if needed[at(i, j)] || i == j {
				f.partners[j] = append(f.partners[j], i)
			}
		}
	}
	for i := range f.within {
		f.within[i], f.pooled[i] = math.NaN(), math.NaN()
	}
	for i := range f.cross.values {
		f.cross.values[i] = math.NaN()
	}
}

// settle keeps the moments of the columns that do not change, for recall.
func (f *Frame) settle() {
	g := f.Entities()
	f.still.mean, f.still.cross = makeByEntity(f.fixed, g), makeByEntity(packed(f.fixed), g)
	for i, g := range f.drawn {
		for j := range f.fixed {
			f.still.mean.of(j)[g] = f.mean.of(j)[i]
		}
		for at := range packed(f.fixed) {
			f.still.cross.of(at)[g] = f.cross.of(at)[i]
		}
	}
}

// recall takes the moments of the columns that do not change for the entities
// of the sample.
func (f *Frame) recall() {
	for j := range f.fixed {
		take(f.mean.of(j), f.still.mean.of(j), f.drawn)
		for _, i := range f.partners[j] {
			take(f.cross.of(at(i, j)), f.still.cross.of(at(i, j)), f.drawn)
		}
	}
}

// take sets dst to the elements of src at some places.
func take(dst, src []float64, places []int) {
	dst = dst[:len(places)]
	for i, g := range places {
		dst[i] = src[g]
	}
}

// atOnce is the number of entities whose rows are worked on at a time, so
// that those of a large panel are read from memory once and not per pair.
const atOnce = 64

// moments computes means, deviations and cross products of the columns from
// one on, over the rows of the drawn entities.
func (f *Frame) moments(from int) {
	for lo := 0; lo < len(f.drawn); lo += atOnce {
		hi := min(lo+atOnce, len(f.drawn))
		for j := from; j < len(f.Cols); j++ {
			f.centre(j, lo, hi)
		}
		for j := from; j < len(f.Cols); j++ {
			f.products(j, lo, hi)
		}
	}
}

// centre computes the means of column j and the deviations from them for the
// drawn entities lo to hi.
func (f *Frame) centre(j, lo, hi int) {
	means, all, devs := f.mean.of(j)[lo:hi], f.Cols[j], f.dev[j]
	for i, g := range f.drawn[lo:hi] {
		a, b := f.Start[g], f.Start[g+1]
		col, dev := all[a:b], devs[a:b]
		m := mean(col, 1/f.rows[lo+i])
		means[i] = m
		shift(dev, col, m)
	}
}

// products computes the cross products of column j with its partners for the
// drawn entities lo to hi. Four at a time keep four sums in registers: 1.8
// times the speed of one after the other at ten rows.
func (f *Frame) products(j, lo, hi int) {
	y, list, drawn := f.dev[j], f.partners[j], f.drawn[lo:hi]
	for ; len(list) >= 4; list = list[4:] {
		c0, c1, c2, c3 := f.dev[list[0]], f.dev[list[1]], f.dev[list[2]], f.dev[list[3]]
		d0, d1 := f.cross.of(at(list[0], j))[lo:hi], f.cross.of(at(list[1], j))[lo:hi]
		d2, d3 := f.cross.of(at(list[2], j))[lo:hi], f.cross.of(at(list[3], j))[lo:hi]
		for i, g := range drawn {
			a, b := f.Start[g], f.Start[g+1]
			y := y[a:b]
			x0, x1, x2, x3 := c0[a:b], c1[a:b], c2[a:b], c3[a:b]
			x0, x1, x2, x3 = x0[:len(y)], x1[:len(y)], x2[:len(y)], x3[:len(y)]
			var s0, s1, s2, s3 float64
			for t, v := range y {
				s0 += x0[t] * v
				s1 += x1[t] * v
				s2 += x2[t] * v
				s3 += x3[t] * v
			}
			d0[i], d1[i], d2[i], d3[i] = s0, s1, s2, s3
		}
	}
	if len(list) >= 2 {
		c0, c1 := f.dev[list[0]], f.dev[list[1]]
		d0, d1 := f.cross.of(at(list[0], j))[lo:hi], f.cross.of(at(list[1], j))[lo:hi]
		for i, g := range drawn {
			a, b := f.Start[g], f.Start[g+1]
			y := y[a:b]
			x0, x1 := c0[a:b][:len(y)], c1[a:b][:len(y)]
			var s0, s1 float64
			for t, v := range y {
				s0 += x0[t] * v
				s1 += x1[t] * v
			}
			d0[i], d1[i] = s0, s1
		}
		list = list[2:]
	}
	for _, c := range list {
		col, dst := f.dev[c], f.cross.of(at(c, j))[lo:hi]
		for i, g := range drawn {
			a, b := f.Start[g], f.Start[g+1]
			dst[i] = dot(col[a:b], y[a:b])
		}
	}
}

// sum adds up the moments over the sample. It returns ErrNotFinite where a
// value is NaN or infinite.
func (f *Frame) sum() error {
	m := len(f.drawn)
	f.off.reset(len(f.Cols), m)
	f.heavy = resize(f.heavy, m)
	for j := range f.total {
		f.total[j] = dot(f.mass, f.mean.of(j)) / float64(f.n)
		shift(f.off.of(j), f.mean.of(j), f.total[j])
	}
	for j, list := range f.partners {
		times(f.heavy, f.mass, f.off.of(j))
		for _, i := range list {
			inside := dot(f.copies, f.cross.of(at(i, j)))
			f.within[at(i, j)] = inside
			f.pooled[at(i, j)] = inside + dot(f.heavy, f.off.of(i))
		}
	}
	for j, m := range f.total {
		if v := f.pooled[at(j, j)]; math.IsNaN(m+v) || math.IsInf(m+v, 0) {
			return ErrNotFinite
		}
	}
	return nil
}
