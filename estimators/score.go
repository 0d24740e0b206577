package estimators

import "math"

// entityScore is the score X̂_g'e_g of one copy of entity g about the means,
// the constant last, in memory that the next call reuses.
func (f *Fit) entityScore(d *Design, g int) []float64 {
	w, fr := &f.work, d.Frame
	p, k := len(fr.Cols), len(w.beta)
	s := fr.cross[g*packed(p) : (g+1)*packed(p)]
	mean := fr.mean[g*p : (g+1)*p]
	a, e := 1.0, 0.0
	rows := float64(fr.Start[g+1] - fr.Start[g])
	switch w.scheme {
	case pooled:
		e = rows * f.meanResidual(d, g)
	case weighted:
		a, e = w.a[g], w.b[g]*rows*f.meanResidual(d, g)
	}
	w.score = resize(w.score, k+1)
	clear(w.score)
	if len(d.Excluded) == 0 {
		for i := range k {
			w.score[i] = a*f.variableScore(s, i) + e*(mean[w.columns[i]]-w.m[i])
		}
	} else {
		for i := range d.instruments() {
			v := d.instrument(i)
			u := a*f.variableScore(s, v) + e*(mean[w.columns[v]]-w.m[v])
			axpy(w.score[:k], u, w.pi[i*k:(i+1)*k])
		}
	}
	if !w.constant {
		return w.score[:k]
	}
	if w.scheme == within && w.effects != Entity {
		// the cross products of swept rows are not centred, and the residuals
		// of an entity need not sum to zero
		e = rows * f.meanResidual(d, g)
	}
	w.score[k] = e
	return w.score
}

// variableScore is s_vy - s_vx'b, the part of the score of variable i inside
// an entity with the cross products s.
func (f *Fit) variableScore(s []float64, i int) float64 {
	w := &f.work
	q := len(w.columns)
	row := w.places[i*q : (i+1)*q]
	u := s[row[q-1]]
	for j, b := range w.beta {
		u -= s[row[j]] * b
	}
	return u
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
		w.row[k] = math.Sqrt(w.b[g])
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
	p, k, kk := len(fr.Cols), len(w.beta), len(f.Coef)
	s := fr.cross[g*packed(p) : (g+1)*packed(p)]
	mean := fr.mean[g*p : (g+1)*p]
	a, b := c, c*float64(fr.Start[g+1]-fr.Start[g])
	switch w.scheme {
	case within:
		b = 0
	case weighted:
		a, b = a*w.a[g], b*w.b[g]
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
		vi, mi := d.variable(v), mean[d.variable(v)]-w.m[v]
		for j := range l {
			u := place(j)
			vj, mj := d.variable(u), mean[d.variable(u)]-w.m[u]
			x := a*s[sym(vi, vj)] + b*mi*mj
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
