package sim

import (
	"encoding/json"
	"math"
)

// Schema names the form of results.json.
const Schema = "panelstress/results/1"

// Number is a float64 that JSON writes as null where it does not exist.
type Number float64

// MarshalJSON writes NaN and infinities as null.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(text, (*float64)(n))
}

// Interval is a lower and an upper end.
type Interval [2]Number

// Result is all that a run found: the content of results.json. It depends on
// the study, the seed and the build alone.
type Result struct {
	Schema  string    `json:"schema"`
	Version string    `json:"version"`
	Study   StudyInfo `json:"study"`
	Data    DataInfo  `json:"data"`
	Seed    uint64    `json:"seed"`
	Level   Number    `json:"level"`

	Indices      []IndexResult      `json:"indices"`
	Measures     []MeasureResult    `json:"measures,omitempty"` // of trade
	Descriptives []Descriptive      `json:"descriptives"`
	Correlations *Correlations      `json:"correlations"`
	Baseline     []FitResult        `json:"baseline"`
	Arms         []ArmResult        `json:"arms"`
	Hypotheses   []HypothesisResult `json:"hypotheses"`
	Held         []HeldResult       `json:"held,omitempty"`

	Stress      []StressResult      `json:"stress,omitempty"`
	Confounding []ConfoundingResult `json:"confounding,omitempty"`
	Sensitivity *SensitivityResult  `json:"sensitivity,omitempty"`
	Shared      []SharedResult      `json:"shared,omitempty"` // of models whose variables share components
	Multiverse  *MultiverseResult   `json:"multiverse,omitempty"`
	Published   *PublishedResult    `json:"published,omitempty"` // comparison with the tables of the study that this one repeats
	Ensemble    *EnsembleResult     `json:"ensemble,omitempty"`  // of a study of many panels
}

// StudyInfo identifies the study.
type StudyInfo struct {
	Name      string `json:"name"`
	Title     string `json:"title,omitempty"`
	Hash      string `json:"hash"`
	Synthetic string `json:"synthetic,omitempty"` // a sentence where the data are made up
}

// DataInfo describes the panel that was analysed.
type DataInfo struct {
	Hash         string            `json:"hash"`
	Entities     int               `json:"entities"`
	Periods      int               `json:"periods"`
	Observations int               `json:"observations"`
	First        int               `json:"first"`
	Last         int               `json:"last"`
	Balanced     bool              `json:"balanced"`
	EntitiesZh   map[string]string `json:"entities_zh,omitempty"` // Chinese names
	Notes        []string          `json:"notes,omitempty"`
}

// IndexResult is a composite index at the baseline.
type IndexResult struct {
	Name       string            `json:"name"`
	Indicators []IndicatorWeight `json:"indicators"`
	Scores     []Score           `json:"scores"`
	Notes      []string          `json:"notes,omitempty"`
}

// MeasureResult is a measure of the trade table at the baseline.
type MeasureResult struct {
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Scores      []Score `json:"scores"`
}

// IndicatorWeight is an indicator's share in an index.
type IndicatorWeight struct {
	Name      string `json:"name"`
	Direction int    `json:"direction"`
	Weight    Number `json:"weight"`
}

// Score is the value of an index.
type Score struct {
	Entity string `json:"entity"`
	Time   int    `json:"time"`
	Score  Number `json:"score"`
}

// Descriptive summarises a variable; the standard deviation has divisor n-1.
type Descriptive struct {
	Name string `json:"name"`
	N    int    `json:"n"`
	Mean Number `json:"mean"`
	SD   Number `json:"sd"`
	Min  Number `json:"min"`
	Max  Number `json:"max"`
}

// Correlations are Pearson's, with two-sided p values from t with n-2 degrees
// of freedom.
type Correlations struct {
	Names  []string   `json:"names"`
	Values [][]Number `json:"values"`
	P      [][]Number `json:"p"`
}

