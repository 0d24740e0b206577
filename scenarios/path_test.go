package scenarios

import (
	"math"
	"strings"
	"testing"
)

// TestPathsYearByYear: the shares in force, written out by hand.
func TestPathsYearByYear(t *testing.T) {
	for name, c := range map[string]struct {
		path Path
		want []float64
	}{
		"impulse":          {Impulse{}, []float64{1, 0, 0, 0, 0}},
		"step":             {Step{}, []float64{1, 1, 1, 1, 1}},
		"step of two":      {Step{2}, []float64{1, 1, 0, 0, 0}},
		"decay":            {Decay{Rho: 0.5}, []float64{1, 0.5, 0.25, 0.125, 0.0625}},
		"decay after two":  {Decay{Years: 2, Rho: 0.5}, []float64{1, 1, 0.5, 0.25, 0.125}},
		"ramp":             {Ramp{3}, []float64{1. / 3, 2. / 3, 1, 1, 1}},
		"full recovery":    {Recovery{Years: 1, Over: 2, Recovered: 1}, []float64{1, 0.5, 0, 0, 0}},
		"partial recovery": {Recovery{Years: 2, Over: 2, Recovered: 0.6}, []float64{1, 1, 0.7, 0.4, 0.4}},
		"profile":          {Profile{0.2, 1, 0.3}, []float64{0.2, 1, 0.3, 0, 0}},
	} {
		for k, want := range c.want {
			if got := c.path.At(k); math.Abs(got-want) > 1e-15 {
				t.Errorf("%s in year %d: %v, want %v", name, k, got, want)
			}
		}
	}
}

// TestDecayIsTheResponseOfAnAutoregression: x_t = rho x_{t-1} + e_t after one
// innovation of 1.
func TestDecayIsTheResponseOfAnAutoregression(t *testing.T) {
	const rho = 0.73
	x := 1.0
	for k := range 30 {
		if got := (Decay{Rho: rho}).At(k); math.Abs(got-x) > 1e-14 {
			t.Errorf("year %d: %v, want %v", k, got, x)
		}
		x *= rho
	}
}

func TestBadPaths(t *testing.T) {
	for want, p := range map[string]Path{
		"rho 1; expected a share":         Decay{Rho: 1},
		"years -1; expected a whole":      Step{-1},
		"over 0; expected a whole":        Ramp{},
		"recovered 1.2; expected a share": Recovery{Over: 1, Recovered: 1.2},
		"no values; expected a share":     Profile{},
		"a value NaN; expected a finite":  Profile{math.NaN()},
	} {
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%#v: error %v, want %q in it", p, err, want)
		}
	}
}
