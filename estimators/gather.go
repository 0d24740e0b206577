package estimators

import (
	"slices"

	"panelstress/data/lanes"
)

// gather collects means and moments of the design's variables under the
// scheme. For pooled and within the frame has the sums already.
func (f *Fit) gather(d *Design, s scheme) {
	w, fr := &f.work, d.Frame
	q := d.variables()
	w.scheme = s
	w.constant = !d.NoConstant
	w.m = resize(w.m, q)
	w.moment = resize(w.moment, q*q)
	w.order = ascending(w.order, q)
	w.locate(d)
	if s == weighted {
		f.gatherWeighted(d)
		return
	}
	sum := fr.pooled
	if s == within {
		sum = fr.within
	}
	w.sw = float64(fr.n)
	for i, v := range w.columns {
		w.m[i] = fr.total[v]
	}
	for i, at := range w.places[:len(w.moment)] {
		w.moment[i] = sum[at]
	}
	if s == within || w.constant { // they are about the common mean
		w.off, w.offAt = &fr.off, w.columns
		return
	}
	for i, m := range w.m {
		axpy(w.moment[i*q:(i+1)*q], w.sw*m, w.m)
	}
	clear(w.m)
	f.centreMeans(d)
}

// locate finds the columns of the design's variables in the frame, and the
// places of their cross products. A design that was changed since NewDesign
// made it has other ones.
func (w *work) locate(d *Design) {
	q := d.variables()
	own := resize(w.own.columns, q)
	for i := range q {
		own[i] = d.variable(i)
	}
	w.own.columns = own
	if slices.Equal(own, d.layout.columns) {
		w.layout = d.layout
		return
	}
	w.own.places = places(w.own.places, own)
	w.layout = w.own
}

// places finds the cross products of all pairs of columns.
func places(dst, columns []int) []int {
	q := len(columns)
	dst = resize(dst, q*q)
	for i, a := range columns {
		for j, b := range columns[:i+1] {
			at := sym(a, b)
			dst[i*q+j], dst[j*q+i] = at, at
		}
	}
	return dst
}

// centreMeans sets off to the means of the entities less m.
func (f *Fit) centreMeans(d *Design) {
	w, fr := &f.work, d.Frame
	w.off, w.offAt = &w.ownOff, w.order[:len(w.columns)]
	w.off.reset(len(w.columns), len(fr.drawn))
	for i, v := range w.columns {
		lanes.Less(w.off.of(i), fr.mean.of(v), w.m[i])
	}
}

// gatherWeighted sums a_g S_g + b_g T_g (x̄_g - m)(x̄_g - m)' over the sample,
// with m the mean under the weights b (0 where there is no constant).
func (f *Fit) gatherWeighted(d *Design) {
	w, fr := &f.work, d.Frame
	q := d.variables()
	w.heavy = resize(w.heavy, len(fr.drawn))
	mass := w.heavy
	lanes.Times(mass, fr.mass, w.b)
	w.sw = 0
	for _, c := range mass {
		w.sw += c
	}
	clear(w.m)
	if w.constant {
		fr.mean.sums(w.m, mass, w.columns)
		for i := range w.m {
			w.m[i] /= w.sw
		}
	}
	f.centreMeans(d)
	w.common, w.rss = resize(w.common, len(mass)), resize(w.rss, len(mass))
	w.temp = resize(w.temp, q)
	inside, between := w.rss, w.common
	lanes.Times(inside, fr.copies, w.a)
	for i := range q {
		row := w.moment[i*q : i*q+i+1]
		fr.cross.sums(row, inside, w.places[i*q:i*q+i+1])
		lanes.Times(between, mass, w.off.of(i))
		w.off.sums(w.temp[:i+1], between, w.order[:i+1])
		for j, v := range w.temp[:i+1] {
			row[j] += v
			w.moment[j*q+i] = row[j]
		}
	}
}
