package scenarios

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// latentDraws are draws of the uniform numbers that a plan's copula makes of
// independent ones, slot by slot.
func latentDraws(t *testing.T, p *Plan, draws int) [][]float64 {
	t.Helper()
	rng := rand.New(rand.NewPCG(11, 12))
	out := make([][]float64, len(p.z))
	for range draws {
		for i := range p.u {
			p.u[i] = open(rng)
		}
		mix := p.latent(p.u)
		for i, z := range p.z {
			out[i] = append(out[i], distuv.UnitNormal.CDF(p.copula.score(z, mix)))
		}
	}
	return out
}

// tau is Kendall's rank correlation, by all pairs.
func tau(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		for j := range i {
			sum += math.Copysign(1, (x[i]-x[j])*(y[i]-y[j]))
		}
	}
	n := float64(len(x))
	return sum / (n * (n - 1) / 2)
}

// TestCopulasHaveTheirDependence: Kendall's tau of a Gaussian and of a t
// copula is 2/pi asin(rho) (Demarta and McNeil 2005, proposition 4), and the
// margins stay uniform. The standard error of tau over n = 3000 draws is at most
// 2/3/sqrt(n)*1.5 = 0.018 under these correlations; the bound is 0.055.
func TestCopulasHaveTheirDependence(t *testing.T) {
	m := [][]float64{{1, 0.6, -0.3}, {0.6, 1, 0.2}, {-0.3, 0.2, 1}}
	same := func(r float64) func(g, h int) float64 { return func(int, int) float64 { return r } }
	loading := []float64{0.9, 0.5, -0.7}
	for name, c := range map[string]struct {
		d    Dependence
		want func(g, h int) float64
	}{
		"rho":          {Dependence{Rho: 0.5}, same(0.5)},
		"negative rho": {Dependence{Rho: -0.4}, same(-0.4)},
		"factor":       {Dependence{Loading: loading}, func(g, h int) float64 { return loading[g] * loading[h] }},
		"matrix":       {Dependence{Matrix: m}, func(g, h int) float64 { return m[g][h] }},
		"t":            {Dependence{DoF: 4, Matrix: m}, func(g, h int) float64 { return m[g][h] }},
	} {
		sc := &Scenario{Events: []Event{{Column: "x", Onset: 2, Each: PerEntity, Amount: Uniform{0, 1}}}, Together: c.d}
		u := latentDraws(t, mustCompile(t, sc), 3000)
		for g := range u {
			if far := distance(u[g], func(v float64) float64 { return v }); far > 1.95/math.Sqrt(3000) {
				t.Errorf("%s: margin %d is at distance %v of the uniform distribution", name, g, far)
			}
			for h := range g {
				want := 2 / math.Pi * math.Asin(c.want(g, h))
				if got := tau(u[g], u[h]); math.Abs(got-want) > 0.055 {
					t.Errorf("%s: tau of %d and %d is %v, want %v", name, g, h, got, want)
				}
			}
		}
	}
}

// TestTCopulaHasTailDependence: its coefficient is 2 T_{v+1}(-sqrt((v+1)(1-r)/(1+r)))
// (Demarta and McNeil 2005, section 3.1), 0.253 for v = 4 and r = 0.5; a
// Gaussian copula has none. At the 1 per cent quantile the t copula is within
// 0.06 of its limit and the Gaussian one at 0.13.
func TestTCopulaHasTailDependence(t *testing.T) {
	share := func(d Dependence) float64 {
		sc := &Scenario{Events: []Event{{Column: "x", Onset: 2, Each: PerEntity, Amount: Uniform{0, 1}}}, Together: d}
		u := latentDraws(t, mustCompile(t, sc), 40000)
		both := 0.0
		for i, v := range u[0] {
			if v < 0.01 && u[1][i] < 0.01 {
				both++
			}
		}
		return both / (0.01 * 40000)
	}
	if got := share(Dependence{DoF: 4, Rho: 0.5}); math.Abs(got-0.253) > 0.08 {
		t.Errorf("tail dependence %v of a t copula, want 0.25", got)
	}
	if got := share(Dependence{Rho: 0.5}); got > 0.19 {
		t.Errorf("tail dependence %v of a Gaussian copula", got)
	}
}

// TestShocksMoveTogether: the amounts of two shocks have the correlation of
// the matrix, those of different entities none.
func TestShocksMoveTogether(t *testing.T) {
	e := Event{Column: "x", Onset: 2, Each: PerEntity, Amount: Normal{0, 1}}
	sc := &Scenario{Events: []Event{e, e}, Together: Dependence{Shocks: [][]float64{{1, 0.8}, {0.8, 1}}}}
	u := latentDraws(t, mustCompile(t, sc), 3000)
	for _, c := range []struct {
		a, b int
		want float64
	}{{0, 3, 0.8}, {2, 5, 0.8}, {0, 1, 0}, {0, 4, 0}} {
		want := 2 / math.Pi * math.Asin(c.want)
		if got := tau(u[c.a], u[c.b]); math.Abs(got-want) > 0.055 {
			t.Errorf("tau of slots %d and %d is %v, want %v", c.a, c.b, got, want)
		}
	}
}

func TestBadMatrices(t *testing.T) {
	for _, c := range []struct {
		m    [][]float64
		want string
	}{
		{[][]float64{{1, 0.9, -0.9}, {0.9, 1, 0.9}, {-0.9, 0.9, 1}}, "row 3, column 1 make the matrix not positive definite"},
		{[][]float64{{1, 0.2}, {0.2, 1}}, "a matrix of 2 rows; expected 3 by 3"},
		{[][]float64{{1, 0, 0}, {0, 0.5, 0}, {0, 0, 1}}, "0.5 in row 2, column 2; expected 1 on the diagonal"},
		{[][]float64{{1, 0, 0}, {0.1, 1, 0}, {0, 0, 1}}, "0.1, but 0 across the diagonal in row 2, column 1; expected a symmetric matrix"},
		{[][]float64{{1, 2, 0}, {2, 1, 0}, {0, 0, 1}}, "2 in row 1, column 2; expected a correlation from -1 to 1"},
	} {
		_, err := root(c.m, 3)
		if err == nil || fmt.Sprint(err) != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
	_, err := (&Dependence{Rho: -0.6}).prepare(3, 1)
	if err == nil {
		t.Error("three entities with correlation -0.6 are accepted; the least is -0.5")
	}
	var nd *NotDefiniteError
	_, err = (&Dependence{Shocks: [][]float64{{1, 1}, {1, 1}}}).prepare(3, 2)
	if !errors.As(err, &nd) || nd.Row != 1 || nd.Column != 0 {
		t.Errorf("error %v", err)
	}
}
