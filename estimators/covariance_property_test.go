package estimators

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// label adds groupings to a trial: regions of whole entities, and classes
// that entities change between.
func (p *trial) label() {
	region, class := make([]float64, len(p.time)), make([]float64, len(p.time))
	for r, g := range p.entity {
		region[r], class[r] = float64(g%4), float64((p.time[r]/2+g)%5)
	}
	p.names = append(p.names, "region", "class")
	p.cols = append(p.cols, region, class)
}

// labelled is the design of a labelled trial with its groupings.
func (p *trial) labelled(t failer, x ...string) *Design {
	t.Helper()
	d := p.design(t, x...)
	for _, name := range []string{"region", "class"} {
		if err := d.Frame.Group(name, p.ids(name)); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// ids are the groups of the rows by the name of a grouping.
func (p *trial) ids(by string) []int {
	switch by {
	case "":
		return p.entity
	case ByTime:
		return p.time
	}
	id := make([]int, len(p.time))
	for r, v := range p.col(by) {
		id[r] = int(v)
	}
	return id
}

// regression is what the slow formulas need: all regressors with dummies for
// the effects, the fit of them, and how many of the first are reported.
type regression struct {
	cols [][]float64
	ols
}

func (p *trial) regress(effects string, x ...string) regression {
	cols := p.pick(x)
	switch effects {
	case "pooled":
		one := make([]float64, len(p.time))
		for i := range one {
			one[i] = 1
		}
		cols = append(cols, one)
	case "entity":
		cols = append(cols, p.entityDummies()...)
	case "time":
		cols = append(cols, p.timeDummies()...)
	case "both":
		cols = append(append(cols, p.entityDummies()...), p.timeDummies()...)
	}
	return regression{cols, leastSquares(p.col("y"), cols...)}
}

// sandwich is A X'ΩX A written out over all pairs of rows.
func (g regression) sandwich(omega func(i, j int) float64) *mat.Dense {
	n, k := len(g.resid), len(g.cols)
	x, o := mat.NewDense(n, k, nil), mat.NewDense(n, n, nil)
	for j, c := range g.cols {
		x.SetCol(j, c)
	}
	for i := range n {
		for j := range n {
			o.Set(i, j, omega(i, j))
		}
	}
	var a, b, v mat.Dense
	a.Mul(o, x)
	b.Mul(x.T(), &a)
	v.Mul(g.gram, &b)
	b.Mul(&v, g.gram)
	return &b
}

// leverage is the hat matrix's diagonal.
func (g regression) leverage(i int) float64 {
	h := 0.0
	for a, x := range g.cols {
		for b, y := range g.cols {
			h += x[i] * y[i] * g.gram.At(a, b)
		}
	}
	return h
}

var effectsByName = map[string]func(Covariance) Estimator{
	"pooled": func(c Covariance) Estimator { return Pooled{Cov: c} },
	"entity": func(c Covariance) Estimator { return Within{Cov: c} },
	"time":   func(c Covariance) Estimator { return Within{Effects: Time, Cov: c} },
	"both":   func(c Covariance) Estimator { return Within{Effects: TwoWay, Cov: c} },
}

// tooSmall tells that a drawn panel cannot carry the model.
func tooSmall(err error) bool {
	for _, cause := range []error{ErrTooFewRows, ErrTooFewClusters, ErrTooFewEntities, ErrTooFewPeriods, ErrNoVariation, ErrRankDeficient} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

func indicatorOf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// TestCovariancesWrittenOut compares every sandwich with its formula over all
// pairs of rows, on the regression with dummy variables and, where the sample
// repeats entities, on the rows literally repeated.
func TestCovariancesWrittenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, rapid.Bool().Draw(t, "counts"))
		p.label()
		d := p.labelled(t, "x1", "x2")
		q := p.rows()
		lags := rapid.IntRange(0, 5).Draw(t, "lags")
		fixed := Lags{Rule: LagFixed, Fixed: lags}
		bartlett := func(i, j int) float64 {
			if q.time[i] == q.time[j] { // a panel of one period has no step
				return 1
			}
			return max(0, 1-math.Abs(float64(q.time[i]-q.time[j])/float64(d.Frame.step()))/float64(lags+1))
		}
		same := func(by string) func(i, j int) float64 {
			id := q.ids(by)
			return func(i, j int) float64 { return indicatorOf(id[i] == id[j]) }
		}
		either := func(a, b string) func(i, j int) float64 {
			x, y := same(a), same(b)
			return func(i, j int) float64 { return x(i, j) + y(i, j) - x(i, j)*y(i, j) }
		}
		row := func(i, j int) float64 { return indicatorOf(i == j) }
		for effects, estimator := range effectsByName {
			g := q.regress(effects, "x1", "x2")
			if float64(len(g.resid)-g.rank) < 1 {
				continue
			}
			for _, c := range []struct {
				cov    Covariance
				factor float64
				kernel func(i, j int) float64
			}{
				{HC0{}, 1, row},
				{HC1{}, float64(len(g.resid)) / float64(len(g.resid)-g.rank), row},
				{Cluster{Convention: Arellano}, 1, same("")},
				{Cluster{By: ByTime, Convention: Arellano}, 1, same(ByTime)},
				{Cluster{By: "region", Convention: StataLarge}, 1, same("region")},
				{Cluster{By: "class", Convention: Arellano}, 1, same("class")},
				{TwoWayCluster{B: ByTime, Convention: Arellano}, 1, either("", ByTime)},
				{TwoWayCluster{A: ByTime, B: "region", Convention: Arellano}, 1, either(ByTime, "region")},
				{TwoWayCluster{A: "class", B: "", Convention: Arellano}, 1, either("class", "")},
				{TwoWayCluster{A: "region", B: "class", Convention: StataLarge}, 1, either("region", "class")},
				{DriscollKraay{Lags: fixed, Convention: Arellano}, 1, bartlett},
				{NeweyWest{Lags: fixed, Large: true}, 1, func(i, j int) float64 { return bartlett(i, j) * same("")(i, j) }},
			} {
				var f Fit
				err := estimator(c.cov).Fit(&f, d)
				if tooSmall(err) {
					continue
				}
				if err != nil {
					t.Fatal(effects, c.cov, err)
				}
				want := g.sandwich(func(i, j int) float64 { return c.kernel(i, j) * g.resid[i] * g.resid[j] })
				compareCovariance(t, fmt.Sprint(effects, " ", c.cov), &f, want, c.factor, effects == "pooled")
			}
		}
	})
}

