package estimators

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// structures are the nine of xtgls.
func structures() (list []FGLS) {
	for _, p := range []Panels{HeteroskedasticPanels, IIDPanels, CorrelatedPanels} {
		for _, c := range []Correlation{Independent, AR1, PSAR1} {
			list = append(list, FGLS{Panels: p, Corr: c})
		}
	}
	return list
}

func (e FGLS) structure() string {
	panels := [...]string{"hetero", "iid", "correlated"}
	corr := [...]string{"independent", "ar1", "psar1"}
	return panels[e.Panels] + " " + corr[e.Corr]
}

// withoutGaps cuts rows off the beginning and the end of entities, which
// leaves every entity at least four rows that follow each other.
func (p *trial) withoutGaps(seed uint64) *trial {
	rng := rand.New(rand.NewPCG(seed, 2))
	q := &trial{names: p.names, start: []int{0}, cols: make([][]float64, len(p.cols)), counts: p.counts}
	for g := range len(p.start) - 1 {
		a, b := p.start[g], p.start[g+1]
		a += rng.IntN(b - a - 3)
		b -= rng.IntN(b - a - 3)
		for r := a; r < b; r++ {
			q.time, q.entity = append(q.time, p.time[r]), append(q.entity, g)
			for j := range p.cols {
				q.cols[j] = append(q.cols[j], p.cols[j][r])
			}
		}
		q.start = append(q.start, len(q.time))
	}
	return q
}

// slowFGLS is FGLS in matrices of one row per observation: P X and P y with P
// the transformation of Prais and Winsten, then Ω of all rows.
type slowFGLS struct {
	coef  []float64 // x1, x2, constant
	se    []float64
	rho   []float64 // used for each entity
	sigma [][]float64
	ll    float64
	rows  int
}

