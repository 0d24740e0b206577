package trade

import "errors"

// Causes for which a sample has no measure.
var (
	// ErrNoNetwork: fewer than two entities or two products with an RCA at the
	// cutoff or above.
	ErrNoNetwork = errors.New("trade: fewer than two entities or two products reach the RCA cutoff")
	// ErrDisconnected: entities and products fall into groups without a common
	// product, so that complexity cannot be compared between them.
	ErrDisconnected = errors.New("trade: the network of entities and products is not connected")
	// ErrNotUnique: the second eigenvalue is zero or not single; with an RCA
	// that is the same everywhere, for example. No eigenvector is the index.
	ErrNotUnique = errors.New("trade: the second eigenvalue of the network is not single")
	// ErrUndefined: a measure does not exist for an entity of the sample for
	// which it exists at the baseline.
	ErrUndefined = errors.New("trade: a measure does not exist for an entity of the sample")
)
