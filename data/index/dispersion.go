package index

// SD weighs indicators by the standard deviation of their min-max values.
type SD struct{}

// Weigh implements [Weighter].
func (SD) Weigh(dst []float64, t *Table) error {
	for j, y := range t.unitColumns() {
		dst[j] = 0
		if !t.constant(j) {
			dst[j] = t.sd(y)
		}
	}
	return spreadWeights(dst)
}

// CV weighs indicators by the coefficient of variation, sd/mean, of their
// min-max values.
type CV struct{}

// Weigh implements [Weighter].
func (CV) Weigh(dst []float64, t *Table) error {
	for j, y := range t.unitColumns() {
		dst[j] = 0
		if !t.constant(j) {
			dst[j] = t.sd(y) / t.mean(y)
		}
	}
	return spreadWeights(dst)
}

// spreadWeights scales measures of spread, 0 for a constant column, to
// weights.
func spreadWeights(spread []float64) error {
	for _, v := range spread {
		if v != 0 {
			return sumToOne(spread)
		}
	}
	return ErrConstant
}
