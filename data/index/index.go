package index

// Index says how a composite index is built. Methods that are nil have the
// defaults of the field: min-max on [0, 1], entropy weights with 0 ln 0 = 0,
// linear aggregation; pooled over all rows of the sample.
type Index struct {
	Name       string
	Indicators []Indicator
	Normaliser Normaliser
	Weighter   Weighter
	Aggregator Aggregator

	// ByPeriod builds the index inside each time period: treatment,
	// normalisation and weights use the rows of one period only.
	ByPeriod bool

	// Groups arranges the indicators in pillars, and pillars in higher
	// groups up to a single root; nil means that all indicators form one
	// group. Scores of a group are the aggregate of its members and are used
	// as they are, not normalised again.
	Groups []Group
}

// Indicator is one raw column.
type Indicator struct {
	Name      string
	Direction int       // +1 or 0: more is better; -1: less is better
	Treatment Treatment // applied to the raw column first; nil: none
}

// Group is a pillar: indicators, or other groups, with weights of their own.
type Group struct {
	Name     string
	Members  []string
	Weighter Weighter // nil: that of the index
}

// A Normaliser writes column j of a table, made comparable, to dst, one value
// per row. A larger result is better unless the method says otherwise.
type Normaliser interface {
	Normalise(dst []float64, t *Table, j int) error
}

// A Weighter writes one weight per column of a table to dst.
type Weighter interface {
	Weigh(dst []float64, t *Table) error
}

// An Aggregator writes one score per row to dst: y[j] is the normalised
// column j, w[j] its weight, t the table they came from.
type Aggregator interface {
	Aggregate(dst []float64, y [][]float64, w []float64, t *Table) error
}

// A Treatment writes a transformed raw column x of the table to dst, before
// normalisation. dst and x do not overlap.
type Treatment interface {
	Treat(dst, x []float64, t *Table) error
}

// checker is met by methods that have settings to check. names are the
// columns they will be given; wrong settings are errors for users.
type checker interface {
	check(names []string) error
}

// warner is met by methods that have something to say about their settings.
type warner interface {
	warning() string
}

// rowwise marks a treatment whose result for a row depends on that row alone,
// so that it can be computed once for all samples.
type rowwise interface {
	rowwise() bool
}
