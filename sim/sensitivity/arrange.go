package sensitivity

import "math/rand/v2"

// Arrangements lay out points that are independent and uniform as they come so
// that a mean over a block of them is known better than of independent ones.
// Every point by itself stays uniformly distributed, so that means are without
// bias, of a part of a block too. Blocks are independent of each other.

// Antithetic puts points in pairs, the second as far from the other end as the
// first from one (Hammersley and Morton 1956).
type Antithetic struct{}

// Block is the number of points of a pair.
func (Antithetic) Block() int { return 2 }

func (Antithetic) String() string { return "antithetic" }

// Arrange lays out a block; all coordinates take part.
func (Antithetic) Arrange(u [][]float64, _ []int, _ *rand.Rand) {
	for i, v := range u[0] {
		u[1][i] = 1 - v
	}
}

// arranged is the number of points of a block of hypercubes and sequences: a
// power of two, small enough that a thousand draws are many blocks, of which a
// standard error can be found.
const arranged = 64

// Hypercubes puts points in Latin hypercubes (McKay, Beckman and Conover 1979;
// Owen 1992, J. Royal Statistical Society B 54, 541-551).
type Hypercubes struct{}

// Block is the number of points of a hypercube.
func (Hypercubes) Block() int { return arranged }

func (Hypercubes) String() string { return "stratified" }

// Arrange lays out a block; all coordinates take part.
func (Hypercubes) Arrange(u [][]float64, _ []int, rng *rand.Rand) {
	n := len(u)
	var slices [arranged]int
	for j := range u[0] {
		for i := range slices {
			slices[i] = i
		}
		for i := n - 1; i > 0; i-- { // Fisher and Yates
			k := rng.IntN(i + 1)
			slices[i], slices[k] = slices[k], slices[i]
		}
		for i := range u {
			u[i][j] = (float64(slices[i]) + u[i][j]) / float64(n)
		}
	}
}

// Scrambles puts points on the first of a Sobol sequence, scrambled anew for
// every block: replicated randomised quasi-Monte Carlo (Owen 1997, Annals of
// Statistics 25, 1541-1562, with the scrambling of [Sequence.Scramble]).
type Scrambles struct{ of *Sequence }

// NewScrambles makes them, of [MaxDimensions] coordinates.
func NewScrambles() Scrambles {
	s, err := NewSequence(MaxDimensions)
	if err != nil {
		panic(err) // the direction numbers are part of the program
	}
	return Scrambles{s}
}

// Block is the number of points of a scramble.
func (Scrambles) Block() int { return arranged }

func (Scrambles) String() string { return "sobol" }

// Arrange lays out a block: the coordinates at the places in their order, as
// many as a sequence has. Others stay as they come.
func (s Scrambles) Arrange(u [][]float64, places []int, rng *rand.Rand) {
	for j, p := range places[:min(len(places), MaxDimensions)] {
		v, shift := scrambled(&s.of.v[j], rng)
		for i := range u {
			x := shift ^ combine(&v, uint32(i^i>>1))
			u[i][p] = (float64(x) + 0.5) / (1 << digits) // no point is at an end
		}
	}
}
