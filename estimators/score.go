package estimators

import (
	"math"

	"panelstress/data/lanes"
)

// entityScores are the scores X̂_g'e_g of one copy of each drawn entity about
// the means, the constant's last, in memory that the next call reuses.
func (f *Fit) entityScores(d *Design) *byEntity {
	w := &f.work
	k := len(w.beta)
	w.negate()
	common, level := f.commonParts(d)
	if w.constant {
		w.scores.reset(k+1, len(d.Frame.drawn))
		copy(w.scores.of(k), level)
	} else {
		w.scores.reset(k, len(d.Frame.drawn))
	}
	if len(d.Excluded) == 0 {
		for i := range k {
			f.variableScore(w.scores.of(i), d, i, common)
		}
		return &w.scores
	}
	l := d.instruments()
	w.inner.reset(l, len(d.Frame.drawn))
	for i := range l {
		f.variableScore(w.inner.of(i), d, d.instrument(i), common)
	}
	for i, j := range d.exog { // an instrument of its own
		copy(w.scores.of(j), w.inner.of(i))
	}
	w.temp = resize(w.temp, l)
	for _, j := range d.Endogenous {
		for i := range l {
			w.temp[i] = w.pi[i*k+j]
		}
		s := w.scores.of(j)
		clear(s)
		w.inner.add(s, w.temp, w.order[:l])
	}
	return &w.scores
}

// commonParts are T ē times the weight b of the scheme: what the common part
// of an entity's residuals adds to the scores, times x̄ - m, and to that of the
// constant. Within entities nothing is left of it in the slopes; nor in the
// constant, unless effects were swept that leave residuals of an entity which
// do not sum to zero.
func (f *Fit) commonParts(d *Design) (slopes, constant []float64) {
	w, fr := &f.work, d.Frame
	if w.scheme == within && w.effects == Entity {
		w.common = resize(w.common, len(fr.drawn))
		clear(w.common)
		return nil, w.common
	}
	e := f.meanResiduals()
	lanes.Times(e, e, fr.rows)
	switch w.scheme {
	case within:
		return nil, e
	case weighted:
		lanes.Times(e, e, w.b)
	}
	return e, e
}

// variableScore sets dst to a (S_vy - S_vx'b) + T ē b (x̄_v - m_v), the score of
// variable i by entity.
func (f *Fit) variableScore(dst []float64, d *Design, i int, common []float64) {
	w, fr := &f.work, d.Frame
	q, k := len(w.columns), len(w.beta)
	fr.cross.combine(dst, fr.cross.of(w.places[i*q+q-1]), w.minus, w.places[i*q:i*q+k])
	if w.scheme == weighted {
		lanes.Times(dst, dst, w.a)
	}
	if common != nil {
		addTimes(dst, common, w.off.of(w.offAt[i]))
	}
}

// negate sets minus to -beta.
func (w *work) negate() {
	w.minus = resize(w.minus, len(w.beta))
	for i, b := range w.beta {
		w.minus[i] = -b
	}
}

// row is x̂ of row r of entity g about the means, the constant last, in memory
// that the next call reuses.
func (f *Fit) row(d *Design, g, r int) []float64 {
	w := &f.work
	k := len(w.beta)
	w.row = resize(w.row, k+1)
	if len(d.Excluded) == 0 {
		for i := range k {
			w.row[i] = f.value(d, g, r, i)
		}
	} else {
		clear(w.row)
		for i := range d.instruments() {
			axpy(w.row[:k], f.value(d, g, r, d.instrument(i)), w.pi[i*k:(i+1)*k])
		}
	}
	if !w.constant {
		return w.row[:k]
	}
	w.row[k] = 1
	if w.scheme == weighted {
		w.row[k] = math.Sqrt(w.b[d.Frame.place[g]])
	}
	return w.row
}

// momentRow is the row whose cross products add up to those of the clusters.
// Swept variables have no part along the constant.
func (f *Fit) momentRow(d *Design, g, r int) []float64 {
	x := f.row(d, g, r)
	if f.work.constant && f.work.scheme == within {
		x[len(x)-1] = 0
	}
	return x
}

// addEntityMoment adds c X̂_g'X̂_g of one copy of entity g about the means to
// the upper triangle of dst.
func (f *Fit) addEntityMoment(dst []float64, d *Design, g int, c float64) {
	w, fr := &f.work, d.Frame
	k, kk := len(w.beta), len(f.Coef)
	e := fr.place[g]
	mean := func(v int) float64 { return fr.mean.of(d.variable(v))[e] - w.m[v] }
	a, b := c, c*fr.rows[e]
	switch w.scheme {
	case within:
		b = 0
	case weighted:
		a, b = a*w.a[e], b*w.b[e]
	}
	l := d.instruments()
	if len(d.Excluded) == 0 {
		l = k
	}
	place := func(i int) int {
		if len(d.Excluded) == 0 {
			return i
		}
		return d.instrument(i)
	}
	for i := range l {
		v := place(i)
		mi := mean(v)
		for j := range l {
			u := place(j)
			x := a*fr.cross.of(sym(d.variable(v), d.variable(u)))[e] + b*mi*mean(u)
			if len(d.Excluded) == 0 {
				if i <= j {
					dst[i*kk+j] += x
				}
				continue
			}
			for p := range k {
				axpy(dst[p*kk+p:p*kk+k], x*w.pi[i*k+p], w.pi[j*k+p:(j+1)*k])
			}
		}
		if !w.constant {
			continue
		}
		if len(d.Excluded) == 0 {
			dst[i*kk+k] += b * mi
			continue
		}
		for p := range k {
			dst[p*kk+k] += b * mi * w.pi[i*k+p]
		}
	}
	if w.constant {
		dst[kk*kk-1] += b
	}
}
