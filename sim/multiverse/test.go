package multiverse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"panelstress/bootstrap"
	"panelstress/estimators"
	"panelstress/sim"
)

// Null says how draws in which the variable has no effect are made.
type Null int

const (
	// Resampled is the bootstrap under the null of Simonsohn, Simmons and
	// Nelson for data that were not assigned by chance: the outcome of every
	// specification is y - b x with its own b, entities are drawn with
	// replacement, each with all of its periods, and everything is estimated
	// anew. All estimators here are equivariant, b(y - b x) = b(y) - b with
	// equal residuals, so that the estimate less b is taken.
	Resampled Null = iota
	// Shuffled deals the series of the variable out to other entities.
	Shuffled
	// ShuffledYears deals its values out to other entities in each period
	// anew, which breaks their serial dependence: tests reject too often where
	// there is any.
	ShuffledYears
)

func (n Null) String() string {
	return [...]string{"bootstrap", "shuffle", "shuffle-within-periods"}[n]
}

// arm is the arm whose draws are under the null.
func (n Null) arm() sim.Arm {
	a := sim.Arm{Name: Arm + " null"}
	switch n {
	case Resampled:
		a.Resampler = bootstrap.Entities{}
	case Shuffled:
		a.Shuffle = sim.ShuffleWhole
	case ShuffledYears:
		a.Shuffle = sim.ShuffleYears
	}
	return a
}

// joint are the three statistics of a curve. Dominant is the sign that more
// of its estimates have.
type joint struct {
	median      float64 // of the estimates
	significant float64 // share that are, with the dominant sign
	z           float64 // Stouffer: sum z / sqrt(S), z of the p value and sign of each
	ok          bool
}

func jointOf(b, z []float64, crit float64) joint {
	var finite []float64
	var j joint
	signs, positive, negative := 0, 0.0, 0.0
	for s, v := range b {
		if math.IsNaN(v) || math.IsNaN(z[s]) {
			continue
		}
		finite = append(finite, v)
		j.z += z[s]
		if v > 0 {
			signs++
		} else {
			signs--
		}
		switch {
		case z[s] > crit:
			positive++
		case z[s] < -crit:
			negative++
		}
	}
	n := float64(len(finite))
	if j.ok = n > 0; !j.ok {
		return j
	}
	j.z /= math.Sqrt(n)
	j.significant = positive / n
	if signs < 0 || signs == 0 && negative > positive {
		j.significant = negative / n
	}
	slices.Sort(finite)
	h := len(finite) / 2
	j.median = finite[h]
	if len(finite)%2 == 0 {
		j.median = (finite[h-1] + finite[h]) / 2
	}
	return j
}

// test compares the statistics of the curve with those of draws under the
// null: p = (1 + draws at least as extreme)/(1 + draws), two-sided.
func (m *Multiverse) test(ctx context.Context, cv *curve, keep sim.Kept, workers int, work *sim.Progress) ([]sim.JointTest, error) {
	null, err := m.null(ctx, cv, keep, workers, work)
	if err != nil {
		return nil, err
	}
	crit := estimators.Critical(m.Alpha, math.Inf(1))
	var own, ownZ []float64
	for s := range cv.specs {
		own, ownZ = append(own, cv.estimates[s].Coef), append(ownZ, cv.estimates[s].Z())
	}
	seen := jointOf(own, ownZ, crit)
	tests := []sim.JointTest{{Name: "median"}, {Name: "share significant"}, {Name: "average z"}}
	observed := []float64{seen.median, seen.significant, seen.z}
	extreme := make([]int, len(tests))
	failed := 0
	b, z := make([]float64, cv.specs), make([]float64, cv.specs)
	for i := range m.Permutations {
		null.draw(i, b, z)
		j := jointOf(b, z, crit)
		if !j.ok {
			failed++
			continue
		}
		for k, v := range []float64{j.median, j.significant, j.z} {
			if math.Abs(v) >= math.Abs(observed[k]) {
				extreme[k]++
			}
		}
	}
	for k := range tests {
		t := &tests[k]
		t.Statistic, t.Null, t.Draws, t.Failed = sim.Number(observed[k]), m.Null.String(), m.Permutations, failed
		t.P = sim.Number(float64(1+extreme[k]) / float64(1+m.Permutations-failed))
	}
	return tests, nil
}

// nulls are all specifications on every draw under the null. An item is a
// construction and a piece of the draws, so that all workers have something to
// do; of each of its draws it has an estimate and its z by specification.
type nulls struct {
	draws, pieces int
	specs         [][]int // of every construction, those that are combinations
	numbers       [][]float64
}

// null estimates all specifications on every draw under the null.
func (m *Multiverse) null(ctx context.Context, cv *curve, keep sim.Kept, workers int, work *sim.Progress) (*nulls, error) {
	constructions := cv.u.Constructions()
	n := &nulls{draws: m.Permutations, pieces: max(1, min(m.Permutations, 16/constructions))}
	for k := range constructions {
		n.specs = append(n.specs, slices.DeleteFunc(slices.Clone(cv.u.SpecsOf(k)), func(s int) bool { return s >= cv.specs }))
	}
	size := func(item int) int {
		lo, hi := n.piece(item % n.pieces)
		return (hi - lo) * 2 * len(n.specs[item/n.pieces])
	}
	var err error
	n.numbers, err = keep.Items(ctx, fmt.Sprintf("%s null %d", Arm, cv.first), workers, constructions*n.pieces, size, func(worker, item int, out []float64) error {
		r := cv.u.Runner(item/n.pieces, m.Null.arm())
		specs := n.specs[item/n.pieces]
		lo, hi := n.piece(item % n.pieces)
		for i := lo; i < hi; i++ {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.Draw(i)
			for _, s := range specs {
				e := r.Estimate(s)
				if m.Null == Resampled {
					e.Coef -= cv.estimates[s].Coef
				}
				out[0], out[1], out = e.Coef, e.Z(), out[2:]
			}
			work.Add(worker, len(r.Specs))
		}
		return nil
	})
	return n, err
}

// piece has the draws from lo up to hi.
func (n *nulls) piece(k int) (lo, hi int) {
	return k * n.draws / n.pieces, (k + 1) * n.draws / n.pieces
}

// draw gives the estimates and z of a draw, by specification.
func (n *nulls) draw(i int, b, z []float64) {
	for item, numbers := range n.numbers {
		lo, hi := n.piece(item % n.pieces)
		if i < lo || i >= hi {
			continue
		}
		specs := n.specs[item/n.pieces]
		of := numbers[(i-lo)*2*len(specs):]
		for k, s := range specs {
			b[s], z[s] = of[2*k], of[2*k+1]
		}
	}
}
