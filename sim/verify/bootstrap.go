package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
)

// bootstrapCase is one case of the form of the bootstrap.
type bootstrapCase struct {
	ID          string
	Data        string
	Statistic   string // of the kind pairs-given-draws: the coefficient of the intervals
	DrawsFile   string `json:"draws_file"`
	TStarFile   string `json:"tstar_file"`
	SmallSample string `json:"small_sample"`
	Tolerance   map[string]any
	Spec        *bootstrapSpec
	Expected    map[string]any

	fsys   fs.FS
	folder string
	table  *data.Table
}

// bootstrapSpec says what a case estimates and how its test is made.
type bootstrapSpec struct {
	Formula     string
	FE          list
	Cluster     list
	BootCluster string `json:"boot_cluster"`
	Kind        string
	Variant     word
	NullImposed bool `json:"null_imposed"`
	Weights     string
	Variance    string
	Null        map[string]float64

	model *formula.Model
}

// list is one name or several.
type list []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *list) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		*l = make(list, 1)
		return json.Unmarshal(b, &(*l)[0])
	}
	return json.Unmarshal(b, (*[]string)(l))
}

// word is a text, or a number as it is written.
type word string

// UnmarshalJSON implements json.Unmarshaler.
func (w *word) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		return json.Unmarshal(b, (*string)(w))
	}
	*w = word(b)
	return nil
}

// bootstrapKinds says which function computes which kind of case.
var bootstrapKinds = map[string]func(*bootstrapCase) (map[string]any, error){
	"pairs-exact":          pairsExact,
	"pairs-given-draws":    pairsGiven,
	"romano-wolf":          romanoWolfGiven,
	"small-sample-cluster": smallSampleClusters,
	"vcov-cluster":         clusterCovariances,
	"vcov-bootstrap":       bootstrapCovariances,
	"wild-cluster":         wildCluster,
	"wre":                  wildInstrumented,
	"we":                   wildInstrumented,
}

// isBootstrap tells the form of the bootstrap: an object with a list of cases.
func isBootstrap(doc any) bool {
	_, ok := member(doc, "cases").([]any)
	return ok
}

func readBootstrap(fsys fs.FS, file string, raw []byte) ([]reference, error) {
	var f struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	var refs []reference
	for i, one := range f.Cases {
		c := &bootstrapCase{fsys: fsys, folder: path.Dir(file)}
		err := json.Unmarshal(one, c)
		name := c.ID
		if name == "" {
			name = fmt.Sprintf("case %d", i+1)
		}
		if err == nil && (c.ID == "" || c.Spec == nil || len(c.Tolerance) == 0 || len(c.Expected) == 0) {
			err = errors.New("expected an id, a spec, a tolerance and expected numbers")
		}
		if err != nil {
			refs = append(refs, malformed(name, err))
			continue
		}
		refs = append(refs, c.reference())
	}
	return refs, nil
}

func (c *bootstrapCase) reference() reference {
	r := reference{name: c.ID, expected: c.Expected, tolerance: c.tolerance}
	of, ok := bootstrapKinds[c.Spec.Kind]
	if !ok {
		r.skip = fmt.Sprintf("this build computes no bootstrap of the kind %q", c.Spec.Kind)
		return r
	}
	r.compute = func() (any, error) {
		if c.Spec.Kind == "romano-wolf" { // it has statistics and no data
			return of(c)
		}
		var err error
		if c.Spec.model, err = formula.ParseModel(c.Spec.Formula); err != nil {
			return nil, err
		}
		if c.table, err = c.open(c.Data); err != nil {
			return nil, err
		}
		return of(c)
	}
	return r
}

// open reads a file beside that of the cases.
func (c *bootstrapCase) open(name string) (*data.Table, error) {
	return data.OpenFS(c.fsys, path.Join(c.folder, name), data.ReadOptions{})
}