func (p *trial) slowFGLS(e FGLS) (s slowFGLS) {
	y, cols := p.col("y"), append(p.pick([]string{"x1", "x2"}), make([]float64, len(p.time)))
	for i := range p.time {
		cols[2][i] = 1
	}
	o := leastSquares(y, cols...)
	entities := len(p.start) - 1
	s.rho = make([]float64, entities)
	mean := 0.0
	for g := range s.rho {
		num, den := 0.0, 0.0
		for r := p.start[g] + 1; r < p.start[g+1]; r++ {
			num += o.resid[r] * o.resid[r-1]
			den += o.resid[r-1] * o.resid[r-1]
		}
		s.rho[g] = num / den
		mean += num / den / float64(entities)
	}
	var entity, time []int
	var rows [][]float64 // x1, x2, constant, y
	for g := range s.rho {
		switch e.Corr {
		case Independent:
			s.rho[g] = 0
		case AR1:
			s.rho[g] = mean
		}
		for r := p.start[g]; r < p.start[g+1]; r++ {
			row := make([]float64, 4)
			for j, c := range [][]float64{cols[0], cols[1], cols[2], y} {
				switch rho := s.rho[g]; {
				case r > p.start[g]:
					row[j] = c[r] - rho*c[r-1]
				case math.Abs(rho) < 1:
					row[j] = math.Sqrt(1-rho*rho) * c[r]
				default:
					row = nil
				}
				if row == nil {
					break
				}
			}
			if row != nil {
				rows, entity, time = append(rows, row), append(entity, g), append(time, p.time[r])
			}
		}
	}
	n := len(rows)
	s.rows = n
	ty, tx := make([]float64, n), [][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
	for i, row := range rows {
		ty[i] = row[3]
		for j := range tx {
			tx[j][i] = row[j]
		}
	}
	s.generalise(leastSquares(ty, tx...).resid, ty, tx, entity, time, e.Panels, entities)
	return s
}

// generalise is GLS with the covariance of the residuals.
func (s *slowFGLS) generalise(resid, y []float64, x [][]float64, entity, time []int, panels Panels, entities int) {
	n := len(y)
	s.sigma = make([][]float64, entities)
	for g := range s.sigma {
		s.sigma[g] = make([]float64, entities)
		for h := range s.sigma[g] {
			sum, common := 0.0, 0.0
			for i := range n {
				for j := range n {
					if panels == IIDPanels && i == j || panels != IIDPanels && entity[i] == g && entity[j] == h && time[i] == time[j] {
						sum += resid[i] * resid[j]
						common++
					}
				}
			}
			if g == h || panels == CorrelatedPanels {
				s.sigma[g][h] = sum / common
			}
		}
	}
	omega := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			if time[i] == time[j] {
				omega.SetSym(i, j, s.sigma[entity[i]][entity[j]])
			}
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(omega) {
		panic("the slow covariance matrix is singular")
	}
	design := mat.NewDense(n, len(x), nil)
	for j, c := range x {
		design.SetCol(j, c)
	}
	var weighted, gram, right mat.Dense
	if err := chol.SolveTo(&weighted, design); err != nil {
		panic(err)
	}
	gram.Mul(design.T(), &weighted)
	var inverse mat.Dense
	if err := inverse.Inverse(&gram); err != nil {
		panic(err)
	}
	right.Mul(weighted.T(), mat.NewDense(n, 1, y))
	var b mat.Dense
	b.Mul(&inverse, &right)
	e := mat.NewVecDense(n, nil)
	e.MulVec(design, b.ColView(0))
	for i := range n {
		e.SetVec(i, y[i]-e.AtVec(i))
	}
	var we mat.VecDense
	if err := chol.SolveVecTo(&we, e); err != nil {
		panic(err)
	}
	s.ll = -(float64(n)*math.Log(2*math.Pi) + chol.LogDet() + mat.Dot(e, &we)) / 2
	s.coef, s.se = nil, nil
	for j := range x {
		s.coef = append(s.coef, b.At(j, 0))
		s.se = append(s.se, math.Sqrt(inverse.At(j, j)))
	}
}

// TestFGLSWrittenOut compares all structures with dense matrices: on
// unbalanced panels with repeated entities, written out row by row, where the
// structure admits them.
func TestFGLSWrittenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		full := makeTrial(rapid.IntRange(3, 6).Draw(t, "entities"), rapid.IntRange(8, 12).Draw(t, "periods"), 2, 1, seed, false)
		uneven := makeTrial(rapid.IntRange(5, 7).Draw(t, "more entities"), 9, 2, 1, seed, true).withoutGaps(seed)
		for _, e := range structures() {
			p := uneven
			if e.Panels == CorrelatedPanels {
				p = full
			}
			var f Fit
			d := p.design(t, "x1", "x2")
			q := p.rows()
			err := e.Fit(&f, d)
			if errors.Is(err, ErrUnbalanced) && e.Panels == CorrelatedPanels && e.Corr == PSAR1 {
				explosive := false
				for _, rho := range f.work.fgls.detail.RhoByEntity {
					explosive = explosive || math.Abs(rho) >= 1
				}
				if explosive {
					continue
				}
			}
			if err != nil {
				t.Fatal(e.structure(), err)
			}
			want := q.slowFGLS(e)
			det := f.FGLS()
			for j := range f.Coef {
				near(t, e.structure()+" "+f.Terms[j], f.Coef[j], want.coef[j], tight)
				near(t, e.structure()+" se of "+f.Terms[j], f.SE(j), want.se[j], tight)
			}
			if det.Rows != want.rows || f.Observations != len(q.time) {
				t.Errorf("%s: %d of %d rows, want %d of %d", e.structure(), det.Rows, f.Observations, want.rows, len(q.time))
			}
			if e.Corr == Independent {
				near(t, e.structure()+" log likelihood", det.LogLikelihood, want.ll, tight)
			} else if !math.IsNaN(det.LogLikelihood) {
				t.Errorf("%s: a log likelihood of rows that are not the sample's", e.structure())
			}
			compareDetail(t, e, det, p, want)
			s := f.Statistics(d)
			if !math.IsNaN(s.R2 + s.R2Adj + s.RMSE + s.LLZero) {
				t.Errorf("%s: a measure of fit of transformed rows", e.structure())
			}
			if e.Corr == Independent {
				near(t, e.structure()+" log likelihood among the statistics", s.LL, want.ll, tight)
			} else if !math.IsNaN(s.LL) {
				t.Errorf("%s: a log likelihood among the statistics", e.structure())
			}
			near(t, e.structure()+" overall R2", s.R2Overall, q.overallR2(want.coef), tight)
		}
	})
}

// overallR2 is corr(y, x'b)² over all rows.
func (p *trial) overallR2(coef []float64) float64 {
	y, x1, x2 := p.col("y"), p.col("x1"), p.col("x2")
	fitted := make([]float64, len(y))
	for i := range y {
		fitted[i] = coef[0]*x1[i] + coef[1]*x2[i]
	}
	r := stat.Correlation(y, fitted, nil)
	return r * r
}

