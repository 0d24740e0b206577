package sensitivity

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

type arrangement interface {
	Block() int
	Arrange(u [][]float64, places []int, rng *rand.Rand)
}

func arrangements(t *testing.T) map[string]arrangement {
	t.Helper()
	s := NewScrambles()
	return map[string]arrangement{Antithetic{}.String(): Antithetic{}, Hypercubes{}.String(): Hypercubes{}, s.String(): s}
}

// block is an arranged block of independent uniform points.
func block(a arrangement, dimension int, places []int, rng *rand.Rand) [][]float64 {
	u := make([][]float64, a.Block())
	for i := range u {
		u[i] = make([]float64, dimension)
		for j := range u[i] {
			u[i][j] = rng.Float64()
		}
	}
	a.Arrange(u, places, rng)
	return u
}

// TestArrangedPointsAreBalanced: of a pair the two are mirror images; of a
// hypercube and of a scramble every slice of 1/64 has one point, by coordinate.
// Coordinates beyond the places of a sequence stay as they were.
func TestArrangedPointsAreBalanced(t *testing.T) {
	places := []int{3, 0, 1}
	for name, a := range arrangements(t) {
		rng := rand.New(rand.NewPCG(1, 2))
		for range 20 {
			u := block(a, 4, places, rng)
			for j := range 4 {
				if name == "sobol" && j == 2 {
					continue
				}
				var at []float64
				for i := range u {
					at = append(at, u[i][j])
				}
				if name == "antithetic" {
					if at[0]+at[1] != 1 {
						t.Errorf("%s: %v", name, at)
					}
					continue
				}
				slices.Sort(at)
				for k, v := range at {
					if int(v*64) != k {
						t.Fatalf("%s: point %d of coordinate %d is %v", name, k, j, v)
					}
				}
			}
		}
	}
	s, rng := arrangements(t)["sobol"], rand.New(rand.NewPCG(3, 4))
	u := [][]float64{{7, 0}}
	for len(u) < s.Block() {
		u = append(u, []float64{7, 0})
	}
	if s.Arrange(u, []int{1}, rng); u[9][0] != 7 {
		t.Errorf("a coordinate that is at no place became %v", u[9][0])
	}
}

// TestEveryArrangedPointIsUniform: point i of a block by itself, over many
// blocks, has the mean and variance of a uniform number in every coordinate,
// and no correlation between two. 40,000 blocks give a mean a standard error of
// 1/sqrt(12*40000), a variance one of sqrt(1/180)/200 and a covariance one of
// 1/12/200; 5 of them leave out 6 in 10 million of each.
func TestEveryArrangedPointIsUniform(t *testing.T) {
	const blocks = 40_000
	for name, a := range arrangements(t) {
		rng := rand.New(rand.NewPCG(5, 6))
		var mean, square [2]float64
		product := 0.0
		n := 0
		if a.Block() > 2 {
			n = 37
		}
		u := make([][]float64, a.Block())
		for i := range u {
			u[i] = make([]float64, 2)
		}
		for range blocks {
			for i := range u {
				u[i][0], u[i][1] = rng.Float64(), rng.Float64()
			}
			a.Arrange(u, []int{0, 1}, rng)
			x, y := u[n][0]-0.5, u[n][1]-0.5
			mean[0], mean[1] = mean[0]+x/blocks, mean[1]+y/blocks
			square[0], square[1] = square[0]+x*x/blocks, square[1]+y*y/blocks
			product += x * y / blocks
		}
		for j := range 2 {
			if math.Abs(mean[j]) > 5/math.Sqrt(12*blocks) || math.Abs(square[j]-1./12) > 5*math.Sqrt(1./180/blocks) {
				t.Errorf("%s: coordinate %d has mean %v and variance %v", name, j, 0.5+mean[j], square[j])
			}
		}
		if math.Abs(product) > 5./12/math.Sqrt(blocks) {
			t.Errorf("%s: covariance %v", name, product)
		}
	}
}
