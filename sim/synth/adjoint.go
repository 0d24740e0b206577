package synth

import (
	"errors"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// normal are the normal equations of a fit: centred regressors X and
// instruments Z (which are X for least squares), residuals e = y - Xb and
// weights w. With P = Z(Z'Z)⁻¹Z' and A = X'PX the slopes solve X'Pe = 0, so
// that
//
//	A db = dX'Zp + X'Z(Z'Z)⁻¹(dZ'e - (dZ'Z + Z'dZ)p) + X'P(dy - dX b),  p = (Z'Z)⁻¹Z'e.
//
// For least squares p = 0 and this is A db = dX'We + X'W(dy - dX b). Columns
// are centred by a symmetric projection that the gradient lies in already, so
// that derivatives by the centred values are those by the values.
type normal struct {
	x, z   [][]float64
	places []int     // of the columns of z in the frame; nil: least squares
	weight []float64 // nil: 1
	sw     float64   // Σ w
	mean   []float64 // of the regressors, weighted
	resid  []float64
	b      []float64
	a, zz  mat.Cholesky
	pi     *mat.Dense // (Z'Z)⁻¹Z'X
	p      []float64

	centring centring
	start    []int // of the entities
}

var errSingular = errors.New("synth: the normal equations are singular")

// centring says which means are taken from the columns.
type centring int

const (
	byMean centring = iota
	byEntity
	byNothing
)

// centred copies columns less their means; start bounds the entities.
func centred(cols [][]float64, c centring, weight []float64, start []int) (out [][]float64, mean []float64) {
	for _, col := range cols {
		x := append([]float64(nil), col...)
		m := weightedMean(col, weight)
		switch c {
		case byMean:
			floats.AddConst(-m, x)
		case byEntity:
			for g := range len(start) - 1 {
				rows := x[start[g]:start[g+1]]
				floats.AddConst(-floats.Sum(rows)/float64(len(rows)), rows)
			}
		case byNothing:
			m = 0
		}
		out = append(out, x)
		mean = append(mean, m)
	}
	return out, mean
}

func weightedMean(x, weight []float64) float64 {
	if weight == nil {
		return floats.Sum(x) / float64(len(x))
	}
	return floats.Dot(x, weight) / floats.Sum(weight)
}

// set takes the equations of the slopes b over columns of the frame of r.
func (m *normal) set(r *regression, b []float64, c centring, weight []float64) error {
	d := r.design
	k := len(d.Regressors)
	if d.NoConstant && c == byMean {
		c = byNothing
	}
	m.centring, m.start = c, d.Frame.Start
	cols, mean := centred(r.columns, c, weight, m.start)
	m.x, m.mean, m.b, m.weight = cols[:k], mean[:k], b[:k], weight
	m.resid = cols[len(cols)-1]
	for j, x := range m.x {
		floats.AddScaled(m.resid, -b[j], x)
	}
	m.sw = float64(len(m.resid))
	if weight != nil {
		m.sw = floats.Sum(weight)
	}
	if len(m.places) > 0 {
		m.z = m.z[:0]
		for _, j := range m.places {
			m.z = append(m.z, cols[j])
		}
		return m.instrumented()
	}
	return factor(&m.a, m.x, m.weight)
}

// factor decomposes the weighted cross products of columns.
func factor(c *mat.Cholesky, cols [][]float64, weight []float64) error {
	k := len(cols)
	s := mat.NewSymDense(k, nil)
	buf := make([]float64, len(cols[0]))
	for i := range k {
		copy(buf, cols[i])
		if weight != nil {
			floats.Mul(buf, weight)
		}
		for j := i; j < k; j++ {
			s.SetSym(i, j, floats.Dot(buf, cols[j]))
		}
	}
	if !c.Factorize(s) {
		return errSingular
	}
	return nil
}

// instrumented factors Z'Z and X'PX.
func (m *normal) instrumented() error {
	if err := factor(&m.zz, m.z, nil); err != nil {
		return err
	}
	k, l := len(m.x), len(m.z)
	zx := mat.NewDense(l, k, nil)
	ze := make([]float64, l)
	for i, z := range m.z {
		ze[i] = floats.Dot(z, m.resid)
		for j, x := range m.x {
			zx.Set(i, j, floats.Dot(z, x))
		}
	}
	m.pi = new(mat.Dense)
	if err := m.zz.SolveTo(m.pi, zx); err != nil {
		return errSingular
	}
	m.p = solved(&m.zz, ze)
	var full mat.Dense
	full.Mul(zx.T(), m.pi)
	s := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			s.SetSym(i, j, (full.At(i, j)+full.At(j, i))/2)
		}
	}
	if !m.a.Factorize(s) {
		return errSingular
	}
	return nil
}

