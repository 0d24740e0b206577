package scenarios

import (
	"math/rand/v2"

	"panelstress/data"
)

// Shock changes raw columns of a panel: what happens to the entities of a
// draw before indices are built from them.
type Shock interface {
	// Columns are the columns that it changes.
	Columns() []string

	// Apply changes the rows of the drawn entities in place. cols are in the
	// order of Columns, with a value for every row of the panel; before the
	// first shock of a draw they have the panel's values.
	Apply(cols [][]float64, s *data.Sample, rng *rand.Rand)
}
