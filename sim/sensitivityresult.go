package sim

// SensitivityResult says which sources coefficients are sensitive to.
type SensitivityResult struct {
	Arm          string          `json:"arm"`    // in arms; its draws are the runs
	Design       string          `json:"design"` // sobol, lhs, full
	Rows         int             `json:"rows"`   // of a sampled design
	Runs         int             `json:"runs"`
	SecondOrder  bool            `json:"second_order"`
	Resamples    int             `json:"resamples"`
	Level        Number          `json:"level"` // of intervals
	Alpha        Number          `json:"alpha"` // significant is p below it
	Standardised bool            `json:"standardised"`
	Coefficients []SensitivityOf `json:"coefficients"`
	Conventions  []string        `json:"conventions"`
}

// SensitivityOf is about one coefficient.
type SensitivityOf struct {
	Model      string                `json:"model"`
	Term       string                `json:"term"`
	Baseline   Number                `json:"baseline"` // the study as it is written
	BaselineSE Number                `json:"baseline_se"`
	BaselineP  Number                `json:"baseline_p"`
	FirstDraw  int                   `json:"first_draw"` // of the arm
	Runs       int                   `json:"runs"`
	Failed     []Failure             `json:"failed"`
	Sources    []SensitivitySource   `json:"sources"`
	Responses  []SensitivityResponse `json:"responses"`
}

// SensitivitySource is something that could have been otherwise.
type SensitivitySource struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"` // choice, scenario, weights, sampling
	Options []string `json:"options,omitempty"`
}

// SensitivityResponses are the responses, in their order.
var SensitivityResponses = []string{"coefficient", "sign kept", "significant"}

// SensitivityResponse is a number whose variance is decomposed.
type SensitivityResponse struct {
	Name     string             `json:"name"`
	Mean     Number             `json:"mean"`
	Variance Number             `json:"variance"` // with divisor n
	Rows     int                `json:"rows"`     // of the design, or cells of the table, that mean and variance are from
	Sources  []SensitivityIndex `json:"sources"`
	Pairs    []SensitivityPair  `json:"pairs,omitempty"`
}

// SensitivityIndex are first-order and total index of a source. Rows in which
// a run failed that they need are dropped.
type SensitivityIndex struct {
	Source        string   `json:"source"`
	First         Number   `json:"first"`
	FirstInterval Interval `json:"first_interval"`
	Total         Number   `json:"total"`
	TotalInterval Interval `json:"total_interval"`
	Rows          int      `json:"rows"`
	Dropped       int      `json:"dropped"`
}

// SensitivityPair is the second-order index of two sources.
type SensitivityPair struct {
	Sources  [2]string `json:"sources"`
	Index    Number    `json:"index"`
	Interval Interval  `json:"interval"`
	Rows     int       `json:"rows"`
}

// Conventions of the indices.
const (
	ExactShares    = "Exact functional analysis of variance over all combinations, each with equal weight; population variances."
	SampledShares  = "First-order indices: Saltelli et al. (2010), centred; total indices: Jansen (1999); percentile intervals from resampled rows. Estimates near zero can be negative."
	SampledSources = "Choices have equal probabilities; the perturbation of weights is one source around what the scheme finds; sampling is the resample of entities, one source. A row in which a run failed is left out of the indices that need it."
)