// solved is the solution of a system; a badly conditioned one gives a poor
// direction, which the line search of the solver sees.
func solved(c *mat.Cholesky, v []float64) []float64 {
	var x mat.VecDense
	if err := c.SolveVecTo(&x, mat.NewVecDense(len(v), v)); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return make([]float64, len(v))
		}
	}
	return x.RawVector().Data
}

// combined is Σ c_j col_j.
func combined(cols [][]float64, c []float64) []float64 {
	out := make([]float64, len(cols[0]))
	for j, x := range cols {
		floats.AddScaled(out, c[j], x)
	}
	return out
}

// adjoint adds to bar the derivatives of v'b + s const by the columns of the
// frame, where const = ȳ - x̄'b, and returns the influence h of every row: v'b
// + s const changes by h w dy with the row's outcome.
func (m *normal) adjoint(bar [][]float64, v []float64, s float64) []float64 {
	v = append([]float64(nil), v...)
	floats.AddScaled(v, -s, m.mean)
	c := solved(&m.a, v)
	if len(m.places) > 0 {
		return m.adjointIV(bar, c, s)
	}
	h := combined(m.x, c)
	floats.AddConst(s/m.sw, h)
	y := bar[len(bar)-1]
	for i, e := range m.resid {
		w := 1.0
		if m.weight != nil {
			w = m.weight[i]
		}
		y[i] += w * h[i]
		for j := range m.x {
			bar[j][i] += w * (c[j]*e - h[i]*m.b[j])
		}
	}
	return h
}

func (m *normal) adjointIV(bar [][]float64, c []float64, s float64) []float64 {
	var q mat.VecDense
	q.MulVec(m.pi, mat.NewVecDense(len(c), c))
	zq, zp, xc := combined(m.z, q.RawVector().Data), combined(m.z, m.p), combined(m.x, c)
	y := bar[len(bar)-1]
	for i, e := range m.resid {
		h := zq[i] + s/m.sw
		y[i] += h
		for j := range m.x {
			bar[j][i] += c[j]*zp[i] - h*m.b[j]
		}
		for l, place := range m.places {
			bar[place][i] += xc[i]*m.p[l] + q.AtVec(l)*(e-zp[i]) - zq[i]*m.p[l]
		}
	}
	return zq
}

// rss is the residual sum of squares, weighted.
func (m *normal) rss() float64 {
	total := 0.0
	for i, e := range m.resid {
		w := 1.0
		if m.weight != nil {
			w = m.weight[i]
		}
		total += w * e * e
	}
	return total
}

// adjointRSS adds the derivatives of scale Σ e²; for least squares the slopes
// stand where they make it least, else they count.
func (m *normal) adjointRSS(bar [][]float64, scale float64) {
	y := bar[len(bar)-1]
	for i, e := range m.resid {
		y[i] += 2 * scale * e
		for j := range m.x {
			bar[j][i] -= 2 * scale * e * m.b[j]
		}
	}
	if len(m.places) == 0 {
		return
	}
	v := make([]float64, len(m.x))
	for j, x := range m.x {
		v[j] = -2 * scale * floats.Dot(x, m.resid)
	}
	m.adjoint(bar, v, 0)
}

// outcome is ỹ, about what the columns were centred by.
func (m *normal) outcome() []float64 {
	y := append([]float64(nil), m.resid...)
	for j, x := range m.x {
		floats.AddScaled(y, m.b[j], x)
	}
	return y
}

// adjointRatio adds the derivatives of a function of RSS and TSS that has the
// derivatives rss and tss by them.
func (m *normal) adjointRatio(bar [][]float64, rss, tss float64) {
	m.adjointRSS(bar, rss)
	floats.AddScaled(bar[len(bar)-1], 2*tss, m.outcome())
}
