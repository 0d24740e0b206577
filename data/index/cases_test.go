package index_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// TestReference computes every reference case of the kinds that concern
// indices and compares it within the tolerance of the case (1e-9 relative for
// most: both computations of the reference are in double precision). The
// definitions are those of the reference's README.
func TestReference(t *testing.T) {
	checks := map[string]func(*testing.T, *referenceCase){
		"normalise":   checkNormalise,
		"entropy":     checkEntropy,
		"critic":      checkCRITIC,
		"pca":         checkPCA,
		"weights":     checkWeights,
		"aggregate":   checkAggregate,
		"topsis":      checkTOPSIS,
		"hierarchy":   checkHierarchy,
		"rankcompare": checkRanks,
		"mcweights":   checkGivenWeights,
	}
	for kind, check := range checks {
		t.Run(kind, func(t *testing.T) {
			var cases []referenceCase
			readJSON(t, "index/expected/"+kind+".json", &cases)
			if len(cases) == 0 {
				t.Fatal("no cases")
			}
			for i := range cases {
				t.Run(cases[i].ID, func(t *testing.T) { check(t, &cases[i]) })
			}
		})
	}
}

func (p *params) normaliser(t *testing.T) index.Normaliser {
	switch p.Method {
	case "minmax":
		return index.MinMax{Lo: p.Lo, Hi: p.Hi}
	case "zscore":
		return index.ZScore{}
	case "rank":
		return index.Rank{}
	case "percentile":
		return index.Percentile{}
	case "vector":
		return index.Vector{}
	case "fracmax":
		return index.FractionOfMax{}
	case "sumshare":
		return index.SumShare{}
	case "goalpost":
		return index.Goalposts(p.Goalposts)
	}
	t.Fatalf("unknown normalisation %q", p.Method)
	return nil
}

func (p *params) weighter(t *testing.T) index.Weighter {
	switch p.Weights {
	case "equal":
		return index.Equal{}
	case "entropy":
		return index.Entropy{}
	case "critic":
		return index.CRITIC{}
	case "sd":
		return index.SD{}
	case "cv":
		return index.CV{}
	case "entropy_critic_mult":
		return index.Product{index.Entropy{}, index.CRITIC{}}
	case "given":
		return index.Given(p.W)
	}
	t.Fatalf("unknown weights %q", p.Weights)
	return nil
}

func (p *params) aggregator(t *testing.T) index.Aggregator {
	switch p.Aggregate {
	case "linear":
		return index.Linear{}
	case "geometric":
		return index.Geometric{}
	case "harmonic":
		return index.Harmonic{}
	case "power":
		return index.Power{P: p.Power}
	}
	t.Fatalf("unknown aggregation %q", p.Aggregate)
	return nil
}

func (p *params) entropy(t *testing.T) (e index.Entropy, n index.Normaliser) {
	e.Delta = p.Delta
	n = index.MinMax{}
	switch p.Zero {
	case "plogp0":
	case "shift":
		e.Zero = index.Shift
		if p.InScore {
			n = index.MinMax{Lo: p.Delta, Hi: 1 + p.Delta}
		}
	case "affine":
		e.Zero = index.Affine
		if p.InScore {
			n = index.MinMax{Lo: p.Delta, Hi: 1}
		}
	case "logeps":
		e.Zero = index.LogEps
	default:
		t.Fatalf("unknown zero handling %q", p.Zero)
	}
	if p.Base == "sumshare" {
		e.Base, n = index.SumShare{}, index.SumShare{}
	}
	if p.KN == "periods" {
		e.Divisor = index.LnPeriods
	}
	return e, n
}

// built is an index on the whole panel of a case, scores in lines.
type built struct {
	file
	plan    *index.Plan
	weights []float64
	scores  []float64
	work    *index.Work
	sample  data.Sample
}

func build(t *testing.T, ix *index.Index, f file) built {
	t.Helper()
	plan, err := index.Compile(ix, f.panel)
	if err != nil {
		t.Fatal(err)
	}
	b := built{file: f, plan: plan, work: plan.NewWork()}
	b.sample.All(len(f.panel.Entities()))
	if err := plan.Weigh(b.work, &b.sample); err != nil {
		t.Fatal(err)
	}
	b.weights = b.work.Weights
	b.score(t)
	return b
}

