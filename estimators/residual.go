package estimators

// meanResiduals are the residuals of the entity means, ē_g = ȳ_g - m_y -
// (x̄_g - m_x)'b, which are the common part of the residuals of an entity, by
// drawn entity, in memory that the next call reuses.
func (f *Fit) meanResiduals() []float64 {
	w := &f.work
	e := resize(w.common, w.off.n)
	w.common = e
	w.off.combine(e, w.off.of(w.offAt[len(w.columns)-1]), w.minus, w.offAt[:len(w.minus)])
	return e
}

// entityRSS are the sums of squared residuals of one copy of each drawn
// entity, within alone or about the common mean: Σ b_i b_j S_ij over
// regressors and outcome, with -1 for the outcome's b, and T ē² besides.
func (f *Fit) entityRSS(d *Design) []float64 {
	w, fr := &f.work, d.Frame
	rss := resize(w.rss, len(fr.drawn))
	w.rss = rss
	if w.rows {
		for i, g := range fr.drawn {
			rss[i] = f.entityRowRSS(d, g)
		}
		return rss
	}
	w.negate()
	f.quadraticForm()
	q := len(w.columns)
	fr.cross.combine(rss, fr.cross.of(w.places[q*q-1]), w.twice, w.pairs)
	if w.scheme == within {
		return rss
	}
	for i, e := range f.meanResiduals() {
		rss[i] += fr.rows[i] * e * e
	}
	return rss
}

// quadraticForm lists the places of the cross products that regressors are in
// and their coefficients in the sum of squared residuals, where that of the
// outcome with itself stands alone.
func (f *Fit) quadraticForm() {
	w := &f.work
	q := len(w.columns)
	w.pairs, w.twice = w.pairs[:0], w.twice[:0]
	for i, b := range w.minus {
		row := w.places[i*q : (i+1)*q]
		w.pairs, w.twice = append(w.pairs, row[i]), append(w.twice, b*b)
		for j, c := range w.minus[:i] {
			w.pairs, w.twice = append(w.pairs, row[j]), append(w.twice, 2*b*c)
		}
		w.pairs, w.twice = append(w.pairs, row[q-1]), append(w.twice, 2*b)
	}
}
