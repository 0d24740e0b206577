package audit

import (
	"slices"
	"strings"

	"panelstress/data/published"
)

// Schema names the JSON form of a report.
const Schema = "panelstress/audit/1"

// Severity is how much a finding proves.
type Severity string

const (
	Impossible  Severity = "impossible"  // no data set can give these printed numbers together, rounding included
	Implausible Severity = "implausible" // none that a reader would believe can
	Note        Severity = "note"        // for the reader's eye
)

// Finding is a remark on printed numbers.
type Finding struct {
	Check    string    `json:"check"`
	Severity Severity  `json:"severity"`
	Where    []string  `json:"where"`   // descriptives.VAR.mean, correlations.A.B, REGRESSION.TERM, REGRESSION.r2; the first is the one most in doubt
	Printed  string    `json:"printed"` // of the first
	Implied  []float64 `json:"implied"` // lower and upper end for the first; nil where there is none
	Message  string    `json:"message"`
	Source   string    `json:"source"` // the identity or inequality

	said phrase // the message
}

// Report is what an audit finds.
type Report struct {
	Schema    string    `json:"schema"`
	Name      string    `json:"name"`    // of the study
	Checked   int       `json:"checked"` // comparisons made
	Findings  []Finding `json:"findings"`
	Unchecked []string  `json:"unchecked"` // what could not be checked, and why

	Against []Comparison `json:"against,omitempty"` // with the results of a run
	Search  *Search      `json:"search,omitempty"`  // for a panel that meets the tables

	unchecked []phrase
}

// Search is what a search for a panel that meets printed tables came to. It is
// evidence: that none was found does not prove that there is none.
type Search struct {
	Numbers int      `json:"numbers"` // that a panel had to meet
	Met     int      `json:"met"`     // by the best panel that was found
	Unmet   []string `json:"unmet"`   // the others, with what the panel gives
	Unused  []string `json:"unused"`  // printed numbers that no panel was made to meet, and why
	Seed    uint64   `json:"seed"`

	None string `json:"none,omitempty"` // why there was no search, or none that came to an end
}

// Count is the number of findings of a severity.
func (r *Report) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// checks in their order. A later one may use what an earlier one has learned
// (the repair of the correlations).
var checks = []struct {
	name string
	run  func(*auditor)
}{
	{"missing", missing},
	{"descriptives", descriptives},
	{"declared", declared},
	{"logarithm", logarithms},
	{"correlations", correlationCells},
	{"correlation triple", triples},
	{"correlation matrix", eigenvalue},
	{"observations", observations},
	{"constant", constants},
	{"scale", scales},
	{"pooled", pooled},
	{"fit", fits},
	{"F", fTests},
	{"Wald", walds},
	{"nested R2", nested},
	{"inference", inference},
	{"implied t", impliedT},
	{"product", products},
	{"main effects", mainEffects},
	{"repeated digits", repeated},
	{"shared components", shared},
	{"direction", directions},
	{"claims", claims},
}

// auditor carries an audit from check to check.
type auditor struct {
	*published.Tables
	check   string
	report  *Report
	repairs []repair  // of the correlation matrix, by a change of sign
	turn    [2]string // variables whose correlation has the opposite sign on trial
}

// Run audits tables.
func Run(t *published.Tables) *Report {
	a := &auditor{Tables: t, report: &Report{Schema: Schema, Name: t.Name, Findings: []Finding{}, Unchecked: []string{}}}
	for _, c := range checks {
		a.check = c.name
		c.run(a)
	}
	order := []Severity{Impossible, Implausible, Note}
	slices.SortStableFunc(a.report.Findings, func(x, y Finding) int {
		return slices.Index(order, x.Severity) - slices.Index(order, y.Severity)
	})
	return a.report
}

// add records a finding of the running check.
func (a *auditor) add(s Severity, printed string, implied Interval, where []string, message phrase, source string) {
	f := Finding{Check: a.check, Severity: s, Where: where, Printed: printed, Message: message.String(), Source: source, said: message}
	if implied.Finite() && implied != (Interval{}) {
		f.Implied = []float64{implied.Lo, implied.Hi}
	}
	a.report.Findings = append(a.report.Findings, f)
}

// skip records what could not be checked, once.
func (a *auditor) skip(why phrase) {
	if text := why.String(); !slices.Contains(a.report.Unchecked, text) {
		a.report.Unchecked, a.report.unchecked = append(a.report.Unchecked, text), append(a.report.unchecked, why)
	}
}

// checked counts comparisons.
func (a *auditor) checked(n int) { a.report.Checked += n }

// missing says which blocks are not there.
func missing(a *auditor) {
	for _, b := range []struct {
		there bool
		what  string
	}{
		{a.Panel != nil, "panel: no entities and periods; numbers of observations are compared among each other only"},
		{len(a.Descriptives) > 0, "descriptives: none; constants, scales and implied regressions cannot be checked"},
		{a.Correlations != nil, "correlations: none; the matrix and implied regressions cannot be checked"},
		{len(a.Regressions) > 0, "regressions: none"},
		{len(a.Indices) > 0, "indices: none; directions and shared components cannot be checked"},
		{len(a.Claims) > 0, "claims: none; the text cannot be held against the tables"},
	} {
		if !b.there {
			a.skip(say(b.what))
		}
	}
}

// n is the number of observations behind a variable's descriptives, 0 where
// nothing tells.
func (a *auditor) n(variable string) int {
	if d := a.Describe(variable); d != nil && d.N != nil {
		return int(d.N.Value)
	}
	if a.Panel != nil {
		return a.Panel.Observations
	}
	return 0
}

// cells is the number of entity-periods that the panel has room for, 0 where
// it is not printed.
func (a *auditor) cells() int {
	if a.Panel == nil {
		return 0
	}
	return a.Panel.Entities * a.Panel.Periods
}

// observed is the printed number of observations of a regression, 0 without
// one.
func observed(r *published.Regression) int {
	for _, name := range []string{"N", "n", "observations"} {
		if c := published.Find(r.Statistics, name); c != nil {
			return int(c.Value)
		}
	}
	return 0
}

// sample tells how the sample of a regression and those of the descriptives of
// its variables lie to each other. Same: the numbers of observations are equal,
// so that the rows are the same (those of the regression are among those of
// every variable). Lost is the number of rows that the regression lacks; -1
// where that is not known.
func (a *auditor) sample(r *published.Regression) (same bool, lost int) {
	n, largest := observed(r), 0
	same = true
	for _, v := range append(variables(r), r.Outcome) {
		m := a.n(v)
		if m == 0 {
			return false, -1
		}
		same = same && m == n
		largest = max(largest, m)
	}
	if n == 0 || n > largest {
		return false, -1
	}
	return same, largest - n
}

// variables are those behind the terms of a regression, without the constant.
func variables(r *published.Regression) []string {
	var out []string
	for _, c := range r.Terms {
		for _, f := range published.Factors(c.Name) {
			if v := published.Base(f); f != published.Const && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// partial tells whether a model has more terms than are printed; then identities
// that need all of them do not apply.
func partial(r *published.Regression) bool { return len(r.Omitted) > 0 || r.Unprinted != "" }

// simple tells whether every term is a variable as it is described: no product,
// lag or transformation.
func simple(r *published.Regression) bool {
	for _, c := range r.Terms {
		if c.Name != published.Const && strings.Contains(c.Name, ":") || published.Base(c.Name) != c.Name {
			return false
		}
	}
	return true
}

// table is the table that a regression stands in: table5 of table5.M1.
func table(name string) string {
	if i := strings.LastIndex(name, "."); i > 0 {
		return name[:i]
	}
	return ""
}
