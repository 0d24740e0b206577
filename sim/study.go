package sim

import (
	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/scenarios"
)

// Study is an empirical study as a plain value: data, indices, models,
// estimators and the arms that put it under stress.
type Study struct {
	Name  string
	Title string

	Panel        *data.Panel       // raw columns, prepared; shared and never written
	DataFile     string            // where the panel came from, for messages
	DataHash     string            // SHA-256 of that file
	Hash         string            // SHA-256 of the resolved study
	Members      []Member          // of an ensemble of data sets, of which Panel and Trade are the first: draw i of an arm is one of member i mod their number; nil: the data are one
	ChineseNames map[string]string // of entities, by their name; nil: none
	Synthetic    string            // a sentence where the data are made up; else empty

	Trade      *Trade    // nil where there is none
	Derived    []Derived // in any order
	Indices    []*index.Index
	Models     []Model
	Estimators []Estimator
	Hypotheses []Hypothesis
	Arms       []Arm
	Roles      map[string]string // names by which scenarios call columns
	Protect    string            // the variable that a scenario's counterfactual raises; empty: none
	Published  *Published        // tables of the study that this one repeats; nil: none

	Seed     uint64
	Level    float64 // of all intervals; 0 means 0.95
	DropGaps bool    // leave out rows whose lag falls into a gap; else an error

	Standardise bool  // indices have mean 0 and standard deviation 1 over the sample
	part        *part // of a multiverse: nil elsewhere
}

// Derived is a column computed from others, from indices too.
type Derived struct {
	Name string
	Text string // as written, for messages
	Expr formula.Expr
}

// Model is one specification. Two models may share a name where different
// estimators fit them: a paper's 2SLS table may leave out a term that its
// fixed-effects table of the same model has.
type Model struct {
	Name    string
	Text    string // as written, for messages
	Formula *formula.Model
	Centre  bool     // variables of products less their pooled means
	Only    []string // names of the estimators that fit it; nil: all

	labels []string // of the regressors, where they are centred
}

// Estimator is one way to fit every model.
type Estimator struct {
	Name         string // the word that stands in results: fe, 2sls, fgls
	Kind         string // fe, re, 2sls, ...: which statistics describe the fit
	Effects      string // that the fit removes: none, entity, time, twoway; empty where the kind says all
	Note         string // variance and small-sample convention, in words
	Group        string // label column that errors are clustered by; empty where entities or periods are
	Instrumented bool   // uses the excluded instruments of a model; models without are skipped
	Fit          estimators.Estimator
}

// Hypothesis is a statement about the sign of one coefficient. It is
// supported where the coefficient has that sign and differs from zero at the
// level, contradicted where it has the other one and does.
type Hypothesis struct {
	Name      string
	Statement string
	Model     string
	Estimator string
	Term      string
	Sign      int     // +1 or -1
	Level     float64 // 0 means 0.05
}

// Arm is a series of draws of one kind.
type Arm struct {
	Name      string
	Kind      string // bootstrap, weights, scenario
	Draws     int
	Resampler bootstrap.Resampler // nil: the panel as it is
	Common    string              // the arm whose draw i has the same sample as ours; empty: none
	Choices   scenarios.Choices   // changes how every index is built; nil: not
	Weights   scenarios.Weights   // changes the weights of every index, once found; nil: not
	Ranks     *Ranks              // entities are ranked by the scores of their indices; nil: not
	Hold      Hold                // what of an index a draw does not find anew
	Shocks    []scenarios.Shock   // what happens to the sample, in this order
	Scenario  *scenarios.Scenario // more shocks, resolved by Compile; nil: none
	Arrange   Arrangement         // of the draws of the scenario; nil: they are independent
	Shuffle   Shuffle             // of the column that a multiverse asks about
}

// Hold is what of an index stays as it is at the baseline.
type Hold int

const (
	HoldNothing Hold = iota // normalisation and weights are found anew in every draw
	HoldWeights             // weights are the baseline's, the normalisation is the draw's
	HoldScores              // the index is taken for data, as a paper does that computes it once
)

func (h *Hypothesis) level() float64 {
	if h.Level == 0 {
		return 0.05
	}
	return h.Level
}

func (s *Study) level() float64 {
	if s.Level == 0 {
		return 0.95
	}
	return s.Level
}
