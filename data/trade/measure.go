package trade

import (
	"fmt"

	"panelstress/data"
)

// A Measure writes one value per entity of a period to dst.
type Measure interface {
	Measure(dst []float64, p *Period) error
}

// Column is a measure that becomes a column of the panel.
type Column struct {
	Name    string
	Measure Measure
}

// grouped is met by measures over a group of products.
type grouped interface {
	group() []string // nil: all products
}

// earner is met by measures that read the incomes of entities.
type earner interface {
	income() string // the column of the panel
}

// checker is met by measures with settings to check against a table.
type checker interface {
	check(t *Table) *data.InputError
}

// Capability is the network that measures of complexity are taken from.
type Capability struct {
	Cutoff  float64 // least RCA of an exporter; 0 means 1
	Against Against // what RCA compares with
}

func (c Capability) network(p *Period) *Network {
	if c.Cutoff == 0 {
		c.Cutoff = 1
	}
	return p.Network(c.Cutoff, c.Against)
}

func (c Capability) check(t *Table) *data.InputError {
	if !(c.Cutoff >= 0) {
		return &data.InputError{Found: fmt.Sprintf("the RCA cutoff %v", c.Cutoff), Expected: "a positive number, such as 1"}
	}
	return c.Against.check(t)
}

func (a Against) check(t *Table) *data.InputError {
	if a == World && t.World == nil {
		return &data.InputError{
			Found: "a comparison with the world without its exports", Expected: "the column of outside exports (trade.world)",
			Hint: "against: sample compares with the entities themselves",
		}
	}
	return nil
}

// ECI is the economic complexity index ([Network.Complexity]).
type ECI struct{ Capability }

// Measure implements [Measure].
func (m ECI) Measure(dst []float64, p *Period) error {
	p.prody = resize(p.prody, p.products)
	_, err := m.network(p).Complexity(dst, p.prody)
	return err
}

// Reflections are the reflections k_cN of an entity at an order: k_c0 is its
// diversity, k_c1 the mean ubiquity of its products, and so on. They are
// z-scores unless Raw.
type Reflections struct {
	Order int
	Raw   bool
	Capability
}

// Measure implements [Measure].
func (m Reflections) Measure(dst []float64, p *Period) error {
	n := m.network(p)
	if m.Raw {
		n.EntityReflection(dst, m.Order)
		return nil
	}
	n.EntityReflectionZ(dst, m.Order)
	return nil
}

func (m Reflections) check(t *Table) *data.InputError {
	const most = 1000 // more would only take time: they have long converged
	if m.Order < 0 || m.Order > most {
		return &data.InputError{Found: fmt.Sprintf("reflections of order %d", m.Order), Expected: fmt.Sprintf("an order between 0 and %d", most)}
	}
	return m.Capability.check(t)
}

// Fitness is the fitness of an entity ([Network.Fitness]); Steps 0 means 20.
type Fitness struct {
	Steps int
	Capability
}

// Measure implements [Measure].
func (m Fitness) Measure(dst []float64, p *Period) error {
	if m.Steps == 0 {
		m.Steps = 20
	}
	p.prody = resize(p.prody, p.products)
	m.network(p).Fitness(dst, p.prody, m.Steps)
	return nil
}

func (m Fitness) check(t *Table) *data.InputError {
	const most = 1000
	if m.Steps < 0 || m.Steps > most {
		return &data.InputError{Found: fmt.Sprintf("%d steps", m.Steps), Expected: fmt.Sprintf("between 1 and %d", most)}
	}
	return m.Capability.check(t)
}

// Density is the mean density of the products that an entity does not have
// ([Network.Prospects]): how near they are, in the product space, to those that
// it has.
type Density struct{ Capability }

// Measure implements [Measure].
func (m Density) Measure(dst []float64, p *Period) error {
	p.proximity = resize(p.proximity, p.products*p.products)
	m.network(p).Prospects(dst, p.proximity)
	return nil
}

// EXPY is the income content of the exports of an entity ([Period.EXPY]), with
// the incomes of a column of the panel.
type EXPY struct{ Income string }

// Measure implements [Measure].
func (m EXPY) Measure(dst []float64, p *Period) error {
	p.EXPY(dst)
	return nil
}

func (m EXPY) income() string { return m.Income }
