package scenarios

import (
	"math/rand/v2"

	"panelstress/data"
	"panelstress/data/trade"
)

// FlowShock is a Shock that changes the trade table of a study; measures are
// built from the changed one.
type FlowShock interface {
	Shock

	// ApplyFlows changes exports and imports of the drawn entities in place.
	// With k = len(t.Products), row i of the panel has the elements i*k to
	// (i+1)*k, and entity g the rows t.Rows(g); imports are nil where the table
	// has none. Before the first shock of a draw they are those of the table. They
	// must stay finite and not become negative. It comes after Apply of all
	// shocks, with the same random numbers.
	ApplyFlows(t *trade.Table, exports, imports []float64, s *data.Sample, rng *rand.Rand)
}
