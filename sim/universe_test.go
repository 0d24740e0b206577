package sim

import (
	"context"
	"fmt"
	"math"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
)

// full estimates every combination of a grid, and gives the estimates of the
// combinations in order.
func full(t testing.TB, g *Grid, arm Arm, draw int) ([]Estimate, *Universe) {
	t.Helper()
	var combinations [][]int
	for i := range int(g.Size()) {
		combinations = append(combinations, g.Combination(nil, i))
	}
	u, of := g.Universe(combinations)
	specs := make([]Estimate, len(u.Specs))
	err := Parallel(context.Background(), 2, u.Constructions(), func(_, k int) error {
		r := u.Runner(k, arm)
		r.Draw(draw)
		for _, s := range r.Specs {
			specs[s] = r.Estimate(s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]Estimate, len(of))
	for i, s := range of {
		out[i] = specs[s]
	}
	return out, u
}

func terms(t testing.TB, text string) []formula.Term {
	t.Helper()
	m, err := formula.ParseModel("y ~ " + text)
	if err != nil {
		t.Fatal(err)
	}
	return m.Regressors
}

// usGrid has a choice of every kind.
func usGrid(t testing.TB) *Grid {
	t.Helper()
	s := usStates(t)
	early := make([]bool, s.Panel.Len())
	for i, year := range s.Panel.Times() {
		early[i] = year <= 1980
	}
	south := make([]bool, s.Panel.Len())
	for g := range s.Panel.Entities() {
		for i := s.Panel.Starts()[g]; i < s.Panel.Starts()[g+1]; i++ {
			south[i] = g%5 != 0
		}
	}
	all := make([]bool, s.Panel.Len())
	for i := range all {
		all[i] = true
	}
	var samples []Option
	for name, keep := range map[string][]bool{"all": all, "early": early, "most": south} {
		o, err := Rows(name, s.Panel, keep)
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, o)
	}
	s.Standardise = true
	g, err := NewGrid(s, Focal{"M2", "INFRA:unemp"}, []Source{
		{"sample", Construction, samples},
		{"outliers", Construction, []Option{Winsorise("none", 0), Winsorise("5%", 0.05)}},
		{"indicators", Construction, []Option{Keep("all", "INFRA", []string{"hwy_emp", "water_emp", "util_emp"}), Keep("-util", "INFRA", []string{"hwy_emp", "water_emp"})}},
		{"weights", Construction, []Option{Weigh("entropy", index.Entropy{}), Weigh("equal", index.Equal{})}},
		{"zeros", Construction, []Option{HandleZeros("plogp0", index.PLogP0, 0), HandleZeros("shift", index.Shift, 0.01)}},
		{"controls", Specification, []Option{ControlFor("none", "INFRA:unemp", nil), ControlFor("both", "INFRA:unemp", terms(t, "lpc + lemp"))}},
		{"instrument lag", Specification, []Option{LagInstruments("1", 1), LagInstruments("2", 2)}},
		{"centring", Specification, []Option{Centred("no", false), Centred("yes", true)}},
		{"estimator", Estimation, []Option{EstimateBy("fe", s.Estimators[0]), EstimateBy("2sls", s.Estimators[1]), EstimateBy("fgls", s.Estimators[2])}},
		{"effects", Estimation, []Option{WithEffects("entity"), WithEffects("twoway")}},
		{"variance", Estimation, []Option{WithVariance("cluster", variances(estimators.Cluster{}), ""), WithVariance("hc1", variances(estimators.HC1{}), "")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func variances(c estimators.Covariance) map[string]estimators.Covariance {
	return map[string]estimators.Covariance{"fe": c, "2sls": c}
}

// TestUniverseAgainstPlainStudies compares every specification of a grid with
// the baseline of a plain study in which its choices are written out, on the
// sample and on a resample. The same code estimates both, so that they agree
// to the last bits; rows and frames are laid out differently, hence 1e-9.
func TestUniverseAgainstPlainStudies(t *testing.T) {
	g := usGrid(t)
	arm := Arm{Name: "boot", Resampler: bootstrap.Entities{}}
	for _, a := range []Arm{{}, arm} {
		got, u := full(t, g, a, 3)
		if len(u.Specs) >= len(got) {
			t.Errorf("%d specifications of %d combinations; choices that do not arise were not recognised", len(u.Specs), len(got))
		}
		for i := 0; i < len(got); i += 37 { // of 4608 combinations
			s := g.blank()
			g.apply(s, g.Combination(nil, i))
			s.Arms = nil
			c, err := Compile(s)
			if err != nil {
				t.Fatal(err)
			}
			w := c.newWorker(a)
			if a.Resampler != nil && s.part != nil && s.part.kept != nil {
				w.arm.Resampler = partial{a.Resampler, &part{whole: g.study.Panel, kept: s.part.kept}}
			}
			w.sampleOf(3)
			if err := w.rebuild(); err != nil {
				t.Fatal(err)
			}
			if err := s.Estimators[0].Fit.Fit(&w.fit, w.designs[0]); err != nil {
				t.Fatal(err)
			}
			k := w.fit.Term("INFRA:unemp")
			if b, se := w.fit.Coef[k], w.fit.SE(k); math.Abs(got[i].Coef/b-1) > 1e-9 || math.Abs(got[i].SE/se-1) > 1e-9 {
				t.Errorf("%v: got %v (%v), want %v (%v)", g.Combination(nil, i), got[i].Coef, got[i].SE, b, se)
			}
		}
	}
}

// TestPartsOfOneResample: an arm draws the same states for every sample of a
// multiverse, those that a sample lacks left out.
func TestPartsOfOneResample(t *testing.T) {
	g := usGrid(t)
	var combinations [][]int
	for i := range int(g.Size()) {
		combinations = append(combinations, g.Combination(nil, i))
	}
	u, _ := g.Universe(combinations)
	counts := make(map[string]int)
	for k := range u.constructions {
		r := u.Runner(k, Arm{Name: "boot", Resampler: bootstrap.Entities{}})
		r.Draw(5)
		w := r.parts[0].worker
		for e, name := range w.chain.panel.Entities() {
			if n, ok := counts[name]; ok && n != w.sample.Count[e] {
				t.Fatalf("%s is drawn %d times in one sample, %d times in another", name, n, w.sample.Count[e])
			}
			counts[name] = w.sample.Count[e]
		}
	}
	if len(counts) != 48 {
		t.Errorf("%d states", len(counts))
	}
}

// TestShuffle: a shuffled index has the series of other states, all of them
// and each once; within years it has every year's values; and products and
// lags are made of the shuffled one.
func TestShuffle(t *testing.T) {
	g := usGrid(t)
	choices := make([]int, len(g.Sources))
	for i := range choices {
		choices[i] = -1
	}
	u, _ := g.Universe([][]int{choices})
	original := u.Runner(0, Arm{}).parts[0].worker
	start := original.chain.panel.Starts()
	infra, _ := original.chain.column("INFRA")
	product, _ := original.chain.column("INFRA:unemp")
	base := original.chain.panel.Column("INFRA")
	for _, kind := range []Shuffle{ShuffleWhole, ShuffleYears} {
		r := u.Runner(0, Arm{Name: "null", Shuffle: kind})
		w := r.parts[0].worker
		moved := 0
		for draw := range 3 {
			r.Draw(draw)
			seen := make(map[string]int)
			key := func(col []float64, i int) string { return fmt.Sprintf("%d %.9g", w.chain.panel.Times()[i], col[i]) }
			for i := range base {
				seen[key(base, i)]++
				seen[key(w.cols[infra], i)]--
				if w.cols[infra][i] != base[i] {
					moved++
				}
				if want := w.cols[infra][i] * w.chain.panel.Column("unemp")[i]; math.Abs(w.cols[product][i]-want) > 1e-12 {
					t.Fatalf("the product is %v, want %v", w.cols[product][i], want)
				}
			}
			for k, n := range seen {
				if n != 0 {
					t.Fatalf("%v: the value of %s occurs %d times too often", kind, k, -n)
				}
			}
			if kind == ShuffleWhole {
				first := w.cols[infra][start[7]:start[8]]
				owner := -1
				for e := range w.chain.panel.Entities() {
					if math.Abs(base[start[e]]-first[0]) < 1e-12 {
						owner = e
					}
				}
				for i, v := range first {
					if math.Abs(base[start[owner]+i]-v) > 1e-12 {
						t.Fatalf("the series of entity 7 is not that of one entity")
					}
				}
			}
		}
		if moved < 2*len(base) {
			t.Errorf("%v: only %d of %d values moved in three draws", kind, moved, 3*len(base))
		}
	}
}

// TestRunnerAllocatesNothing: a warm draw of a specification, resampled or
// shuffled, takes no memory.
func TestRunnerAllocatesNothing(t *testing.T) {
	g := usGrid(t)
	u, _ := g.Universe([][]int{g.Combination(nil, 0), g.Combination(nil, 5)})
	for _, a := range []Arm{{Name: "boot", Resampler: bootstrap.Entities{}}, {Name: "null", Shuffle: ShuffleWhole}, {Name: "null", Shuffle: ShuffleYears}} {
		r := u.Runner(0, a)
		i := 0
		draw := func() {
			r.Draw(i)
			for _, s := range r.Specs {
				if e := r.Estimate(s); e.Err != nil {
					t.Fatal(e.Err)
				}
			}
			i++
		}
		for range 20 {
			draw()
		}
		if n := testing.AllocsPerRun(20, draw); n != 0 {
			t.Errorf("shuffle %v: %v allocations per draw", a.Shuffle, n)
		}
	}
}