// compareCovariance holds the slopes' covariances, and those of the constant
// where the slow regression has one in the same form.
func compareCovariance(t failer, what string, f *Fit, want *mat.Dense, factor float64, constant bool) {
	t.Helper()
	kk := len(f.Coef)
	m := kk - 1
	if constant {
		m = kk
	}
	for i := range m {
		for j := range m {
			scale := math.Sqrt(math.Abs(want.At(i, i)*want.At(j, j))) * factor
			if !(math.Abs(f.Cov[i*kk+j]-factor*want.At(i, j)) <= tight*scale+1e-13) {
				t.Errorf("%s: covariance %d %d is %.12g, want %.12g", what, i, j, f.Cov[i*kk+j], factor*want.At(i, j))
			}
		}
	}
}

// TestLeverages compares HC2 and HC3 with the hat matrix of the regression
// with dummy variables.
func TestLeverages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.Bool().Draw(t, "counts")
		p := drawTrial(t, 2, counts)
		full := makeTrial(rapid.IntRange(6, 10).Draw(t, "n"), rapid.IntRange(4, 8).Draw(t, "t"), 2, 1, rapid.Uint64().Draw(t, "full"), counts)
		for effects, estimator := range effectsByName {
			p := p
			if effects == "both" {
				p = full
			}
			d := p.design(t, "x1", "x2")
			g := p.rows().regress(effects, "x1", "x2")
			for power, cov := range map[float64]Covariance{1: HC2{}, 2: HC3{}} {
				var f Fit
				err := estimator(cov).Fit(&f, d)
				if tooSmall(err) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				close := false // to a row that is fitted exactly, where e/(1-h) is rounding error
				want := g.sandwich(func(i, j int) float64 {
					if i != j {
						return 0
					}
					left := 1 - g.leverage(i)
					if left < 1e-9 {
						return 0
					}
					close = close || left < 1e-4
					return g.resid[i] * g.resid[i] / math.Pow(left, power)
				})
				if !close {
					compareCovariance(t, fmt.Sprint(effects, " ", cov), &f, want, 1, effects == "pooled")
				}
			}
		}
	})
}

// TestAdjustedClusters compares CR2, CR3 and the degrees of freedom with the
// definitions in matrices of one row per observation.
func TestAdjustedClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, rapid.Bool().Draw(t, "counts"))
		p.label()
		d := p.labelled(t, "x1", "x2")
		q := p.rows()
		for _, by := range []string{"", ByTime, "region", "class"} {
			for _, effects := range []string{"pooled", "entity"} {
				g := q.regress("pooled", "x1", "x2")
				if effects == "entity" {
					g = q.demeaned("x1", "x2")
				}
				for _, c := range []struct {
					power float64
					cov   Covariance
				}{{0, Satterthwaite{By: by, Convention: Arellano}}, {-0.5, CR2{By: by}}, {-1, CR3{By: by}}} {
					var f Fit
					err := effectsByName[effects](c.cov).Fit(&f, d)
					if tooSmall(err) {
						continue
					}
					if err != nil {
						t.Fatal(err)
					}
					v, dof, ok := g.adjusted(q.ids(by), c.power)
					if !ok {
						continue
					}
					what := fmt.Sprint(effects, " ", c.cov)
					compareCovariance(t, what, &f, v, 1, effects == "pooled")
					for j := range 2 {
						near(t, what+" degrees of freedom", f.TermDoF(j), dof[j], 1e-6)
					}
				}
			}
		}
	})
}

