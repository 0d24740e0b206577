package sim

import (
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/sim/store"
)

// TestEnsembleCounts: shares and ranges over three baselines, counted by hand.
func TestEnsembleCounts(t *testing.T) {
	result := func(estimate, p Number, verdict string) *Result {
		return &Result{
			Baseline:   []FitResult{{Model: "M", Estimator: "fe", Terms: []TermResult{{Name: "x", Estimate: estimate, P: p}}}},
			Hypotheses: []HypothesisResult{{Name: "H", Model: "M", Estimator: "fe", Term: "x", Sign: 1, Baseline: verdict}},
		}
	}
	results := []*Result{result(2, 0.01, Supported), result(-3, 0.001, Contradicted), result(1, 0.3, NotSupported), result(4, 0.02, Supported)}
	e := &EnsembleResult{}
	e.judge(results)
	e.compare(results, 0.05)
	h, c := e.Hypotheses[0], e.Coefficients[0]
	if h.Supported != 0.5 || h.Contradicted != 0.25 || h.Neither != 0.25 || h.Range != (Interval{-3, 4}) {
		t.Errorf("hypothesis %+v", h)
	}
	if c.Positive != 0.75 || c.Significant != 0.75 || c.Range != (Interval{-3, 4}) {
		t.Errorf("coefficient %+v", c)
	}
}

