package sim

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data/index"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// always makes one choice in every draw.
type always func(*index.Choice)

func (a always) Choose(c *index.Choice, _ *rand.Rand) { a(c) }

// TestChoicesAreOtherStudies: a draw that chooses gives the coefficients of a
// study that was written with that choice.
func TestChoicesAreOtherStudies(t *testing.T) {
	for name, c := range map[string]struct {
		choose always
		write  func(*index.Index)
	}{
		"as it is": {func(*index.Choice) {}, func(*index.Index) {}},
		"flip":     {func(c *index.Choice) { c.Flip[1] = true }, func(ix *index.Index) { ix.Indicators[1].Direction *= -1 }},
		"drop":     {func(c *index.Choice) { c.Times[2] = 0 }, func(ix *index.Index) { ix.Indicators = ix.Indicators[:2] }},
		"swap":     {func(c *index.Choice) { c.Weighter = index.CRITIC{} }, func(ix *index.Index) { ix.Weighter = index.CRITIC{} }},
	} {
		chain, _ := compiled(t, usStates(t))
		got := drawsOf(t, chain, Arm{Name: "w", Kind: "weights", Draws: 1, Choices: c.choose}, 1)
		other := usStates(t)
		c.write(other.Indices[0])
		_, want := compiled(t, other)
		for _, f := range want.Baseline {
			for _, term := range f.Terms {
				key := f.Model + "." + f.Estimator + "." + term.Name
				if v := got[key][0]; !(math.Abs(v-float64(term.Estimate)) <= 1e-8*math.Max(math.Abs(float64(term.Estimate)), float64(term.SE))) {
					t.Errorf("%s, %s: %v, want %v", name, key, v, term.Estimate)
				}
			}
		}
	}
}

// TestHeldIndex: where the scores are held, the index of every draw is the
// baseline's; where the weights are, the draw's weights are the baseline's and
// its scores are not.
func TestHeldIndex(t *testing.T) {
	chain, _ := compiled(t, usStates(t))
	for _, hold := range []Hold{HoldNothing, HoldWeights, HoldScores} {
		w := chain.newWorker(Arm{Name: "b", Resampler: bootstrap.Entities{}, Hold: hold})
		b := indexOf(t, w)
		base := chain.panel.Column(b.plan.Name())
		scores, weights := 0, 0
		for i := range 20 {
			w.sampleOf(i)
			if err := w.rebuild(); err != nil {
				t.Fatal(err)
			}
			for r, v := range w.cols[b.column] {
				if v != base[r] {
					scores++
				}
			}
			for j, v := range b.work.Weights {
				if v != b.weights[j] {
					weights++
				}
			}
		}
		if (scores > 0) != (hold != HoldScores) || hold != HoldScores && (weights > 0) != (hold == HoldNothing) {
			t.Errorf("hold %d: %d scores and %d weights differ from the baseline's", hold, scores, weights)
		}
	}
}

// TestChoosingDrawAllocatesNothing: nor does a draw that rebuilds the index
// by another scheme from resampled indicators.
func TestChoosingDrawAllocatesNothing(t *testing.T) {
	c, _ := compiled(t, usStates(t))
	for name, k := range map[string]scenarios.Choices{
		"resample": scenarios.ResampleIndicators{}, "drop": scenarios.DropIndicator{}, "flip": scenarios.Flip{Each: 0.5},
		"swap": scenarios.SwapScheme{Names: []string{"entropy", "critic", "pca"}, Schemes: []index.Weighter{index.Entropy{}, index.CRITIC{}, index.PCA{}}},
	} {
		arm := Arm{Name: "w", Kind: "weights", Draws: 1, Choices: k, Resampler: bootstrap.Entities{}}
		w := c.newWorker(arm)
		h := c.header(arm)
		out := slot{chain: c, block: store.NewBlock(&h, 1)}
		i := 0
		for ; i < 30; i++ {
			w.draw(i, &out)
		}
		if n := testing.AllocsPerRun(100, func() { w.draw(i, &out); i++ }); n != 0 {
			t.Errorf("%s: a warm draw allocates %v times", name, n)
		}
	}
}

// TestWeightsFoundOnce: an arm that perturbs the weights of one sample finds
// them once; its draws are to the last bit those that find them every time.
func TestWeightsFoundOnce(t *testing.T) {
	for _, critic := range []bool{false, true} { // the short way of the index layer, and the general one
		s := usStates(t)
		if critic {
			s.Indices[0].Weighter, s.Indices[0].Aggregator = index.CRITIC{}, index.Power{P: 2}
		}
		c, _ := compiled(t, s)
		arm := Arm{Name: "w", Weights: scenarios.Noise{Share: 0.5}}
		h := c.header(arm)
		var drawn [2]slot
		for k := range drawn {
			w := c.newWorker(arm)
			ix := indexOf(t, w)
			if !ix.same {
				t.Fatal("the weights of this arm are always the same")
			}
			ix.same = k == 0
			drawn[k] = slot{chain: c, block: store.NewBlock(&h, 20)}
			for i := range 20 {
				drawn[k].row = i
				w.draw(i, &drawn[k])
			}
		}
		for j, v := range drawn[0].block.Values {
			for i := range v {
				if v[i] != drawn[1].block.Values[j][i] {
					t.Fatalf("%s draw %d: %v, want %v", h.Columns[j], i, v[i], drawn[1].block.Values[j][i])
				}
			}
		}
	}
}

// TestSettingsFollowWhatIsKept: given weights and goalposts, taken after some
// indicators are left out, are those of the rest, as in a study that was
// written so; what no index has is told before.
func TestSettingsFollowWhatIsKept(t *testing.T) {
	s := usStates(t)
	var names []string
	for _, in := range s.Indices[0].Indicators {
		names = append(names, in.Name)
	}
	given, posts := index.Given{"elsewhere": 9}, index.Goalposts{}
	for j, n := range names {
		given[n], posts[n] = float64(1+j), [2]float64{0, 1 + float64(j)}
	}
	for _, o := range []Option{
		Keep("two", s.Indices[0].Name, names[1:]), Weigh("given", given), Normalise("posts", posts),
	} {
		if !o.Apply(s) {
			t.Fatalf("%s does not arise", o.Name)
		}
	}
	other := usStates(t)
	other.Indices[0].Indicators = other.Indices[0].Indicators[1:]
	other.Indices[0].Weighter = index.Given{names[1]: 2, names[2]: 3}
	other.Indices[0].Normaliser = index.Goalposts{names[1]: {0, 2}, names[2]: {0, 3}}
	_, got := compiled(t, s)
	_, want := compiled(t, other)
	for k, score := range got.Indices[0].Scores {
		if score != want.Indices[0].Scores[k] {
			t.Fatalf("score %+v, want %+v", score, want.Indices[0].Scores[k])
		}
	}
	plain := usStates(t)
	if err := plain.Fits(posts); err != nil {
		t.Errorf("goalposts of all indicators: %v", err)
	}
	if err := plain.Fits(given); err == nil || !strings.Contains(err.Error(), `"elsewhere"`) {
		t.Errorf("a weight of nobody: %v", err)
	}
	delete(given, "elsewhere")
	if err := plain.Fits(given, plain.Indices[0].Name); err != nil {
		t.Errorf("weights of all indicators: %v", err)
	}
	delete(given, names[0])
	if err := plain.Fits(given); err == nil || !strings.Contains(err.Error(), names[0]) {
		t.Errorf("no weight of %s: %v", names[0], err)
	}
}
