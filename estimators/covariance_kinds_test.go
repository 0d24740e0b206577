package estimators

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestPCSEWrittenOut compares with X'ΩX over all pairs of rows, where the
// covariance of two entities is the mean over the periods that both have.
func TestPCSEWrittenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, rapid.Bool().Draw(t, "counts"))
		if rapid.Bool().Draw(t, "balanced") {
			p = makeTrial(6, 5, 2, 1, rapid.Uint64().Draw(t, "s"), true)
		}
		d := p.design(t, "x1", "x2")
		q := p.rows()
		g := q.regress("pooled", "x1", "x2")
		sigma := func(a, b int) float64 {
			s, n := 0.0, 0.0
			for i := q.start[a]; i < q.start[a+1]; i++ {
				for j := q.start[b]; j < q.start[b+1]; j++ {
					if q.time[i] == q.time[j] {
						s += g.resid[i] * g.resid[j]
						n++
					}
				}
			}
			return s / n
		}
		var f Fit
		if err := (Pooled{Cov: PCSE{}}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		want := g.sandwich(func(i, j int) float64 {
			if q.time[i] != q.time[j] {
				return 0
			}
			return sigma(q.entity[i], q.entity[j])
		})
		compareCovariance(t, "PCSE", &f, want, 1, true)
	})
}

// TestNestedClusters: where one grouping contains the other, two-way
// clustering is clustering by the larger; Driscoll-Kraay without lags is
// clustering by period.
func TestNestedClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, rapid.Bool().Draw(t, "counts"))
		p.label()
		d := p.labelled(t, "x1", "x2")
		for _, c := range Convention(len(conventions)).all() {
			for _, pair := range [][2]Covariance{
				{TwoWayCluster{A: "region", Convention: c, OwnFactors: true}, Cluster{By: "region", Convention: c}},
				{DriscollKraay{Lags: Lags{Rule: LagFixed}, Convention: c}, Cluster{By: ByTime, Convention: c}},
			} {
				for effects, estimator := range effectsByName {
					var a, b Fit
					err := estimator(pair[0]).Fit(&a, d)
					if other := estimator(pair[1]).Fit(&b, d); (err == nil) != (other == nil) {
						t.Fatal(effects, err, other)
					}
					if err != nil {
						continue
					}
					for i := range a.Cov {
						near(t, fmt.Sprint(effects, pair), a.Cov[i], b.Cov[i], tight)
					}
				}
			}
		}
	})
}

// all are the conventions before c.
func (c Convention) all() (list []Convention) {
	for i := range c {
		list = append(list, i)
	}
	return list
}

