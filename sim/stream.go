package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// stream gives every draw of an arm its own random numbers: ChaCha8 keyed by
// a hash of the seed and the arm's name in its first 24 bytes and by the
// number of the draw in its last 8. Streams of different keys do not overlap,
// and a draw's stream does not depend on which worker asks for it or when.
type stream struct {
	key [32]byte
	src rand.ChaCha8
	rng *rand.Rand
}

func newStream(seed uint64, arm string) *stream {
	s := &stream{}
	h := sha256.New()
	h.Write([]byte("panelstress/stream/1\x00"))
	h.Write(binary.LittleEndian.AppendUint64(nil, seed))
	h.Write([]byte(arm))
	copy(s.key[:24], h.Sum(nil))
	s.rng = rand.New(&s.src)
	return s
}

// at returns the generator of draw i, set to its beginning. It is valid until
// the next call.
func (s *stream) at(i int) *rand.Rand {
	binary.LittleEndian.PutUint64(s.key[24:], uint64(i))
	s.src.Seed(s.key)
	return s.rng
}

// Random returns the random numbers of piece i of a named computation, apart
// from those of every draw of an arm: what is computed with them depends on
// seed, name and i alone.
func Random(seed uint64, name string, i int) *rand.Rand {
	return newStream(seed, "computation\x00"+name).at(i)
}
