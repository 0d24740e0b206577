package sim

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"panelstress/data/index"
	"panelstress/scenarios"
)

// slowRank counts who is above and who is level.
func slowRank(score []float64, g int) float64 {
	above, level := 0.0, 0.0
	for _, v := range score {
		if v > score[g] {
			above++
		}
		if v == score[g] {
			level++
		}
	}
	return above + (level+1)/2
}

// TestRanks: scores recomputed from the indicators with the weights of each
// draw, ranks by counting, and every number of the result from the list of a
// draw's ranks.
func TestRanks(t *testing.T) {
	for _, last := range []bool{false, true} {
		const draws, top = 300, 7
		s := usStates(t)
		arm := Arm{Name: "w", Kind: "weights", Draws: draws, Weights: scenarios.Dirichlet{Concentration: 8}, Ranks: &Ranks{Last: last, Top: top}}
		s.Arms = []Arm{arm}
		c, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Run(context.Background(), Options{Dir: t.TempDir(), Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Arms[0].Ranks[0]
		entities, start := c.panel.Entities(), c.panel.Starts()
		w := c.newWorker(arm)
		var b *indexBuilder
		for _, x := range w.builders {
			if ix, ok := x.(*indexBuilder); ok {
				b = ix
			}
		}
		unit := make([][]float64, 3) // indicators by min-max
		for j, in := range b.plan.Indicators() {
			col := c.panel.Column(in.Name)
			lo, hi := slices.Min(col), slices.Max(col)
			for _, v := range col {
				unit[j] = append(unit[j], (v-lo)/(hi-lo))
			}
		}
		scores := func(weights []float64) []float64 {
			out := make([]float64, len(entities))
			for g := range out {
				lo, hi := start[g], start[g+1]
				if last {
					lo = hi - 1
				}
				for i := lo; i < hi; i++ {
					for j, v := range weights {
						out[g] += v * unit[j][i] / float64(hi-lo)
					}
				}
			}
			return out
		}
		base := scores(b.weights)
		ranks, values := make([][]float64, len(entities)), make([][]float64, len(entities))
		shift := 0.0
		for i := range draws {
			w.sampleOf(i)
			if err := w.rebuild(); err != nil {
				t.Fatal(err)
			}
			score := scores(b.work.Weights)
			for g := range entities {
				ranks[g] = append(ranks[g], slowRank(score, g))
				values[g] = append(values[g], score[g])
				shift += math.Abs(slowRank(score, g)-slowRank(base, g)) / float64(draws*len(entities))
			}
		}
		near := func(what string, got Number, want float64) {
			t.Helper()
			if !(math.Abs(float64(got)-want) <= 1e-10*max(1, math.Abs(want))) { // sums of a few hundred numbers of order 1
				t.Errorf("last %v: %s %v, want %v", last, what, got, want)
			}
		}
		near("mean shift", got.MeanShift, shift)
		if got.Draws != draws || got.Top != top || len(got.Entities) != len(entities) || (got.Period == 1986) != last {
			t.Fatalf("%d draws, top %d, %d entities, period %d", got.Draws, got.Top, len(got.Entities), got.Period)
		}
		for k, e := range got.Entities {
			g := slices.Index(entities, e.Entity)
			if k > 0 && e.Rank < got.Entities[k-1].Rank {
				t.Errorf("%s stands below a lower rank", e.Entity)
			}
			near("score", e.Score, base[g])
			near("rank", e.Rank, slowRank(base, g))
			sum, above, mean, ss := 0.0, 0.0, 0.0, 0.0
			for i, v := range ranks[g] {
				sum += v
				mean += values[g][i] / draws
				if v <= top {
					above++
				}
			}
			for _, v := range values[g] {
				ss += (v - mean) * (v - mean)
			}
			near("mean rank", e.Mean, sum/draws)
			near("share at the top", e.ShareTop, above/draws)
			near("sd of the score", e.ScoreSD, math.Sqrt(ss/(draws-1)))
			slices.Sort(ranks[g])
			// the smallest of 300 sorted ranks with a share p at or below it
			near("lower", e.Interval[0], ranks[g][8-1])
			near("median", e.Median, ranks[g][150-1])
			near("upper", e.Interval[1], ranks[g][293-1])
		}
	}
}

// TestTallyAsRankComparison: the mean shift of one draw is that of the rank
// comparison, which reference cases check, ties included.
func TestTallyAsRankComparison(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		a, b := make([]float64, 9), make([]float64, 9)
		for g := range a {
			a[g], b[g] = float64(rng.IntN(6)), float64(rng.IntN(6))
		}
		y := newTally(a)
		y.add(b)
		r := y.result("x", 5, make([]string, 9), 0.95)
		if want := index.CompareRanks(a, b).MeanShift; !(math.Abs(float64(r.MeanShift)-want) <= 1e-12) {
			t.Fatalf("%v and %v: mean shift %v, want %v", a, b, r.MeanShift, want)
		}
	}
}

// TestRankOfAbsentEntity: an entity without the last period has no rank and
// disturbs no other.
func TestRankOfAbsentEntity(t *testing.T) {
	y := newTally([]float64{1, math.NaN(), 3})
	y.add([]float64{5, math.NaN(), 3})
	r := y.result("x", 1, []string{"a", "b", "c"}, 0.95)
	if e := r.Entities[0]; e.Entity != "c" || e.Rank != 1 || e.Mean != 2 {
		t.Errorf("first is %+v", e)
	}
	if e := r.Entities[2]; e.Entity != "b" || !math.IsNaN(float64(e.Rank)) || !math.IsNaN(float64(e.Mean)) || !math.IsNaN(float64(e.Interval[0])) {
		t.Errorf("last is %+v", e)
	}
}
