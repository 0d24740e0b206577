package index_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
	"panelstress/data/index"
)

// The panels of these tests have at most some 60 rows and values of order 1
// to 100. Rounding then stays near 1e-15; sums taken in another order, and
// divisions by small redundancies, may cost two or three digits. A wrong
// formula is off by far more than 1e-11.
const closeEnough = 1e-11

func closeTo(a, b float64) bool {
	return math.Abs(a-b) <= closeEnough*max(1, math.Abs(a), math.Abs(b))
}

// method is an index with every part named. Its Indicators are filled in.
type method struct {
	name string
	ix   index.Index
}

// methods has every normaliser, treatment, weighter and aggregator at least
// once, and the combinations with a way of their own through the code.
func methods() []method {
	tree := func(top index.Weighter) []index.Group {
		return []index.Group{
			{Name: "top", Members: []string{"left", "x2", "right"}, Weighter: top},
			{Name: "left", Members: []string{"x0", "x1"}},
			{Name: "right", Members: []string{"x3"}, Weighter: index.Equal{}},
		}
	}
	posts := index.Goalposts{"x0": {5, 60}, "x1": {90, 10}, "x2": {0, 100}, "x3": {20, 30}}
	given := index.Given{"x0": 1, "x1": 2, "x2": 3, "x3": 4}
	m := []method{
		{"defaults", index.Index{}},
		{"equal", index.Index{Weighter: index.Equal{}}},
		{"given", index.Index{Weighter: given}},
		{"by period", index.Index{ByPeriod: true}},
		{"groups", index.Index{Groups: tree(index.Entropy{})}},
		{"groups by period", index.Index{Groups: tree(index.SD{}), ByPeriod: true, Weighter: index.CV{}}},
		{"shift", index.Index{Weighter: index.Entropy{Zero: index.Shift, Delta: 1e-3}}},
		{"affine", index.Index{Weighter: index.Entropy{Zero: index.Affine, Delta: 1e-3}}},
		{"logeps", index.Index{Weighter: index.Entropy{Zero: index.LogEps, Delta: 1e-8}}},
		{"share entropy", index.Index{Normaliser: index.SumShare{}, Weighter: index.Entropy{Base: index.SumShare{}}}},
		{"periods", index.Index{Weighter: index.Entropy{Divisor: index.LnPeriods}}},
		{"critic", index.Index{Weighter: index.CRITIC{}}},
		{"critic ranks", index.Index{Weighter: index.CRITIC{Spearman: true, Abs: true}}},
		{"sd", index.Index{Weighter: index.SD{}}},
		{"cv", index.Index{Weighter: index.CV{}}},
		{"product", index.Index{Weighter: index.Product{index.Entropy{}, index.CRITIC{}}}},
		{"zscore", index.Index{Normaliser: index.ZScore{}}},
		{"rank", index.Index{Normaliser: index.Rank{}}},
		{"percentile", index.Index{Normaliser: index.Percentile{}}},
		{"fraction of max", index.Index{Normaliser: index.FractionOfMax{}}},
		{"sum share", index.Index{Normaliser: index.SumShare{}}},
		{"goalposts", index.Index{Normaliser: posts}},
		{"as is", index.Index{Normaliser: index.AsIs{}}},
		{"geometric", index.Index{Normaliser: index.MinMax{Lo: 0.01, Hi: 1}, Aggregator: index.Geometric{}}},
		{"geometric floor", index.Index{Normaliser: index.ZScore{}, Aggregator: index.Geometric{Floor: 0.01}}},
		{"harmonic", index.Index{Normaliser: index.MinMax{Lo: 1, Hi: 100}, Aggregator: index.Harmonic{}}},
		{"power", index.Index{Aggregator: index.Power{P: 2}}},
		{"topsis", index.Index{Normaliser: index.Vector{}, Aggregator: index.TOPSIS{}}},
		{"topsis min-max", index.Index{Aggregator: index.TOPSIS{}}},
	}
	for v := index.PC1Squared; v <= index.Varimax; v++ {
		m = append(m, method{fmt.Sprint("pca ", v), index.Index{Weighter: index.PCA{Variant: v}}})
	}
	for name, tr := range map[string]index.Treatment{
		"log": index.Log{}, "box-cox": index.BoxCox{Lambda: 0.5},
		"box-cox estimated": index.BoxCox{Estimate: true}, "winsorised": index.Winsorise{Lower: 0.1, Upper: 0.9},
	} {
		m = append(m, method{name, index.Index{Indicators: []index.Indicator{{Name: "x0", Treatment: tr}}}})
	}
	for i := range m {
		ix := &m[i].ix
		ix.Name = m[i].name
		for j := len(ix.Indicators); j < 4; j++ {
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: fmt.Sprint("x", j), Direction: 1 - 2*(j%2)})
		}
	}
	return m
}

