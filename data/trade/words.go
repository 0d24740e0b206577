package trade

import (
	"fmt"
	"strings"
)

// The String of a measure says in words what it is, for tables.

func (a Against) String() string {
	switch a {
	case Panel:
		return "all entities of the panel"
	case World:
		return "outside totals"
	}
	return "the entities of the sample"
}

func (c Capability) String() string {
	if c.Cutoff == 0 {
		c.Cutoff = 1
	}
	return fmt.Sprintf("exporters have an RCA of at least %v, against %v", c.Cutoff, c.Against)
}

func (b Basket) String() string {
	products := "all products"
	if b.Products != nil {
		products = strings.Join(b.Products, ", ")
	}
	switch b.Over {
	case Mean:
		return "mean over " + products
	case Weighted:
		return "mean over " + products + ", weighted by exports"
	}
	return products + " taken together"
}

func (m ECI) String() string {
	return fmt.Sprintf("economic complexity index: second eigenvector, z-scores by period (divisor n-1); %v", m.Capability)
}

func (m Reflections) String() string {
	scale := "z-scores by period (divisor n-1)"
	if m.Raw {
		scale = "as it is"
	}
	return fmt.Sprintf("reflection k_c of order %d, %s; %v", m.Order, scale, m.Capability)
}

func (m Fitness) String() string {
	if m.Steps == 0 {
		m.Steps = 20
	}
	return fmt.Sprintf("fitness after %d steps, mean 1 by period; %v", m.Steps, m.Capability)
}

func (m Density) String() string {
	return fmt.Sprintf("density: nearness in the product space of products that it does not have to those it has, mean; %v", m.Capability)
}

func (m EXPY) String() string {
	return fmt.Sprintf("EXPY: sum of shares times PRODY, incomes %s, over the entities of the sample", m.Income)
}

func (m Competitiveness) String() string { return fmt.Sprintf("TC = (X - M)/(X + M): %v", m.Basket) }

func (m MarketShare) String() string {
	return fmt.Sprintf("MS: share in the exports of %v: %v", m.Against, m.Basket)
}

func (m Advantage) String() string {
	return fmt.Sprintf("RCA (Balassa) against %v: %v", m.Against, m.Basket)
}

func (m Flow) String() string {
	what := "exports"
	if m.Imports {
		what = "imports"
	}
	return fmt.Sprintf("sum of %s: %v", what, Basket{Products: m.Products})
}
