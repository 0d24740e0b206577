package estimators

import (
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/lanes"
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
	f.order = ascending(f.order, packed(p))
	f.partners, f.spots = resize(f.partners, p), resize(f.spots, p)
	for j := range p {
		f.partners[j] = f.order[:j+1]
		f.spots[j] = f.order[at(0, j) : at(j, j)+1]
	}
	f.kept = f.order
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
	f.partners, f.spots = make([][]int, p), make([][]int, p)
	for j := range p {
		for i := range j + 1 {
			if needed[at(i, j)] || i == j {
				f.partners[j] = append(f.partners[j], i)
				f.spots[j] = append(f.spots[j], at(i, j))
			}
		}
	}
	f.kept = slices.Concat(f.spots...)
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
		for _, at := range f.spots[j] {
			take(f.cross.of(at), f.still.cross.of(at), f.drawn)
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
		rows := lanes.Cut(f.Start, f.drawn[lo:hi])
		for j := from; j < len(f.Cols); j++ {
			lanes.Centre(f.mean.of(j)[lo:hi], f.dev[j], f.Cols[j], f.rows[lo:hi], rows)
		}
		for j := from; j < len(f.Cols); j++ {
			lanes.Products(f.cross.values, f.cross.n, lo, f.spots[j], f.dev, f.partners[j], f.dev[j], rows)
		}
	}
}

// sum adds up the moments over the sample. It returns ErrNotFinite where a
// value is NaN or infinite.
func (f *Frame) sum() error {
	m := len(f.drawn)
	f.off.reset(len(f.Cols), m)
	p := len(f.Cols)
	f.sums, f.gram = resize(f.sums, len(f.kept)), resize(f.gram, p*p)
	f.mean.sums(f.total, f.mass, f.order)
	for j := range f.total {
		f.total[j] /= float64(f.n)
		lanes.Less(f.off.of(j), f.mean.of(j), f.total[j])
	}
	f.cross.sums(f.sums, f.copies, f.kept)
	lanes.Gram(f.gram, p, f.mass, f.off.values, f.order[:p])
	sums := f.sums
	for j, list := range f.partners {
		for k, at := range f.spots[j] {
			f.within[at] = sums[k]
			f.pooled[at] = sums[k] + f.gram[list[k]*p+j]
		}
		sums = sums[len(list):]
	}
	for j, m := range f.total {
		if v := f.pooled[at(j, j)]; math.IsNaN(m+v) || math.IsInf(m+v, 0) {
			return ErrNotFinite
		}
	}
	return nil
}
