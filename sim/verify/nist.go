package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"panelstress/data"
	"panelstress/estimators"
)

// nistCase is one data set of the NIST statistical reference data sets for
// linear regression.
type nistCase struct {
	CSV       string                       `json:"csv"`
	Model     string                       `json:"model"`
	Expected  map[string]any               `json:"expected"`
	Certified map[string]map[string]string `json:"certified_15_digits"`
}

func isNIST(doc any) bool {
	cases, _ := member(doc, "cases").(map[string]any)
	for _, c := range cases {
		if member(c, "csv") != nil && member(c, "model") != nil {
			return true
		}
	}
	return false
}

func readNIST(fsys fs.FS, file string, raw []byte) ([]reference, error) {
	var f struct {
		Cases map[string]json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	var refs []reference
	for _, name := range slices.Sorted(maps.Keys(f.Cases)) {
		ref, err := nistReference(fsys, path.Dir(file), name, f.Cases[name])
		if err != nil {
			ref = malformed(name, err)
		}
		refs = append(refs, ref)
	}
	return refs, nil
}

func nistReference(fsys fs.FS, folder, name string, raw json.RawMessage) (reference, error) {
	var c nistCase
	if err := json.Unmarshal(raw, &c); err != nil {
		return reference{}, err
	}
	expected, err := c.numbers()
	if err != nil {
		return reference{}, err
	}
	t, err := data.OpenFS(fsys, path.Join(folder, c.CSV), data.ReadOptions{})
	if err != nil {
		return reference{}, err
	}
	return reference{
		name: name, expected: expected,
		tolerance: c.tolerance(name, t),
		compute:   func() (any, error) { return nist(t, c.Model) },
	}, nil
}

// numbers are the exact values and beside them the certified ones, which are
// rounded to 15 digits and written as text.
func (c *nistCase) numbers() (map[string]any, error) {
	if len(c.Expected) == 0 {
		return nil, errors.New("it has no expected numbers")
	}
	all := map[string]any{"expected": c.Expected}
	certified := make(map[string]any)
	for group, values := range c.Certified {
		of := make(map[string]any)
		for name, s := range values {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return nil, fmt.Errorf("certified %s of %s: %q is no number", group, name, s)
			}
			of[name] = v
		}
		certified[group] = of
	}
	all["certified"] = certified
	return all, nil
}

// tolerance is what doubles can reach. The data sets Wampler4, Wampler5 and
// Filip are so badly conditioned that Householder QR on the raw powers leaves
// 7.8, 5.8 and 7.9 correct digits. Wampler1 and Wampler2 are fitted exactly:
// there the residuals are the rounding errors of the outcome, and with them
// whatever is made of them.
func (c *nistCase) tolerance(name string, t *data.Table) func(path []string) tolerance {
	tol := tolerance{rel: relative}
	switch name {
	case "Wampler4", "Filip":
		tol.rel = 1e-7
	case "Wampler5":
		tol.rel = 1e-5
	}
	residual := tol
	if c.Expected["rss"] == 0.0 {
		for _, cell := range t.Cells(t.Header()[0]) {
			y, _ := number(cell)
			residual.abs = max(residual.abs, 0x1p-52*math.Abs(y))
		}
	}
	return func(path []string) tolerance {
		if path[1] == "coef" {
			return tol
		}
		return residual
	}
}

// nistTerms reads a model such as "y ~ 1 + x + ... + x^5", "y ~ 1 + x1 + ... + x6"
// or "y ~ x, no constant".
func nistTerms(model string) (y string, x []string, constant bool, err error) {
	rest, none := strings.CutSuffix(model, ", no constant")
	constant = !none
	y, right, found := strings.Cut(rest, "~")
	y = strings.TrimSpace(y)
	parts := strings.Split(right, "+")
	for i, part := range parts {
		switch part = strings.TrimSpace(part); {
		case part == "1":
		case part == "..." && i > 0 && i+1 < len(parts):
			between, ok := series(strings.TrimSpace(parts[i-1]), strings.TrimSpace(parts[i+1]))
			if !ok {
				return "", nil, false, fmt.Errorf("cannot read the model %q", model)
			}
			x = append(x, between...)
		case slices.Contains(x, strings.TrimSuffix(part, "^1")): // as in x + ... + x^1
		default:
			x = append(x, part)
		}
	}
	if !found || y == "" || len(x) == 0 || slices.Contains(x, "") || slices.Contains(x, "...") {
		return "", nil, false, fmt.Errorf("cannot read the model %q", model)
	}
	return y, x, constant, nil
}

// series are the terms between two, x and x^5 or x1 and x6.
func series(first, last string) (between []string, ok bool) {
	base, from, sep := first, 1, "^"
	if !strings.HasPrefix(last, first+"^") {
		base, sep = strings.TrimRight(first, "0123456789"), ""
		n, err := strconv.Atoi(first[len(base):])
		if err != nil {
			return nil, false
		}
		from = n
	}
	to, err := strconv.Atoi(strings.TrimPrefix(last, base+sep))
	if err != nil || to > 100 {
		return nil, false
	}
	for e := from + 1; e < to; e++ {
		between = append(between, base+sep+strconv.Itoa(e))
	}
	return between, true
}

// nist fits the model of a case.
func nist(t *data.Table, model string) (map[string]any, error) {
	y, x, constant, err := nistTerms(model)
	if err != nil {
		return nil, err
	}
	d, err := (&Case{table: t}).Design(y, x, nil, nil)
	if err != nil {
		return nil, err
	}
	d.NoConstant = !constant
	var f estimators.Fit
	if err := (estimators.Pooled{}).Fit(&f, d); err != nil {
		return nil, err
	}
	coef, se := make(map[string]any), make(map[string]any)
	for j, term := range f.Terms { // numbered from 1, the constant is 0
		name := "B" + strconv.Itoa(j+1)
		if term == estimators.ConstName {
			name = "B0"
		}
		coef[name], se[name] = f.Coef[j], f.SE(j)
	}
	s := f.Statistics(d)
	v := map[string]any{
		"coef": coef, "se": se, "rss": f.RSS, "rmse": s.RMSE, "r2": s.R2,
		"df_resid": f.ResidualDoF, "df_model": s.Slopes.DF1, "F": s.Slopes.Statistic,
	}
	return map[string]any{"expected": v, "certified": v}, nil
}
