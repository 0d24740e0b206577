package sensitivity

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestSequenceIsJoeKuos: the first 64 points in 8 dimensions of SALib and SciPy
// (data/sobol_sequence.csv of the reference numbers).
func TestSequenceIsJoeKuos(t *testing.T) {
	f, err := os.Open("../../../shared/reference/index/data/sobol_sequence.csv")
	if err != nil {
		t.Skip("no reference numbers here: ", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSequence(8)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 8)
	for i, row := range rows[1:] {
		s.At(x, i)
		for j, cell := range row {
			want, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			if x[j] != want { // dyadic fractions: exact
				t.Fatalf("point %d, coordinate %d: %v, want %v", i, j+1, x[j], want)
			}
		}
	}
	if len(rows) != 65 {
		t.Fatalf("%d points compared, want 64", len(rows)-1)
	}
}

// TestSequenceInManyDimensions: every coordinate of the first 2^m points hits
// each dyadic interval of length 2^-m once, scrambled or not, which a wrong
// direction number (even, or too large) would break.
func TestSequenceInManyDimensions(t *testing.T) {
	const m = 8
	for _, scrambled := range []bool{false, true} {
		s, err := NewSequence(MaxDimensions)
		if err != nil {
			t.Fatal(err)
		}
		if scrambled {
			s.Scramble(rand.New(rand.NewPCG(1, 2)))
		}
		x := make([]float64, MaxDimensions)
		var hit [MaxDimensions][1 << m]bool
		for i := range 1 << m {
			s.At(x, i)
			for j, v := range x {
				slot := int(v * (1 << m))
				if !(v >= 0 && v < 1) || hit[j][slot] {
					t.Fatalf("scrambled %v: coordinate %d is %v at point %d, where its interval has a point already", scrambled, j+1, v, i)
				}
				hit[j][slot] = true
			}
		}
	}
}

// TestScrambledNetKeepsPairs: the first two coordinates are a (0, 2)-sequence:
// each of the 2^m boxes of any dyadic shape holds one of 2^m points. A random
// matrix and shift keep that.
func TestScrambledNetKeepsPairs(t *testing.T) {
	const m = 6
	rapid.Check(t, func(t *rapid.T) {
		s, err := NewSequence(2)
		if err != nil {
			t.Fatal(err)
		}
		s.Scramble(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		wide := rapid.IntRange(0, m).Draw(t, "wide")
		x := make([]float64, 2)
		hit := make(map[[2]int]bool)
		for i := range 1 << m {
			s.At(x, i)
			hit[[2]int{int(math.Ldexp(x[0], wide)), int(math.Ldexp(x[1], m-wide))}] = true
		}
		if len(hit) != 1<<m {
			t.Fatalf("%d boxes of %d have a point", len(hit), 1<<m)
		}
	})
}

// TestScrambledPointsAreUniform: over 4,000 scramblings point 0, which is the
// origin before, has mean 1/2 and variance 1/12, each within five standard
// errors.
func TestScrambledPointsAreUniform(t *testing.T) {
	const n = 4000
	rng := rand.New(rand.NewPCG(3, 4))
	var sum, squares float64
	for range n {
		s, err := NewSequence(1)
		if err != nil {
			t.Fatal(err)
		}
		s.Scramble(rng)
		x := []float64{0}
		s.At(x, 0)
		sum += x[0] - 0.5
		squares += (x[0] - 0.5) * (x[0] - 0.5)
	}
	if math.Abs(sum/n) > 5*math.Sqrt(1.0/12/n) {
		t.Errorf("mean %v off 1/2", sum/n)
	}
	if d := squares/n - 1.0/12; math.Abs(d) > 5*math.Sqrt(1.0/180/n) { // Var (u-1/2)² = 1/80 - 1/144
		t.Errorf("variance %v off 1/12", d)
	}
}

func TestSequenceRefusesDimensions(t *testing.T) {
	for _, d := range []int{0, -1, MaxDimensions + 1} {
		if _, err := NewSequence(d); err == nil {
			t.Errorf("a sequence of %d dimensions", d)
		}
	}
}

// TestLatinHypercube: every slice of every coordinate has one point.
func TestLatinHypercube(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 40).Draw(t, "n"), rapid.IntRange(1, 5).Draw(t, "k")
		l := NewLatin(n, k, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		x := make([]float64, k)
		hit := make([]int, n*k)
		for i := range n {
			l.At(x, i)
			for j, v := range x {
				hit[j*n+int(v*float64(n))]++
			}
		}
		for at, h := range hit {
			if h != 1 {
				t.Fatalf("slice %d of coordinate %d has %d points", at%n, at/n, h)
			}
		}
	})
}