func (b *built) score(t *testing.T) {
	t.Helper()
	x := make([]float64, b.panel.Len())
	if err := b.plan.Score(x, b.work, &b.sample); err != nil {
		t.Fatal(err)
	}
	b.scores = b.inLines(x)
}

func checkNormalise(t *testing.T, c *referenceCase) {
	var want map[string][]float64
	if err := json.Unmarshal(c.Expected["normalised"], &want); err != nil {
		t.Fatal(err)
	}
	tab, n := c.table(t), c.Params.normaliser(t)
	got := make([]float64, len(tab.Count))
	for j, name := range c.Indicators {
		if err := n.Normalise(got, tab, j); err != nil {
			t.Fatal(err)
		}
		c.same(t, name, got, want[name])
	}
}

func checkEntropy(t *testing.T, c *referenceCase) {
	e, n := c.Params.entropy(t)
	ix := &index.Index{Indicators: c.indicators(), Normaliser: n, Weighter: e, ByPeriod: c.Params.By == "year"}
	b := build(t, ix, c.file(t))
	c.same(t, "score", b.scores, c.vector(t, "score"))
	if warned := len(b.plan.Warnings()) > 0; warned != (c.Params.KN == "periods" || c.Data == "edge.csv") {
		t.Errorf("warnings: %q", b.plan.Warnings())
	}
	if ix.ByPeriod {
		var years map[string]json.RawMessage
		if err := json.Unmarshal(c.Expected["weights_by_year"], &years); err != nil {
			t.Fatal(err)
		}
		k := len(c.Indicators)
		for i, year := range b.panel.Periods() {
			y := strconv.Itoa(year)
			c.same(t, "weights of "+y, b.weights[i*k:(i+1)*k], c.decode(t, y, years[y]))
		}
		return
	}
	c.same(t, "weights", b.weights, c.vector(t, "weights"))
	tab := c.table(t)
	d := make([]float64, len(c.Indicators))
	if err := e.Redundancy(d, tab); err != nil {
		t.Fatal(err)
	}
	c.same(t, "redundancy", d, c.vector(t, "redundancy"))
	for j := range d {
		d[j] = 1 - d[j]
	}
	c.same(t, "entropy", d, c.vector(t, "entropy"))
}

func checkCRITIC(t *testing.T, c *referenceCase) {
	m := index.CRITIC{Spearman: c.Params.Cor == "spearman", Abs: c.Params.Abs}
	b := build(t, &index.Index{Indicators: c.indicators(), Weighter: m}, c.file(t))
	c.same(t, "weights", b.weights, c.vector(t, "weights"))
	got := make([]float64, len(c.Indicators))
	if err := m.Information(got, c.table(t)); err != nil {
		t.Fatal(err)
	}
	c.same(t, "information", got, c.vector(t, "information"))
}

func checkPCA(t *testing.T, c *referenceCase) {
	variants := map[string]index.PCAVariant{
		"pc1": index.PC1, "pc1_norm": index.PC1Norm, "pc1_squared": index.PC1Squared,
		"kaiser": index.Kaiser, "kaiser_abs": index.KaiserAbs,
	}
	v, ok := variants[c.Params.Variant]
	if !ok {
		t.Fatalf("unknown variant %q", c.Params.Variant)
	}
	m := index.PCA{Variant: v}
	b := build(t, &index.Index{Indicators: c.indicators(), Weighter: m}, c.file(t))
	c.same(t, "weights", b.weights, c.vector(t, "weights"))
	got := make([]float64, len(c.Indicators))
	if err := m.Eigenvalues(got, c.table(t)); err != nil {
		t.Fatal(err)
	}
	c.same(t, "eigenvalues", got, c.vector(t, "eigenvalues"))
}

func checkWeights(t *testing.T, c *referenceCase) {
	b := build(t, &index.Index{Indicators: c.indicators(), Weighter: c.Params.weighter(t)}, c.file(t))
	c.same(t, "weights", b.weights, c.vector(t, "weights"))
}

func checkAggregate(t *testing.T, c *referenceCase) {
	b := build(t, c.index(t, &c.Params), c.file(t))
	c.same(t, "weights", b.weights, c.vector(t, "weights"))
	c.same(t, "score", b.scores, c.vector(t, "score"))
}

