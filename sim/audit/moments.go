package audit

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"panelstress/data/published"
)

// implied is a pooled regression computed from descriptives and correlations:
// enclosures that hold for every set of moments in the rounding box.
type implied struct {
	coef     []Interval // per regressor
	constant Interval
	r2       Interval
	turned   bool // a correlation enters with the sign that repairs the matrix
}

// standardised are the correlations of a regression, in intervals.
type standardised struct {
	r      [][]Interval // among the regressors
	y      []Interval   // with the outcome
	turned bool
}

// correlationsOf gathers what a regression needs; false where a correlation is
// not printed.
func (a *auditor) correlationsOf(outcome string, xs []string) (s standardised, ok bool) {
	for i, x := range xs {
		if a.Correlations.Between(x, outcome) == nil {
			return s, false
		}
		r, turned := a.correlation(x, outcome)
		s.y = append(s.y, r)
		s.turned = s.turned || turned
		s.r = append(s.r, make([]Interval, len(xs)))
		s.r[i][i] = point(1)
		for j, z := range xs[:i] {
			if a.Correlations.Between(x, z) == nil {
				return s, false
			}
			r, turned := a.correlation(x, z)
			s.r[i][j], s.r[j][i] = r, r
			s.turned = s.turned || turned
		}
	}
	return s, true
}

// solve encloses β = R⁻¹r and R² = r'β over the box. With C an approximate
// inverse of the centre, β_c = C r_c, and D = |C| ΔR of norm q < 1, every
// solution lies within e of β_c, e = d + D 1 max(d)/(1-q), d = |C|(Δr + ΔR|β_c|)
// (Neumaier 1990, Interval Methods for Systems of Equations, section 4.1).
func (s standardised) solve() (beta []Interval, r2 Interval, ok bool) {
	k := len(s.y)
	centre, y := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i := range k {
		y.SetVec(i, s.y[i].Mid())
		for j := range i + 1 {
			centre.SetSym(i, j, s.r[i][j].Mid())
		}
	}
	var chol mat.Cholesky
	var inverse mat.SymDense
	var b mat.VecDense
	if !chol.Factorize(centre) || chol.InverseTo(&inverse) != nil || chol.SolveVecTo(&b, y) != nil {
		return nil, everything, false
	}
	d, rows := make([]float64, k), make([]float64, k)
	q, dmax := 0.0, 0.0
	for i := range k {
		for j := range k {
			c := math.Abs(inverse.At(i, j))
			width, row := half(s.y[j]), 0.0
			for l := range k {
				width += half(s.r[j][l]) * math.Abs(b.AtVec(l))
				row += half(s.r[j][l])
			}
			d[i] += c * width
			rows[i] += c * row
		}
		q, dmax = max(q, rows[i]), max(dmax, d[i])
	}
	if q >= 0.9 {
		return nil, everything, false
	}
	e := make([]float64, k)
	for i := range k {
		e[i] = d[i] + rows[i]*dmax/(1-q) + 1e-10*(1+math.Abs(b.AtVec(i)))
		beta = append(beta, point(b.AtVec(i)).Widen(e[i]))
	}
	return beta, s.share(b.RawVector().Data, e), true
}

func half(i Interval) float64 { return (i.Hi - i.Lo) / 2 }

// share encloses R². The residual share of any b is Q(b) = 1 - 2r'b + b'Rb =
// 1 - R² + (b-β)'R(b-β), so that 1 - Q(b) <= R² <= 1 - Q(b) + (Σ e)².
func (s standardised) share(b, e []float64) Interval {
	coef := make([]Interval, len(b))
	sum := 0.0
	for i := range b {
		coef[i] = point(b[i])
		sum += e[i]
	}
	q := s.residual(coef)
	return Interval{1 - q.Hi, 1 - q.Lo + sum*sum}
}

// residual encloses Q(b) for b in standard deviations.
func (s standardised) residual(b []Interval) Interval {
	q := point(1)
	for i := range b {
		q = q.Sub(s.y[i].Mul(b[i]).Mul(point(2))).Add(b[i].Square())
		for j := range i {
			q = q.Add(s.r[i][j].Mul(b[i]).Mul(b[j]).Mul(point(2)))
		}
	}
	return q
}

// sds are the printed standard deviations of the outcome and the regressors.
func (a *auditor) sds(outcome string, xs []string) (y Interval, x []Interval, ok bool) {
	d := a.Describe(outcome)
	if d == nil || d.SD == nil || box(d.SD).Lo <= 0 {
		return y, nil, false
	}
	y = box(d.SD)
	for _, v := range xs {
		d := a.Describe(v)
		if d == nil || d.SD == nil || box(d.SD).Lo <= 0 {
			return y, nil, false
		}
		x = append(x, box(d.SD))
	}
	return y, x, true
}

// regressors are the terms of a regression without the constant.
func regressors(r *published.Regression) (names []string, cells []*published.Cell) {
	for i := range r.Terms {
		if c := &r.Terms[i]; c.Name != published.Const {
			names, cells = append(names, c.Name), append(cells, c)
		}
	}
	return names, cells
}

// impliedBy is the pooled regression of an outcome on variables; false where
// moments are not printed or do not determine it.
func (a *auditor) impliedBy(outcome string, xs []string) (out implied, ok bool) {
	s, ok := a.correlationsOf(outcome, xs)
	if !ok {
		return out, false
	}
	sdy, sdx, ok := a.sds(outcome, xs)
	if !ok {
		return out, false
	}
	beta, r2, ok := s.solve()
	if !ok {
		return out, false
	}
	out.r2, out.turned = r2, s.turned
	mean, known := a.mean(outcome)
	for i, x := range xs {
		b := beta[i].Mul(sdy).Div(sdx[i])
		out.coef = append(out.coef, b)
		m, ok := a.mean(x)
		known = known && ok
		mean = mean.Sub(b.Mul(m))
	}
	out.constant = everything
	if known {
		out.constant = mean
	}
	return out, true
}
