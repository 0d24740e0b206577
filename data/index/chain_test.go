package index_test

import (
	"fmt"
	"math"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// chainIndices are the three indices of the reference chain.
func chainIndices() []*index.Index {
	numbered := func(prefix string, n int) []index.Indicator {
		var in []index.Indicator
		for i := range n {
			in = append(in, index.Indicator{Name: fmt.Sprintf("%s_%02d", prefix, i+1), Direction: 1})
		}
		return in
	}
	return []*index.Index{
		{Name: "NM", Indicators: numbered("nm", 12)},
		{Name: "ERes", Indicators: numbered("er", 13)},
		{Name: "ECpv", Indicators: []index.Indicator{{Name: "tc"}, {Name: "ms"}, {Name: "rca"}}},
	}
}

func chainPlans(t testing.TB) ([]*index.Plan, *data.Panel) {
	t.Helper()
	var names []string
	for _, ix := range chainIndices() {
		for _, in := range ix.Indicators {
			names = append(names, in.Name)
		}
	}
	panel := readPanel(t, "chain/panel.csv", "province", "year", names).panel
	var plans []*index.Plan
	for _, ix := range chainIndices() {
		p, err := index.Compile(ix, panel)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	return plans, panel
}

// TestChainWeights: the weights of five given resamples, which were computed
// with 40 digits. 1e-13 relative is what the reference calls reachable in
// double precision.
func TestChainWeights(t *testing.T) {
	var chain struct {
		Draws []struct {
			Provinces []int
			Weights   map[string][]float64
		}
	}
	readJSON(t, "chain/chain_draws.json", &chain)
	plans, panel := chainPlans(t)
	if len(chain.Draws) != 5 {
		t.Fatalf("%d draws, expected 5", len(chain.Draws))
	}
	worst := 0.0
	for d, draw := range chain.Draws {
		var s data.Sample
		s.Set(len(panel.Entities()), draw.Provinces)
		for _, p := range plans {
			w := p.NewWork()
			if err := p.Weigh(w, &s); err != nil {
				t.Fatal(err)
			}
			want := draw.Weights[p.Name()]
			if len(want) != len(w.Weights) {
				t.Fatalf("%s: %d weights, expected %d", p.Name(), len(w.Weights), len(want))
			}
			for j, v := range w.Weights {
				diff := math.Abs(v-want[j]) / want[j]
				worst = max(worst, diff)
				if !(diff <= 1e-13) {
					t.Errorf("draw %d, %s, weight %d: got %v, expected %v", d, p.Name(), j, v, want[j])
				}
			}
		}
	}
	t.Logf("worst relative difference %.1e", worst)
}

// benchmarkSamples are a few fixed pairs-bootstrap samples of g entities.
func benchmarkSamples(g int) []data.Sample {
	samples := make([]data.Sample, 64)
	state := uint64(1)
	for i := range samples {
		drawn := make([]int, g)
		for k := range drawn {
			state = state*6364136223846793005 + 1442695040888963407
			drawn[k] = int((state >> 33) % uint64(g))
		}
		samples[i].Set(g, drawn)
	}
	return samples
}

// BenchmarkWeigh takes the weights of all 28 indicators of the chain.
func BenchmarkWeigh(b *testing.B) {
	plans, panel := chainPlans(b)
	samples := benchmarkSamples(len(panel.Entities()))
	var works []*index.Work
	for _, p := range plans {
		works = append(works, p.NewWork())
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		for k, p := range plans {
			if err := p.Weigh(works[k], &samples[i%len(samples)]); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkScore takes the scores of the three indices of the chain.
func BenchmarkScore(b *testing.B) {
	plans, panel := chainPlans(b)
	samples := benchmarkSamples(len(panel.Entities()))
	works := make([][]*index.Work, len(samples))
	for i := range samples {
		for _, p := range plans {
			w := p.NewWork()
			if err := p.Weigh(w, &samples[i]); err != nil {
				b.Fatal(err)
			}
			works[i] = append(works[i], w)
		}
	}
	dst := make([]float64, panel.Len())
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := i % len(samples)
		for k, p := range plans {
			if err := p.Score(dst, works[at][k], &samples[at]); err != nil {
				b.Fatal(err)
			}
		}
	}
}