// tolerance finds the tolerance of a quantity by the names that the cases give
// their tolerances; the tightest of all where none fits.
func (c *bootstrapCase) tolerance(at []string) tolerance {
	has := func(name string) (float64, bool) { v, ok := c.Tolerance[name].(float64); return v, ok }
	first := at[0]
	switch {
	case first == "p" || strings.HasPrefix(first, "p_") || strings.HasPrefix(first, "tie"):
		if p, ok := has("p"); ok {
			return tolerance{abs: p}
		}
	case strings.HasPrefix(first, "ci"):
		if v, ok := has("ci_relative"); ok {
			return tolerance{rel: v, abs: v * 1e-3}
		}
	case first == "se" && c.Spec.Kind == "vcov-bootstrap":
		if v, ok := has("relative_monte_carlo"); ok {
			return tolerance{rel: v}
		}
	case first == "intervals" || strings.HasPrefix(first, "quantile_type") || strings.HasPrefix(first, "bca"):
		if v, ok := has("intervals_relative"); ok {
			return tolerance{rel: v}
		}
	case first == "se" || strings.HasPrefix(first, "tstar_first"):
		if v, ok := has("t"); ok {
			return tolerance{rel: v, abs: v}
		}
	}
	for _, name := range []string{first, "relative", "exact", "tstar", "wild_exact"} {
		if v, ok := has(name); ok {
			return tolerance{rel: v, abs: v * 1e-3}
		}
	}
	least := math.Inf(1)
	for name := range c.Tolerance {
		if v, ok := has(name); ok {
			least = min(least, v)
		}
	}
	if math.IsInf(least, 1) {
		least = relative
	}
	return tolerance{rel: least}
}

// design makes a design with the entities of a column. Lags are by time
// within the first of the absorbed effects or else the clusters.
func (c *bootstrapCase) design(entity string) (*estimators.Design, *Case, error) {
	m := c.Spec.model
	var x, endogenous, excluded []string
	for _, t := range m.Regressors {
		x = append(x, t.Name)
	}
	for _, i := range m.Endogenous {
		endogenous = append(endogenous, m.Regressors[i].Name)
	}
	for _, t := range m.Instruments {
		excluded = append(excluded, t.Name)
	}
	r := &Case{table: c.table, entity: entity, time: c.timeColumn(entity)}
	d, err := r.Design(m.Outcome.String(), x, endogenous, excluded)
	if err != nil {
		return nil, nil, err
	}
	d.NoConstant = m.NoConst
	return d, r, nil
}

// timeColumn is the column of periods beside that of entities: the other
// absorbed effect, or one called year; empty where neither is there.
func (c *bootstrapCase) timeColumn(entity string) string {
	if len(c.Spec.FE) == 2 {
		return c.Spec.FE[1-slices.Index(c.Spec.FE, entity)]
	}
	if entity != "year" && c.table.Cells("year") != nil {
		return "year"
	}
	return ""
}

// oneWay is the estimator without or with effects of one column, and that
// column or else the one cluster.
func (c *bootstrapCase) oneWay() (with func(estimators.Covariance) estimators.Estimator, entity string, err error) {
	s := c.Spec
	if len(s.Cluster) != 1 || s.Cluster[0] == "" || len(s.FE) > 1 || len(s.FE) == 1 && s.FE[0] != s.Cluster[0] {
		return nil, "", fmt.Errorf("clusters %q and effects %q, expected one cluster, and no effects but its own", s.Cluster, s.FE)
	}
	if len(s.FE) == 1 {
		return func(cov estimators.Covariance) estimators.Estimator { return estimators.Within{Cov: cov} }, s.Cluster[0], nil
	}
	return func(cov estimators.Covariance) estimators.Estimator { return estimators.Pooled{Cov: cov} }, s.Cluster[0], nil
}

// terms are the places of the coefficients of a fit in the order of the cases,
// the constant first, and their names there. Absorbed constants are left out.
func (c *bootstrapCase) terms(f *estimators.Fit) (places []int, names []string) {
	for j, term := range f.Terms {
		switch {
		case term != estimators.ConstName:
			places, names = append(places, j), append(names, term)
		case len(c.Spec.FE) == 0:
			places, names = slices.Insert(places, 0, j), slices.Insert(names, 0, "(Intercept)")
		}
	}
	return places, names
}

// inOrder picks values by place.
func inOrder(places []int, of func(int) float64) []float64 {
	x := make([]float64, len(places))
	for i, j := range places {
		x[i] = of(j)
	}
	return x
}

// matrixInOrder picks the elements of the covariance matrix.
func matrixInOrder(f *estimators.Fit, places []int) [][]float64 {
	v := make([][]float64, len(places))
	for i, a := range places {
		v[i] = inOrder(places, func(b int) float64 { return f.Cov[a*len(f.Coef)+b] })
	}
	return v
}
