package trade

import (
	"panelstress/data"
)

// Over says how the products of a group become one number.
type Over int

const (
	Total    Over = iota // the flows are summed, as if the group were one product
	Mean                 // the mean over the products
	Weighted             // the mean weighted by the entity's exports
)

// Basket is a group of products and how a measure is taken over it.
type Basket struct {
	Products []string // exact names, or beginnings of names with * at the end; nil: all
	Over     Over
}

func (b Basket) group() []string { return b.Products }

// over takes the mean of a measure of each product of the group; where it does
// not exist for a product, since nothing is traded, it counts as 0. NaN for a
// mean weighted by exports that are all 0.
func (b Basket) over(p *Period, c int, cells []float64) float64 {
	sum, weights := 0.0, 0.0
	for _, i := range p.Members {
		w := 1.0
		if b.Over == Weighted {
			w = p.Exports[c][i]
		}
		sum += w * OrZero(cells[i])
		weights += w
	}
	return sum / weights
}

// members sums a flow over the products of the group.
func (p *Period) members(x []float64) float64 {
	sum := 0.0
	for _, i := range p.Members {
		sum += x[i]
	}
	return sum
}

func (p *Period) cells() []float64 {
	p.buf = resize(p.buf, p.products)
	return p.buf
}

// Competitiveness is the index of trade competitiveness ([TC]) of a group of
// products. It needs imports.
type Competitiveness struct{ Basket }

// Measure implements [Measure].
func (m Competitiveness) Measure(dst []float64, p *Period) error {
	for c, x := range p.Exports {
		if m.Over == Total {
			dst[c] = OrZero(TC(p.members(x), p.members(p.Imports[c])))
			continue
		}
		cells := p.cells()
		for _, i := range p.Members {
			cells[i] = TC(x[i], p.Imports[c][i])
		}
		dst[c] = m.over(p, c, cells)
	}
	return nil
}

func (m Competitiveness) check(t *Table) *data.InputError { return needImports(t) }

func needImports(t *Table) *data.InputError {
	if t.Imports == nil {
		return &data.InputError{Found: "a measure of imports without any", Expected: "the column of imports (trade.imports)"}
	}
	return nil
}

// MarketShare is the share ([MS]) of an entity in the exports of a group of
// products.
type MarketShare struct {
	Basket
	Against Against
}

// Measure implements [Measure].
func (m MarketShare) Measure(dst []float64, p *Period) error {
	all, _ := p.Sums(m.Against)
	group := p.members(all)
	for c, x := range p.Exports {
		if m.Over == Total {
			dst[c] = OrZero(MS(p.members(x), group))
			continue
		}
		cells := p.cells()
		for _, i := range p.Members {
			cells[i] = MS(x[i], all[i])
		}
		dst[c] = m.over(p, c, cells)
	}
	return nil
}

func (m MarketShare) check(t *Table) *data.InputError { return m.Against.check(t) }

// Advantage is the revealed comparative advantage ([RCA]) of an entity in a
// group of products.
type Advantage struct {
	Basket
	Against Against
}

// Measure implements [Measure].
func (m Advantage) Measure(dst []float64, p *Period) error {
	product, all := p.Sums(m.Against)
	group := p.members(product)
	p.expect(product, all)
	for c, x := range p.Exports {
		if m.Over == Total {
			dst[c] = OrZero(RCA(p.members(x), p.Total[c], group, all))
			continue
		}
		cells, shares := p.cells(), p.Shares[c]
		for _, i := range p.Members {
			cells[i] = shares[i] / p.expected[i]
		}
		dst[c] = m.over(p, c, cells)
	}
	return nil
}

func (m Advantage) check(t *Table) *data.InputError {
	if m.Over == Total && m.Products == nil {
		return &data.InputError{
			Found: "the RCA in all products together, which is 1", Expected: "some of the products, or over: mean, or over: weighted",
		}
	}
	return m.Against.check(t)
}

// Flow is the sum of the exports, or imports, of a group of products.
type Flow struct {
	Products []string
	Imports  bool
}

func (m Flow) group() []string { return m.Products }

// Measure implements [Measure].
func (m Flow) Measure(dst []float64, p *Period) error {
	for c := range p.Exports {
		x := p.Exports[c]
		if m.Imports {
			x = p.Imports[c]
		}
		dst[c] = p.members(x)
	}
	return nil
}

func (m Flow) check(t *Table) *data.InputError {
	if m.Imports {
		return needImports(t)
	}
	return nil
}