// drawPanel is a panel of four positive columns, sometimes unbalanced, with
// one, x3, that has ties.
func drawPanel(t *rapid.T) *data.Panel {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	entities := rapid.IntRange(4, 7).Draw(t, "entities")
	periods := rapid.IntRange(2, 8).Draw(t, "periods")
	holes := rapid.Bool().Draw(t, "unbalanced")
	var names []string
	var times []int
	cols := make([][]float64, 4)
	for g := range entities {
		for p := range periods {
			if holes && p == 1 && g%3 == 2 {
				continue
			}
			names, times = append(names, fmt.Sprint("e", g)), append(times, 2000+p)
			for j := range cols {
				v := 1 + 99*rng.Float64()
				if j == 3 {
					v = math.Ceil(v / 20)
				}
				cols[j] = append(cols[j], v)
			}
		}
	}
	p, err := data.NewPanel(names, times, []string{"x0", "x1", "x2", "x3"}, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// drawSample draws counts, with at least three entities.
func drawSample(t *rapid.T, p *data.Panel) *data.Sample {
	g := len(p.Entities())
	var s data.Sample
	s.All(g)
	for i := range s.Count {
		s.Count[i] = rapid.IntRange(0, 3).Draw(t, "count")
	}
	for i := range 3 {
		s.Count[i] = max(s.Count[i], 1)
	}
	s.Index()
	return &s
}

// result is the index of a sample; scores of rows that are not drawn are NaN.
type result struct {
	weights, scores []float64
	err             error
}

func run(t *rapid.T, ix *index.Index, p *data.Panel, s *data.Sample, columns ...[]float64) result {
	plan, err := index.Compile(ix, p)
	if err != nil {
		return result{err: err}
	}
	w := plan.NewWork()
	copy(w.Columns, columns)
	r := result{scores: make([]float64, p.Len())}
	for i := range r.scores {
		r.scores[i] = math.NaN()
	}
	if r.err = plan.Weigh(w, s); r.err == nil {
		r.err = plan.Score(r.scores, w, s)
	}
	r.weights = w.Weights
	return r
}

func sameResult(t *rapid.T, what string, a, b result) {
	if (a.err == nil) != (b.err == nil) {
		t.Fatalf("%s: error %v against %v", what, a.err, b.err)
	}
	if a.err != nil {
		return
	}
	same := func(kind string, x, y []float64) {
		for i := range x {
			if math.IsNaN(x[i]) != math.IsNaN(y[i]) || !math.IsNaN(x[i]) && !closeTo(x[i], y[i]) {
				t.Fatalf("%s: %s %d is %v against %v", what, kind, i, x[i], y[i])
			}
		}
	}
	same("weight", a.weights, b.weights)
	same("score", a.scores, b.scores)
}

// repeated writes out a sample: an entity drawn c times becomes c entities.
// rows gives, for every row of p that is drawn, a row of the new panel.
func repeated(t *rapid.T, p *data.Panel, s *data.Sample) (q *data.Panel, rows map[int]int) {
	var names []string
	var times []int
	var from []float64
	cols := make([][]float64, len(p.Names()))
	for g, c := range s.Count {
		for copyNo := range c {
			for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
				names, times = append(names, fmt.Sprintf("%s copy %d", p.Entities()[g], copyNo)), append(times, p.Times()[i])
				from = append(from, float64(i))
				for j, n := range p.Names() {
					cols[j] = append(cols[j], p.Column(n)[i])
				}
			}
		}
	}
	q, err := data.NewPanel(names, times, append([]string{"from"}, p.Names()...), append([][]float64{from}, cols...))
	if err != nil {
		t.Fatal(err)
	}
	rows = make(map[int]int)
	for r, i := range q.Column("from") {
		rows[int(i)] = r
	}
	return q, rows
}

// TestCountsAreRepetitions: for every method, an entity with count c gives
// what c copies of its rows give.
func TestCountsAreRepetitions(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPanel(t)
				s := drawSample(t, p)
				got := run(t, &m.ix, p, s)
				q, rows := repeated(t, p, s)
				var all data.Sample
				all.All(len(q.Entities()))
				want := run(t, &m.ix, q, &all)
				want.scores = expand(want.scores, rows, p.Len())
				sameResult(t, "repeated rows", got, want)
			})
		})
	}
}

