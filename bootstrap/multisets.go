package bootstrap

import "iter"

// Multisets goes through every sample of g entities with replacement from g,
// order aside, with its probability under [Entities]:
//
//	P(c) = g! / (c[0]! ... c[g-1]!) / g^g
//
// Estimates from all of them are the bootstrap without Monte-Carlo error.
// There are C(2g-1, g) of them: 126 for 5 entities, 92,378 for 10, 77,558,760
// for 15. The slice of counts is used again for the next one; do not keep it.
func Multisets(g int) iter.Seq2[[]int, float64] {
	return func(yield func([]int, float64) bool) {
		if g > 0 {
			multiset{make([]int, g), yield}.place(0, g, 1)
		}
	}
}

type multiset struct {
	count []int
	yield func([]int, float64) bool
}

// place goes through the counts of entities i and later, which share the left
// places that are still free; p is the probability of what stands so far.
// Every further item, the j-th of all and the c-th copy of its entity,
// multiplies p by j/(c g). So p is itself the multinomial probability of a
// smaller sample: it never exceeds 1, and no factorial is formed.
func (m multiset) place(i, left int, p float64) bool {
	g := len(m.count)
	last := i == g-1
	m.count[i] = 0
	for c := 0; ; c++ {
		if c > 0 {
			m.count[i] = c
			p *= float64(g-left+c) / float64(c*g)
		}
		if c == left || !last {
			ok := true
			if last {
				ok = m.yield(m.count, p)
			} else {
				ok = m.place(i+1, left-c, p)
			}
			if !ok {
				return false
			}
		}
		if c == left {
			return true
		}
	}
}
