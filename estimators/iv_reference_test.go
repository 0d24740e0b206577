package estimators

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

type ivSpec struct {
	Y                 string
	Endog, Exog, Inst []string
	FE                bool
}

// ivTable is a CSV file by column name.
type ivTable map[string][]string

func readTable(t testing.TB, path string) ivTable {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := make(ivTable)
	for j, name := range rows[0] {
		for _, r := range rows[1:] {
			table[name] = append(table[name], r[j])
		}
	}
	return table
}

// numbers parses a column, NaN where it is empty.
func (b ivTable) numbers(t testing.TB, name string) []float64 {
	t.Helper()
	if b[name] == nil {
		t.Fatalf("no column %q", name)
	}
	v := make([]float64, len(b[name]))
	for i, s := range b[name] {
		v[i] = math.NaN()
		if x, err := strconv.ParseFloat(s, 64); err == nil {
			v[i] = x
		}
	}
	return v
}

// ivPlace is one row's entity and calendar time.
type ivPlace struct {
	entity string
	time   int
}

// column is a column, lag or difference.
func (b ivTable) column(t testing.TB, name string, at []ivPlace, row map[ivPlace]int) []float64 {
	t.Helper()
	op, of, ok := strings.Cut(name, ".")
	if !ok {
		return b.numbers(t, name)
	}
	x := b.column(t, of, at, row)
	v := make([]float64, len(at))
	for i, p := range at {
		v[i] = math.NaN()
		if j, ok := row[ivPlace{p.entity, p.time - 1}]; ok {
			v[i] = x[j]
			if op == "D" {
				v[i] = x[i] - x[j]
			}
		}
	}
	return v
}

// ivDesign makes the frame of the complete cases of a spec, "L.x" being
// the lag and "D.x" the difference by calendar time.
func ivDesign(t testing.TB, b ivTable, entity, time string, s ivSpec) *Design {
	t.Helper()
	n := len(b[s.Y])
	at := make([]ivPlace, n)
	row := make(map[ivPlace]int)
	for i := range at {
		at[i] = ivPlace{entity: "all", time: i}
		if entity != "" {
			at[i].entity = b[entity][i]
		}
		if time != "" {
			v, err := strconv.Atoi(b[time][i])
			if err != nil {
				t.Fatal(err)
			}
			at[i].time = v
		}
		row[at[i]] = i
	}
	names := slices.Concat(s.Exog, s.Endog, s.Inst, []string{s.Y})
	var raw [][]float64
	for _, name := range names {
		raw = append(raw, b.column(t, name, at, row))
	}
	var keep []int
	for i := range n {
		if !slices.ContainsFunc(raw, func(c []float64) bool { return math.IsNaN(c[i]) }) {
			keep = append(keep, i)
		}
	}
	sort.SliceStable(keep, func(i, j int) bool {
		a, b := at[keep[i]], at[keep[j]]
		return a.entity < b.entity || a.entity == b.entity && a.time < b.time
	})
	cols := make([][]float64, len(names))
	var start, times []int
	for k, i := range keep {
		if k == 0 || at[i].entity != at[keep[k-1]].entity {
			start = append(start, k)
		}
		times = append(times, at[i].time)
		for j := range cols {
			cols[j] = append(cols[j], raw[j][i])
		}
	}
	start = append(start, len(keep))
	fr, err := NewFrame(start, times, names, cols, len(cols))
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, s.Y, slices.Concat(s.Exog, s.Endog), s.Endog, s.Inst)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// ivChecker counts comparisons with recorded numbers.
type ivChecker struct {
	t       *testing.T
	name    string
	digits  float64 // agreement of the recorded routes
	checked int
	worst   float64
}

// number compares within 1e-8 or, where the recorded routes agree less well,
// a digit less than they do, as the README of the cases asks.
func (c *ivChecker) number(what string, got float64, want any) {
	c.t.Helper()
	w, ok := want.(float64)
	if !ok {
		return
	}
	tol := max(1e-8, math.Pow(10, -(c.digits-1)))
	off := math.Abs(got - w)
	if w != 0 {
		off /= math.Abs(w)
	}
	if w > 0 && w < 1e-200 { // small probabilities on the log scale
		off = math.Abs(math.Log(got)/math.Log(w) - 1)
	}
	c.checked++
	if !(off <= tol) {
		c.t.Errorf("%s %s: got %.12g, want %.12g", c.name, what, got, w)
		return
	}
	c.worst = max(c.worst, off)
}

