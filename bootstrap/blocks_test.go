package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestBlockMCSE takes many sets of draws that were arranged in blocks and
// compares the spread of each number over the sets with the root mean square
// of its Monte-Carlo standard errors, as TestMCSE does and within its limits,
// but for the blocks: 31 of 64 draws give a standard error a coefficient of
// variation of 1/sqrt(2*30) = 13 % and a root mean square 1 % above its mean.
// Draws are a function of two uniform numbers that is symmetric in neither, so
// that pairs have a correlation, and strata of the first number leave a part
// of the variance. The last block is not whole, and one draw in fifty fails.
func TestBlockMCSE(t *testing.T) {
	const sets, n, t0 = 800, 2000, 0.8
	for _, arrangement := range []struct {
		name  string
		block int
		fill  func(u [][2]float64, rng *rand.Rand)
	}{
		{"antithetic", 2, func(u [][2]float64, rng *rand.Rand) {
			u[0] = [2]float64{rng.Float64(), rng.Float64()}
			u[1] = [2]float64{1 - u[0][0], 1 - u[0][1]}
		}},
		{"strata", 64, func(u [][2]float64, rng *rand.Rand) {
			for k, slice := range rng.Perm(64) {
				u[k] = [2]float64{(float64(slice) + rng.Float64()) / 64, rng.Float64()}
			}
		}},
		{"alike", 4, func(u [][2]float64, rng *rand.Rand) { // worse than independent draws
			u[0] = [2]float64{rng.Float64(), rng.Float64()}
			u[1], u[2] = u[0], u[0]
			u[3] = [2]float64{rng.Float64(), rng.Float64()}
		}},
	} {
		t.Run(arrangement.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(31, 32))
			value, square := make(map[string][]float64), make(map[string]float64)
			add := func(name string, v, mcse float64) {
				value[name] = append(value[name], v)
				square[name] += mcse * mcse / sets
			}
			b := Blocks(arrangement.block)
			x, u := make([]float64, n), make([][2]float64, b)
			finite := make([]float64, 0, n)
			var o Ordered
			for range sets {
				for i := range x {
					if i%len(u) == 0 {
						arrangement.fill(u, rng)
					}
					v := u[i%len(u)]
					x[i] = -math.Log1p(-v[0]) + 0.5*v[1]*v[1]
					if rng.IntN(50) == 0 {
						x[i] = math.NaN()
					}
				}
				finite = Finite(finite[:0], x)
				m := MomentsOf(finite)
				below := 0.0
				for _, v := range finite {
					if v < 0.5 {
						below++
					}
				}
				add("mean", m.Mean, b.MeanMCSE(n, func(i int) float64 { return x[i] }))
				add("sd", m.SD, b.SDMCSE(x, m))
				add("share", below/float64(len(finite)), b.MeanMCSE(n, func(i int) float64 {
					if x[i] < 0.5 {
						return 1
					}
					return 0 * x[i]
				}))
				o.Reset(finite)
				for _, p := range []float64{0.025, 0.5, 0.9} {
					add(fmt.Sprint("q ", p), o.Quantile(p, NormalScale), b.QuantileMCSE(x, &o, p))
				}
				i := b.Normal(x, m, t0, 0.9)
				add("normal lo", i.Lo, i.LoMCSE)
				add("normal hi", i.Hi, i.HiMCSE)
				i = b.Percentile(x, &o, 0.9, Type7)
				add("percentile lo", i.Lo, i.LoMCSE)
				add("percentile hi", i.Hi, i.HiMCSE)
			}
			tol := 4*math.Sqrt(3.0/(4*sets)) + 0.04
			for name, v := range value {
				got, want := math.Sqrt(square[name]), MomentsOf(v).SD
				relative(t, "Monte-Carlo standard error of "+name, got, want, tol)
				t.Logf("%-15s %.5f, spread %.5f, ratio %.3f", name, got, want, got/want)
			}
		})
	}
}

// TestBlocksOfOneSize have the standard deviation of their means over the root
// of their number; single draws are independent ones; one block tells nothing.
func TestBlocksOfOneSize(t *testing.T) {
	x := []float64{1, 4, 2, 7, 3, 3}
	at := func(i int) float64 { return x[i] }
	means := MomentsOf([]float64{2.5, 4.5, 3})
	relative(t, "pairs", Blocks(2).MeanMCSE(len(x), at), means.SD/math.Sqrt(3), 1e-15)
	for _, b := range []Blocks{0, 1} {
		relative(t, "single draws", b.MeanMCSE(len(x), at), MomentsOf(x).MeanMCSE(), 1e-15)
	}
	if v := Blocks(6).MeanMCSE(len(x), at); !math.IsNaN(v) {
		t.Errorf("one block: %v, want NaN", v)
	}
	// Antithetic draws of a line: half of every pair lies below the median,
	// and its share is known to a step.
	y := []float64{1, -1, 0.3, -0.3, 2, -2, 0.9, -0.9}
	var o Ordered
	o.Reset(append([]float64(nil), y...))
	relative(t, "median of pairs", Blocks(2).QuantileMCSE(y, &o, 0.5), 0.5/8*o.sparsity(0.5), 1e-15)
}
