package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/estimators"
)

// chainDraw is a resample of the form of the chain: the provinces drawn, and
// what follows from them.
type chainDraw struct {
	Provinces []int // counted from the index base of the file
	Weights   map[string]any
	Fits      []chainFit
}

// chainFit is one of the fits; its numbers are compared, its names say what to
// fit.
type chainFit struct {
	Model, Estimator string
	Estimate, SE     map[string]any
}

// chainIndices are the indices of the chain with what their indicators are
// called.
var chainIndices = map[string]func(column string) bool{
	"NM":   func(column string) bool { return strings.HasPrefix(column, "nm_") },
	"ERes": func(column string) bool { return strings.HasPrefix(column, "er_") },
	"ECpv": func(column string) bool { return column == "tc" || column == "ms" || column == "rca" },
}

// chainColumns are the names in the models of columns of the panel.
var chainColumns = map[string]string{"cpx": "ECpc", "lngdp": "lnGDP", "open": "Open", "infra": "Infra", "rd": "RD"}

// chainModels are the regressors beside the controls.
var chainModels = map[string][]string{
	"M1": {"NM"}, "M2": {"ECpv"}, "M3": {"ECpc"}, "M4": {"NM", "NM:ECpv"}, "M5": {"NM", "NM:ECpc"},
}

// isChain tells the form of the chain: a panel and a list of draws.
func isChain(doc any) bool {
	_, panel := member(doc, "panel").(string)
	_, draws := member(doc, "draws").([]any)
	return panel && draws
}

func readChain(fsys fs.FS, file string, raw []byte) ([]reference, error) {
	var f struct {
		Panel string
		Base  int `json:"index_base"`
		Draws []json.RawMessage
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	t, err := data.OpenFS(fsys, path.Join(path.Dir(file), f.Panel), data.ReadOptions{})
	if err != nil {
		return nil, err
	}
	var refs []reference
	for i, one := range f.Draws {
		name := fmt.Sprintf("draw %d", i)
		var d chainDraw
		var doc map[string]any
		err := errors.Join(json.Unmarshal(one, &d), json.Unmarshal(one, &doc))
		if err == nil && (len(d.Provinces) == 0 || len(d.Weights)+len(d.Fits) == 0) {
			err = errors.New("expected provinces, and weights or fits")
		}
		if err != nil {
			refs = append(refs, malformed(name, err))
			continue
		}
		delete(doc, "provinces")
		for j := range d.Provinces {
			d.Provinces[j] -= f.Base
		}
		refs = append(refs, reference{
			name: name, expected: doc, tolerance: d.tolerance,
			compute: func() (any, error) { return d.compute(t) },
		})
	}
	return refs, nil
}

// tolerance is that of the form: 1e-8 of an estimate or, where that is larger,
// of its standard error, and 1e-8 of a standard error. Weights are sums of 290
// terms; 1e-12 leaves a digit beside what doubles reach.
func (d *chainDraw) tolerance(at []string) tolerance {
	if at[0] == "weights" {
		return tolerance{rel: 1e-12}
	}
	t := tolerance{rel: relative}
	if len(at) == 4 && at[2] == "estimate" {
		i, _ := strconv.Atoi(at[1])
		se, _ := d.Fits[i].SE[at[3]].(float64)
		t.abs = relative * se
	}
	return t
}

// compute makes the panel of the draw, in which a province drawn twice is two
// entities, and then everything from it.
func (d *chainDraw) compute(t *data.Table) (map[string]any, error) {
	p, err := d.panel(t)
	if err != nil {
		return nil, err
	}
	weights := make(map[string]any)
	scores := make(map[string][]float64)
	for name, of := range chainIndices {
		var in []index.Indicator
		for _, column := range t.Header() {
			if of(column) {
				in = append(in, index.Indicator{Name: column, Direction: 1})
			}
		}
		b, err := buildIndex(&index.Index{Name: name, Indicators: in}, &indexFile{panel: p})
		if err != nil {
			return nil, err
		}
		weights[name], scores[name] = b.weights, b.scores
	}
	for name, score := range scores {
		if p, err = p.With(name, score); err != nil {
			return nil, err
		}
	}
	var fits []any
	for _, f := range d.Fits {
		fit, err := f.fit(p)
		if err != nil {
			fits = append(fits, fmt.Errorf("%s %s: %w", f.Model, f.Estimator, err))
			continue
		}
		fits = append(fits, map[string]any{
			"model": f.Model, "estimator": f.Estimator, "estimate": coefficients(fit), "se": byTerm(fit, fit.SE),
		})
	}
	return map[string]any{"weights": weights, "fits": fits}, nil
}

// panel has the rows of the provinces drawn. Provinces are counted in the
// order of the file.
func (d *chainDraw) panel(t *data.Table) (*data.Panel, error) {
	province, year := t.Cells("province"), t.Cells("year")
	if province == nil || year == nil {
		return nil, fmt.Errorf("%s has the columns %q, expected province and year among them", t.File(), t.Header())
	}
	rows := make(map[string][]int)
	var order []string
	for i, name := range province {
		if rows[name] == nil {
			order = append(order, name)
		}
		rows[name] = append(rows[name], i)
	}
	var names []string
	var from [][]float64
	for _, column := range t.Header() {
		if column == "province" || column == "year" {
			continue
		}
		x, err := t.Numbers(column)
		if err != nil {
			return nil, err
		}
		name := column
		if of, ok := chainColumns[column]; ok {
			name = of
		}
		names, from = append(names, name), append(from, x)
	}
	var entity []string
	var times []int
	cols := make([][]float64, len(names))
	for place, at := range d.Provinces {
		if at < 0 || at >= len(order) {
			return nil, fmt.Errorf("province %d of %d is drawn", at, len(order))
		}
		for _, i := range rows[order[at]] {
			y, err := strconv.Atoi(year[i])
			if err != nil {
				return nil, fmt.Errorf("%s, line %d, column year: found %q, expected a whole number", t.File(), t.Line(i), year[i])
			}
			entity, times = append(entity, strconv.Itoa(place)), append(times, y)
			for j := range cols {
				cols[j] = append(cols[j], from[j][i])
			}
		}
	}
	return data.NewPanel(entity, times, names, cols)
}

// fit estimates one model by one estimator, under the conventions of the form.
func (f *chainFit) fit(p *data.Panel) (*estimators.Fit, error) {
	of, ok := chainModels[f.Model]
	if !ok {
		return nil, errors.New("the chain has no such model")
	}
	x := slices.Concat(of, []string{"lnGDP", "Open", "Infra", "RD"})
	var e estimators.Estimator
	var lags []string
	switch f.Estimator {
	case "fe":
		e = estimators.Within{Cov: estimators.Cluster{}}
	case "2sls":
		e = estimators.TwoSLS{Cov: estimators.Cluster{Convention: estimators.StataLarge}}
		for _, name := range of {
			lags = append(lags, "L.("+name+")")
		}
	case "fgls":
		e = estimators.FGLS{}
	default:
		return nil, errors.New("the chain has no such estimator")
	}
	endogenous := of
	if lags == nil {
		endogenous = nil
	}
	d, _, err := designOf(p, "ERes", x, endogenous, lags)
	if err != nil {
		return nil, err
	}
	fit := new(estimators.Fit)
	return fit, e.Fit(fit, d)
}
