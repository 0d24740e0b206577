package scenarios

import "panelstress/data/formula"

// Scenario is one event, or a sequence of them that comes over a panel.
type Scenario struct {
	Name     string
	Title    string
	Source   string // where its numbers come from
	Events   []Event
	Together Dependence // of amounts
}

// Event is one shock of a scenario: what it hits, whom, when, how much, and
// how it lasts and spreads.
type Event struct {
	Column string // what: a column of the data, or one that the study computes
	Flow   *Flow  // or a flow of the trade table, in place of a column
	Who    Who
	Onset  int  // the first year, in the units of the panel's time
	Always bool // from the first year of the panel on, whatever Onset is
	Path   Path // nil: Step{}, for good

	Amount Amount
	Each   Each
	Effect Effect

	// Exposure scales the amount of every entity: its value in the year that
	// Who looks at, over the largest among the entities that are hit. nil: all 1.
	Exposure formula.Expr

	// Keep are the limits of what the column can be, in its units: a value that
	// the event would push beyond is held there. nil: none.
	Keep *[2]float64

	Spread *Spread // nil: it stays with those who are hit
}

// Each says how often an amount is drawn.
type Each int

const (
	Once      Each = iota // one for all whom the event hits
	PerEntity             // one for each entity
	PerRow                // one for each entity and year: measurement error
)

// Flow is a part of a trade table: exports or imports of some products.
type Flow struct {
	Imports  bool
	Products []string // none: all of them
}
