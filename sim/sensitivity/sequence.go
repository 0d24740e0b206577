package sensitivity

import (
	_ "embed"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Points are points of the unit cube by number.
type Points interface {
	// At writes point i to dst, a coordinate for each of its elements. It may
	// be called from several goroutines.
	At(dst []float64, i int)
}

// Sequence is a Sobol sequence in base 2 with the direction numbers of Joe and
// Kuo (2008), in the order of the Gray code (Antonov and Saleev 1979). Point 0
// is the origin until the sequence is scrambled.
type Sequence struct {
	v     [][digits]uint32 // direction numbers, per coordinate
	shift []uint32
}

var _ Points = (*Sequence)(nil)

// digits are those of a coordinate; a sequence has 2^digits points.
const digits = 32

//go:embed joe-kuo.txt
var joeKuo string

// MaxDimensions is the largest dimension of a Sequence.
const MaxDimensions = 512

// NewSequence makes an unscrambled sequence of a dimension.
func NewSequence(dimension int) (*Sequence, error) {
	if dimension < 1 || dimension > MaxDimensions {
		return nil, fmt.Errorf("sensitivity: a Sobol sequence of %d dimensions; there are direction numbers for 1 to %d", dimension, MaxDimensions)
	}
	s := &Sequence{v: make([][digits]uint32, 1, dimension), shift: make([]uint32, dimension)}
	for i := range digits { // the first coordinate is van der Corput's sequence
		s.v[0][i] = 1 << (digits - 1 - i)
	}
	for line := range strings.Lines(joeKuo) {
		if len(s.v) == dimension {
			break
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		var row []uint32
		for _, f := range strings.Fields(line) {
			n, err := strconv.ParseUint(f, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("sensitivity: direction numbers: %w", err)
			}
			row = append(row, uint32(n))
		}
		s.v = append(s.v, directions(row[2], row[3:]))
	}
	return s, nil
}

// directions are the numbers v_i = m_i 2^(32-i) of a coordinate with a
// primitive polynomial of degree s = len(m), by the recurrence
// v_i = a_1 v_(i-1) ^ ... ^ a_(s-1) v_(i-s+1) ^ v_(i-s) ^ (v_(i-s) >> s) (Joe and
// Kuo 2008, eq. 2.2). The bits of a are a_1 ... a_(s-1).
func directions(a uint32, m []uint32) (v [digits]uint32) {
	s := len(m)
	for i := range v {
		if i < s {
			v[i] = m[i] << (digits - 1 - i)
			continue
		}
		v[i] = v[i-s] ^ v[i-s]>>s
		for k := 1; k < s; k++ {
			if a>>(s-1-k)&1 == 1 {
				v[i] ^= v[i-k]
			}
		}
	}
	return v
}

// Scramble makes every point uniformly distributed and keeps the balance of
// the sequence: each coordinate is multiplied by a random lower triangular
// matrix with a unit diagonal over the integers mod 2, then shifted (Matoušek
// 1998, J. Complexity 14, 527-556).
func (s *Sequence) Scramble(rng *rand.Rand) {
	for j := range s.v {
		s.v[j], s.shift[j] = scrambled(&s.v[j], rng)
	}
}

// scrambled are the direction numbers of a coordinate under a matrix, and a
// shift.
func scrambled(v *[digits]uint32, rng *rand.Rand) (out [digits]uint32, shift uint32) {
	var row [digits]uint32 // of the matrix: which digits make digit i
	for i := range row {
		diagonal := uint32(1) << (digits - 1 - i)
		row[i] = diagonal | rng.Uint32()&^(diagonal<<1-1)
	}
	for k, d := range v {
		for i, r := range row {
			out[k] |= uint32(bits.OnesCount32(r&d)&1) << (digits - 1 - i)
		}
	}
	return out, rng.Uint32()
}

// At implements Points: coordinate j is the exclusive or of its direction
// numbers where the Gray code of i has a one.
func (s *Sequence) At(dst []float64, i int) {
	gray := uint32(i ^ i>>1)
	for j := range dst {
		dst[j] = float64(s.shift[j]^combine(&s.v[j], gray)) / (1 << digits)
	}
}

// combine is the exclusive or of the direction numbers that a Gray code names.
func combine(v *[digits]uint32, gray uint32) (x uint32) {
	for g := gray; g != 0; g &= g - 1 {
		x ^= v[bits.TrailingZeros32(g)]
	}
	return x
}
