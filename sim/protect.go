package sim

import (
	"fmt"
	"math"
	"slices"

	"panelstress/bootstrap"
	"panelstress/data"
)

// Protection asks what the same shock would do, were a variable one standard
// deviation higher for everybody: through the fitted models, at their baseline
// coefficients, all else as it is. It is a prediction of the model and says
// nothing on causes. Means are over the rows that the scenario reaches, and
// then over draws.
type Protection struct {
	Variable string          `json:"variable"`
	SD       Number          `json:"sd"` // over the panel, divisor n-1
	Draws    int             `json:"draws"`
	Fits     []FitProtection `json:"fits"`
}

// FitProtection is the answer of one fit. Outcome is how the outcome itself
// changes, where it is built from what the shock hits. Predicted is the change
// b'(x* - x) that the model predicts through its regressors, Raised the same
// with the variable higher: they differ by products with it. Gain is what the
// higher variable adds to the predicted outcome under the shock, and Offset
// the share of the fall that this makes good: -Gain/Outcome, or -Gain/Predicted
// where the outcome is not built from what the shock hits; none without a fall.
type FitProtection struct {
	Model     string `json:"model"`
	Estimator string `json:"estimator"`
	Outcome   Number `json:"outcome"`
	Predicted Number `json:"predicted"`
	Raised    Number `json:"raised"`
	Gain      Number `json:"gain"`
	Offset    Number `json:"offset"`
}

// lift raises an index as soon as it is computed, and it less its mean, which
// would take the rise out again.
type lift struct {
	columns map[int]int // that a node computes
	by      float64
}

func (c *Chain) lift(name string) *lift {
	l := &lift{columns: make(map[int]int), by: deviation(c.panel.Column(name))}
	at, _ := c.column(name)
	for k, n := range c.nodes {
		switch n := n.(type) {
		case *indexNode:
			if n.column == at {
				l.columns[k] = at
			}
		case centredNode:
			if n.from == at {
				l.columns[k] = n.column
			}
		}
	}
	return l
}

func (l *lift) raise(w *worker, node int) {
	column, ok := l.columns[node]
	if !ok {
		return
	}
	for i := range w.cols[column] {
		w.cols[column][i] += l.by
	}
}

// checkProtect finds the variable of the counterfactual among the indices.
func (c *Chain) checkProtect() error {
	if c.study.Protect == "" {
		return nil
	}
	_, names := c.indexColumns()
	if !slices.Contains(names, c.study.Protect) {
		return &data.InputError{Key: "scenarios.protect", Found: fmt.Sprintf("%q, which is no index", c.study.Protect), Expected: fmt.Sprintf("one of the indices %v", names)}
	}
	return nil
}

// protected is the variable of the counterfactual: that of the study, else the
// first index that a hypothesis is about, else none.
func (c *Chain) protected() string {
	if c.study.Protect != "" {
		return c.study.Protect
	}
	_, names := c.indexColumns()
	for _, h := range c.study.Hypotheses {
		if slices.Contains(names, h.Term) {
			return h.Term
		}
	}
	return ""
}

// protection computes the counterfactual of a scenario; nil where no model has
// the variable.
func (c *Chain) protection(m *impact, arm Arm) (*Protection, error) {
	name := c.protected()
	if name == "" {
		return nil, nil
	}
	l := m.chain.lift(name)
	out := &Protection{Variable: name, SD: Number(l.by)}
	var states [4]*worker // without and with the shock, each as it is and raised
	for i := range states {
		a := Arm{Name: arm.Name}
		if i >= 2 {
			a.Shocks, a.Arrange = arm.Shocks, arm.Arrange
		}
		states[i] = m.chain.newWorker(a)
		if i%2 == 1 {
			states[i].lift = l
		}
	}
	fits := m.chain.fitsWith(name)
	if len(fits) == 0 {
		return nil, nil
	}
	n := min(arm.Draws, protectDraws)
	if m.plan.Certain() {
		n = 1
	}
	sums := make([]fitSums, len(fits))
	for i := range n {
		if !drawAll(states[:], i) {
			continue
		}
		out.Draws++
		for k, f := range fits {
			sums[k].add(c, m, f, &states)
		}
	}
	for k, f := range fits {
		spec := &m.chain.fits[f]
		r := sums[k].result()
		r.Model, r.Estimator = spec.model.Name, spec.estimator.Name
		out.Fits = append(out.Fits, r)
	}
	return out, nil
}

// protectDraws is enough for a mean.
const protectDraws = 200

func deviation(x []float64) float64 { return bootstrap.MomentsOf(bootstrap.Finite(nil, x)).SD }

// fitsWith are the fits that have the variable as a term.
func (c *Chain) fitsWith(name string) (fits []int) {
	for i := range c.fits {
		if slices.Contains(c.fits[i].terms, name) {
			fits = append(fits, i)
		}
	}
	return fits
}

// drawAll computes the columns of a draw in all states; it tells whether all
// exist.
func drawAll(states []*worker, i int) bool {
	for _, w := range states {
		w.sampleOf(i)
		w.shock()
		if w.columns() != nil {
			return false
		}
	}
	return true
}

// fitSums are the numbers of a fit, draw by draw.
type fitSums struct{ outcome, predicted, raised, gain []float64 }

// add takes the means over the rows that are reached.
func (s *fitSums) add(c *Chain, m *impact, fit int, states *[4]*worker) {
	spec := &m.chain.fits[fit]
	y, _ := m.chain.column(spec.model.columns(false)[0])
	var outcome, n float64
	var x [4]float64
	for i, reached := range m.plan.Rows() {
		d := states[2].cols[y][i] - states[0].cols[y][i]
		if !reached || d != d {
			continue
		}
		var row [4]float64
		for j, t := range spec.model.Formula.Regressors {
			col, _ := m.chain.column(columnOf(t))
			b := c.coef(fit, j)
			for k, w := range states {
				row[k] += b * w.cols[col][i]
			}
		}
		if row[0] != row[0] || row[2] != row[2] {
			continue
		}
		outcome += d
		n++
		for k := range x {
			x[k] += row[k]
		}
	}
	if n == 0 {
		return
	}
	s.outcome = append(s.outcome, outcome/n)
	s.predicted = append(s.predicted, (x[2]-x[0])/n)
	s.raised = append(s.raised, (x[3]-x[1])/n)
	s.gain = append(s.gain, (x[3]-x[2])/n)
}

// coef is the baseline coefficient of a regressor; 0 where it was left out.
func (c *Chain) coef(fit, regressor int) float64 {
	s := &c.fits[fit]
	name := s.model.Formula.Regressors[regressor].Name
	if s.model.labels != nil {
		name = s.model.labels[regressor]
	}
	if at := slices.Index(s.terms, name); at >= 0 {
		return s.coef[at]
	}
	return 0
}

func (s *fitSums) result() (r FitProtection) {
	mean := func(x []float64) float64 { return bootstrap.MomentsOf(x).Mean }
	r.Outcome, r.Predicted, r.Raised, r.Gain = Number(mean(s.outcome)), Number(mean(s.predicted)), Number(mean(s.raised)), Number(mean(s.gain))
	r.Offset = Number(math.NaN())
	fall := r.Outcome
	if fall == 0 {
		fall = r.Predicted
	}
	if fall < 0 {
		r.Offset = -r.Gain / fall
	}
	return r
}