func (c *ivChecker) vector(what string, f *Fit, of func(int) float64, want any) {
	c.t.Helper()
	m, ok := want.(map[string]any)
	if !ok {
		return
	}
	for term, w := range m {
		if term == "_cons" {
			term = ConstName
		}
		j := f.Term(term)
		if j < 0 {
			c.t.Errorf("%s %s: no term %s", c.name, what, term)
			continue
		}
		c.number(what+" "+term, of(j), w)
	}
}

func TestIVReference(t *testing.T) {
	dir := shared(t, "estimators")
	checked, worst := 0, 0.0
	for _, set := range []string{"cigar_growth", "empluk", "grunfeld10", "grunfeld_greene", "grunfeld_greene4", "produc", "produc29x10"} {
		text, err := os.ReadFile(filepath.Join(dir, set+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			CSV, Entity, Time string
			Cases             map[string]struct {
				Spec     json.RawMessage
				Expected map[string]any
				Digits   float64 `json:"agreement_digits_min"`
			}
		}
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		table := readTable(t, filepath.Join(dir, file.CSV))
		for name, want := range file.Cases {
			if !strings.HasPrefix(name, "iv_") {
				continue
			}
			var spec ivSpec
			if err := json.Unmarshal(want.Spec, &spec); err != nil {
				t.Fatal(err)
			}
			c := &ivChecker{t: t, name: set + " " + name, digits: want.Digits}
			d := ivDesign(t, table, file.Entity, file.Time, spec)
			c.fits(d, spec.FE, want.Expected)
			c.tests(d, spec, want.Expected)
			checked += c.checked
			worst = max(worst, c.worst)
		}
	}
	t.Logf("%d numbers, worst relative difference %.1e", checked, worst)
	if checked != 1205 {
		t.Errorf("%d numbers checked, the cases hold 1205", checked)
	}
}

// fits compares coefficients, standard errors and Wald tests.
func (c *ivChecker) fits(d *Design, fe bool, want map[string]any) {
	c.t.Helper()
	fit := func(cov Covariance) *Fit {
		f := new(Fit)
		if err := (TwoSLS{Entity: fe, Cov: cov}).Fit(f, d); err != nil {
			c.t.Fatalf("%s: %v", c.name, err)
		}
		return f
	}
	small, large := fit(Classical{}), fit(Classical{Large: true})
	robust := fit(HC1{Large: true})
	n := float64(small.Observations)
	c.number("N", n, want["N"])
	c.number("G", float64(small.Entities), want["G"])
	c.vector("coef", small, func(j int) float64 { return small.Coef[j] }, want["coef"])
	c.vector("se_small", small, small.SE, want["se_small"])
	c.vector("se_asymptotic", large, large.SE, want["se_asymptotic"])
	c.vector("se_robust_asymptotic", robust, robust.SE, want["se_robust_asymptotic"])
	c.vector("se_robust_hc0", robust, robust.SE, want["se_robust_hc0"])
	r1 := fit(HC1{})
	c.vector("se_robust_small", r1, r1.SE, want["se_robust_small"])
	cl := fit(Cluster{Convention: StataLarge})
	c.vector("se_cluster_entity_asymptotic", cl, cl.SE, want["se_cluster_entity_asymptotic"])
	c.vector("se_cluster_entity_hc0", cl, cl.SE, want["se_cluster_entity_hc0"])
	cs := fit(Cluster{})
	c.vector("se_cluster_entity_small", cs, cs.SE, want["se_cluster_entity_small"])
	c.number("wald_chi2_asymptotic", large.Wald().Statistic, want["wald_chi2_asymptotic"])
	c.number("wald_chi2_robust_asymptotic", robust.Wald().Statistic, want["wald_chi2_robust_asymptotic"])
	c.number("F_small", small.Wald().Statistic, want["F_small"])
	c.number("wald_chi2_small_vcov", small.Wald().Statistic*small.Wald().DF1, want["wald_chi2_small_vcov"])
	c.number("wald_df", large.Wald().DF1, want["wald_df"])
	c.number("rss", small.RSS, want["rss"])
	c.number("r2", 1-small.RSS/small.TSS, want["r2"])
	c.number("r2_within", 1-small.RSS/small.TSS, want["r2_within_1_minus_rss_over_tss"])
	c.number("r2_adj", 1-small.RSS/small.ResidualDoF/(small.TSS/(n-1)), want["r2_adj"])
	c.number("rmse_asymptotic", math.Sqrt(large.Sigma2), want["rmse_asymptotic"])
	c.number("sigma_e", math.Sqrt(small.Sigma2), want["sigma_e"])
	c.number("df_resid", small.ResidualDoF, want["df_resid"])
}

func (c *ivChecker) tests(d *Design, spec ivSpec, want map[string]any) {
	c.t.Helper()
	e := TwoSLS{Entity: spec.FE}
	c.firstStages(e, d, want["first_stage"].(map[string]any))
	m, err := e.Instrumented(d)
	if err != nil {
		c.t.Fatalf("%s: %v", c.name, err)
	}
	c.number("cragg_donald_F", m.CraggDonald(), want["cragg_donald_F"])
	if w, ok := want["overid"].(map[string]any); ok {
		c.number("df", m.Sargan().DF1, w["df"])
		c.number("sargan", m.Sargan().Statistic, w["sargan"])
		c.number("sargan_p", m.Sargan().P, w["sargan_p"])
		c.number("basmann", m.Basmann().Statistic, w["basmann"])
		c.number("basmann_p", m.Basmann().P, w["basmann_p"])
		for suffix, errors := range map[string]Errors{"2step": Heteroskedastic, "2step_cluster": Clustered} {
			g := m.TwoStepGMM(errors)
			c.number("hansen_j_"+suffix, g.J.Statistic, w["hansen_j_"+suffix])
			c.number("hansen_j_p"+suffix, g.J.P, w["hansen_j_"+suffix+"_p"])
			c.vector("coef_gmm_"+suffix, m.Fit, func(j int) float64 { return g.Coef[j] }, w["coef_gmm_"+suffix])
		}
	}
	w := want["endogeneity"].(map[string]any)
	c.number("durbin", m.Durbin().Statistic, w["durbin_chi2"])
	c.number("durbin_p", m.Durbin().P, w["durbin_p"])
	h := m.WuHausman()
	c.number("wu_hausman_F", h.Statistic, w["wu_hausman_F"])
	c.number("wu_hausman_p", h.P, w["wu_hausman_p"])
	c.number("wu_hausman df1", h.DF1, w["df1"])
	c.number("wu_hausman df2", h.DF2, w["df2"])
	w = want["anderson_rubin"].(map[string]any)
	f, chi2 := m.AndersonRubin(make([]float64, len(spec.Endog)), IID)
	c.number("ar F", f.Statistic, w["F"])
	c.number("ar p", f.P, w["p"])
	c.number("ar df1", f.DF1, w["df1"])
	c.number("ar df2", f.DF2, w["df2"])
	c.number("ar chi2", chi2.Statistic, w["chi2"])
	c.number("ar chi2 p", chi2.P, w["chi2_p"])
	if len(spec.Endog) > 1 {
		return
	}
	set, err := m.AndersonRubinSet(0.05, IID)
	if err != nil {
		c.t.Fatalf("%s: %v", c.name, err)
	}
	kinds := map[SetKind]float64{SetEmpty: 0, SetInterval: 1, SetComplement: 2, SetWholeLine: 3, SetUnion: -1}
	c.number("ar set kind", kinds[set.Kind], w["ci95_kind"])
	switch set.Kind {
	case SetInterval:
		c.number("ar set lo", set.Intervals[0][0], w["ci95_lo"])
		c.number("ar set hi", set.Intervals[0][1], w["ci95_hi"])
	case SetComplement:
		c.number("ar set lo", set.Intervals[0][1], w["ci95_lo"])
		c.number("ar set hi", set.Intervals[1][0], w["ci95_hi"])
	}
}

func (c *ivChecker) firstStages(e TwoSLS, d *Design, want map[string]any) {
	c.t.Helper()
	covs := map[string]Covariance{
		"F": Classical{}, "F_robust_hc1": HC1{}, "F_cluster_entity_cr1": Cluster{},
		"F_cluster_entity_hc0": Cluster{Convention: StataLarge},
	}
	for key, cov := range covs {
		stages, err := e.FirstStages(d, cov)
		if err != nil {
			c.t.Fatalf("%s: %v", c.name, err)
		}
		for _, s := range stages {
			w := want[s.Term].(map[string]any)
			x := s.F.Statistic
			if math.IsInf(s.F.DF2, 1) {
				x /= s.F.DF1
			}
			c.number("first stage "+key, x, w[key])
			if key != "F" {
				continue
			}
			c.number("first stage df1", s.F.DF1, w["df1"])
			c.number("first stage df2", s.F.DF2, w["df2"])
			c.number("first stage p", s.F.P, w["p"])
			c.number("first stage partial R2", s.PartialR2, w["partial_r2"])
			c.number("first stage R2", s.R2, w["r2"])
			c.vector("first stage pi", &s.Fit, func(j int) float64 { return s.Fit.Coef[j] }, w["pi"])
		}
	}
}
