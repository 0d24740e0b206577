package estimators

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

var effectNames = map[Effects]string{Entity: "entity", Time: "time", TwoWay: "two-way"}

// dummies are the columns of a kind of effects, written out.
func (p *trial) dummies(e Effects) (cols [][]float64) {
	if e != Time {
		cols = append(cols, p.entityDummies()...)
	}
	if e != Entity {
		cols = append(cols, p.timeDummies()...)
	}
	return cols
}

// identified tells whether x1 and x2 vary apart from the dummies and each
// other: rapid finds panels with hardly more rows than effects.
func (p *trial) identified(e Effects) bool {
	d := p.dummies(e)
	x1, x2 := p.col("x1"), p.col("x2")
	least := 1e-6 * float64(len(x1))
	return leastSquares(x1, append(d, x2)...).rss > least && leastSquares(x2, append(d, x1)...).rss > least
}

// TestEffectsAreDummies holds every kind of effects, with classical and
// clustered errors, against least squares on one dummy per entity and period,
// on unbalanced panels whose repeated entities are written out row by row.
func TestEffectsAreDummies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		x := []string{"x1", "x2"}
		d := p.design(t, x...)
		long := p.rows()
		for e, name := range effectNames {
			want := leastSquares(long.col("y"), append(long.pick(x), long.dummies(e)...)...)
			if len(long.time) <= want.rank+1 || want.rss < 1e-6 || !long.identified(e) {
				continue // hardly more distinct rows than coefficients
			}
			var f Fit
			if err := (Within{Effects: e}).Fit(&f, d); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			dof := float64(len(long.time) - want.rank)
			near(t, "residual degrees of freedom", f.ResidualDoF, dof, 0)
			near(t, "rss", f.RSS, want.rss, tight)
			for j := range x {
				near(t, name+" "+x[j], f.Coef[j], want.b[j], tight)
				near(t, name+" se "+x[j], f.SE(j), math.Sqrt(want.gram.At(j, j)*want.rss/dof), tight)
			}
			if err := (Within{Effects: e, Cov: Cluster{Convention: Arellano}}).Fit(&f, d); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			v := want.clustered(long.entity, append(long.pick(x), long.dummies(e)...))
			for j := range x {
				near(t, name+" clustered variance "+x[j], f.Cov[j*len(f.Coef)+j], v.At(j, j), tight)
			}
			// The constant of the xtreg form is that of x̃ + x̄, by hand.
			const0 := mean(long.col("y"), 1/float64(len(long.time)))
			for j, c := range long.pick(x) {
				const0 -= f.Coef[j] * mean(c, 1/float64(len(c)))
			}
			near(t, name+" constant", f.Coef[2], const0, tight)
		}
	})
}

// clustered is (X'X)⁺ Σ X_c'e_c e_c'X_c (X'X)⁺.
func (o *ols) clustered(cluster []int, cols [][]float64) *mat.Dense {
	k := len(cols)
	meat := mat.NewDense(k, k, nil)
	for c := range slices.Max(cluster) + 1 {
		s := mat.NewVecDense(k, nil)
		for i := range cluster {
			if cluster[i] == c {
				for j := range cols {
					s.SetVec(j, s.AtVec(j)+cols[j][i]*o.resid[i])
				}
			}
		}
		meat.RankOne(meat, 1, s, s)
	}
	v := new(mat.Dense)
	v.Product(o.gram, meat, o.gram)
	return v
}

// TestTwoWaySides solves through periods and through entities: long and wide
// panels, with repeated entities and holes.
func TestTwoWaySides(t *testing.T) {
	for seed := range uint64(40) {
		entities, periods := 25, 6
		if seed%2 == 1 {
			entities, periods = 6, 25
		}
		p := makeTrial(entities, periods, 2, 0.7, seed, true)
		d := p.design(t, "x1", "x2")
		var f Fit
		if err := (Within{Effects: TwoWay}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		if wide := len(f.work.derived.frame.times) > len(f.work.derived.frame.drawn); wide != (seed%2 == 1) {
			t.Fatal("the trial does not reach the side it is made for")
		}
		long := p.rows()
		want := leastSquares(long.col("y"), append(long.pick([]string{"x1", "x2"}), long.dummies(TwoWay)...)...)
		for j := range 2 {
			near(t, "coefficient", f.Coef[j], want.b[j], 1e-11) // a well conditioned design
		}
	}
}

// TestDisconnected counts redundant effects: three groups of entities that
// share no period with each other have two effects less to estimate.
func TestDisconnected(t *testing.T) {
	for _, shape := range []struct{ entities, periods int }{{15, 9}, {9, 30}} {
		p := makeTrial(shape.entities, shape.periods, 2, 1, 7, false)
		q := &trial{start: []int{0}, names: p.names, cols: make([][]float64, len(p.cols)), counts: p.counts}
		for r, g := range p.entity {
			if p.time[r]%3 != g%3 {
				continue
			}
			for len(q.start) <= g {
				q.start = append(q.start, len(q.time))
			}
			q.time, q.entity = append(q.time, p.time[r]), append(q.entity, g)
			for j := range p.cols {
				q.cols[j] = append(q.cols[j], p.cols[j][r])
			}
		}
		q.start = append(q.start, len(q.time))
		d := q.design(t, "x1", "x2")
		var f Fit
		if err := (Within{Effects: TwoWay}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		if want := shape.entities + shape.periods - 3; f.Absorbed != want {
			t.Errorf("%d effects, want %d", f.Absorbed, want)
		}
		want := leastSquares(q.col("y"), append(q.pick([]string{"x1", "x2"}), q.dummies(TwoWay)...)...)
		near(t, "degrees of freedom", f.ResidualDoF, float64(len(q.time)-want.rank), 0)
		near(t, "coefficient", f.Coef[0], want.b[0], 1e-11)
		checkEffects(t, &f, d)
	}
}

// checkEffects tests what the effects promise: rows are const + entity +
// time + x'b + e with the residuals of the fit, and means of zero.
func checkEffects(t failer, f *Fit, d *Design) {
	t.Helper()
	fr := d.Frame
	u, when := f.Effects(d)
	rss, sum, n := 0.0, 0.0, 0.0
	for _, g := range fr.drawn {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			e := fr.Cols[d.Outcome][r] - f.Coef[len(f.Coef)-1]
			for j, v := range d.Regressors {
				e -= f.Coef[j] * fr.Cols[v][r]
			}
			if u != nil {
				e -= u[g]
				sum += fr.count[g] * u[g]
			}
			if when != nil {
				e -= when[fr.period[r]]
				sum += fr.count[g] * when[fr.period[r]]
			}
			n += fr.count[g]
			rss += fr.count[g] * e * e
		}
	}
	near(t, "rss with the effects", rss, f.RSS, tight)
	if math.Abs(sum/n) > 1e-10 {
		t.Errorf("the effects have mean %g", sum/n)
	}
}

// TestEffectsRecovered does so for all kinds on any panel.
func TestEffectsRecovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		d := p.design(t, "x1", "x2")
		for e := range effectNames {
			var f Fit
			if err := (Within{Effects: e}).Fit(&f, d); err == nil {
				checkEffects(t, &f, d)
			}
		}
	})
}