// TestCovarianceAllocatesNothing: every kind can run inside a draw.
func TestCovarianceAllocatesNothing(t *testing.T) {
	p := makeTrial(9, 8, 2, 0.8, 7, true)
	p.label()
	d := p.labelled(t, "x1", "x2")
	for _, c := range []Covariance{
		Classical{},
		HC0{},
		HC1{},
		HC2{},
		HC3{},
		Cluster{},
		Cluster{By: "region"},
		Cluster{By: ByTime},
		TwoWayCluster{B: ByTime},
		TwoWayCluster{A: "region", B: "class"},
		CR2{},
		CR3{By: "class"},
		Satterthwaite{},
		Jackknife{},
		DriscollKraay{},
		NeweyWest{},
		PCSE{},
	} {
		e := Pooled{Cov: c}
		var f Fit
		if err := e.Fit(&f, d); err != nil {
			t.Fatal(c, err)
		}
		if n := testing.AllocsPerRun(20, func() {
			if err := e.Fit(&f, d); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %g allocations in a warm fit", c, n)
		}
	}
}

func TestParseConvention(t *testing.T) {
	for _, c := range Convention(len(conventions)).all() {
		if got, err := ParseConvention(c.String()); err != nil || got != c {
			t.Errorf("%v: %v, %v", c, got, err)
		}
	}
	if c, err := ParseConvention("Stata"); err != nil || c != Stata {
		t.Error(c, err)
	}
	if _, err := ParseConvention("sas"); err == nil {
		t.Error("an unknown convention was read")
	}
}

func TestCovarianceFaults(t *testing.T) {
	p := makeTrial(6, 5, 2, 1, 3, false)
	p.label()
	d := p.labelled(t, "x1", "x2")
	var f Fit
	if err := (Pooled{Cov: Cluster{By: "province"}}).Fit(&f, d); !errors.Is(err, ErrNoGrouping) {
		t.Error(err)
	}
	one := make([]int, len(p.time))
	if err := d.Frame.Group("one", one); err != nil {
		t.Fatal(err)
	}
	for _, c := range []Covariance{Cluster{By: "one"}, TwoWayCluster{B: "one"}, CR2{By: "one"}, Jackknife{By: "one"}} {
		if err := (Pooled{Cov: c}).Fit(&f, d); !errors.Is(err, ErrTooFewClusters) {
			t.Errorf("%v: %v", c, err)
		}
	}
	if err := d.Frame.Group("one", one); err == nil {
		t.Error("a grouping was added twice")
	}
	if err := d.Frame.Group(ByTime, one); err == nil {
		t.Error("the name of the periods was taken")
	}
	if err := d.Frame.Group("short", one[1:]); err == nil {
		t.Error("a grouping with too few rows was added")
	}
	holes := makeTrial(8, 9, 2, 0.6, 3, false).design(t, "x1", "x2")
	if err := (Within{Effects: TwoWay, Cov: HC3{}}).Fit(&f, holes); !errors.Is(err, ErrNoLeverage) {
		t.Error(err)
	}
}

// kinds are one or more of every covariance.
var kindsOfCovariance = []Covariance{
	Classical{},
	HC1{},
	HC3{},
	Cluster{},
	Cluster{By: "region"},
	Cluster{By: "class", Convention: Plm},
	Cluster{By: ByTime, Convention: Areg},
	TwoWayCluster{B: ByTime},
	TwoWayCluster{A: "region", B: "class", Convention: CR1},
	CR2{},
	CR3{By: "region"},
	CR2{By: "class"},
	Satterthwaite{By: ByTime},
	Jackknife{},
	Jackknife{By: "region", AtEstimate: true},
	DriscollKraay{},
	NeweyWest{Lags: Lags{Rule: LagPlm}},
	PCSE{},
}

// TestCovarianceCounts: for every estimator and covariance a sample that
// repeats and omits entities gives the numbers of the rows literally repeated.
func TestCovarianceCounts(t *testing.T) {
	estimators := map[string]func(Covariance) Estimator{
		"random": func(c Covariance) Estimator { return RandomEffects{Cov: c} },
		"2sls":   func(c Covariance) Estimator { return TwoSLS{Cov: c} },
		"2sls entity": func(c Covariance) Estimator {
			return TwoSLS{Entity: true, Cov: c}
		},
		"difference": func(c Covariance) Estimator { return FirstDifference{Cov: c} },
	}
	for name, e := range effectsByName {
		estimators[name] = e
	}
	rapid.Check(t, func(t *rapid.T) {
		// large enough that no model fits a cluster exactly
		p := makeTrial(rapid.IntRange(8, 12).Draw(t, "entities"), rapid.IntRange(6, 10).Draw(t, "periods"), 2,
			rapid.Float64Range(0.7, 1).Draw(t, "keep"), rapid.Uint64().Draw(t, "seed"), true)
		p.label()
		d, long := p.instrumented(t), p.rows().instrumented(t)
		var a, b Fit
		for name, estimator := range estimators {
			for _, c := range kindsOfCovariance {
				err := estimator(c).Fit(&a, d)
				if other := estimator(c).Fit(&b, long); (err == nil) != (other == nil) {
					t.Fatal(name, " ", c, err, other)
				}
				if err != nil {
					continue
				}
				for j := range a.Coef {
					what := fmt.Sprint(name, " ", c, " ", a.Terms[j])
					if math.IsNaN(a.SE(j)) && math.IsNaN(b.SE(j)) {
						continue
					}
					// a weak first stage costs digits
					near(t, what, a.SE(j), b.SE(j), 1e-5)
					if x, y := a.TermDoF(j), b.TermDoF(j); x != y && !(math.IsNaN(x) && math.IsNaN(y)) {
						near(t, what+" degrees of freedom", a.TermDoF(j), b.TermDoF(j), 1e-5)
					}
				}
			}
		}
	})
}

// instrumented is labelled with x1 instrumented by z1 and z2.
func (p *trial) instrumented(t failer) *Design {
	t.Helper()
	d, err := NewDesign(p.labelled(t, "x1", "x2").Frame, "y", []string{"x1", "x2"}, []string{"x1"}, []string{"z1", "z2"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestInstrumentsThemselves: with a regressor as its own instrument two-stage
// least squares has the covariances of least squares, of every kind.
func TestInstrumentsThemselves(t *testing.T) {
	p := makeTrial(9, 8, 2, 0.8, 11, true)
	p.label()
	p.names, p.cols = append(p.names, "copy"), append(p.cols, p.col("x1"))
	d := p.labelled(t, "x1", "x2")
	iv, err := NewDesign(d.Frame, "y", []string{"x1", "x2"}, []string{"x1"}, []string{"copy"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range kindsOfCovariance {
		var a, b Fit
		if err := (Pooled{Cov: c}).Fit(&a, d); err != nil {
			t.Fatal(c, err)
		}
		if err := (TwoSLS{Cov: c}).Fit(&b, iv); err != nil {
			t.Fatal(c, err)
		}
		for i := range a.Cov {
			near(t, fmt.Sprint(c), b.Cov[i], a.Cov[i], tight)
		}
	}
}