func expand(scores []float64, rows map[int]int, n int) []float64 {
	if scores == nil {
		return nil
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = math.NaN()
		if r, ok := rows[i]; ok {
			x[i] = scores[r]
		}
	}
	return x
}

// plainLinear and plainEntropy are the same methods under another type, which
// the kernel and its tables do not know: the row-by-row way.
type (
	plainLinear  struct{ index.Linear }
	plainEntropy struct{ index.Entropy }
)

// TestTablesAgreeWithRows: the tables, a worker's own columns, and the general
// way over gathered rows give the same index.
func TestTablesAgreeWithRows(t *testing.T) {
	treatments := []index.Treatment{nil, index.Log{}, index.BoxCox{Lambda: -0.5}}
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		s := drawSample(t, p)
		ix := index.Index{Normaliser: index.MinMax{Lo: 1, Hi: 10}}
		var columns [][]float64
		for j := range 4 {
			name := fmt.Sprint("x", j)
			ix.Indicators = append(ix.Indicators, index.Indicator{
				Name: name, Direction: rapid.SampledFrom([]int{-1, 1}).Draw(t, "direction"),
				Treatment: rapid.SampledFrom(treatments).Draw(t, "treatment"),
			})
			columns = append(columns, nil)
			if rapid.Bool().Draw(t, "own") {
				columns[j] = p.Column(name)
			}
		}
		tables := run(t, &ix, p, s)
		sameResult(t, "own columns", run(t, &ix, p, s, columns...), tables)
		slow := ix
		slow.Weighter = plainEntropy{}
		sameResult(t, "weights by rows", run(t, &slow, p, s), tables)
		sameResult(t, "weights by rows, own columns", run(t, &slow, p, s, columns...), tables)
		slow.Aggregator = plainLinear{}
		sameResult(t, "all by rows", run(t, &slow, p, s), tables)
		sameResult(t, "all by rows, own columns", run(t, &slow, p, s, columns...), tables)
	})
}

// TestShockedColumns: a worker's changed columns give what a panel with the
// changed columns gives, for every method.
func TestShockedColumns(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPanel(t)
				s := drawSample(t, p)
				at := rapid.IntRange(0, p.Len()-1).Draw(t, "row")
				own := make([][]float64, 4)
				var cols [][]float64
				for j, n := range p.Names() {
					cols = append(cols, append([]float64(nil), p.Column(n)...))
					if j < 2 {
						cols[j][at] *= rapid.Float64Range(0.5, 2).Draw(t, "shock")
						own[j] = cols[j]
					}
				}
				var names []string
				for g, e := range p.Entities() {
					for range p.Starts()[g+1] - p.Starts()[g] {
						names = append(names, e)
					}
				}
				q, err := data.NewPanel(names, p.Times(), p.Names(), cols)
				if err != nil {
					t.Fatal(err)
				}
				sameResult(t, "shocked", run(t, &m.ix, p, s, own...), run(t, &m.ix, q, s))
			})
		})
	}
}

// TestWeights: weights sum to one, and those of methods that promise it are
// not negative.
func TestWeights(t *testing.T) {
	mayBeNegative := map[string]bool{"pca 2": true, "pca 3": true, "periods": true}
	for _, m := range methods() {
		if m.name == "pca 1" || len(m.ix.Groups) > 0 {
			continue // unit length; groups sum to one each
		}
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPanel(t)
				r := run(t, &m.ix, p, drawSample(t, p))
				if r.err != nil {
					return // a period in which nothing varies, say
				}
				for b := 0; b < len(r.weights); b += 4 {
					sum := 0.0
					for _, v := range r.weights[b : b+4] {
						if v < 0 && !mayBeNegative[m.name] {
							t.Fatalf("weights %v", r.weights)
						}
						sum += v
					}
					if !closeTo(sum, 1) && !math.IsNaN(sum) {
						t.Fatalf("weights %v sum to %v", r.weights, sum)
					}
				}
			})
		})
	}
}

