package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"panelstress/bootstrap"
	"panelstress/scenarios"
)

// outputs are the bytes that must not depend on how a study was run.
func outputs(t *testing.T, r *Result, dir string) []byte {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	draws, err := os.ReadFile(filepath.Join(dir, "draws.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	return append(text, draws...)
}

func run(ctx context.Context, t *testing.T, s *Study, o Options) (*Result, error) {
	t.Helper()
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return c.Run(ctx, o)
}

// TestSameBytes: one worker, five workers and a run that is stopped again and
// again and taken up each time give the same bytes.
func TestSameBytes(t *testing.T) {
	study := func(r bootstrap.Resampler) *Study {
		s := usStates(t)
		s.Arms = []Arm{
			{Name: "bootstrap", Kind: "bootstrap", Draws: 5000, Resampler: r},
			{Name: "second", Kind: "bootstrap", Draws: 300, Resampler: r},
			{Name: "weights", Kind: "weights", Draws: 1000, Weights: scenarios.Dirichlet{Concentration: 50}, Ranks: &Ranks{}},
		}
		return s
	}
	var want []byte
	for _, workers := range []int{1, 5} {
		dir := t.TempDir()
		r, err := run(context.Background(), t, study(bootstrap.Entities{}), Options{Dir: dir, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		got := outputs(t, r, dir)
		if want == nil {
			want = got
		} else if !bytes.Equal(got, want) {
			t.Errorf("%d workers give other bytes than one", workers)
		}
	}
	dir := t.TempDir()
	const each = 700 // draws until a run stops; with two workers it may compute one more
	for stops := 0; ; stops++ {
		resampler := stopAfter(each)
		r, err := run(resampler.ctx, t, study(resampler), Options{Dir: dir, Workers: 2, Resume: true})
		resampler.stop()
		if errors.Is(err, context.Canceled) {
			if stops > 5300 {
				t.Fatal("the run makes no progress")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if stops < 5300/(each+1) {
			t.Errorf("the run was stopped %d times", stops)
		}
		if !bytes.Equal(outputs(t, r, dir), want) {
			t.Error("a run that was stopped and taken up gives other bytes")
		}
		return
	}
}

// TestArmsDiffer: arms of other names and seeds have draws of their own.
func TestArmsDiffer(t *testing.T) {
	a, b, c := newStream(1, "a"), newStream(1, "b"), newStream(2, "a")
	x := a.at(3).Uint64()
	if y := b.at(3).Uint64(); y == x {
		t.Error("two arms share a stream")
	}
	if y := c.at(3).Uint64(); y == x {
		t.Error("two seeds share a stream")
	}
	if y := a.at(4).Uint64(); y == x {
		t.Error("two draws share a stream")
	}
	if y := a.at(3).Uint64(); y != x {
		t.Error("a draw does not repeat")
	}
}

// TestStreamGolden: these numbers must not change, or every published result
// would. They come from a program of its own that hashes and keys
// math/rand/v2's ChaCha8 as the comment of stream says.
func TestStreamGolden(t *testing.T) {
	s := newStream(20250101, "bootstrap")
	for i, want := range map[int]uint64{0: 5177012873964902897, 1: 1010281775248819155, 999999: 4768671247243444387} {
		if got := s.at(i).Uint64(); got != want {
			t.Errorf("draw %d begins with %d, want %d", i, got, want)
		}
	}
}

// TestSummary compares the summary with the draws themselves, taken from the
// obvious formulas.
func TestSummary(t *testing.T) {
	s := usStates(t)
	s.Arms[0].Draws = 999
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run(context.Background(), Options{Dir: t.TempDir(), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	w := c.newWorker(s.Arms[0])
	var values []float64
	same, significant := 0, 0
	for i := range 999 {
		w.sampleOf(i)
		if err := w.rebuild(); err != nil {
			t.Fatal(err)
		}
		if err := c.fits[0].estimator.Fit.Fit(&w.fit, w.designs[0]); err != nil {
			t.Fatal(err)
		}
		b, se := w.fit.Coef[0], w.fit.SE(0)
		values = append(values, b)
		if b*float64(r.Baseline[0].Terms[0].Estimate) > 0 {
			same++
		}
		if math.Abs(b/se) > 2.0117405137 { // t with 47 degrees of freedom, 5 %
			significant++
		}
	}
	mean, ss := 0.0, 0.0
	for _, v := range values {
		mean += v / 999
	}
	for _, v := range values {
		ss += (v - mean) * (v - mean)
	}
	sd := math.Sqrt(ss / 998)
	co := r.Arms[0].Coefficients[0]
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"mean", float64(co.Mean), mean},
		{"sd", float64(co.SD), sd},
		{"mcse", float64(co.MCSE), sd / math.Sqrt(999)},
		{"share_same_sign", float64(co.ShareSameSign), float64(same) / 999},
		{"share_significant", float64(co.ShareSignificant), float64(significant) / 999},
	} {
		if !(math.Abs(x.got-x.want) <= 1e-12*math.Abs(x.want)) { // rounding of sums of 999
			t.Errorf("%s is %v, want %v", x.name, x.got, x.want)
		}
	}
}
