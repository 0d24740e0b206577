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

// Later is a Shock that also changes columns which the study computes, such as
// an indicator that is a ratio: as soon as a draw has computed such a column,
// ApplyDerived changes its rows, with the random numbers of the last Apply.
// Apply therefore needs memory: each worker works with its own Clone.
type Later interface {
	Shock
	Derived() []string
	ApplyDerived(j int, col []float64, s *data.Sample) // j counts in Derived
	Clone() Shock

	// Touched tells for every row of the panel whether any draw may change the
	// column there.
	Touched(column string) []bool
}
