package sim

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// MultiverseResult tells how coefficients move over the grids of the choices
// behind them.
type MultiverseResult struct {
	Arm          string        `json:"arm"`          // in arms; its draws are the specifications
	Significant  Number        `json:"significant"`  // p below this
	Standardised bool          `json:"standardised"` // coefficients are per standard deviation of an index
	Curves       []CurveResult `json:"curves"`
}

// CurveResult is the specification curve of one coefficient. Shares are of
// the specifications that have an estimate, each counted once.
type CurveResult struct {
	Model          string         `json:"model"`
	Term           string         `json:"term"`
	Formula        string         `json:"formula"`
	Design         string         `json:"design"`         // full, sobol, lhs
	Grid           Number         `json:"grid"`           // combinations of the full grid
	Combinations   int            `json:"combinations"`   // that were taken
	Specifications int            `json:"specifications"` // that differ
	Constructions  int            `json:"constructions"`  // samples and indices that differ
	First          int            `json:"first_draw"`     // of the arm
	Failed         []Failure      `json:"failed"`
	Baseline       []SpecEstimate `json:"baseline"` // the study as it is written, by each of the estimators
	Summary        CurveSummary   `json:"summary"`
	Choices        []ChoiceResult `json:"choices"`
	Decomposition  *Decomposition `json:"decomposition"` // null where the grid is sampled
	Tests          []JointTest    `json:"tests"`
	Specs          []SpecResult   `json:"specs"` // in draw order
}

// CurveSummary describes the estimates; quantiles are of type 7.
type CurveSummary struct {
	Estimates           int    `json:"estimates"`
	Mean                Number `json:"mean"`
	SD                  Number `json:"sd"`
	Median              Number `json:"median"`
	MAD                 Number `json:"mad"`
	Min                 Number `json:"min"`
	Max                 Number `json:"max"`
	Q025                Number `json:"q025"`
	Q25                 Number `json:"q25"`
	Q75                 Number `json:"q75"`
	Q975                Number `json:"q975"`
	SharePositive       Number `json:"share_positive"`
	ShareSameSign       Number `json:"share_same_sign"` // as the first baseline
	ShareSignificant    Number `json:"share_significant"`
	SignificantPositive Number `json:"share_significant_positive"`
	SignificantNegative Number `json:"share_significant_negative"`
	SamplingSE          Number `json:"sampling_se"`  // sqrt(mean se²)
	ModellingSE         Number `json:"modelling_se"` // standard deviation of the estimates
	TotalSE             Number `json:"total_se"`     // sqrt(sampling² + modelling²)
	RobustnessRatio     Number `json:"robustness_ratio"`
}

// ChoiceResult is one choice with its options.
type ChoiceResult struct {
	Name    string         `json:"name"`
	Options []OptionResult `json:"options"`
}

// OptionResult describes the estimates of the specifications that take an
// option. Influence is their mean less the mean of all others in which the
// choice arises.
type OptionResult struct {
	Name             string `json:"name"`
	Estimates        int    `json:"estimates"`
	Mean             Number `json:"mean"`
	Median           Number `json:"median"`
	Influence        Number `json:"influence"`
	SharePositive    Number `json:"share_positive"`
	ShareSignificant Number `json:"share_significant"`
}

// Decomposition is the exact functional analysis of variance of the full
// grid: each choice's share of the variance of the coefficient, of its sign
// and of its significance.
type Decomposition struct {
	Cells       int           `json:"cells"`
	Missing     int           `json:"missing"`
	Variance    Number        `json:"variance"`
	Coefficient []SourceShare `json:"coefficient"`
	Sign        []SourceShare `json:"sign"`
	Significant []SourceShare `json:"significant"`
}

// SourceShare is a choice's share by itself, and with all its interactions.
type SourceShare struct {
	Source string `json:"source"`
	First  Number `json:"first"`
	Total  Number `json:"total"`
}

// JointTest is a test of the whole curve under the null that the variable has
// no effect in any specification.
type JointTest struct {
	Name      string `json:"name"`
	Statistic Number `json:"statistic"`
	P         Number `json:"p"`
	Null      string `json:"null"` // how it was imposed
	Draws     int    `json:"draws"`
	Failed    int    `json:"failed"` // draws without an estimate
}

// SpecEstimate is a coefficient under one specification.
type SpecEstimate struct {
	Estimator string `json:"estimator"`
	Estimate  Number `json:"estimate"`
	SE        Number `json:"se"`
	P         Number `json:"p"`
	DoF       Number `json:"dof"` // null where the statistic is normal
}

// SpecResult is a specification: its options, numbered from 0 in the order of
// the choices, and what it gives.
type SpecResult struct {
	Draw    int      `json:"draw"`
	Options []Choice `json:"options"`
	SpecEstimate
	Error string `json:"error,omitempty"`
}

// Sorted are the specifications in the order of their estimates, those without
// one last.
func (c *CurveResult) Sorted() []SpecResult {
	specs := slices.Clone(c.Specs)
	slices.SortStableFunc(specs, func(a, b SpecResult) int {
		x, y := float64(a.Estimate), float64(b.Estimate)
		if math.IsNaN(x) || math.IsNaN(y) {
			return boolInt(math.IsNaN(x)) - boolInt(math.IsNaN(y))
		}
		return cmp.Compare(x, y)
	})
	return specs
}

// Choice is the number of an option, or -1 where the choice does not arise,
// which JSON writes as null.
type Choice int

// MarshalJSON writes -1 as null.
func (c Choice) MarshalJSON() ([]byte, error) {
	if c < 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(c), 10), nil
}

// UnmarshalJSON reads null as -1.
func (c *Choice) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*c = -1
		return nil
	}
	return json.Unmarshal(text, (*int)(c))
}
