package estimators

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// all are the estimators of designs without instruments, with errors of both
// kinds.
var all = map[string]Estimator{
	"pooled": Pooled{Cov: Cluster{}}, "within": Within{Cov: Cluster{}}, "time": Within{Effects: Time, Cov: Cluster{}},
	"two-way": Within{Effects: TwoWay, Cov: Cluster{}}, "between": Between{Cov: HC1{}}, "difference": FirstDifference{Cov: Cluster{}},
	"random": RandomEffects{Cov: Cluster{}}, "random, sa": RandomEffects{Variant: BaltagiChang},
}

// TestInvariance: other units of x and y change coefficients by their ratio,
// and neither the order of the entities, nor their number in the frame, nor
// the order of the regressors matters.
func TestInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		p := makeTrial(10, 7, 2, 0.85, seed, true)
		q := p.shuffled(seed)
		for i := range q.time {
			q.col("x1")[i] *= 1000
			q.col("y")[i] = q.col("y")[i]/8 + 3 // a shift moves the constant alone
		}
		d, other := p.design(t, "x1", "x2"), q.design(t, "x2", "x1")
		for name, e := range all {
			var a, b Fit
			if err := e.Fit(&a, d); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := e.Fit(&b, other); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			near(t, name+" x1", b.Coef[1]*8000, a.Coef[0], tight)
			near(t, name+" x2", b.Coef[0]*8, a.Coef[1], tight)
			near(t, name+" se x1", b.SE(1)*8000, a.SE(0), tight)
			near(t, name+" se x2", b.SE(0)*8, a.SE(1), tight)
			if len(a.Coef) == 3 {
				near(t, name+" const", (b.Coef[2]-3)*8, a.Coef[2], tight)
			}
		}
	})
}

// shuffled is the panel with its entities in another order.
func (p *trial) shuffled(seed uint64) *trial {
	q := &trial{start: []int{0}, names: p.names, cols: make([][]float64, len(p.cols))}
	for _, g := range rand.New(rand.NewPCG(seed, 2)).Perm(len(p.counts)) {
		a, b := p.start[g], p.start[g+1]
		q.time = append(q.time, p.time[a:b]...)
		q.entity = append(q.entity, slices.Repeat([]int{len(q.counts)}, b-a)...)
		for j := range p.cols {
			q.cols[j] = append(q.cols[j], p.cols[j][a:b]...)
		}
		q.start = append(q.start, len(q.time))
		q.counts = append(q.counts, p.counts[g])
	}
	return q
}

// TestCountsAreRows: a count is that many entities with the same rows, for
// every estimator.
func TestCountsAreRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := makeTrial(10, 7, 2, 0.85, rapid.Uint64().Draw(t, "seed"), true)
		d, long := p.design(t, "x1", "x2"), p.rows().design(t, "x1", "x2")
		for name, e := range all {
			var a, b Fit
			if err := e.Fit(&a, d); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := e.Fit(&b, long); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if a.Observations != b.Observations || a.Entities != b.Entities || a.ResidualDoF != b.ResidualDoF || a.Absorbed != b.Absorbed {
				t.Errorf("%s: %d %d %v %d, want %d %d %v %d", name, a.Observations, a.Entities, a.ResidualDoF, a.Absorbed,
					b.Observations, b.Entities, b.ResidualDoF, b.Absorbed)
			}
			for j := range b.Coef {
				near(t, name+" coefficient", a.Coef[j], b.Coef[j], tight)
				near(t, name+" se", a.SE(j), b.SE(j), tight)
			}
			x, y := a.Statistics(d), b.Statistics(long)
			for key, v := range y.Values() {
				near(t, name+" "+key, x.Values()[key], v, 1e-7) // rho is a difference of two
			}
		}
	})
}

// TestWarmFitsAllocateNothing: each estimator keeps its memory in the Fit.
func TestWarmFitsAllocateNothing(t *testing.T) {
	wide := makeTrial(6, 14, 2, 0.85, 1, true).design(t, "x1", "x2")
	d := makeTrial(12, 7, 2, 0.85, 1, true).design(t, "x1", "x2")
	for name, e := range all {
		for _, d := range []*Design{d, wide} {
			var f Fit
			if n := testing.AllocsPerRun(20, func() {
				if err := e.Fit(&f, d); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}); n != 0 {
				t.Errorf("%s: %v allocations", name, n)
			}
		}
	}
}
