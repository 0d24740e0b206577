package bootstrap

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Wild is the wild cluster bootstrap of a test that coefficients of a linear
// regression have given values (Cameron, Gelbach and Miller 2008, Rev. Econ.
// Stat. 90, 414-427):
//
//	y* = Xb + v_g u,   t* = (c'b* - c'b)/se*,
//
// with one weight v_g for all residuals u of a cluster. Imposed takes b and u
// from the fit under the null (WCR), else they are the estimates (WCU).
// Jackknifed takes the residuals of a cluster from the fit without it, and CR3
// the variance (G-1)/G Σ (b_(-g) - b)(b_(-g) - b)' in place of the sandwich: the
// versions 31, 13 and 33 of MacKinnon, Nielsen and Webb (2023, J. Appl.
// Econometrics 38, 671-694).
//
// All draws are made of moments of the clusters: with A = (X'X)⁻¹ and S_g =
// X_g'u_g a draw has b* - b = A Σ v_g S_g, and its scores are v_g S_g - X_g'X_g (b* -
// b). Effects that are constant within clusters may be swept out of Y and X
// before; those that cross clusters must be columns of X.
type Wild struct {
	Y          []float64
	X          [][]float64 // columns, of full rank
	Tested     []int       // columns whose coefficients are tested
	Group      []int       // of each row, from 0: the cluster that weights are drawn for
	Imposed    bool
	Jackknifed bool
	CR3        bool
	// Variance lists the groupings that the sandwich adds up; nil stands for
	// Group with the factor 1. CR3 takes Group alone.
	Variance []WildGrouping
}

// WildGrouping is one sum of outer products of scores, times a factor: that of
// the small sample, negative for intersections of two groupings.
type WildGrouping struct {
	Of     []int // the cluster of each row, from 0
	Factor float64
}

// WildTest is a Wild with everything computed that does not depend on the
// weights.
type WildTest struct {
	Estimate []float64 // of the tested coefficients
	Cov      []float64 // their covariance, q x q
	Groups   int

	q, k     int
	tested   []int
	shift    [][]float64 // per group and source: A X_g'u, k values
	clusters []wildCluster
	sources  int  // residuals are source 0 less, where imposed, Σ value_j source j
	imposed  bool // the null
}

// wildCluster is a cluster of the variance.
type wildCluster struct {
	factor float64
	groups []int       // groups of weights that have rows in it
	score  [][]float64 // per group and source: R A X_cg'u, q values
	move   []float64   // R A X_c'X_c, q x k
}

// Prepare computes the moments.
func (w *Wild) Prepare() (*WildTest, error) {
	n, k, q := len(w.Y), len(w.X), len(w.Tested)
	if n <= k || k == 0 || q == 0 {
		return nil, fmt.Errorf("bootstrap: %d rows, %d columns, %d of them tested: expected more rows than columns, and one to test", n, k, q)
	}
	t := &WildTest{q: q, k: k, tested: w.Tested, imposed: w.Imposed}
	for _, g := range w.Group {
		t.Groups = max(t.Groups, g+1)
	}
	if t.Groups < 2 {
		return nil, errors.New("bootstrap: one cluster, expected two at least")
	}
	bread, estimates, err := w.leastSquares(nil)
	if err != nil {
		return nil, err
	}
	beta := estimates(w.Y)
	residual := w.residuals(beta)
	for _, j := range w.Tested {
		t.Estimate = append(t.Estimate, beta[j])
	}
	sources, err := w.residualSources(residual)
	if err != nil {
		return nil, err
	}
	t.sources = len(sources)
	for g := range t.Groups {
		for _, u := range sources {
			t.shift = append(t.shift, product(bread, w.score(u, func(r int) bool { return w.Group[r] == g })))
		}
	}
	if err := w.addClusters(t, bread, sources); err != nil {
		return nil, err
	}
	return t, w.observed(t, residual)
}

