package estimators

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// panelCases are the cases of one data set of the estimators' reference.
type panelCases struct {
	CSV, Entity, Time string
	Cases             map[string]struct {
		Spec struct {
			Y string
			X []string
		}
		Expected map[string]any
		Digits   float64 `json:"agreement_digits_min"`
	}
}

func readPanelCases(t testing.TB, file string) (c panelCases, table ivTable) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Skip("not of the panel form")
	}
	return c, readTable(t, filepath.Join(filepath.Dir(file), c.CSV))
}

// eachPanelCase calls check with the design of every recorded case whose name
// begins so.
func eachPanelCase(t *testing.T, prefix string, check func(c *ivChecker, name string, d *Design, entities []string, want map[string]any)) {
	dir := shared(t, "estimators")
	for _, set := range []string{"grunfeld_greene", "grunfeld_greene4", "grunfeld10", "produc", "produc29x10", "empluk", "cigar_growth"} {
		cases, table := readPanelCases(t, filepath.Join(dir, set+".json"))
		total, worst := 0, 0.0
		for name, c := range cases.Cases {
			if !strings.HasPrefix(name, prefix) {
				continue
			}
			d := ivDesign(t, table, cases.Entity, cases.Time, ivSpec{Y: c.Spec.Y, Exog: c.Spec.X})
			check1 := &ivChecker{t: t, name: set + " " + name, digits: c.Digits}
			check(check1, name, d, entityOrder(table[cases.Entity]), c.Expected)
			total += check1.checked
			worst = max(worst, check1.worst)
		}
		t.Logf("%s: %d numbers, worst %.1e", set, total, worst)
	}
}

// entityOrder is the order in which ivDesign puts entities.
func entityOrder(column []string) (names []string) {
	seen := map[string]bool{}
	for _, s := range column {
		if !seen[s] {
			seen[s] = true
			names = append(names, s)
		}
	}
	slices.Sort(names)
	return names
}

func TestFGLSReference(t *testing.T) {
	eachPanelCase(t, "fgls_", func(c *ivChecker, name string, d *Design, entities []string, want map[string]any) {
		part := strings.Split(name, "_")
		e := FGLS{
			Panels:  map[string]Panels{"iid": IIDPanels, "hetero": HeteroskedasticPanels, "correlated": CorrelatedPanels}[part[1]],
			Corr:    map[string]Correlation{"independent": Independent, "ar1": AR1, "psar1": PSAR1}[part[2]],
			Iterate: len(part) > 3,
		}
		var f Fit
		if err := e.Fit(&f, d); err != nil {
			c.t.Errorf("%s: %v", c.name, err)
			return
		}
		det := f.FGLS()
		c.vector("coef", &f, func(j int) float64 { return f.Coef[j] }, want["coef"])
		c.vector("se", &f, f.SE, want["se"])
		wald := f.Wald()
		c.number("wald_chi2", wald.Statistic, want["wald_chi2"])
		c.number("wald_df", wald.DF1, want["wald_df"])
		c.number("wald_p", wald.P, want["wald_p"])
		c.number("rows", float64(det.Rows), want["n_rows_after_transform"])
		c.number("sigma2", det.Variance, want["sigma2"])
		c.number("ll", det.LogLikelihood, want["ll"])
		c.number("rho", det.Rho, want["rho"])
		for i, g := range entities {
			if m, ok := want["rho_i"].(map[string]any); ok {
				c.number("rho "+g, det.RhoByEntity[i], m[g])
			}
			if m, ok := want["sigma2_i"].(map[string]any); ok {
				c.number("sigma2 "+g, det.ByEntity[i], m[g])
			}
			if m, ok := want["sigma"].(map[string]any); ok {
				for j, h := range entities {
					c.number("sigma "+g+" "+h, det.Sigma[i*len(entities)+j], m[g+"|"+h])
				}
			}
		}
		if c.name == "grunfeld_greene fgls_hetero_independent" {
			// printed by Stata's manual, [XT] xtgls, example 1: -570.1305
			if math.Abs(det.LogLikelihood+570.1305) > 0.5e-4 {
				c.t.Errorf("%s: log-likelihood %.4f", c.name, det.LogLikelihood)
			}
		}
		passes := det.Passes
		e.NMK = true
		if err := e.Fit(&f, d); err != nil {
			c.t.Fatal(err)
		}
		c.vector("se_nmk", &f, f.SE, want["se_nmk"])
		if e.Iterate {
			c.t.Logf("%s: %d passes", c.name, passes)
		}
	})
}

// TestIteratedWithoutMaximum: an entity with a single row, whose variance
// plain passes make ever smaller.
func TestIteratedWithoutMaximum(t *testing.T) {
	y := []float64{1, 2.3, 1.1, 0.7, 5.9, 6.4, 5.2, 9.3, 8.8, 10.4}
	x := []float64{0.3, 0.1, 0.9, 0.4, 1.2, 1.7, 0.8, 2.1, 1.4, 2.6}
	fr, err := NewFrame([]int{0, 5, 9, 10}, []int{1, 2, 3, 4, 5, 1, 2, 3, 4, 1}, []string{"y", "x"}, [][]float64{y, x}, 2)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, "y", []string{"x"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var f Fit
	if err := (FGLS{Iterate: true}).Fit(&f, d); !errors.Is(err, ErrZeroVariance) {
		t.Errorf("%v, expected that an entity has no residual variance", err)
	}
}
