package bootstrap

import (
	"fmt"
	"math/bits"
	"slices"
)

// Ordered answers questions about order statistics without sorting all of
// the draws. It reorders them in place, only as far as the questions asked
// need (quickselect; Hoare 1961), and remembers what is in place: further
// questions cost less. A few quantiles of a million draws take a fraction of
// the time of a sort.
//
// The zero value holds no draws; [Ordered.Reset] gives it some.
type Ordered struct {
	x []float64
	// cuts are ascending positions c with every x[:c] <= every x[c:].
	cuts []int
}

// Reset makes o ask about x, which it takes over and reorders. Only finite
// numbers have an order that an interval can rest on: others panic (see
// [Finite]). The memory of an earlier use is used again.
func (o *Ordered) Reset(x []float64) {
	for i, v := range x {
		if v-v != 0 {
			panic(fmt.Sprintf("bootstrap: draw %d is %v; failed draws must be left out first", i, v))
		}
	}
	o.x, o.cuts = x, o.cuts[:0]
}

// Len is the number of draws.
func (o *Ordered) Len() int { return len(o.x) }

// At is the draw that sorting would put at position k, counted from 0. When
// it returns, all draws before position k are at most, and all after it at
// least, that draw.
func (o *Ordered) At(k int) float64 {
	const few = 16 // below this a sort is as fast as a further partition
	lo, hi := o.bracket(k)
	for depth := 2 * bits.Len(uint(hi-lo)); hi-lo > few && depth > 0; depth-- {
		c := lo + partition(o.x[lo:hi])
		o.cut(c)
		if k < c {
			hi = c
		} else {
			lo = c
		}
	}
	// After that many unlucky pivots sorting bounds the time by n log n.
	slices.Sort(o.x[lo:hi])
	return o.x[k]
}

// Below is the number of draws smaller than t.
func (o *Ordered) Below(t float64) int {
	n := 0
	for _, v := range o.x {
		if v < t {
			n++
		}
	}
	return n
}

// window returns the draws at positions lo to hi in ascending order.
func (o *Ordered) window(lo, hi int) []float64 {
	o.At(lo)
	o.At(hi - 1)
	slices.Sort(o.x[lo:hi])
	return o.x[lo:hi]
}

// bracket is the smallest known range of positions that holds the draw k.
func (o *Ordered) bracket(k int) (lo, hi int) {
	i, _ := slices.BinarySearch(o.cuts, k+1)
	hi = len(o.x)
	if i < len(o.cuts) {
		hi = o.cuts[i]
	}
	if i > 0 {
		lo = o.cuts[i-1]
	}
	return lo, hi
}

func (o *Ordered) cut(c int) {
	i, found := slices.BinarySearch(o.cuts, c)
	if !found {
		o.cuts = slices.Insert(o.cuts, i, c)
	}
}

// partition reorders x, of at least 3 numbers, and returns a c with
// 0 < c < len(x) and every x[:c] <= every x[c:]. Both scans stop at numbers
// equal to the pivot, so that ties split evenly. The pivot is the median of
// three elements: at least two numbers are not below it and two not above,
// which is why no scan runs out of x and neither side is empty.
func partition(x []float64) int {
	a, b, c := x[0], x[len(x)/2], x[len(x)-1]
	pivot := max(min(a, b), min(max(a, b), c))
	i, j := -1, len(x)
	for {
		for i++; x[i] < pivot; i++ {
		}
		for j--; x[j] > pivot; j-- {
		}
		if i >= j {
			return j + 1
		}
		x[i], x[j] = x[j], x[i]
	}
}