// compareDetail holds ρ and variances; copy after copy, the slow numbers are
// those of the entities that were drawn.
func compareDetail(t failer, e FGLS, det *FGLSDetail, p *trial, want slowFGLS) {
	t.Helper()
	copyOf := 0
	for g, c := range p.counts {
		if c == 0 {
			if e.Panels == HeteroskedasticPanels && !math.IsNaN(det.ByEntity[g]) {
				t.Errorf("%s: a variance of an entity that is not in the sample", e.structure())
			}
			continue
		}
		switch e.Corr {
		case AR1:
			near(t, e.structure()+" ρ", det.Rho, want.rho[copyOf], tight)
		case PSAR1:
			near(t, e.structure()+" ρ", det.RhoByEntity[g], want.rho[copyOf], tight)
		}
		switch e.Panels {
		case IIDPanels:
			near(t, "σ²", det.Variance, want.sigma[copyOf][copyOf], tight)
		case HeteroskedasticPanels:
			near(t, "σ²", det.ByEntity[g], want.sigma[copyOf][copyOf], tight)
		case CorrelatedPanels:
			for h := range want.sigma {
				near(t, "Σ", det.Sigma[g*len(want.sigma)+h], want.sigma[g][h], tight)
			}
		}
		copyOf += c
	}
}

// TestFGLSOfEqualVariances: with one variance and independent errors it is
// least squares with the divisor N.
func TestFGLSOfEqualVariances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawTrial(t, 2, rapid.Bool().Draw(t, "counts")).design(t, "x1", "x2")
		var f, o Fit
		if err := (Pooled{}).Fit(&o, d); err != nil {
			t.Skip("least squares is not defined:", err)
		}
		for _, nmk := range []bool{false, true} {
			if err := (FGLS{Panels: IIDPanels, NMK: nmk}).Fit(&f, d); err != nil {
				t.Fatal(err)
			}
			factor := o.ResidualDoF / float64(o.Observations)
			if nmk {
				factor = 1
			}
			for j := range f.Coef {
				near(t, "coefficient", f.Coef[j], o.Coef[j], tight)
				near(t, "standard error", f.SE(j), o.SE(j)*math.Sqrt(factor), tight)
			}
		}
	})
}

// TestIteratedFGLSIsStationary: one slow pass from the estimate returns it,
// and its likelihood is not below that of two steps.
func TestIteratedFGLSIsStationary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		p := makeTrial(4, 20, 2, 1, seed, false)
		d := p.design(t, "x1", "x2")
		one := make([]float64, len(p.time))
		for i := range one {
			one[i] = 1
		}
		x := append(p.pick([]string{"x1", "x2"}), one)
		for _, e := range []FGLS{{Iterate: true}, {Panels: CorrelatedPanels, Iterate: true}} {
			var f, two Fit
			if err := e.Fit(&f, d); err != nil {
				t.Fatal(err)
			}
			var s slowFGLS
			resid := append([]float64(nil), p.col("y")...)
			for j, b := range f.Coef {
				for i := range resid {
					resid[i] -= b * x[j][i]
				}
			}
			s.generalise(resid, p.col("y"), x, p.entity, p.time, e.Panels, 4)
			for j := range f.Coef {
				// the passes end within 1e-11 standard errors of a pass
				if !(math.Abs(f.Coef[j]-s.coef[j]) <= tight*f.SE(j)) {
					t.Errorf("%s: a pass moves %s from %.12g to %.12g", e.structure(), f.Terms[j], f.Coef[j], s.coef[j])
				}
				near(t, e.structure()+" se", f.SE(j), s.se[j], tight)
			}
			near(t, e.structure()+" log likelihood", f.FGLS().LogLikelihood, s.ll, tight)
			e.Iterate = false
			if err := e.Fit(&two, d); err != nil {
				t.Fatal(err)
			}
			if two.FGLS().LogLikelihood > f.FGLS().LogLikelihood+1e-8 {
				t.Errorf("%s: the likelihood fell from %g to %g", e.structure(), two.FGLS().LogLikelihood, f.FGLS().LogLikelihood)
			}
		}
	})
}

