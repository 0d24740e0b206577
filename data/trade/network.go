package trade

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Network says which entities have which products, M_cp. Entities without a
// product and products without an entity are not in it: their Diversity or
// Ubiquity is 0, and what is computed for them NaN.
type Network struct {
	Diversity []float64 // k_c0 = sum_p M_cp
	Ubiquity  []float64 // k_p0 = sum_c M_cp, with counts

	count   []float64 // of the entities
	start   []int32   // entity c has product[start[c]:start[c+1]]
	product []int32
	inverse []float64 // 1 / Ubiquity, 0 where that is 0
	c, p    []float64 // per entity, per product
	near    []float64 // per product, of one entity
	eigen   eigen
}

// reset makes M_cp = 1 where share >= least.
func (n *Network) reset(share [][]float64, least, count []float64) {
	k := len(least)
	n.count = count
	n.Diversity, n.Ubiquity = resize(n.Diversity, len(share)), resize(n.Ubiquity, k)
	n.start, n.product = resize(n.start, len(share)+1), resize(n.product, len(share)*k+1)
	n.inverse, n.c, n.p = resize(n.inverse, k), resize(n.c, len(share)), resize(n.p, k)
	clear(n.Ubiquity)
	at := 0
	n.start[0] = 0
	for c, s := range share {
		first := at
		if len(s) == 0 || s[0] != s[0] {
			s = nil // an entity without exports
		}
		for i, v := range s {
			// Where it does not count it is overwritten: a branch here would be
			// mispredicted every third time, and take twice as long.
			n.product[at] = int32(i)
			at += int(1 - math.Float64bits(v-least[i])>>63) // v >= least[i]
		}
		for _, i := range n.product[first:at] {
			n.Ubiquity[i] += count[c]
		}
		n.start[c+1] = int32(at)
		n.Diversity[c] = float64(at - first)
	}
	for i, u := range n.Ubiquity {
		n.inverse[i] = 0
		if u > 0 {
			n.inverse[i] = 1 / u
		}
	}
}

// Products are the products of entity c, ascending.
func (n *Network) Products(c int) []int32 { return n.product[n.start[c]:n.start[c+1]] }

// toEntities writes the mean of x over the products of every entity.
func (n *Network) toEntities(dst, x []float64) {
	for c, d := range n.Diversity {
		sum := 0.0
		for _, i := range n.Products(c) {
			sum += x[i]
		}
		dst[c] = sum / d
	}
}

// toProducts writes the mean of x over the entities of every product.
func (n *Network) toProducts(dst, x []float64) {
	clear(dst)
	for c, v := range x {
		v *= n.count[c]
		for _, i := range n.Products(c) {
			dst[i] += v
		}
	}
	floats.Mul(dst, n.inverse)
}

// TwoSteps writes D^-1 M U^-1 M' N x: for every entity the mean, over its
// products, of the mean x of their entities; NaN for entities that are not in
// the network. Its first eigenvector is constant, with eigenvalue 1, since rows
// sum to one. x and dst may be the same.
func (n *Network) TwoSteps(dst, x []float64) {
	n.toProducts(n.p, x)
	n.toEntities(dst, n.p)
}

// standardise takes x less its mean over its standard deviation, with divisor
// N - ddof; weights say how often a value counts, 0 that it does not.
func standardise(x, weight []float64, ddof float64) {
	n, sum := 0.0, 0.0
	for i, w := range weight {
		if w > 0 {
			n += w
			sum += w * x[i]
		}
	}
	mean, ss := sum/n, 0.0
	for i, w := range weight {
		if w > 0 {
			ss += w * (x[i] - mean) * (x[i] - mean)
		}
	}
	sd := math.Sqrt(ss / (n - ddof))
	for i, w := range weight {
		x[i] = (x[i] - mean) / sd
		if !(w > 0) {
			x[i] = math.NaN()
		}
	}
}

// StandardiseEntities makes z-scores of a value per entity, over the entities
// of the network with their counts, with divisor N-1.
func (n *Network) StandardiseEntities(x []float64) { n.standardiseEntities(x, 1) }

func (n *Network) standardiseEntities(x []float64, ddof float64) {
	for c, d := range n.Diversity {
		n.c[c] = 0
		if d > 0 {
			n.c[c] = n.count[c]
		}
	}
	standardise(x, n.c, ddof)
}

// StandardiseProducts makes z-scores of a value per product, over the products
// of the network, with divisor N-1.
func (n *Network) StandardiseProducts(x []float64) {
	for i, u := range n.Ubiquity {
		n.p[i] = min(u, 1)
	}
	standardise(x, n.p, 1)
}
