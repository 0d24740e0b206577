package estimators

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"panelstress/data"
)

// trial is a small panel with the naive arithmetic's view of it: one row per
// observation, with the numbers of its entity and period.
type trial struct {
	start, time []int
	entity      []int
	names       []string
	cols        [][]float64
	counts      []int // times each entity is in the sample
}

// rows repeats the rows of every entity as often as it was drawn, each copy
// as an entity of its own.
func (p *trial) rows() *trial {
	q := &trial{names: p.names, start: []int{0}, cols: make([][]float64, len(p.cols))}
	for g, c := range p.counts {
		for range c {
			for r := p.start[g]; r < p.start[g+1]; r++ {
				q.time = append(q.time, p.time[r])
				q.entity = append(q.entity, len(q.start)-1)
				for j := range p.cols {
					q.cols[j] = append(q.cols[j], p.cols[j][r])
				}
			}
			q.start = append(q.start, len(q.time))
			q.counts = append(q.counts, 1)
		}
	}
	return q
}

// failer is what testing.T and rapid.T have in common.
type failer interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
}

// design makes the frame and the design of "y" on the columns named.
func (p *trial) design(t failer, x ...string) *Design {
	t.Helper()
	fr, err := NewFrame(p.start, p.time, p.names, p.cols, 0)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, "y", x, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := fr.Refresh(p.sample()); err != nil {
		t.Fatal(err)
	}
	return d
}

func (p *trial) sample() *data.Sample {
	var s data.Sample
	var drawn []int
	for g, c := range p.counts {
		for range c {
			drawn = append(drawn, g)
		}
	}
	s.Set(len(p.counts), drawn)
	return &s
}

// drawTrial draws a panel with holes: k regressors x1..xk, instruments z1 and
// z2, an outcome with entity and time effects. With counts the sample repeats
// and omits entities.
func drawTrial(t *rapid.T, k int, counts bool) *trial {
	entities := rapid.IntRange(k+3, 12).Draw(t, "entities")
	periods := rapid.IntRange(3, 14).Draw(t, "periods")
	keep := rapid.Float64Range(0.4, 1).Draw(t, "share of rows kept")
	seed := rapid.Uint64().Draw(t, "seed")
	return makeTrial(entities, periods, k, keep, seed, counts)
}

func makeTrial(entities, periods, k int, keep float64, seed uint64, counts bool) *trial {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := &trial{start: []int{0}}
	for j := range k {
		p.names = append(p.names, fmt.Sprintf("x%d", j+1))
	}
	p.names = append(p.names, "z1", "z2", "y")
	p.cols = make([][]float64, k+3)
	when := make([]float64, periods)
	for i := range when {
		when[i] = rng.NormFloat64()
	}
	for g := range entities {
		level := 3 * rng.NormFloat64()
		for t := range periods {
			if rng.Float64() > keep && !(t == periods-1 && len(p.time) == p.start[g]) {
				continue // the last period stays where no other did
			}
			p.time = append(p.time, 1990+t)
			p.entity = append(p.entity, g)
			y, u := level+when[t], rng.NormFloat64()
			for j := range k + 2 {
				v := rng.NormFloat64() + 0.5*level + 0.3*when[t]
				if j == 0 {
					v += 0.5 * u
				}
				p.cols[j] = append(p.cols[j], v)
				if j < k {
					y += v * float64(j+1) / 2
				}
			}
			n := len(p.cols[0]) - 1
			p.cols[0][n] += p.cols[k][n] + 0.5*p.cols[k+1][n] // the instruments move x1
			p.cols[k+2] = append(p.cols[k+2], y+u)
		}
		p.start = append(p.start, len(p.time))
		c := 1
		if counts {
			c = rng.IntN(4)
		}
		p.counts = append(p.counts, c)
	}
	if counts { // enough distinct entities to fit anything
		for g := range min(k+3, entities) {
			p.counts[g] = max(p.counts[g], 1)
		}
	}
	return p
}

func (p *trial) col(name string) []float64 {
	for j, n := range p.names {
		if n == name {
			return p.cols[j]
		}
	}
	panic("no column " + name)
}

func (p *trial) pick(names []string) (cols [][]float64) {
	for _, n := range names {
		cols = append(cols, p.col(n))
	}
	return cols
}

// entityDummies and timeDummies are one column per entity, per period.
func (p *trial) entityDummies() [][]float64 { return dummies(p.entity) }
func (p *trial) timeDummies() [][]float64   { return dummies(p.time) }

func dummies(of []int) (cols [][]float64) {
	place := map[int]int{}
	for i, v := range of {
		j, ok := place[v]
		if !ok {
			j = len(cols)
			place[v] = j
			cols = append(cols, make([]float64, len(of)))
		}
		cols[j][i] = 1
	}
	return cols
}

// ols is least squares by singular values, so that redundant columns do no
// harm: coefficients, (X'X)⁺, residuals and the rank of X.
type ols struct {
	b     []float64
	gram  *mat.Dense
	resid []float64
	rank  int
	rss   float64
}

func leastSquares(y []float64, cols ...[]float64) ols {
	n, k := len(y), len(cols)
	x := mat.NewDense(n, k, nil)
	for j, c := range cols {
		x.SetCol(j, c)
	}
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThin) {
		panic("svd")
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	s := svd.Values(nil)
	var o ols
	m := min(n, k)
	inv := mat.NewDense(k, m, nil)
	for i := range m {
		if s[i] > 1e-10*s[0] {
			o.rank++
			for j := range k {
				inv.Set(j, i, v.At(j, i)/s[i])
			}
		}
	}
	var uy, b mat.VecDense
	uy.MulVec(u.T(), mat.NewVecDense(n, y))
	b.MulVec(inv, &uy)
	o.b = b.RawVector().Data
	o.gram = new(mat.Dense)
	o.gram.Mul(inv, inv.T())
	var fit mat.VecDense
	fit.MulVec(x, &b)
	for i := range y {
		e := y[i] - fit.AtVec(i)
		o.resid = append(o.resid, e)
		o.rss += e * e
	}
	return o
}

// tight is the relative tolerance of the comparisons with naive arithmetic on
// a dozen columns of a hundred rows: both sides lose some digits of 16.
const tight = 1e-8

func near(t failer, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(math.Abs(want), 1e-3)) {
		t.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}
