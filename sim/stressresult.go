package sim

// StressResult is how far a scenario must be pushed before a conclusion
// breaks.
type StressResult struct {
	Scenario string           `json:"scenario"` // the arm
	Tipping  []TippingResult  `json:"tipping,omitempty"`
	Grid     *GridResult      `json:"grid,omitempty"`
	Reverse  []ReverseResult  `json:"reverse,omitempty"`
	Sampling []SamplingResult `json:"sampling,omitempty"`
}

// What becomes of a hypothesis as a shock grows.
const (
	Flips      = "flips"
	FlipsAtAll = "flips without the shock" // in at least half of the draws
	NoFlip     = "does not flip"
)

// TippingResult is the smallest size of a scenario, in multiples of what is
// written, at which a hypothesis loses its verdict (or is contradicted) in
// half of the draws.
//
// Interval are the sizes at which the share of draws that flip is one half by
// its score test at the level: |share - 1/2| <= z sqrt(1/(4n)). Where every
// draw flips once and for good it is the sign-test interval of the median of
// the sizes at which draws flip. An end that the sizes up to UpTo do not have
// is null, as are both where all draws are the same.
type TippingResult struct {
	Hypothesis string        `json:"hypothesis"`
	Baseline   string        `json:"baseline"` // verdict
	To         string        `json:"to"`       // changed, contradicted
	State      string        `json:"state"`
	Size       Number        `json:"size"`
	Interval   Interval      `json:"interval"`
	Amounts    []EventAmount `json:"amounts,omitempty"` // medians at this size
	UpTo       Number        `json:"up_to"`
	Largest    Number        `json:"largest_possible"` // beyond it a fall would take more than there is; null: no limit
	Draws      int           `json:"draws"`
	Failed     int           `json:"failed"`             // most at one size
	Shares     []ShareAt     `json:"shares"`             // of draws that flip
	FlipBack   Number        `json:"share_of_flip_back"` // draws that flip at one of these sizes and not at a larger one
}

// ShareAt is a share of draws at a size.
type ShareAt struct {
	Size  Number `json:"size"`
	Share Number `json:"share"`
}

// EventAmount is the amount of an event.
type EventAmount struct {
	Column string `json:"column"`
	As     string `json:"as"`
	Amount Number `json:"amount"`
}

// GridResult is a scenario over two of its properties.
type GridResult struct {
	X          AxisResult       `json:"x"`
	Y          AxisResult       `json:"y"`
	Draws      int              `json:"draws"` // of every cell, with common random numbers
	Hypotheses []GridHypothesis `json:"hypotheses"`
}

// AxisResult is a property of a scenario and its values. Written is its value
// in the scenario as it is written; null: it has none.
type AxisResult struct {
	Of      string   `json:"of"`
	Values  []Number `json:"values"`
	Written Number   `json:"written"`
}

// GridHypothesis are the cells of a hypothesis, those of the first value of y
// first.
type GridHypothesis struct {
	Name         string     `json:"name"`
	Model        string     `json:"model"`
	Estimator    string     `json:"estimator"`
	Term         string     `json:"term"`
	Baseline     string     `json:"baseline"` // verdict
	Supported    [][]Number `json:"supported"`
	Contradicted [][]Number `json:"contradicted"`
	Mean         [][]Number `json:"mean"`   // of the coefficient
	MCSE         [][]Number `json:"mcse"`   // of that mean
	Failed       int        `json:"failed"` // most in a cell
}

// ReverseResult is the shock of a given plausibility that hurts a hypothesis
// most.
//
// The amounts of a scenario come from normal variables z through their
// distributions, z with the correlation of the scenario. Radius is the
// Mahalanobis distance sqrt(z' R^-1 z) of the shock from the median one, and
// Probability that of a draw within this radius: that a chi-squared variable
// with Dimension degrees of freedom is at most Radius squared (under a t
// copula, that F(Dimension, dof) is at most Radius squared over Dimension). Of
// many amounts it is small for any shock that is not wild, since their
// distances add up: Tail says more, the probability that a draw goes as far in
// the direction of this shock, 1 - Phi(radius) (Student's t under a t copula),
// which is that of as bad a coefficient where it is linear in the variables.
type ReverseResult struct {
	Hypothesis  string         `json:"hypothesis"`
	By          string         `json:"by"` // coefficient, t
	Radius      Number         `json:"radius"`
	Reached     Number         `json:"radius_reached"` // below Radius where nothing beyond hurts more
	Probability Number         `json:"probability"`
	Tail        Number         `json:"tail_probability"`
	Dimension   int            `json:"dimension"`
	Before      PointEstimate  `json:"before"` // without a shock
	Median      PointEstimate  `json:"median"` // all amounts at their medians
	Worst       PointEstimate  `json:"worst"`
	Direction   []ReverseShock `json:"direction"` // furthest from the median first
	Draws       int            `json:"draws"`     // of the arm, under the worst shock
	Supported   Number         `json:"supported"` // share of them
	Without     Number         `json:"supported_without"`
	Starts      int            `json:"starts"`
	Agree       int            `json:"starts_that_agree"`
}

// PointEstimate is a coefficient on the panel as it is.
type PointEstimate struct {
	Estimate  Number `json:"estimate"`
	Statistic Number `json:"statistic"`
	P         Number `json:"p"`
	Verdict   string `json:"verdict"`
}

// ReverseShock is what the worst shock is for an entity; Entity is empty for
// an amount that is one for all.
type ReverseShock struct {
	Event  int    `json:"event"` // of the scenario, from 0
	Column string `json:"column"`
	Entity string `json:"entity,omitempty"`
	Z      Number `json:"z"`
	Amount Number `json:"amount"`
	Median Number `json:"median"`
}

// SamplingResult is the mean change of a coefficient by a scenario, with the
// random numbers of the scenario arranged. MCSE takes blocks as independent:
// single draws, antithetic pairs, Latin hypercubes or scrambles of Sobol
// points. With the control variate it is that of the intercept of a
// regression of the means of blocks on those of the control, with two degrees
// of freedom less.
type SamplingResult struct {
	Hypothesis  string `json:"hypothesis"`
	Kind        string `json:"kind"`
	Control     bool   `json:"control_variate"`
	Draws       int    `json:"draws"`
	Left        int    `json:"left_out"` // of blocks with a draw that failed
	Blocks      int    `json:"blocks"`
	Evaluations int    `json:"evaluations"` // draws, and those that the gradient took
	Mean        Number `json:"mean"`
	MCSE        Number `json:"mcse"`
	Slope       Number `json:"slope"`      // of the control variate
	Plain       Number `json:"mcse_plain"` // of as many plain draws as there were evaluations: sd/sqrt(evaluations)
	Gain        Number `json:"gain"`       // (mcse_plain/mcse)^2
}