func (c *referenceCase) index(t *testing.T, p *params) *index.Index {
	return &index.Index{
		Indicators: c.indicators(), Normaliser: p.Normalise.normaliser(t),
		Weighter: p.weighter(t), Aggregator: p.aggregator(t),
	}
}

func checkTOPSIS(t *testing.T, c *referenceCase) {
	ix := &index.Index{Indicators: c.indicators(), Normaliser: index.Vector{}, Weighter: c.Params.weighter(t), Aggregator: index.TOPSIS{}}
	if c.Params.Variant == "minmax" {
		ix.Normaliser = index.MinMax{}
	}
	b := build(t, ix, c.file(t))
	c.same(t, "weights", b.weights, c.vector(t, "weights"))
	c.same(t, "closeness", b.scores, c.vector(t, "closeness"))

	tab := c.table(t)
	tab.Undirected = c.Params.Variant == "vector"
	n := len(tab.Count)
	var y [][]float64
	for j := range tab.X {
		y = append(y, make([]float64, n))
		if err := ix.Normaliser.Normalise(y[j], tab, j); err != nil {
			t.Fatal(err)
		}
	}
	plus, minus := make([]float64, n), make([]float64, n)
	index.TOPSIS{}.Distances(plus, minus, y, b.weights, tab)
	c.same(t, "d_plus", plus, c.vector(t, "d_plus"))
	c.same(t, "d_minus", minus, c.vector(t, "d_minus"))
}

// checkHierarchy builds the tree of the ASEM index, whose data are normalised
// already.
func checkHierarchy(t *testing.T, c *referenceCase) {
	structure := readCSV(t, "index/data/"+c.Params.Structure)
	ix := &index.Index{Normaliser: index.AsIs{}, Weighter: index.Equal{}, Aggregator: c.Params.aggregator(t)}
	group := make(map[string]int)
	weights := make(map[string]index.Given)
	for i, code := range structure["code"] {
		if structure["level"][i] == "1" {
			c.Indicators = append(c.Indicators, code)
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: code})
		} else {
			group[code] = len(ix.Groups)
			ix.Groups = append(ix.Groups, index.Group{Name: code})
			weights[code] = index.Given{}
		}
	}
	for i, code := range structure["code"] {
		if parent := structure["parent"][i]; parent != "" {
			g := &ix.Groups[group[parent]]
			g.Members = append(g.Members, code)
			weights[parent][code] = numbers(t, structure["weight"])[i]
			g.Weighter = weights[parent]
		}
	}
	b := build(t, ix, c.file(t))
	c.same(t, "Index", b.scores, c.vector(t, "Index"))
	groups := b.plan.Groups()
	if len(groups) != len(c.Expected) {
		t.Fatalf("%d groups, expected %d", len(groups), len(c.Expected))
	}
	got := make([]float64, b.panel.Len())
	for i, g := range groups {
		b.plan.GroupScore(got, b.work, i)
		c.same(t, g.Name, b.inLines(got), c.vector(t, g.Name))
	}
}

func checkRanks(t *testing.T, c *referenceCase) {
	f := c.file(t)
	a, b := build(t, c.index(t, c.Params.A), f), build(t, c.index(t, c.Params.B), f)
	r := index.CompareRanks(a.scores, b.scores)
	for name, got := range map[string]float64{
		"pearson": r.Pearson, "spearman": r.Spearman, "kendall_tau_b": r.KendallTauB,
		"mean_abs_rank_shift": r.MeanShift, "max_abs_rank_shift": r.MaxShift,
	} {
		c.same(t, name, []float64{got}, c.vector(t, name))
	}
}

// checkGivenWeights checks the index part of mcweights: how far every draw of
// weights moves the ranks against equal weights.
func checkGivenWeights(t *testing.T, c *referenceCase) {
	b := build(t, &index.Index{Indicators: c.indicators(), Weighter: index.Equal{}}, c.file(t))
	equal := b.scores
	draws := readCSV(t, "index/data/"+c.Params.Draws)
	want := c.vector(t, "mean_abs_rank_shift")
	var got []float64
	for i := range want {
		for j, n := range c.Indicators {
			b.work.Weights[j] = numbers(t, draws[n][i:i+1])[0]
		}
		b.score(t)
		got = append(got, index.CompareRanks(equal, b.scores).MeanShift)
	}
	c.same(t, "mean_abs_rank_shift", got, want)
}
