package index_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
	"panelstress/data/index"
)

// plainIndex is the default index written out over a list of rows, as the
// definition reads.
func plainIndex(rows [][]float64, down []bool) (weights, scores []float64) {
	n, k := len(rows), len(down)
	y := make([][]float64, n)
	for i := range y {
		y[i] = make([]float64, k)
	}
	weights, scores = make([]float64, k), make([]float64, n)
	total := 0.0
	for j := range k {
		lo, hi, sum, e := math.Inf(1), math.Inf(-1), 0.0, 0.0
		for _, r := range rows {
			lo, hi = math.Min(lo, r[j]), math.Max(hi, r[j])
		}
		if lo == hi {
			continue
		}
		for i, r := range rows {
			y[i][j] = (r[j] - lo) / (hi - lo)
			if down[j] {
				y[i][j] = (hi - r[j]) / (hi - lo)
			}
			sum += y[i][j]
		}
		for i := range rows {
			if p := y[i][j] / sum; p > 0 {
				e -= p * math.Log(p) / math.Log(float64(n))
			}
		}
		weights[j] = 1 - e
		total += 1 - e
	}
	for j := range weights {
		weights[j] /= total
		for i := range scores {
			scores[i] += weights[j] * y[i][j]
		}
	}
	return weights, scores
}

// TestPlainComputation: the whole panel, and every resample, against the
// definition over the written-out rows.
func TestPlainComputation(t *testing.T) {
	ix := methods()[0].ix
	down := []bool{false, true, false, true}
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		s := &data.Sample{}
		s.All(len(p.Entities()))
		if rapid.Bool().Draw(t, "resample") {
			s = drawSample(t, p)
		}
		var rows [][]float64
		var at []int
		for g, c := range s.Count {
			for range c {
				for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
					rows, at = append(rows, nil), append(at, i)
					for j := range 4 {
						rows[len(rows)-1] = append(rows[len(rows)-1], p.Column(fmt.Sprint("x", j))[i])
					}
				}
			}
		}
		weights, scores := plainIndex(rows, down)
		want := result{weights: weights, scores: make([]float64, p.Len())}
		for i := range want.scores {
			want.scores[i] = math.NaN()
		}
		for k, i := range at {
			want.scores[i] = scores[k]
		}
		sameResult(t, "definition", run(t, &ix, p, s), want)
	})
}

// TestByPeriodIsEachPeriodAlone: an index by period is the index of the
// panel's single years, and years without drawn rows have no weights.
func TestByPeriodIsEachPeriodAlone(t *testing.T) {
	names := []string{"a", "b", "c", "a", "b", "c", "late"}
	times := []int{1, 1, 1, 2, 2, 2, 3}
	x0 := []float64{1, 4, 9, 2, 3, 7, 5}
	x1 := []float64{8, 2, 5, 1, 9, 4, 3}
	panel := newPanel(t, names, times, x0, x1)
	ix := index.Index{Indicators: twoIndicators(), ByPeriod: true}
	if _, err := index.Compile(&ix, panel); !errors.Is(err, index.ErrConstant) {
		t.Fatalf("one row in period 3: error %v, expected ErrConstant", err)
	}
	panel = newPanel(t, append(names, "later"), append(times, 3), append(x0, 6), append(x1, 1))
	plan, err := index.Compile(&ix, panel)
	if err != nil {
		t.Fatal(err)
	}
	var s data.Sample
	s.Set(5, []int{0, 0, 1, 2}) // none of the two that are there in period 3
	w, scores := plan.NewWork(), make([]float64, panel.Len())
	if err := plan.Weigh(w, &s); err != nil {
		t.Fatal(err)
	}
	if err := plan.Score(scores, w, &s); err != nil {
		t.Fatal(err)
	}
	if len(w.Weights) != 6 || !math.IsNaN(w.Weights[4]) || !math.IsNaN(w.Weights[5]) {
		t.Fatalf("weights %v, expected three blocks and NaN in the last", w.Weights)
	}
	total := []float64{0, 0}
	for b := range 2 {
		o := 3 * b
		rows := [][]float64{{x0[o], x1[o]}, {x0[o], x1[o]}, {x0[o+1], x1[o+1]}, {x0[o+2], x1[o+2]}}
		weights, want := plainIndex(rows, []bool{false, false})
		got := []float64{scores[b], scores[b], scores[2+b], scores[4+b]} // sorted by entity, then time
		for i := range want {
			if !closeTo(got[i], want[i]) {
				t.Errorf("period %d, row %d: score %v, expected %v", b+1, i, got[i], want[i])
			}
		}
		for j := range weights {
			total[j] += weights[j] / 2
			if !closeTo(w.Weights[2*b+j], weights[j]) {
				t.Errorf("period %d: weights %v, expected %v", b+1, w.Weights[2*b:2*b+2], weights)
			}
		}
	}
	got := make([]float64, 2)
	plan.IndicatorWeights(got, w)
	if !closeTo(got[0], total[0]) || !closeTo(got[1], total[1]) {
		t.Errorf("indicator weights %v, expected the mean over periods %v", got, total)
	}
}