// demeaned is the regression of deviations from entity means.
func (p *trial) demeaned(x ...string) regression {
	cols := append(p.pick(x), p.col("y"))
	for j, c := range cols {
		m := make([]float64, len(c))
		for g := range len(p.start) - 1 {
			s := 0.0
			for r := p.start[g]; r < p.start[g+1]; r++ {
				s += c[r]
			}
			for r := p.start[g]; r < p.start[g+1]; r++ {
				m[r] = c[r] - s/float64(p.start[g+1]-p.start[g])
			}
		}
		cols[j] = m
	}
	return regression{cols[:len(x)], leastSquares(cols[len(x)], cols[:len(x)]...)}
}

// adjusted is Σ A X_c'B e_c e_c'B X_c A with B = (I-H_cc)^power, and the
// degrees of freedom (Σ p_cc)²/Σ p_cd² of each coefficient. It is not ok where
// a cluster is fitted nearly exactly.
func (g regression) adjusted(id []int, power float64) (v *mat.Dense, dof []float64, ok bool) {
	n, k := len(g.resid), len(g.cols)
	x := mat.NewDense(n, k, nil)
	for j, c := range g.cols {
		x.SetCol(j, c)
	}
	var xa, h mat.Dense
	xa.Mul(x, g.gram)
	h.Mul(&xa, x.T())
	members := map[int][]int{}
	for r, c := range id {
		members[c] = append(members[c], r)
	}
	v = mat.NewDense(k, k, nil)
	var p []*mat.Dense // n x k each: (I-H)_c' B X_c A
	for _, rows := range members {
		m := len(rows)
		left := mat.NewSymDense(m, nil)
		for i, r := range rows {
			for j := i; j < m; j++ {
				left.SetSym(i, j, indicatorOf(i == j)-h.At(r, rows[j]))
			}
		}
		var eig mat.EigenSym
		if !eig.Factorize(left, true) {
			return nil, nil, false
		}
		var q mat.Dense
		eig.VectorsTo(&q)
		values := make([]float64, m)
		for i, l := range eig.Values(nil) {
			if l < 1e-4 {
				return nil, nil, false
			}
			values[i] = math.Pow(l, power)
		}
		var b, bx, rest mat.Dense
		b.Mul(&q, mat.NewDiagDense(m, values))
		b.Mul(&b, q.T())
		xc, residual, some := mat.NewDense(m, k, nil), mat.NewDense(n, m, nil), mat.NewVecDense(m, nil)
		for i, r := range rows {
			for j := range k {
				xc.Set(i, j, xa.At(r, j))
			}
			for s := range n {
				residual.Set(s, i, indicatorOf(s == r)-h.At(s, r))
			}
			some.SetVec(i, g.resid[r])
		}
		bx.Mul(&b, xc)
		var shift mat.VecDense
		shift.MulVec(bx.T(), some)
		v.RankOne(v, 1, &shift, &shift)
		rest.Mul(residual, &bx)
		p = append(p, &rest)
	}
	for j := range k {
		sum, squares := 0.0, 0.0
		for a := range p {
			for b := range p {
				s := mat.Dot(p[a].ColView(j), p[b].ColView(j))
				squares += s * s
				if a == b {
					sum += s
				}
			}
		}
		dof = append(dof, sum*sum/squares)
	}
	return v, dof, true
}

// TestJackknifeRefits compares the jackknife with fits that leave each
// cluster out in turn.
func TestJackknifeRefits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, false)
		p.label()
		d := p.labelled(t, "x1", "x2")
		for effects, by := range map[string]string{"pooled": "region", "entity": ""} {
			id := p.ids(by)
			clusters := map[int]bool{}
			for _, c := range id {
				clusters[c] = true
			}
			var all [][]float64
			mean := make([]float64, 3)
			for c := range clusters {
				q := &trial{names: p.names, cols: make([][]float64, len(p.cols)), start: []int{0}}
				for r := range id {
					if id[r] == c {
						continue
					}
					q.entity, q.time = append(q.entity, p.entity[r]), append(q.time, p.time[r])
					for j := range p.cols {
						q.cols[j] = append(q.cols[j], p.cols[j][r])
					}
				}
				b := q.regress(effects, "x1", "x2").b[:3]
				all = append(all, b)
				for j := range b {
					mean[j] += b[j] / float64(len(clusters))
				}
			}
			var f Fit
			if err := effectsByName[effects](Jackknife{By: by}).Fit(&f, d); tooSmall(err) {
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			terms := 2
			if effects == "pooled" {
				terms = 3
			}
			for j := range terms {
				s := 0.0
				for _, b := range all {
					s += (b[j] - mean[j]) * (b[j] - mean[j])
				}
				g := float64(len(clusters))
				near(t, effects+" jackknife", f.SE(j), math.Sqrt((g-1)/g*s), 1e-6)
			}
		}
	})
}
