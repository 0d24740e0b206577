package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
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
		return member(c, "csv") != nil && member(c, "model") != nil
	}
	return false
}

func readNIST(fsys fs.FS, file string, raw []byte) ([]reference, error) {
	var f struct {
		Cases map[string]nistCase `json:"cases"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	var refs []reference
	err := inOrder(f.Cases, func(name string, c nistCase) error {
		expected, err := c.numbers()
		if err != nil {
			return err
		}
		t, err := data.OpenFS(fsys, path.Join(path.Dir(file), c.CSV), data.ReadOptions{})
		if err != nil {
			return err
		}
		refs = append(refs, reference{
			name: name, expected: expected,
			tolerance: c.tolerance(name, t),
			compute:   func() (any, error) { return nist(t, c.Model) },
		})
		return nil
	})
	return refs, err
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

// nist fits a model "y ~ 1 + x + ... + x^p", "y ~ 1 + x1 + ... + xk" or
// "y ~ x, no constant".
func nist(t *data.Table, model string) (map[string]any, error) {
	x := t.Header()[1:]
	if _, power, found := strings.Cut(model, "... + x^"); found {
		p, err := strconv.Atoi(power)
		if err != nil || p > 100 {
			return nil, fmt.Errorf("cannot read the model %q", model)
		}
		x = []string{"x"}
		for e := 2; e <= p; e++ {
			x = append(x, "x^"+strconv.Itoa(e))
		}
	}
	d, err := (&Case{table: t}).Design(t.Header()[0], x, nil, nil)
	if err != nil {
		return nil, err
	}
	d.NoConstant = strings.HasSuffix(model, "no constant")
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