// leastSquares gives (X'X)⁻¹ of the rows without the groups that are left out,
// and the coefficients of any outcome there.
func (w *Wild) leastSquares(out func(r int) bool, columns ...int) (bread *mat.Dense, estimates func(y []float64) []float64, err error) {
	if columns == nil {
		for j := range w.X {
			columns = append(columns, j)
		}
	}
	var rows []int
	for r := range w.Y {
		if out == nil || !out(r) {
			rows = append(rows, r)
		}
	}
	k := len(columns)
	if k == 0 {
		return nil, func([]float64) []float64 { return nil }, nil
	}
	x := mat.NewDense(max(len(rows), k), k, nil) // rows of zeros change nothing
	scale := make([]float64, k)
	for j, c := range columns {
		scale[j] = floats.Norm(w.X[c], 2)
		for i, r := range rows {
			x.Set(i, j, w.X[c][r]/scale[j])
		}
	}
	var qr mat.QR
	qr.Factorize(x)
	if !(qr.Cond() < 1e12) {
		return nil, nil, errors.New("bootstrap: the columns are collinear, in all rows or in those without a cluster")
	}
	var upper, inverse mat.Dense
	qr.RTo(&upper)
	var root mat.TriDense
	if err := root.InverseTri(triangle(&upper, k)); err != nil {
		return nil, nil, err
	}
	inverse.Mul(&root, root.T())
	inverse.Apply(func(i, j int, v float64) float64 { return v / scale[i] / scale[j] }, &inverse)
	return &inverse, func(y []float64) []float64 {
		rhs := mat.NewDense(max(len(rows), k), 1, nil)
		for i, r := range rows {
			rhs.Set(i, 0, y[r])
		}
		var b mat.Dense
		if err := qr.SolveTo(&b, false, rhs); err != nil {
			b.Scale(math.NaN(), &b)
		}
		beta := make([]float64, k)
		for j := range beta {
			beta[j] = b.At(j, 0) / scale[j]
		}
		return beta
	}, nil
}

func triangle(m *mat.Dense, k int) *mat.TriDense {
	t := mat.NewTriDense(k, mat.Upper, nil)
	for i := range k {
		for j := i; j < k; j++ {
			t.SetTri(i, j, m.At(i, j))
		}
	}
	return t
}

// residuals are those of the outcome.
func (w *Wild) residuals(beta []float64) []float64 {
	u := append([]float64(nil), w.Y...)
	for j, b := range beta {
		floats.AddScaled(u, -b, w.X[j])
	}
	return u
}

