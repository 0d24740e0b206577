package estimators

import (
	"errors"
	"fmt"
	"strings"
)

// Causes for which a fit can fail. A Fault wraps one of them and names the
// term to blame.
var (
	ErrNoRows          = errors.New("no complete rows")
	ErrNotFinite       = errors.New("a value is not finite")
	ErrTooFewRows      = errors.New("as many coefficients as observations, or more")
	ErrTooFewEntities  = errors.New("too few entities")
	ErrTooFewClusters  = errors.New("too few clusters")
	ErrTooFewPeriods   = errors.New("too few periods")
	ErrNoVariation     = errors.New("no variation")
	ErrRankDeficient   = errors.New("collinear with other terms")
	ErrNotIdentified   = errors.New("not identified by the instruments")
	ErrZeroVariance    = errors.New("an entity has no residual variance")
	ErrSingularWeights = errors.New("the error covariance matrix is singular")
	ErrUnbalanced      = errors.New("the panel is unbalanced")
	ErrGaps            = errors.New("an entity has gaps in time")
	ErrNoGrouping      = errors.New("the rows have no such grouping")
	ErrNoLeverage      = errors.New("leverages are not available")
	ErrNotConverged    = errors.New("the iteration did not converge")
)

// Fault tells why a fit failed: the cause, the term that is to blame (empty
// where none is), the terms that a collinear one depends on, and an
// explanation. errors.Is finds the cause. A Fault is in memory of its Fit:
// the next fit overwrites it.
type Fault struct {
	Cause  error
	Term   string
	With   []string
	Detail string
}

func (e *Fault) Error() string {
	s := e.Cause.Error()
	if e.Term != "" {
		s = fmt.Sprintf("%s: %s", e.Term, s)
	}
	if len(e.With) > 0 {
		s += ": it is a combination of " + strings.Join(e.With, ", ")
	}
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s
}

// Unwrap returns the cause.
func (e *Fault) Unwrap() error { return e.Cause }

// Design says which columns of a frame are the outcome, the regressors and
// the excluded instruments. It holds no data: designs of many models share
// one frame.
type Design struct {
	Frame      *Frame
	Outcome    int   // column of the outcome
	Regressors []int // columns of the k regressors, without the constant
	Endogenous []int // places in Regressors that are instrumented
	Excluded   []int // columns of the excluded instruments
	NoConstant bool

	terms  []string // names of the regressors and, last, "const"
	exog   []int    // places in Regressors that are not instrumented
	layout layout   // as NewDesign found it
}

// layout says where the variables of a design stand in its frame.
type layout struct {
	columns []int // q, of the variables
	places  []int // q x q, of their cross products
	upper   []int // the places of the upper triangle, row by row
	tools   []int // L, of the instruments among the variables
}

// ConstName is the name of the constant's term.
const ConstName = "const"

// NewDesign finds the named columns in the frame. Endogenous regressors are
// named among the regressors too; excluded instruments stand in no other list.
func NewDesign(f *Frame, outcome string, regressors, endogenous, excluded []string) (*Design, error) {
	d := &Design{Frame: f}
	var err error
	column := func(name string) int {
		j := f.Column(name)
		if j < 0 && err == nil {
			err = fmt.Errorf("estimators: the frame has no column %q", name)
		}
		return j
	}
	d.Outcome = column(outcome)
	for i, name := range regressors {
		d.Regressors = append(d.Regressors, column(name))
		instrumented := false
		for _, e := range endogenous {
			instrumented = instrumented || e == name
		}
		if instrumented {
			d.Endogenous = append(d.Endogenous, i)
		} else {
			d.exog = append(d.exog, i)
		}
	}
	for _, name := range excluded {
		d.Excluded = append(d.Excluded, column(name))
	}
	if err != nil {
		return nil, err
	}
	if len(d.Endogenous) != len(endogenous) {
		return nil, fmt.Errorf("estimators: an endogenous term is not among the regressors %q", regressors)
	}
	if len(d.Excluded) < len(d.Endogenous) {
		return nil, &Fault{Cause: ErrNotIdentified, Detail: fmt.Sprintf("%d endogenous regressors, %d excluded instruments", len(d.Endogenous), len(d.Excluded))}
	}
	d.terms = append(append([]string(nil), regressors...), ConstName)
	for i := range d.variables() {
		d.layout.columns = append(d.layout.columns, d.variable(i))
	}
	d.layout.place(d)
	return d, nil
}

// Label gives the regressors names of their own in results, in place of
// those of their columns.
func (d *Design) Label(regressors []string) {
	if len(regressors) != len(d.Regressors) {
		panic("estimators: Label needs a name per regressor")
	}
	d.terms = append(append([]string(nil), regressors...), ConstName)
}

// On returns the design on another frame with the same columns: a worker's
// own.
func (d *Design) On(f *Frame) *Design {
	c := *d
	c.Frame = f
	return &c
}

// variables are the columns of the design in the order of its moment matrix:
// regressors, excluded instruments, outcome.
func (d *Design) variable(i int) int {
	k, l := len(d.Regressors), len(d.Excluded)
	switch {
	case i < k:
		return d.Regressors[i]
	case i < k+l:
		return d.Excluded[i-k]
	}
	return d.Outcome
}

// name is what results call the i-th variable.
func (d *Design) name(i int) string {
	if i < len(d.Regressors) {
		return d.terms[i]
	}
	return d.Frame.Names[d.variable(i)]
}

func (d *Design) variables() int { return len(d.Regressors) + len(d.Excluded) + 1 }

// instrument gives the place, in the order of variable, of the i-th column of
// the instrument matrix W: included exogenous regressors, then excluded
// instruments.
func (d *Design) instrument(i int) int {
	if i < len(d.exog) {
		return d.exog[i]
	}
	return len(d.Regressors) + i - len(d.exog)
}

func (d *Design) instruments() int { return len(d.exog) + len(d.Excluded) }
