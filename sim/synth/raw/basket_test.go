package raw

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSophistication: EXPY from baskets and incomes by its definition is the
// target, and incomes are positive.
func TestSophistication(t *testing.T) {
	p := Panel{29, 10}
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 3))
		want := target(p, rng)
		for i := range want {
			want[i] = 5000 + 7500*math.Sqrt(want[i]-0.03999)/0.8
		}
		const products = 40
		e, err := Sophistication(p, products, want, rng)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		lo, hi := extremes(e.Income)
		t.Log(lo, hi)
		for i := range p.Rows() {
			expy, sum := 0.0, 0.0
			for k := range products {
				all, weighted := 0.0, 0.0
				for r := i % p.Periods; r < p.Rows(); r += p.Periods {
					all += e.Shares[r][k]
					weighted += e.Shares[r][k] * e.Income[r]
				}
				expy += e.Shares[i][k] * weighted / all
				sum += e.Shares[i][k]
			}
			if !(math.Abs(expy/want[i]-1) < 1e-10 && math.Abs(sum-1) < 1e-12 && e.Income[i] > 0) {
				t.Fatalf("seed %d row %d: EXPY %v, want %v; shares sum to %v; income %v", seed, i, expy, want[i], sum, e.Income[i])
			}
		}
	}
}
