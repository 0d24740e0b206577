package sim

import (
	"math"
	"slices"

	"panelstress/bootstrap"
)

// tally counts, per entity, how often it had which rank.
type tally struct {
	entities int
	counts   [][]int // [entity][twice the rank]: ties make halves
	draws    int
	sum, ss  []float64 // of scores less those of the baseline
	shift    float64
	base     []float64 // scores
	baseRank []float64
	ranks    []float64
	order    []int
}

func newTally(base []float64) *tally {
	g := len(base)
	t := &tally{entities: g, sum: make([]float64, g), ss: make([]float64, g), base: base, ranks: make([]float64, g), order: make([]int, g)}
	for range base {
		t.counts = append(t.counts, make([]int, 2*g+1))
	}
	t.rank(base)
	t.baseRank = slices.Clone(t.ranks)
	return t
}

// rank writes the ranks of scores, 1 for the largest; equal scores share the
// mean of their ranks, and an entity without a score has none.
func (t *tally) rank(score []float64) {
	t.order = t.order[:0]
	for g, v := range score {
		t.ranks[g] = math.NaN()
		if !math.IsNaN(v) {
			t.order = append(t.order, g)
		}
	}
	slices.SortFunc(t.order, func(a, b int) int {
		switch {
		case score[a] > score[b]:
			return -1
		case score[a] < score[b]:
			return 1
		}
		return a - b
	})
	for i := 0; i < len(t.order); {
		k := i
		for k < len(t.order) && score[t.order[k]] == score[t.order[i]] {
			k++
		}
		for _, g := range t.order[i:k] {
			t.ranks[g] = float64(i+k+1) / 2
		}
		i = k
	}
}

// add counts a draw; one without scores does not count.
func (t *tally) add(score []float64) {
	t.rank(score)
	if len(t.order) == 0 {
		return
	}
	t.draws++
	for _, g := range t.order {
		t.counts[g][int(2*t.ranks[g])]++
		d := score[g] - t.base[g]
		t.sum[g] += d
		t.ss[g] += d * d
		t.shift += math.Abs(t.ranks[g] - t.baseRank[g])
	}
}

// entity says where entity g stands.
func (t *tally) entity(g int, name string, level float64, top int) EntityRank {
	e := EntityRank{Entity: name, Score: Number(t.base[g]), Rank: Number(t.baseRank[g])}
	n, sum, above := 0, 0.0, 0
	for twice, c := range t.counts[g] {
		n += c
		sum += float64(c) * float64(twice) / 2
		if twice <= 2*top {
			above += c
		}
	}
	e.Mean = Number(sum / float64(n))
	e.Median = t.quantile(g, n, 0.5)
	e.Interval = Interval{t.quantile(g, n, (1-level)/2), t.quantile(g, n, (1+level)/2)}
	p := float64(above) / float64(n)
	e.ShareTop, e.MCSE = Number(p), Number(bootstrap.ShareMCSE(p, n))
	mean := t.sum[g] / float64(n)
	e.ScoreSD = Number(math.Sqrt(max(0, t.ss[g]-float64(n)*mean*mean) / float64(n-1)))
	return e
}

// quantile is the smallest rank with at least the share p of the draws at or
// below it.
func (t *tally) quantile(g, n int, p float64) Number {
	below := 0
	for twice, c := range t.counts[g] {
		below += c
		if n > 0 && float64(below) >= p*float64(n)-1e-9 && below > 0 {
			return Number(float64(twice) / 2)
		}
	}
	return Number(math.NaN())
}

func (t *tally) result(name string, top int, entities []string, level float64) RankResult {
	r := RankResult{Index: name, Top: top, Draws: t.draws}
	ranked, order := 0, make([]int, len(entities))
	for g := range order {
		order[g] = g
		for _, c := range t.counts[g] {
			ranked += c
		}
	}
	r.MeanShift = Number(t.shift / float64(ranked))
	slices.SortStableFunc(order, func(a, b int) int { // those without a rank last
		switch x, y := t.baseRank[a], t.baseRank[b]; {
		case x < y || math.IsNaN(y) && !math.IsNaN(x):
			return -1
		case x > y || math.IsNaN(x) && !math.IsNaN(y):
			return 1
		}
		return 0
	})
	for _, g := range order {
		r.Entities = append(r.Entities, t.entity(g, entities[g], level, top))
	}
	return r
}
