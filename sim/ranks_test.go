package sim

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

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

// slowScores are the scores of the entities from the indicators: the mean over
// their rows, or the last row, of the weighted sum of min-max values.
func slowScores(c *Chain, ix *index.Plan, weights []float64, last bool) []float64 {
	start := c.panel.Starts()
	out := make([]float64, len(c.panel.Entities()))
	for j, in := range ix.Indicators() {
		col := c.panel.Column(in.Name)
		least, most := slices.Min(col), slices.Max(col)
		for g := range out {
			lo, hi := start[g], start[g+1]
			if last {
				lo = hi - 1
			}
			for _, v := range col[lo:hi] {
				out[g] += weights[j] * (v - least) / (most - least) / float64(hi-lo)
			}
		}
	}
	return out
}

// indexOf is the builder of the only index of a worker.
func indexOf(t *testing.T, w *worker) *indexBuilder {
	t.Helper()
	for _, x := range w.builders {
		if ix, ok := x.(*indexBuilder); ok {
			return ix
		}
	}
	t.Fatal("no index")
	return nil
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
		w := c.newWorker(arm)
		b := indexOf(t, w)
		base := slowScores(c, b.plan, b.weights, last)
		drawn := make([][]float64, draws)
		for i := range drawn {
			w.sampleOf(i)
			if err := w.rebuild(); err != nil {
				t.Fatal(err)
			}
			drawn[i] = slowScores(c, b.plan, b.work.Weights, last)
		}
		got := r.Arms[0].Ranks[0]
		if got.Draws != draws || got.Top != top || len(got.Entities) != len(base) || (got.Period == 1986) != last {
			t.Fatalf("%d draws, top %d, %d entities, period %d", got.Draws, got.Top, len(got.Entities), got.Period)
		}
		compareRanks(t, got, c.panel.Entities(), base, drawn)
	}
}

// compareRanks holds ranks against the scores of the baseline and of 300 draws.
func compareRanks(t *testing.T, got RankResult, entities []string, base []float64, drawn [][]float64) {
	t.Helper()
	near := func(what string, got Number, want float64) {
		t.Helper()
		if !(math.Abs(float64(got)-want) <= 1e-10*max(1, math.Abs(want))) { // sums of a few hundred numbers of order 1
			t.Errorf("%s %v, want %v", what, got, want)
		}
	}
	n, shift := float64(len(drawn)), 0.0
	for k, e := range got.Entities {
		g := slices.Index(entities, e.Entity)
		if k > 0 && e.Rank < got.Entities[k-1].Rank {
			t.Errorf("%s stands below a lower rank", e.Entity)
		}
		var ranks, values []float64
		above := 0.0
		for _, score := range drawn {
			rank := slowRank(score, g)
			ranks, values = append(ranks, rank), append(values, score[g])
			shift += math.Abs(rank-slowRank(base, g)) / n / float64(len(entities))
			if rank <= float64(got.Top) {
				above++
			}
		}
		near("score", e.Score, base[g])
		near("rank", e.Rank, slowRank(base, g))
		near("mean rank", e.Mean, stat.Mean(ranks, nil))
		near("share at the top", e.ShareTop, above/n)
		near("sd of the score", e.ScoreSD, stat.StdDev(values, nil))
		slices.Sort(ranks)
		// the smallest of 300 sorted ranks with a share p at or below it
		near("lower", e.Interval[0], ranks[8-1])
		near("median", e.Median, ranks[150-1])
		near("upper", e.Interval[1], ranks[293-1])
	}
	near("mean shift", got.MeanShift, shift)
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
