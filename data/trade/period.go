package trade

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Against says which exports a share of exports is compared with.
type Against int

const (
	Sample Against = iota // the entities of the sample, each as often as it was drawn
	Panel                 // every entity of the panel once, whoever is drawn
	World                 // outside totals: of a nation, of the world
)

// Period is the trade of the entities of a sample in one period, and what
// measures read. It keeps memory for them, so it belongs to one goroutine.
//
// The first fields describe the sample; [Period.Reset] makes the others.
type Period struct {
	Exports [][]float64 // per entity, one value per product
	Imports [][]float64 // likewise; nil where none are known
	Count   []float64   // how often the entity is in the sample
	Income  []float64   // per entity, of the measures that need one
	Members []int32     // the products of a measure's group; nil: all
	World   []float64   // outside exports per product; nil where none are known
	Panel   []float64   // exports of the whole panel per product

	Total  []float64   // exports per entity, X_c.
	Shares [][]float64 // X_cp / X_c.; NaN where an entity exports nothing

	products  int
	own       []float64 // memory of Shares
	sums      [3]totals // by Against
	networks  []network
	expected  []float64 // X_.p / X_..
	prody     []float64
	weight    []float64
	proximity []float64
	buf       []float64
}

// totals are exports summed over entities.
type totals struct {
	product []float64
	all     float64
	known   bool
}

// network is a Network and what it was made for.
type network struct {
	Network
	cutoff  float64
	against Against
	known   bool
}

// Reset takes the exports per entity and product and how often each entity is
// in the sample; nil stands for once each. Imports, Income, World and Panel
// are the caller's to set.
func (p *Period) Reset(exports [][]float64, count []float64) {
	p.Exports, p.Count = exports, count
	n := len(exports)
	if count == nil {
		p.Count = make([]float64, n)
		for c := range p.Count {
			p.Count[c] = 1
		}
	}
	p.products = 0
	if n > 0 {
		p.products = len(exports[0])
	}
	p.own = resize(p.own, n*p.products)
	p.Total, p.Shares = resize(p.Total, n), resize(p.Shares, n)
	for c, x := range exports {
		p.Shares[c] = p.own[c*p.products : (c+1)*p.products]
		p.Total[c] = share(p.Shares[c], x)
	}
	p.changed()
}

// share divides x by its sum, which it returns.
func share(dst, x []float64) float64 {
	sum := floats.Sum(x)
	for i, v := range x {
		dst[i] = v / sum
	}
	return sum
}

// changed forgets what was derived from the exports.
func (p *Period) changed() {
	for a := range p.sums {
		p.sums[a].known = false
	}
	for i := range p.networks {
		p.networks[i].known = false
	}
}

// Sums gives X_.p of every product and X_.. .
func (p *Period) Sums(a Against) (product []float64, all float64) {
	t := &p.sums[a]
	if t.known {
		return t.product, t.all
	}
	switch a {
	case Panel:
		t.product = p.Panel
	case World:
		t.product = p.World
	default:
		t.product = resize(t.product, p.products)
		clear(t.product)
		for c, x := range p.Exports {
			floats.AddScaled(t.product, p.Count[c], x)
		}
	}
	t.all, t.known = floats.Sum(t.product), true
	return t.product, t.all
}

// RCA writes the revealed comparative advantage of entity c in every product,
//
//	RCA_cp = (X_cp / X_c.) / (X_.p / X_..),
//
// NaN where X_c. or X_.p is 0.
func (p *Period) RCA(dst []float64, c int, a Against) {
	p.expect(p.Sums(a))
	for i, s := range p.Shares[c] {
		dst[i] = s / p.expected[i]
	}
}

// expect computes X_.p / X_.., the share of every product that an entity with
// an RCA of 1 has; NaN where X_.p is 0.
func (p *Period) expect(product []float64, all float64) {
	p.expected = resize(p.expected, p.products)
	for i, x := range product {
		p.expected[i] = x / all
		if x == 0 {
			p.expected[i] = math.NaN()
		}
	}
}

// Network is the network of the entities and products with an RCA of at least
// cutoff. It is valid until the period changes.
func (p *Period) Network(cutoff float64, a Against) *Network {
	at := -1
	for i := range p.networks {
		if p.networks[i].cutoff == cutoff && p.networks[i].against == a {
			at = i
		}
	}
	if at < 0 {
		at = len(p.networks)
		p.networks = append(p.networks, network{cutoff: cutoff, against: a})
	}
	n := &p.networks[at]
	if n.known {
		return &n.Network
	}
	n.known = true
	p.expect(p.Sums(a))
	for i, share := range p.expected {
		p.expected[i] = nearly * cutoff * share
		if share != share {
			p.expected[i] = math.Inf(1)
		}
	}
	n.reset(p.Shares, p.expected, p.Count)
	return &n.Network
}

// nearly is the factor on a cutoff that an RCA equal to it but for rounding
// still reaches: the totals behind it are rounded sums, and in another order
// of the entities they would be others in the last digit.
const nearly = 1 - 1e-12

// resize returns a slice of length n that reuses the memory of buf.
func resize[T any](buf []T, n int) []T {
	if cap(buf) < n {
		return make([]T, n)
	}
	return buf[:n]
}
