package estimators

import "math"

// value is variable i of row r of entity g as the scheme sees it: the square
// roots of the weights times the deviation from the entity's mean and the
// deviation of that mean from the common one. Cross products of such rows are
// the moments of the fit.
func (f *Fit) value(d *Design, g, r, i int) float64 {
	w, fr := &f.work, d.Frame
	v := d.variable(i)
	x := fr.dev[v][r]
	switch w.scheme {
	case pooled:
		x += fr.mean.of(v)[fr.place[g]] - w.m[i]
	case weighted:
		e := fr.place[g]
		x = math.Sqrt(w.a[e])*x + math.Sqrt(w.b[e])*(fr.mean.of(v)[e]-w.m[i])
	}
	return x
}

// residual is the residual of row r of entity g in the metric of the fit.
func (f *Fit) residual(d *Design, g, r int) float64 {
	e := f.value(d, g, r, d.variables()-1)
	for j, b := range f.work.beta {
		e -= f.value(d, g, r, j) * b
	}
	return e
}

// rowScore is x̂_r e_r, in memory that the next call reuses.
func (f *Fit) rowScore(d *Design, g, r int) []float64 {
	w := &f.work
	k := len(w.beta)
	w.score = resize(w.score, k+1)
	e := f.residual(d, g, r)
	if len(d.Excluded) == 0 {
		for i := range k {
			w.score[i] = e * f.value(d, g, r, i)
		}
	} else {
		clear(w.score)
		for i := range d.instruments() {
			axpy(w.score[:k], e*f.value(d, g, r, d.instrument(i)), w.pi[i*k:(i+1)*k])
		}
	}
	if !w.constant {
		return w.score[:k]
	}
	switch w.scheme {
	case within: // the constant's regressor is 1 in the xtreg form
		w.score[k] = e
	case pooled:
		w.score[k] = e
	case weighted:
		w.score[k] = e * math.Sqrt(w.b[d.Frame.place[g]])
	}
	return w.score
}

func (f *Fit) rowRSS(d *Design) float64 {
	rss := 0.0
	for _, g := range d.Frame.drawn {
		rss += d.Frame.count[g] * f.entityRowRSS(d, g)
	}
	return rss
}

func (f *Fit) entityRowRSS(d *Design, g int) float64 {
	rss := 0.0
	for r := d.Frame.Start[g]; r < d.Frame.Start[g+1]; r++ {
		e := f.residual(d, g, r)
		rss += e * e
	}
	return rss
}