// TestSingletons adds entities with one row: they change neither slopes nor
// residuals, and are counted.
func TestSingletons(t *testing.T) {
	p := makeTrial(8, 6, 2, 1, 3, false)
	var before, after Fit
	if err := (Within{}).Fit(&before, p.design(t, "x1", "x2")); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		p.time, p.entity = append(p.time, 1990+i), append(p.entity, 8+i)
		for j := range p.cols {
			p.cols[j] = append(p.cols[j], float64(i*j))
		}
		p.start, p.counts = append(p.start, len(p.time)), append(p.counts, 1+i)
	}
	d := p.design(t, "x1", "x2")
	if err := (Within{}).Fit(&after, d); err != nil {
		t.Fatal(err)
	}
	for j := range 2 {
		near(t, "slope", after.Coef[j], before.Coef[j], 1e-13)
		near(t, "se", after.SE(j), before.SE(j), 1e-13) // N - G - k stays as it is
	}
	if n, _ := d.Frame.Singletons(); n != 6 || after.Entities != before.Entities+6 {
		t.Errorf("%d singletons in %d entities", n, after.Entities)
	}
}

// TestFrischWaugh regresses what the effects leave of y on what they and x2
// leave of x1.
func TestFrischWaugh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, false)
		for e, name := range effectNames {
			if !p.identified(e) {
				continue
			}
			with := append(p.dummies(e), p.col("x2"))
			x := leastSquares(p.col("x1"), with...).resid
			want := dot(x, p.col("y")) / dot(x, x)
			var f Fit
			if err := (Within{Effects: e}).Fit(&f, p.design(t, "x1", "x2")); err == nil {
				near(t, name, f.Coef[0], want, tight)
			}
		}
	})
}

// TestInstrumentedEffects is two-stage least squares on dummies in both
// stages.
func TestInstrumentedEffects(t *testing.T) {
	for seed := range uint64(30) {
		p := makeTrial(10, 8, 2, 0.8, seed, true)
		fr := p.design(t, "x1").Frame
		d, err := NewDesign(fr, "y", []string{"x1", "x2"}, []string{"x1"}, []string{"z1", "z2"})
		if err != nil {
			t.Fatal(err)
		}
		long := p.rows()
		for e, name := range effectNames {
			dummies := long.dummies(e)
			first := leastSquares(long.col("x1"), append(long.pick([]string{"z1", "z2", "x2"}), dummies...)...)
			fitted := make([]float64, len(long.time))
			for i, v := range long.col("x1") {
				fitted[i] = v - first.resid[i]
			}
			want := leastSquares(long.col("y"), append([][]float64{fitted, long.col("x2")}, dummies...)...)
			var f Fit
			if err := (TwoSLS{Entity: e != Time, Time: e != Entity}).Fit(&f, d); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			near(t, name, f.Coef[0], want.b[0], tight)
			near(t, name, f.Coef[1], want.b[1], tight)
			near(t, name, f.ResidualDoF, float64(len(long.time)-want.rank), 0)
		}
	}
}

// TestWithinFaults blames the right term for the right reason.
func TestWithinFaults(t *testing.T) {
	p := makeTrial(8, 6, 2, 1, 3, false)
	p.names = append(p.names, "place", "year", "sum")
	var place, year, sum []float64
	for r := range p.time {
		place = append(place, math.Sqrt(float64(p.entity[r]+1)))
		year = append(year, math.Log(float64(p.time[r])))
		sum = append(sum, place[r]+year[r])
	}
	p.cols = append(p.cols, place, year, sum)
	for _, c := range []struct {
		e    Effects
		term string
	}{{Entity, "place"}, {Time, "year"}, {TwoWay, "place"}, {TwoWay, "year"}, {TwoWay, "sum"}} {
		var f Fit
		err := Within{Effects: c.e}.Fit(&f, p.design(t, "x1", c.term))
		fault, ok := err.(*Fault)
		if !ok || fault.Cause != ErrNoVariation || fault.Term != c.term {
			t.Errorf("%s effects: %v, want no variation of %s", effectNames[c.e], err, c.term)
		}
	}
}