// TestComputedGroupWeights: pillars with computed weights under a top with
// computed weights equal an index of indices, built one by one.
func TestComputedGroupWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		s := drawSample(t, p)
		in := methods()[0].ix.Indicators
		left := index.Index{Indicators: in[:2], Weighter: index.SD{}}
		right := index.Index{Indicators: in[2:], Weighter: index.CV{}}
		l, r := run(t, &left, p, s), run(t, &right, p, s)
		if l.err != nil || r.err != nil {
			t.Skip("nothing varies")
		}
		var q *data.Panel
		for name, res := range map[string]result{"left": l, "right": r} {
			scores := slices.Clone(res.scores)
			for i, v := range scores {
				if v != v { // not drawn: any number will do
					scores[i] = 0.5
				}
			}
			var err error
			if q == nil {
				q = p
			}
			if q, err = q.With(name, scores); err != nil {
				t.Fatal(err)
			}
		}
		top := index.Index{
			Indicators: []index.Indicator{{Name: "left"}, {Name: "right"}},
			Normaliser: index.AsIs{}, Weighter: index.CRITIC{},
		}
		tree := index.Index{Indicators: in, Weighter: index.CRITIC{}, Groups: []index.Group{
			{Name: "all", Members: []string{"left", "right"}},
			{Name: "left", Members: []string{"x0", "x1"}, Weighter: index.SD{}},
			{Name: "right", Members: []string{"x2", "x3"}, Weighter: index.CV{}},
		}}
		want, got := run(t, &top, q, s), run(t, &tree, p, s)
		want.weights = slices.Concat(l.weights, r.weights, want.weights)
		sameResult(t, "index of indices", got, want)
	})
}

// TestManyCandidates: a sample whose minimum has no table, since 40 lower
// values were not drawn, is summed row by row to the same numbers.
func TestManyCandidates(t *testing.T) {
	var names []string
	var times []int
	var x0, x1 []float64
	for g := range 60 {
		for p := range 3 {
			names, times = append(names, fmt.Sprint(g)), append(times, p)
			x0 = append(x0, float64(g)+float64(p*p)/10)
			x1 = append(x1, math.Mod(float64(g*g+7*p), 31))
		}
	}
	panel := newPanel(t, names, times, x0, x1)
	var s data.Sample
	s.Set(60, []int{50, 51, 51, 55, 59})
	fast := index.Index{Indicators: twoIndicators()}
	slow := index.Index{Indicators: twoIndicators(), Weighter: plainEntropy{}, Aggregator: plainLinear{}}
	compareOn(t, panel, &s, &fast, &slow)
}

// TestNarrowSample: a range that is a billionth of the panel's, because the
// one far below was not drawn, costs no digits.
func TestNarrowSample(t *testing.T) {
	names := []string{"a", "b", "c", "far"}
	panel := newPanel(t, names, []int{1, 1, 1, 1}, []float64{1.1, 2.7, 3.3, -4e9}, []float64{5, 1, 2, 4})
	var s data.Sample
	s.Set(4, []int{0, 1, 1, 2})
	fast := index.Index{Indicators: twoIndicators()}
	slow := index.Index{Indicators: twoIndicators(), Weighter: plainEntropy{}, Aggregator: plainLinear{}}
	compareOn(t, panel, &s, &fast, &slow)
}

func compareOn(t *testing.T, panel *data.Panel, s *data.Sample, a, b *index.Index) {
	t.Helper()
	var scores, weights [2][]float64
	for i, ix := range []*index.Index{a, b} {
		plan, err := index.Compile(ix, panel)
		if err != nil {
			t.Fatal(err)
		}
		w := plan.NewWork()
		scores[i] = make([]float64, panel.Len())
		if err := plan.Weigh(w, s); err != nil {
			t.Fatal(err)
		}
		if err := plan.Score(scores[i], w, s); err != nil {
			t.Fatal(err)
		}
		weights[i] = w.Weights
	}
	for i := range scores[0] {
		// values of order 1, a handful of terms: rounding is below 1e-14
		if !(math.Abs(scores[0][i]-scores[1][i]) <= 1e-13) {
			t.Errorf("score %d: %v against %v", i, scores[0][i], scores[1][i])
		}
	}
	for j := range weights[0] {
		if !(math.Abs(weights[0][j]-weights[1][j]) <= 1e-13) {
			t.Errorf("weight %d: %v against %v", j, weights[0][j], weights[1][j])
		}
	}
}

func newPanel(t testing.TB, names []string, times []int, cols ...[]float64) *data.Panel {
	t.Helper()
	var columns []string
	for j := range cols {
		columns = append(columns, fmt.Sprint("x", j))
	}
	p, err := data.NewPanel(names, times, columns, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func twoIndicators() []index.Indicator {
	return []index.Indicator{{Name: "x0"}, {Name: "x1"}}
}
