package sim

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/estimators"
	"panelstress/sim/store"
)

// given is a resampler whose sample is known beforehand.
type given []int

func (g given) Resample(dst *data.Sample, src *data.Panel, _ *rand.Rand) {
	dst.Set(len(src.Entities()), g)
}

var _ bootstrap.Resampler = given{}

type chainDraws struct {
	Draws []struct {
		Provinces []int
		Weights   map[string][]float64
		Fits      []struct {
			Model, Estimator string
			Estimate, SE     map[string]float64
		}
	}
}

// TestChain takes the five given resamples through the whole chain of a draw
// and compares index weights, coefficients and standard errors with 40-digit
// arithmetic. The tolerances are those of the folder's README: 1e-13 relative
// for weights, 1e-8 of the larger of coefficient and standard error.
func TestChain(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(shared(t, "chain"), "chain_draws.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases chainDraws
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	c, _ := compiled(t, chainStudy(t))
	h := c.header(Arm{Name: "given"})
	numbers := 0
	for n, want := range cases.Draws {
		w := c.newWorker(Arm{Name: "given", Resampler: given(want.Provinces)})
		out := slot{chain: c, block: store.NewBlock(&h, 1)}
		w.draw(0, &out)
		for _, b := range w.builders {
			ib, ok := b.(*indexBuilder)
			if !ok {
				continue
			}
			name := ib.plan.Name()
			for j, v := range want.Weights[name] {
				if got := ib.work.Weights[j]; !(math.Abs(got/v-1) <= 1e-13) {
					t.Errorf("draw %d %s weight %d: %.17g, want %.17g", n, name, j, got, v)
				}
				numbers++
			}
		}
		got := make(map[string]float64)
		for j, name := range h.Columns {
			got[name] = out.block.Values[j][0]
		}
		for _, f := range want.Fits {
			for term, b := range f.Estimate {
				se := f.SE[term]
				if term == "_cons" {
					term = estimators.ConstName
				}
				name := f.Model + "." + f.Estimator + "." + term
				if v, ok := got[name]; !ok || !(math.Abs(v-b) <= 1e-8*max(math.Abs(b), se)) {
					t.Errorf("draw %d %s: %.15g, want %.15g", n, name, v, b)
				}
				if v := got[name+".se"]; !(math.Abs(v/se-1) <= 1e-8) {
					t.Errorf("draw %d %s.se: %.15g, want %.15g", n, name, v, se)
				}
				numbers += 2
			}
		}
	}
	if numbers != 5*(182+28) {
		t.Errorf("%d numbers compared, the cases hold %d", numbers, 5*(182+28))
	}
}

// TestDrawAllocatesNothing runs whole draws with a warm worker.
func TestDrawAllocatesNothing(t *testing.T) {
	c, _ := compiled(t, usStates(t))
	w := c.newWorker(c.study.Arms[0])
	h := c.header(c.study.Arms[0])
	out := slot{chain: c, block: store.NewBlock(&h, 1)}
	i := 0
	for ; i < 20; i++ {
		w.draw(i, &out)
	}
	if n := testing.AllocsPerRun(100, func() { w.draw(i, &out); i++ }); n != 0 {
		t.Errorf("a warm draw allocates %v times, want 0", n)
	}
}

// TestIdentityDraw: a draw in which every entity stands once is the baseline,
// to the last bit.
func TestIdentityDraw(t *testing.T) {
	s := usStates(t)
	c, base := compiled(t, s)
	all := make(given, len(s.Panel.Entities()))
	for g := range all {
		all[g] = g
	}
	w := c.newWorker(Arm{Name: "x", Resampler: bootstrap.Entities{}})
	h := c.header(Arm{Name: "x"})
	out := slot{chain: c, block: store.NewBlock(&h, 1)}
	w.draw(7, &out) // leaves its traces in the worker
	w.arm.Resampler = all
	w.draw(8, &out)
	j := 0
	for _, f := range base.Baseline {
		for _, term := range f.Terms {
			for _, want := range []Number{term.Estimate, term.SE} {
				if got := out.block.Values[j][0]; math.Float64bits(got) != math.Float64bits(float64(want)) {
					t.Errorf("%s: %v, the baseline has %v", h.Columns[j], got, want)
				}
				j++
			}
		}
	}
	if j != len(h.Columns) {
		t.Errorf("%d numbers compared, a draw has %d", j, len(h.Columns))
	}
}

func benchmarkDraws(b *testing.B, s *Study) {
	c, _ := compiled(b, s)
	w := c.newWorker(s.Arms[0])
	h := c.header(s.Arms[0])
	out := slot{chain: c, block: store.NewBlock(&h, 1)}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		w.draw(i, &out)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "draws/s")
}

func BenchmarkDrawUSStates(b *testing.B) { benchmarkDraws(b, usStates(b)) }

func BenchmarkDrawChain(b *testing.B) { benchmarkDraws(b, chainStudy(b)) }
