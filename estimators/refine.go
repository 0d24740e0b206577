package estimators

import "math"

// refine improves slopes by one step of iterative refinement (Golub and
// Wilkinson 1966): the residuals of the values as they came, in doubled
// precision, are regressed on the rows, and what comes out is added. It takes
// back the rounding of means and deviations and, where the residuals are
// small, most of that of the factorisation. Frames that do not keep their
// values stay as they are.
func (f *Fit) refine(d *Design) {
	w, fr := &f.work, d.Frame
	if fr.base != nil || w.scheme == weighted || len(d.Excluded) > 0 {
		return
	}
	k := len(w.beta)
	level := f.rawResiduals(d)
	w.temp = resize(w.temp, k)
	if w.rows {
		c := 0
		if w.constant && w.scheme != within {
			c = 1
		}
		w.qr.reflect(w.resid, c+k)
		w.qr.solve(w.temp, c, c+k, w.resid)
	} else {
		clear(w.temp)
		row := 0
		for _, g := range fr.drawn {
			copies := math.Sqrt(fr.count[g])
			for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
				for j := range k {
					w.temp[j] += copies * w.resid[row] * f.value(d, g, r, j)
				}
				row++
			}
		}
		cholSolve(w.xhat, w.temp)
	}
	for j, v := range w.temp {
		w.beta[j] += v
		level -= v * w.m[j]
	}
	w.level, w.refined = level, true
}

// rawResiduals sets w.resid to the residuals of the sample's rows less what the
// scheme takes out, times the square root of their number. It returns their
// mean, which is the constant.
func (f *Fit) rawResiduals(d *Design) float64 {
	w, fr := &f.work, d.Frame
	mean, row := 0.0, 0
	w.resid = resize(w.resid, fr.Rows())
	for _, g := range fr.drawn {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			w.resid[row] = f.rawResidual(d, r)
			mean += fr.count[g] * w.resid[row]
			row++
		}
	}
	w.resid = w.resid[:row]
	mean /= float64(fr.n)
	row = 0
	for _, g := range fr.drawn {
		e := w.resid[row : row+fr.Start[g+1]-fr.Start[g]]
		out := 0.0
		if w.scheme == within {
			for _, v := range e {
				out += v / float64(len(e))
			}
		} else if w.constant {
			out = mean
		}
		copies := math.Sqrt(fr.count[g])
		for i := range e {
			e[i] = copies * (e[i] - out)
		}
		row += len(e)
	}
	return mean
}

// rawResidual is y - x'b of a row as it came, without constant, with twice
// the digits until it is rounded: products by fused multiplication, sums with
// their errors (Dekker 1971).
func (f *Fit) rawResidual(d *Design, r int) float64 {
	fr := d.Frame
	s, low := fr.Cols[d.Outcome][r], 0.0
	for j, v := range d.Regressors {
		x, b := fr.Cols[v][r], -f.work.beta[j]
		p := x * b
		low += math.FMA(x, b, -p)
		t := s + p
		z := t - s
		low += (s - (t - z)) + (p - z)
		s = t
	}
	return s + low
}

// reflect multiplies y by the first k reflections of the factorisation.
func (q *qr) reflect(y []float64, k int) {
	for j := range k {
		v := q.col(j)[j:]
		axpy(y[j:], dot(v, y[j:])/(q.diag[j]*v[0]), v)
	}
}