// TestEnsembleOfOne: the panel of the study itself, twice, gives the baseline.
func TestEnsembleOfOne(t *testing.T) {
	s := usStates(t)
	s.Members = []Member{{Name: "a", Panel: s.Panel}, {Name: "b", Panel: s.Panel}}
	c, base := compiled(t, s)
	e, err := c.Ensemble(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	k := 0
	for _, f := range base.Baseline {
		for _, term := range f.Terms {
			c := e.Coefficients[k]
			if k++; c.Term != term.Name || c.Range != (Interval{term.Estimate, term.Estimate}) {
				t.Errorf("%s.%s: %+v", f.Model, term.Name, c)
			}
		}
	}
	if k != len(e.Coefficients) || k == 0 {
		t.Errorf("%d coefficients of %d", len(e.Coefficients), k)
	}
}

// twoPanels is the study of the US states on its panel and on one in which
// the public capital of the first ten states is larger by their row number in
// per cent.
func twoPanels(t testing.TB) *Study {
	t.Helper()
	s := usStates(t)
	s.Members = []Member{{Name: "a", Panel: s.Panel}, {Name: "b", Panel: changed(t, s.Panel, "hwy")}}
	s.Arms = []Arm{{Name: "bootstrap", Kind: "bootstrap", Draws: 101, Resampler: bootstrap.Entities{}}, {Name: "as it is", Kind: "scenario", Draws: 7}}
	return s
}

// changed is the panel with another column of that name.
func changed(t testing.TB, p *data.Panel, name string) *data.Panel {
	t.Helper()
	var entity []string
	for g, e := range p.Entities() {
		entity = append(entity, slices.Repeat([]string{e}, p.Starts()[g+1]-p.Starts()[g])...)
	}
	var cols [][]float64
	for _, n := range p.Names() {
		col := slices.Clone(p.Column(n))
		for i := range p.Starts()[10] {
			if n == name {
				col[i] *= 1 + float64(i)/100
			}
		}
		cols = append(cols, col)
	}
	out, err := data.NewPanel(entity, p.Times(), p.Names(), cols)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEnsembleDraws: draw i of an ensemble is draw i of a study of its member
// i mod 2 alone, for any number of workers; without sample and shock every
// draw is the member's own baseline.
func TestEnsembleDraws(t *testing.T) {
	s := twoPanels(t)
	var want [2]*store.Block
	for m, member := range s.Members {
		own := *s
		own.Panel, own.Members = member.Panel, nil
		c, _ := compiled(t, &own)
		h := c.header(s.Arms[0])
		want[m] = store.NewBlock(&h, s.Arms[0].Draws)
		w := c.newWorker(s.Arms[0])
		for i := range s.Arms[0].Draws {
			w.draw(i, &slot{chain: c, block: want[m], row: i})
		}
	}
	for _, n := range []int{1, 2, 3} {
		c, _ := compiled(t, s)
		dir := t.TempDir()
		if _, err := c.Run(t.Context(), Options{Dir: dir, Workers: n}); err != nil {
			t.Fatal(err)
		}
		var journals []*store.Journal
		for _, arm := range s.Arms {
			j, err := c.openJournal(arm, Options{Dir: dir, Resume: true})
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			journals = append(journals, j)
		}
		got := make([]float64, s.Arms[0].Draws)
		for k, name := range c.columns {
			if err := journals[0].Column(got, k); err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				if w := want[i%2].Values[k][i]; math.Float64bits(v) != math.Float64bits(w) {
					t.Fatalf("%d workers, draw %d, %s: %v, expected %v", n, i, name, v, w)
				}
			}
		}
		paired, err := c.paired(journals[1], nil, 1, c.baselines[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range paired {
			if d.Draws != 7 || d.Mean != 0 || d.SD != 0 {
				t.Errorf("%s.%s without a shock differs from the baseline: %+v", d.Model, d.Term, d)
			}
		}
	}
}

// TestEnsembleStopped: what a block of an ensemble keeps when it is stopped
// are its first draws without a hole.
func TestEnsembleStopped(t *testing.T) {
	s := twoPanels(t)
	c, _ := compiled(t, s)
	if _, err := c.Ensemble(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{1, 2, 30, 60} {
		resampler := stopAfter(after)
		arm := Arm{Name: "bootstrap", Resampler: resampler}
		h := c.header(arm)
		b := store.NewBlock(&h, 50)
		b.N = 50
		for _, col := range b.Values {
			for i := range col {
				col[i] = math.NaN()
			}
		}
		team := &panels{chains: c.members, arms: []Arm{arm, arm}, workers: 2}
		if err := team.compute(resampler.ctx, b, new(atomic.Int64)); err != nil {
			t.Fatal(err)
		}
		if after == 60 && b.N != 50 || b.N > after+1 { // the other worker may have begun one more
			t.Errorf("stopped after %d draws the block has %d", after, b.N)
		}
		for i := range b.N {
			if math.IsNaN(b.Values[0][i]) {
				t.Errorf("stopped after %d draws: draw %d of %d is not there", after, i, b.N)
			}
		}
		resampler.stop()
	}
}

// TestEnsembleByMember: verdicts by member and the variance between them, by
// hand. Draws 0, 2, 4 are those of the first member.
func TestEnsembleByMember(t *testing.T) {
	nan := math.NaN()
	e := &EnsembleResult{Files: []string{"a", "b"}, Panels: 2}
	// t of the first: 3, 1, -4; of the second: 5, failed, 2.5
	v := e.verdicts(Hypothesis{Name: "H", Sign: 1}, []float64{3, 5, 1, nan, -4, 2.5}, []float64{1, 1, 1, nan, 1, 1}, func(int) float64 { return 2 })
	if v.Supported != (Interval{Number(1) / 3, 1}) || v.Contradicted != (Interval{0, Number(1) / 3}) || v.Panels[1].Draws != 2 {
		t.Errorf("%+v", v)
	}
	for _, c := range []struct {
		value   []float64
		means   Interval
		between Number
	}{
		// 1, 3 and 11, 13: w = 2, B = 2*25*2 = 100, n0 = 2, s = 49
		{[]float64{1, 11, 3, 13}, Interval{2, 12}, Number(49) / 51},
		// 1, 3 and 2, 6: w = 5, B = 4
		{[]float64{1, 2, 3, 6}, Interval{2, 4}, 0},
		// 0, 2 and 10: w = 2, mean 4, B = 2*9 + 36 = 54, n0 = 3 - 5/3 = 4/3, s = 39
		{[]float64{0, 10, 2, nan}, Interval{1, 10}, Number(39) / 41},
	} {
		means, between := spread(c.value, 2)
		if means != c.means || math.Abs(float64(between-c.between)) > 1e-15 { // a few operations on small numbers
			t.Errorf("%v: means %v, between %v; expected %v, %v", c.value, means, between, c.means, c.between)
		}
	}
}