// TestFirstComponent: the entries of the first eigenvector have unit length
// and a positive sum.
func TestFirstComponent(t *testing.T) {
	ix := methods()[0].ix
	ix.Weighter = index.PCA{Variant: index.PC1}
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		r := run(t, &ix, p, drawSample(t, p))
		if r.err != nil {
			t.Fatal(r.err)
		}
		sum, ss := 0.0, 0.0
		for _, v := range r.weights {
			sum += v
			ss += v * v
		}
		if !(sum > 0) || !closeTo(ss, 1) {
			t.Fatalf("weights %v", r.weights)
		}
	})
}

// TestFloorMapsAnyNormalisation: z-scores and vector-normalised values are
// affine in the raw ones, so that after a map onto [floor, 1] they are what
// min-max gives, directions included.
func TestFloorMapsAnyNormalisation(t *testing.T) {
	want := methods()[0].ix
	want.Normaliser, want.Aggregator = index.MinMax{Lo: 0.05, Hi: 1}, index.Geometric{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		s := drawSample(t, p)
		for _, n := range []index.Normaliser{index.ZScore{}, index.Vector{}, index.AsIs{}} {
			ix := want
			ix.Normaliser, ix.Aggregator = n, index.Geometric{Floor: 0.05}
			sameResult(t, fmt.Sprintf("%T", n), run(t, &ix, p, s), run(t, &want, p, s))
		}
	})
}

// TestScoresInRange: a linear index of min-max values stays in their range.
func TestScoresInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		lo := rapid.Float64Range(-10, 10).Draw(t, "lo")
		hi := lo + rapid.Float64Range(0.1, 100).Draw(t, "width")
		ix := methods()[0].ix
		ix.Normaliser = index.MinMax{Lo: lo, Hi: hi}
		r := run(t, &ix, p, drawSample(t, p))
		if r.err != nil {
			t.Fatal(r.err)
		}
		for i, v := range r.scores {
			if v < lo-closeEnough*100 || v > hi+closeEnough*100 {
				t.Fatalf("score %d is %v, outside [%v, %v]", i, v, lo, hi)
			}
		}
	})
}

// TestUnitsDoNotMatter: other units of an indicator, and its negative with
// the direction turned, leave min-max indices as they are.
func TestUnitsDoNotMatter(t *testing.T) {
	for _, m := range methods() {
		if _, ok := m.ix.Normaliser.(index.MinMax); m.ix.Normaliser != nil && !ok || m.ix.Indicators[0].Treatment != nil {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := drawPanel(t)
				s := drawSample(t, p)
				a := math.Exp(rapid.Float64Range(-8, 8).Draw(t, "log factor"))
				b := rapid.Float64Range(-20, 20).Draw(t, "offset") * a
				turn := rapid.Bool().Draw(t, "turn")
				col := append([]float64(nil), p.Column("x0")...)
				for i, v := range col {
					col[i] = a*v + b
					if turn {
						col[i] = -col[i]
					}
				}
				q, err := p.With("other", col)
				if err != nil {
					t.Fatal(err)
				}
				jx := m.ix
				jx.Indicators = append([]index.Indicator(nil), m.ix.Indicators...)
				jx.Indicators[0].Name = "other"
				if turn {
					jx.Indicators[0].Direction = -1
				}
				jx.Weighter = renamed(jx.Weighter)
				jx.Groups = append([]index.Group(nil), m.ix.Groups...)
				for i := range jx.Groups {
					if jx.Groups[i].Members[0] == "x0" {
						jx.Groups[i].Members = []string{"other", "x1"}
					}
				}
				sameResult(t, "other units", run(t, &jx, q, s), run(t, &m.ix, p, s))
			})
		})
	}
}

// renamed gives the weight of x0 to "other".
func renamed(w index.Weighter) index.Weighter {
	g, ok := w.(index.Given)
	if !ok {
		return w
	}
	h := index.Given{"other": g["x0"]}
	for n, v := range g {
		if n != "x0" {
			h[n] = v
		}
	}
	return h
}
