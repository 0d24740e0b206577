package estimators

import "math"

// laid is a frame of rows that FGLS has transformed, with the constant as a
// column of its own where the design has one, and its design.
type laid struct {
	frame  Frame
	design Design
	start  []int
	time   []int
	values []float64
	dev    []float64
}

// lay makes room for rows of the design's regressors, constant and outcome
// and takes the sample of its frame.
func (l *laid) lay(d *Design, rows int) {
	src, fr := d.Frame, &l.frame
	k := len(d.Regressors)
	p := k + 1
	if !d.NoConstant {
		p++
	}
	l.values, l.dev = resize(l.values, rows*p), resize(l.dev, rows*p)
	fr.Names, fr.Cols, fr.dev = resize(fr.Names, p), resize(fr.Cols, p), resize(fr.dev, p)
	l.design.Regressors = resize(l.design.Regressors, p-1)
	for j := range p {
		fr.Cols[j] = l.values[j*rows : (j+1)*rows]
		fr.dev[j] = l.dev[j*rows : (j+1)*rows]
		switch {
		case j == p-1:
			fr.Names[j] = src.Names[d.Outcome]
		case j < k:
			fr.Names[j] = src.Names[d.Regressors[j]]
		default:
			fr.Names[j] = ConstName
		}
		if j < p-1 {
			l.design.Regressors[j] = j
		}
	}
	fr.keepAll()
	fr.within, fr.pooled = resize(fr.within, packed(p)), resize(fr.pooled, packed(p))
	fr.total = resize(fr.total, p)
	fr.count, fr.drawn = src.count, src.drawn
	fr.times = src.times
	fr.Start, fr.Time = l.start, l.time
	l.design.Frame, l.design.Outcome = fr, p-1
	l.design.NoConstant, l.design.terms = true, d.terms
}

// refresh computes the moments of the sample.
func (l *laid) refresh() *Design {
	fr := &l.frame
	fr.tally()
	fr.moments(0)
	fr.sum()
	return &l.design
}

// autocorrelation sets ρ_g of the residuals of every entity and, where they
// are common, their mean.
func (f *Fit) autocorrelation(d *Design, common bool) error {
	fr, det := d.Frame, &f.work.fgls.detail
	mean := 0.0
	for _, g := range fr.drawn {
		before := f.residual(d, g, fr.Start[g])
		product, square := 0.0, 0.0
		for r := fr.Start[g] + 1; r < fr.Start[g+1]; r++ {
			e := f.residual(d, g, r)
			product += e * before
			square += before * before
			before = e
		}
		if !(square > 0) {
			return f.fail(ErrZeroVariance, "", "")
		}
		det.RhoByEntity[g] = product / square
		mean += fr.count[g] * product / square
	}
	if common {
		det.Rho = mean / float64(fr.size)
	}
	return nil
}

// praisWinsten lays the transformed rows of a design: with the common ρ where
// there is one, else that of each entity, else none.
func (l *laid) praisWinsten(d *Design, det *FGLSDetail) *Design {
	src := d.Frame
	rho := func(g int) float64 {
		switch {
		case !math.IsNaN(det.Rho):
			return det.Rho
		case !math.IsNaN(det.RhoByEntity[g]):
			return det.RhoByEntity[g]
		}
		return 0
	}
	l.start, l.time = resize(l.start, src.Entities()+1), l.time[:0]
	for g := range src.Entities() {
		l.start[g] = len(l.time)
		if src.count[g] == 0 {
			continue
		}
		a := src.Start[g]
		if math.Abs(rho(g)) >= 1 {
			a++
		}
		l.time = append(l.time, src.Time[a:src.Start[g+1]]...)
	}
	l.start[src.Entities()] = len(l.time)
	l.lay(d, len(l.time))
	k := len(d.Regressors)
	for _, g := range src.drawn {
		r := rho(g)
		a, b := src.Start[g], src.Start[g+1]
		to, end := l.start[g], l.start[g+1]
		for j := range l.frame.Cols {
			dst := l.frame.Cols[j][to:end]
			switch {
			case j < k:
				quasiDifference(dst, src.Cols[d.Regressors[j]][a:b], r)
			case j == len(l.frame.Cols)-1:
				quasiDifference(dst, src.Cols[d.Outcome][a:b], r)
			default:
				quasiDifferenceOne(dst, r)
			}
		}
	}
	return l.refresh()
}

// quasiDifference sets dst to √(1-ρ²) x_1, x_2 - ρ x_1, ... and leaves the
// first out where |ρ| >= 1.
func quasiDifference(dst, x []float64, rho float64) {
	if math.Abs(rho) < 1 {
		dst[0] = math.Sqrt(1-rho*rho) * x[0]
		dst = dst[1:]
	}
	for t := range dst {
		dst[t] = x[t+1] - rho*x[t]
	}
}

// quasiDifferenceOne is quasiDifference of the constant.
func quasiDifferenceOne(dst []float64, rho float64) {
	for t := range dst {
		dst[t] = 1 - rho
	}
	if math.Abs(rho) < 1 {
		dst[0] = math.Sqrt(1 - rho*rho)
	}
}

// whiten lays the rows of a balanced design times Σ^(-1/2): with Σ factored
// into LL', u = L⁻¹ x for the vector x of the entities' values in a period. All periods of an entity are done at once.
func (v *fgls) whiten(d *Design) *Design {
	src, l := d.Frame, &v.white
	n := len(src.drawn)
	l.start, l.time = append(l.start[:0], src.Start...), append(l.time[:0], src.Time...)
	rows := src.Rows()
	p := len(d.Regressors) + 1
	l.lay(d, rows)
	for j := range p {
		from, to := src.Cols[d.variable(j)], l.frame.Cols[j]
		for i, g := range src.drawn {
			u := to[src.Start[g]:src.Start[g+1]]
			copy(u, from[src.Start[g]:src.Start[g+1]])
			for h := range i {
				e := src.drawn[h]
				axpy(u, -v.sigma[i*n+h], to[src.Start[e]:src.Start[e+1]])
			}
			inv := v.sigma[i*n+i]
			for t := range u {
				u[t] *= inv
			}
		}
	}
	return l.refresh()
}
