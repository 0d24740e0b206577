package main

import "panelstress/sim/multiverse"

// multiverseConfig are the choices behind coefficients. Where it names no
// choice at all, those are taken that the study lends itself to.
type multiverseConfig struct {
	Design      string   `key:"design"` // full, sobol, lhs
	Draws       *int     `key:"draws"`  // of a sample, and then the largest grid that is taken in full unasked
	Terms       []string `key:"terms"`  // MODEL.TERM
	Indices     []string `key:"indices"`
	Standardise *bool    `key:"standardise"`
	Alpha       *float64 `key:"alpha"`

	Normalise     []method              `key:"normalise"`
	Weights       []method              `key:"weights"`
	Zero          []method              `key:"zero"`
	Aggregate     []method              `key:"aggregate"`
	Indicators    named[subsetsConfig]  `key:"indicators"` // per index
	Outliers      []float64             `key:"outliers"`   // shares that are winsorised at each end
	Sample        named[sampleConfig]   `key:"sample"`
	Controls      *controlsConfig       `key:"controls"`
	InstrumentLag []int                 `key:"instrument_lag"`
	Centre        []bool                `key:"centre"`
	Estimators    []estimatorConfig     `key:"estimators"`
	Effects       []string              `key:"effects"`
	Variance      []varianceConfig      `key:"variance"`
	Test          *multiverseTestConfig `key:"test"`
}

// subsetsConfig are sets of indicators of an index: a rule, named sets, or
// both.
type subsetsConfig struct {
	Rule string          `key:"rule" short:"yes"`
	Sets named[[]string] `key:"sets"`
}

// controlsConfig are sets of controls: a rule, named sets such as a + b, or
// both.
type controlsConfig struct {
	Rule string        `key:"rule" short:"yes"`
	Sets named[string] `key:"sets"`
}

// sampleConfig is a part of the sample.
type sampleConfig struct {
	From    *int     `key:"from"`
	To      *int     `key:"to"`
	Without []string `key:"without"` // entities
	Only    []string `key:"only"`
}

type varianceConfig struct {
	Kind       string `key:"kind" short:"yes"`
	By         string `key:"by"`
	Convention string `key:"convention"`
	Lags       *int   `key:"lags"`
}

type multiverseTestConfig struct {
	Null         string `key:"null" short:"yes"`
	Permutations *int   `key:"permutations"`
}

// Defaults of a multiverse.
const (
	multiverseDraws = 8192    // combinations of a sample, a power of two as Sobol points want
	fullGrid        = 50_000  // combinations that are taken in full where nothing is said
	permutations    = 200     // draws under the null
	largestGrid     = 200_000 // combinations that are ever taken in full
)

func (c *multiverseConfig) fill() {
	if c.Alpha == nil {
		alpha := 0.05
		c.Alpha = &alpha
	}
	if c.Standardise == nil {
		yes := true
		c.Standardise = &yes
	}
	if c.Test == nil {
		c.Test = &multiverseTestConfig{}
	}
	if c.Test.Null == "" {
		c.Test.Null = multiverse.Resampled.String()
	}
	if c.Test.Permutations == nil {
		n := permutations
		c.Test.Permutations = &n
	}
}

// declares tells whether the study names a choice.
func (c *multiverseConfig) declares() bool {
	n := len(c.Normalise) + len(c.Weights) + len(c.Zero) + len(c.Aggregate) + len(c.Indicators) + len(c.Outliers) + len(c.Sample)
	n += len(c.InstrumentLag) + len(c.Centre) + len(c.Estimators) + len(c.Effects) + len(c.Variance)
	return n > 0 || c.Controls != nil
}
