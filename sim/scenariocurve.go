package sim

// ScenarioMultiverse is what a scenario does under every specification of a
// multiverse. Who is hit, and how hard in draw i, is the same in all of them;
// a specification whose sample lacks some of those who are hit sees the rest.
type ScenarioMultiverse struct {
	Draws        int             `json:"draws"`   // of every specification; 1 where all draws are the same
	Certain      bool            `json:"certain"` // all draws are the same
	Significant  Number          `json:"significant"`
	Standardised bool            `json:"standardised"` // coefficients are per standard deviation of an index, shocked or not
	Curves       []ScenarioCurve `json:"curves"`
}

// ScenarioCurve is one coefficient: over the specifications that have an
// estimate without the shock and in at least one draw of it, the change that
// the shock makes, a mean over the draws of each.
type ScenarioCurve struct {
	Model          string          `json:"model"`
	Term           string          `json:"term"`
	Design         string          `json:"design"` // full, sobol, lhs
	Grid           Number          `json:"grid"`   // combinations of the full grid
	Combinations   int             `json:"combinations"`
	Specifications int             `json:"specifications"` // that differ
	Estimates      int             `json:"estimates"`      // with a change
	Failed         []Failure       `json:"failed"`         // fits: one a specification without the shock, one a draw with it
	Change         ChangeSummary   `json:"change"`
	Without        Number          `json:"mean_without"` // of the coefficient
	With           Number          `json:"mean_with"`
	SignFlips      Number          `json:"sign_flips"` // share of draws of specifications in which the sign is another
	Verdicts       []CurveVerdicts `json:"verdicts"`
	Choices        []ChangeChoice  `json:"choices"`
	Shares         *ChangeShares   `json:"shares"` // of the variance by choice; null where the grid is sampled
	Lost           []LostEntity    `json:"lost"`   // entities that are hit, and are not in every sample
	Untouched      int             `json:"untouched"`
	Specs          []ChangeSpec    `json:"specs"`
}

// ChangeSummary is a distribution over specifications. MCSE is the standard
// error of the mean over the draws, sd(m_i)/sqrt(n) with m_i the mean over
// specifications in draw i, which have the same shock; null for one draw.
// Quantiles are of type 7.
type ChangeSummary struct {
	Mean      Number            `json:"mean"`
	SD        Number            `json:"sd"`
	MCSE      Number            `json:"mcse"`
	Min       Number            `json:"min"`
	Max       Number            `json:"max"`
	Quantiles map[string]Number `json:"quantiles"`
	Positive  Number            `json:"share_positive"`
}

// CurveVerdicts are those on a hypothesis about the coefficient, each
// specification by its own p value at the level, whatever estimator the
// hypothesis names. Where the study has none it is that the coefficient is
// positive.
type CurveVerdicts struct {
	Hypothesis string        `json:"hypothesis"`
	Sign       int           `json:"sign"`
	Level      Number        `json:"level"`
	Without    VerdictShares `json:"without"`       // of specifications
	With       VerdictShares `json:"with"`          // means over specifications of the shares of their draws
	Share      Number        `json:"share_changed"` // of draws of specifications with another verdict than without the shock
	Changed    int           `json:"changed"`       // specifications in which more than half of the draws have another verdict

	// Moves count the specifications by their verdicts: without the shock the
	// row, in most of the draws the column; supported, not supported,
	// contradicted. A specification that did not change is on the diagonal.
	Moves [3][3]int `json:"moves"`
}

// VerdictShares add up to 1.
type VerdictShares struct {
	Supported    Number `json:"supported"`
	NotSupported Number `json:"not_supported"`
	Contradicted Number `json:"contradicted"`
}

// ChangeChoice is a choice with what the shock does under each option.
type ChangeChoice struct {
	Name    string         `json:"name"`
	Options []ChangeOption `json:"options"`
}

// ChangeOption are the specifications that take an option. Changed are, per
// hypothesis, those whose verdict changes.
type ChangeOption struct {
	Name      string `json:"name"`
	Estimates int    `json:"estimates"`
	Mean      Number `json:"mean"`      // change
	Influence Number `json:"influence"` // mean change with the option less that of the others in which the choice arises
	SD        Number `json:"sd"`
	Changed   []int  `json:"changed"`
}

// ChangeShares is the exact analysis of variance of the full grid: of the
// change, and per hypothesis of whether the verdict changes.
type ChangeShares struct {
	Cells   int             `json:"cells"`
	Missing int             `json:"missing"`
	Change  []SourceShare   `json:"change"`
	Changed [][]SourceShare `json:"changed"`
}

// LostEntity counts the specifications whose sample has nothing of an entity
// that the shock hits.
type LostEntity struct {
	Entity         string `json:"entity"`
	Specifications int    `json:"specifications"`
}

// ChangeSpec is a specification without the shock and under it.
type ChangeSpec struct {
	Options   []Choice `json:"options"`
	Estimator string   `json:"estimator"`
	Estimate  Number   `json:"estimate"` // without
	P         Number   `json:"p"`
	Change    Number   `json:"change"` // mean over its draws
	SD        Number   `json:"sd"`     // over its draws
	Draws     int      `json:"draws"`  // with an estimate
	Error     string   `json:"error,omitempty"`
}