func TestFGLSFaults(t *testing.T) {
	holes := makeTrial(6, 12, 2, 0.7, 3, false)
	wide := makeTrial(9, 6, 2, 1, 3, false)
	single := makeTrial(6, 9, 2, 1, 3, false)
	single.withoutRows(func(g, t int) bool { return g == 2 && t > 1990 })
	uneven := makeTrial(6, 9, 2, 1, 3, false).withoutGaps(4)
	twice := makeTrial(4, 9, 2, 1, 3, false)
	twice.counts[1] = 2
	for _, c := range []struct {
		name  string
		e     FGLS
		p     *trial
		cause error
	}{
		{"gaps", FGLS{Corr: AR1}, holes, ErrGaps},
		{"gaps", FGLS{Panels: IIDPanels, Corr: PSAR1}, holes, ErrGaps},
		{"one row", FGLS{Corr: AR1}, single, ErrTooFewPeriods},
		{"unbalanced", FGLS{Panels: CorrelatedPanels}, uneven, ErrUnbalanced},
		{"more entities than periods", FGLS{Panels: CorrelatedPanels}, wide, ErrSingularWeights},
		{"an entity twice", FGLS{Panels: CorrelatedPanels}, twice, ErrSingularWeights},
	} {
		var f Fit
		if err := (FGLS{}).Fit(&f, c.p.design(t, "x1", "x2")); err != nil { // details that must not stay
			t.Fatal(err)
		}
		err := c.e.Fit(&f, c.p.design(t, "x1", "x2"))
		var fault *Fault
		if !errors.Is(err, c.cause) || !errors.As(err, &fault) || fault.Detail == "" {
			t.Errorf("%s, %s: %v, want %v with an explanation", c.e.structure(), c.name, err, c.cause)
		}
		if f.FGLS() != nil {
			t.Errorf("%s, %s: a failed fit has details", c.e.structure(), c.name)
		}
	}
}

// TestFGLSExplosive: an entity with ρ >= 1 loses its first row, and
// correlated panels, which would not be balanced any more, refuse.
func TestFGLSExplosive(t *testing.T) {
	p := makeTrial(4, 9, 2, 1, 5, false)
	y := p.col("y")
	for r := p.start[2]; r < p.start[3]; r++ { // residuals that double every year
		y[r] += math.Exp2(float64(r - p.start[2]))
	}
	d := p.design(t, "x1", "x2")
	var f Fit
	if err := (FGLS{Corr: PSAR1}).Fit(&f, d); err != nil {
		t.Fatal(err)
	}
	if rho := f.FGLS().RhoByEntity[2]; !(rho >= 1) {
		t.Fatalf("ρ is %g, the example needs one above 1", rho)
	}
	if f.FGLS().Rows != 35 || f.Observations != 36 {
		t.Errorf("%d of %d rows, want 35 of 36", f.FGLS().Rows, f.Observations)
	}
	if err := (FGLS{Panels: CorrelatedPanels, Corr: PSAR1}).Fit(&f, d); !errors.Is(err, ErrUnbalanced) {
		t.Errorf("correlated: %v, want %v", err, ErrUnbalanced)
	}
}

// withoutRows drops rows, in place.
func (p *trial) withoutRows(drop func(g, t int) bool) {
	q := trial{start: []int{0}, cols: make([][]float64, len(p.cols))}
	for g := range len(p.start) - 1 {
		for r := p.start[g]; r < p.start[g+1]; r++ {
			if drop(g, p.time[r]) {
				continue
			}
			q.time, q.entity = append(q.time, p.time[r]), append(q.entity, g)
			for j := range p.cols {
				q.cols[j] = append(q.cols[j], p.cols[j][r])
			}
		}
		q.start = append(q.start, len(q.time))
	}
	p.start, p.time, p.entity, p.cols = q.start, q.time, q.entity, q.cols
}

// TestFGLSAllocatesNothing: every structure can run inside a draw.
func TestFGLSAllocatesNothing(t *testing.T) {
	d := makeTrial(5, 14, 2, 1, 7, false).design(t, "x1", "x2")
	for _, e := range structures() {
		for _, e.Iterate = range []bool{false, true} {
			var f Fit
			run := func() {
				if err := e.Fit(&f, d); err != nil {
					t.Fatal(fmt.Sprint(e.structure(), " iterate ", e.Iterate), err)
				}
			}
			run()
			if n := testing.AllocsPerRun(20, run); n != 0 {
				t.Errorf("%s, iterate %v: %g allocations in a warm fit", e.structure(), e.Iterate, n)
			}
		}
	}
}