// residualSources are what the residuals of a draw are made of: those of the
// estimates; or, where the null is imposed, the parts of outcome and tested
// columns that the others do not explain.
func (w *Wild) residualSources(residual []float64) ([][]float64, error) {
	var columns []int
	of := [][]float64{w.Y}
	tested := make(map[int]bool)
	for _, j := range w.Tested {
		tested[j] = w.Imposed
		if w.Imposed {
			of = append(of, w.X[j])
		}
	}
	for j := range w.X {
		if !tested[j] {
			columns = append(columns, j)
		}
	}
	if !w.Imposed && !w.Jackknifed {
		return [][]float64{residual}, nil
	}
	sources := make([][]float64, len(of))
	for s := range of {
		sources[s] = append([]float64(nil), of[s]...)
	}
	if !w.Jackknifed {
		return sources, w.explain(sources, of, columns, nil)
	}
	groups := 0
	for _, g := range w.Group {
		groups = max(groups, g+1)
	}
	for g := range groups {
		if err := w.explain(sources, of, columns, func(r int) bool { return w.Group[r] == g }); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

// explain takes from the sources what columns explain of them: of all rows, or
// of those of a group by the fit without it.
func (w *Wild) explain(sources, of [][]float64, columns []int, group func(r int) bool) error {
	if len(columns) == 0 {
		return nil
	}
	_, estimates, err := w.leastSquares(group, columns...)
	if err != nil {
		return err
	}
	for s := range sources {
		b := estimates(of[s])
		for r := range sources[s] {
			if group != nil && !group(r) {
				continue
			}
			for j, c := range columns {
				sources[s][r] -= b[j] * w.X[c][r]
			}
		}
	}
	return nil
}

// score is X'u over some rows.
func (w *Wild) score(u []float64, in func(r int) bool) []float64 {
	s := make([]float64, len(w.X))
	for r, v := range u {
		if v != 0 && in(r) {
			for j := range w.X {
				s[j] += w.X[j][r] * v
			}
		}
	}
	return s
}

// product is m x.
func product(m *mat.Dense, x []float64) []float64 {
	rows, _ := m.Dims()
	y := make([]float64, rows)
	for i := range y {
		y[i] = floats.Dot(m.RawRowView(i), x)
	}
	return y
}

// addClusters prepares the clusters of the variance.
func (w *Wild) addClusters(t *WildTest, bread *mat.Dense, sources [][]float64) error {
	groupings := w.Variance
	if groupings == nil || w.CR3 {
		groupings = []WildGrouping{{w.Group, 1}}
	}
	for _, grouping := range groupings {
		rows := make(map[int][]int)
		count := 0
		for r, c := range grouping.Of {
			rows[c] = append(rows[c], r)
			count = max(count, c+1)
		}
		for c := range count {
			if len(rows[c]) == 0 {
				continue
			}
			inverse, factor := bread, grouping.Factor
			if w.CR3 {
				var err error
				if inverse, _, err = w.leastSquares(func(r int) bool { return w.Group[r] == c }); err != nil {
					return err
				}
				factor = float64(t.Groups-1) / float64(t.Groups)
			}
			t.clusters = append(t.clusters, w.cluster(t, inverse, factor, rows[c], sources))
		}
	}
	return nil
}

func (w *Wild) cluster(t *WildTest, inverse *mat.Dense, factor float64, rows []int, sources [][]float64) wildCluster {
	c := wildCluster{factor: factor, move: make([]float64, t.q*t.k)}
	place := make(map[int]int)
	x := make([]float64, t.k)
	for _, r := range rows {
		g := w.Group[r]
		at, ok := place[g]
		if !ok {
			at = len(c.groups)
			place[g] = at
			c.groups = append(c.groups, g)
			for range sources {
				c.score = append(c.score, make([]float64, t.q))
			}
		}
		for j := range x {
			x[j] = w.X[j][r]
		}
		for i, tested := range w.Tested {
			ax := floats.Dot(inverse.RawRowView(tested), x)
			floats.AddScaled(c.move[i*t.k:(i+1)*t.k], ax, x)
			for s, u := range sources {
				c.score[at*len(sources)+s][i] += ax * u[r]
			}
		}
	}
	return c
}

// observed computes the covariance of the estimates.
func (w *Wild) observed(t *WildTest, residual []float64) error {
	o := *w
	o.Imposed, o.Jackknifed = false, false
	one := &WildTest{q: t.q, k: t.k, Groups: t.Groups, sources: 1}
	bread, _, err := w.leastSquares(nil)
	if err != nil {
		return err
	}
	if err := o.addClusters(one, bread, [][]float64{residual}); err != nil {
		return err
	}
	t.Cov = make([]float64, t.q*t.q)
	sum := make([]float64, t.q)
	for _, c := range one.clusters {
		clear(sum)
		for _, s := range c.score {
			floats.Add(sum, s)
		}
		addOuter(t.Cov, c.factor, sum)
	}
	return nil
}

func addOuter(v []float64, factor float64, x []float64) {
	for i, a := range x {
		for j, b := range x {
			v[i*len(x)+j] += factor * a * b
		}
	}
}

// SE is the standard error of a single tested coefficient.
func (t *WildTest) SE() float64 { return math.Sqrt(t.Cov[0]) }

// Statistic is (b - value)/se of one coefficient, and F, the Wald statistic
// over their number, of several.
func (t *WildTest) Statistic(value ...float64) float64 {
	d := append([]float64(nil), t.Estimate...)
	floats.Sub(d, value)
	return statistic(d, append([]float64(nil), t.Cov...))
}

// statistic is NaN where the covariance, which it destroys, is not positive
// definite.
func statistic(d, v []float64) float64 {
	q := len(d)
	if q == 1 {
		if !(v[0] > 0) {
			return math.NaN()
		}
		return d[0] / math.Sqrt(v[0])
	}
	// d'V⁻¹d = |L⁻¹d|² with V = LL', row by row
	squares := 0.0
	for i := range q {
		for j := range i {
			for l := range j {
				v[i*q+j] -= v[i*q+l] * v[j*q+l]
			}
			v[i*q+j] /= v[j*q+j]
			v[i*q+i] -= v[i*q+j] * v[i*q+j]
			d[i] -= v[i*q+j] * d[j]
		}
		if !(v[i*q+i] > 0) {
			return math.NaN()
		}
		v[i*q+i] = math.Sqrt(v[i*q+i])
		d[i] /= v[i*q+i]
		squares += d[i] * d[i]
	}
	return squares / float64(q)
}

// Draw gives the statistics of draws of weights under a null. It keeps memory,
// so it belongs to one goroutine.
func (t *WildTest) Draw(value ...float64) func(v []float64) float64 {
	weight := []float64{1}
	if t.imposed {
		for _, r := range value {
			weight = append(weight, -r)
		}
	}
	combine := func(parts [][]float64, g, n int) []float64 {
		x := make([]float64, n)
		for s, f := range weight {
			floats.AddScaled(x, f, parts[g*t.sources+s])
		}
		return x
	}
	shift := make([][]float64, t.Groups)
	for g := range shift {
		shift[g] = combine(t.shift, g, t.k)
	}
	score := make([][][]float64, len(t.clusters))
	for c := range t.clusters {
		for at := range t.clusters[c].groups {
			score[c] = append(score[c], combine(t.clusters[c].score, at, t.q))
		}
	}
	delta, cov, sum, d := make([]float64, t.k), make([]float64, t.q*t.q), make([]float64, t.q), make([]float64, t.q)
	return func(v []float64) float64 {
		clear(delta)
		for g, x := range shift {
			floats.AddScaled(delta, v[g], x)
		}
		clear(cov)
		for i := range t.clusters {
			c := &t.clusters[i]
			clear(sum)
			for at, g := range c.groups {
				floats.AddScaled(sum, v[g], score[i][at])
			}
			for j := range sum {
				sum[j] -= floats.Dot(c.move[j*t.k:(j+1)*t.k], delta)
			}
			addOuter(cov, c.factor, sum)
		}
		for i, j := range t.tested {
			d[i] = delta[j]
		}
		return statistic(d, cov)
	}
}

// PValues compares the statistic with all draws of weights, each with its
// probability. Draws whose variance is not positive are left out.
func (t *WildTest) PValues(law WildWeights, value ...float64) PValues {
	return pValuesOfAll(t.Statistic(value...), law, t.Groups, t.Draw(value...))
}

func pValuesOfAll(observed float64, law WildWeights, groups int, draw func(v []float64) float64) PValues {
	var p PValues
	total := 0.0
	for v, prob := range law.All(groups) {
		x := draw(v)
		if math.IsNaN(x) {
			continue
		}
		p.N++
		total += prob
		switch c := compare(x, observed); {
		case c > 0:
			p.Upper += prob
		case c < 0:
			p.Lower += prob
		default:
			p.Ties += prob
		}
		switch c := compare(math.Abs(x), math.Abs(observed)); {
		case c > 0:
			p.Symmetric += prob
		case c == 0:
			p.TiesAbs += prob
		}
	}
	for _, share := range []*float64{&p.Upper, &p.Lower, &p.Ties, &p.Symmetric, &p.TiesAbs} {
		*share /= total
	}
	p.EqualTail = 2 * min(p.Upper, p.Lower)
	return p
}
