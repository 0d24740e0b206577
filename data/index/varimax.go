package index

import "math"

// varimaxWeights finds the loadings of the retained components, rotates them
// and gives every indicator its largest squared loading: the product of its
// share of that component and the component's share of variance, up to a
// factor.
func (t *Table) varimaxWeights(dst []float64, e *eigen) {
	m := e.retained()
	t.loading = columnsOf(t.loading, m, len(dst))
	for f := range m {
		for j, v := range e.vector[f] {
			t.loading[f][j] = v * math.Sqrt(e.values[f])
		}
	}
	t.buf = resize(t.buf, len(dst))
	varimax(t.loading, t.buf)
	for j := range dst {
		dst[j] = 0
		for f := range m {
			dst[j] = max(dst[j], t.loading[f][j]*t.loading[f][j])
		}
	}
}

// varimax rotates loadings, one slice per component, so that the variance of
// the squared loadings within components, summed over them, is largest
// (Kaiser 1958, Psychometrika 23, 187-200). Rows are scaled to unit length
// while it turns (Kaiser's normalisation); length is scratch for that.
func varimax(l [][]float64, length []float64) {
	for j := range length {
		ss := 0.0
		for _, x := range l {
			ss += x[j] * x[j]
		}
		length[j] = math.Sqrt(ss)
		if ss == 0 {
			continue
		}
		for _, x := range l {
			x[j] /= length[j]
		}
	}
	for range 1000 {
		largest := 0.0
		for p := range l {
			for q := p + 1; q < len(l); q++ {
				largest = max(largest, math.Abs(varimaxTurn(l[p], l[q])))
			}
		}
		if largest < 1e-12 {
			break
		}
	}
	for _, x := range l {
		for j := range x {
			x[j] *= length[j]
		}
	}
}

// varimaxTurn rotates two components by the best angle, which it returns.
func varimaxTurn(x, y []float64) float64 {
	var a, b, c, d float64
	for j := range x {
		u, v := x[j]*x[j]-y[j]*y[j], 2*x[j]*y[j]
		a += u
		b += v
		c += u*u - v*v
		d += 2 * u * v
	}
	n := float64(len(x))
	angle := math.Atan2(d-2*a*b/n, c-(a*a-b*b)/n) / 4
	sin, cos := math.Sincos(angle)
	for j := range x {
		x[j], y[j] = x[j]*cos+y[j]*sin, y[j]*cos-x[j]*sin
	}
	return angle
}