// FitResult is one model by one estimator at the baseline.
type FitResult struct {
	Model        string            `json:"model"`
	Estimator    string            `json:"estimator"`
	Kind         string            `json:"kind"`
	Effects      string            `json:"effects,omitempty"` // that the fit removes: none, entity, time, twoway
	Formula      string            `json:"formula"`
	Outcome      string            `json:"outcome"`
	Variance     string            `json:"variance"`     // kind and small-sample convention, in words
	Distribution string            `json:"distribution"` // of the statistics: t or normal
	DoF          Number            `json:"dof"`          // of t
	Observations int               `json:"observations"`
	Entities     int               `json:"entities"`
	Terms        []TermResult      `json:"terms"`
	Statistics   map[string]Number `json:"statistics"`
	Tests        []TestResult      `json:"tests,omitempty"`
	Centred      bool              `json:"centred,omitempty"` // variables of products less their pooled means
	Margins      []MarginResult    `json:"margins,omitempty"`

	level Number // of intervals
}

// TermResult is a coefficient.
type TermResult struct {
	Name      string   `json:"name"`
	Estimate  Number   `json:"estimate"`
	SE        Number   `json:"se"`
	Statistic Number   `json:"statistic"`
	P         Number   `json:"p"`
	CI        Interval `json:"ci"`
	DoF       Number   `json:"dof"` // of this coefficient's t; none where it is normal
}

// TestResult is a test that belongs to a fit.
type TestResult struct {
	Name      string   `json:"name"`
	Statistic Number   `json:"statistic"`
	DF        []Number `json:"df"`
	P         Number   `json:"p"`
	Note      string   `json:"note,omitempty"`
}

// ArmResult is what the draws of an arm say.
type ArmResult struct {
	Name         string          `json:"name"`
	Kind         string          `json:"kind"`
	Draws        int             `json:"draws"`
	Failed       []Failure       `json:"failed"`
	Coefficients []Coefficient   `json:"coefficients"`
	Ranks        []RankResult    `json:"ranks,omitempty"` // per index
	Scenario     *ScenarioResult `json:"scenario,omitempty"`

	Each []WayResult `json:"each,omitempty"` // the choices of the arm, each by itself
}

// Failure counts fits that failed for one cause.
type Failure struct {
	Cause     string `json:"cause"`
	Model     string `json:"model"`
	Estimator string `json:"estimator"`
	Count     int    `json:"count"`
}

// Coefficient is the distribution of one coefficient over the draws whose fit
// succeeded. MCSE is the Monte-Carlo standard error of the mean, MCSEs that
// of every other number by its name. Quantiles are those of R's boot.ci,
// and of type 7 where draws are the specifications of a multiverse.
type Coefficient struct {
	Model            string              `json:"model"`
	Estimator        string              `json:"estimator"`
	Term             string              `json:"term"`
	Baseline         Number              `json:"baseline"`
	Draws            int                 `json:"draws"`
	Mean             Number              `json:"mean"`
	SD               Number              `json:"sd"`
	MCSE             Number              `json:"mcse"`
	Quantiles        map[string]Number   `json:"quantiles"`
	Intervals        map[string]Interval `json:"intervals"`
	ShareSameSign    Number              `json:"share_same_sign"`
	ShareSignificant Number              `json:"share_significant"`
	MCSEs            MCSEs               `json:"mcses"`
	Histogram        *Histogram          `json:"histogram,omitempty"`
}

// MCSEs are Monte-Carlo standard errors.
type MCSEs struct {
	SD               Number              `json:"sd"`
	Quantiles        map[string]Number   `json:"quantiles"`
	Intervals        map[string]Interval `json:"intervals"`
	ShareSameSign    Number              `json:"share_same_sign"`
	ShareSignificant Number              `json:"share_significant"`
}

// HypothesisResult is the verdict on a hypothesis at the baseline and the
// shares of draws that support and contradict it.
type HypothesisResult struct {
	Name      string       `json:"name"`
	Statement string       `json:"statement"`
	Model     string       `json:"model"`
	Estimator string       `json:"estimator"`
	Term      string       `json:"term"`
	Sign      int          `json:"sign"`
	Level     Number       `json:"level"`
	Baseline  string       `json:"baseline"`
	Arms      []ArmVerdict `json:"arms"`
}

// ArmVerdict are the shares of an arm's successful draws.
type ArmVerdict struct {
	Arm          string `json:"arm"`
	Supported    Number `json:"supported"`
	NotSupported Number `json:"not_supported"`
	Contradicted Number `json:"contradicted"`
}
