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
	if d.laid() {
		w.layout = d.layout
		return
	}
	w.own.columns = resize(w.own.columns, d.variables())
	for i := range w.own.columns {
		w.own.columns[i] = d.variable(i)
	}
	w.own.place(d)
	w.layout = w.own
}

// laid tells whether the variables of the design are those that NewDesign laid
// out.
func (d *Design) laid() bool {
	k, l := len(d.Regressors), len(d.Excluded)
	c := d.layout.columns
	return len(c) == k+l+1 && slices.Equal(c[:k], d.Regressors) && slices.Equal(c[k:k+l], d.Excluded) && c[k+l] == d.Outcome
}

// place finds the cross products of all pairs of the columns, and the
// instruments of d among them.
func (l *layout) place(d *Design) {
	q := len(l.columns)
	l.places, l.upper = resize(l.places, q*q), l.upper[:0]
	for i, a := range l.columns {
		for j, b := range l.columns {
			l.places[i*q+j] = sym(a, b)
			if i <= j {
				l.upper = append(l.upper, sym(a, b))
			}
		}
	}
	l.tools = resize(l.tools, d.instruments())
	for i := range l.tools {
		l.tools[i] = d.instrument(i)
	}
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
	w.rss, w.temp = resize(w.rss, len(mass)), resize(w.temp, len(w.upper))
	inside := w.rss
	lanes.Times(inside, fr.copies, w.a)
	fr.cross.sums(w.temp, inside, w.upper)
	lanes.Gram(w.moment, q, mass, w.off.values, w.order[:q])
	sums := w.temp
	for i := range q {
		row := w.moment[i*q : (i+1)*q]
		for j, v := range sums[:q-i] {
			row[i+j] += v
			w.moment[(i+j)*q+i] = row[i+j]
		}
		sums = sums[q-i:]
	}
}
