package index

import "errors"

// Causes why a draw has no index. They are values made once, so that a draw
// that fails allocates nothing.
var (
	// ErrConstant: no indicator varies in the sample (or in a period of it,
	// where the index is built by period).
	ErrConstant = errors.New("index: every indicator is constant in the sample")
	// ErrWeights: the weights sum to zero or are not finite.
	ErrWeights = errors.New("index: the weights sum to zero or to no finite number")
	// ErrNotPositive: a logarithm, a geometric or harmonic mean, a ratio or a
	// share met a value it is not defined for.
	ErrNotPositive = errors.New("index: a value is not positive where the method needs it to be")
	// ErrNotFinite: a column of the draw holds NaN or an infinity.
	ErrNotFinite = errors.New("index: an indicator has a missing or infinite value")
)
