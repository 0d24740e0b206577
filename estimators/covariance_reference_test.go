package estimators

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recordedErrors are the standard errors of the cases by name: the estimator
// is the kind's.
var pooledErrors = map[string]Covariance{
	"se_classical":          Classical{},
	"se_hc0":                HC0{},
	"se_hc1":                HC1{},
	"se_hc2":                HC2{},
	"se_hc3":                HC3{},
	"se_cluster_entity_cr1": Cluster{},
	"se_cluster_time_cr1":   Cluster{By: ByTime},
	"se_cluster_entity_cr2": CR2{},
	"se_cluster_entity_cr3": CR3{},
	"se_pcse":               PCSE{},
}

var entityErrors = map[string]Covariance{
	"se_classical":            Classical{},
	"se_cluster_stata_xtreg":  Cluster{},
	"se_cluster_plm_sss":      Cluster{Convention: Plm},
	"se_cluster_hc0_arellano": Cluster{Convention: Arellano},
	"se_cluster_areg_lsdv":    Cluster{Convention: Areg},
	"se_hc1_lsdv":             HC1{},
}

var timeErrors = map[string]Covariance{
	"se_classical":           Classical{},
	"se_cluster_time_nested": Cluster{By: ByTime},
	"se_cluster_entity":      Cluster{},
}

var twoWayErrors = map[string]Covariance{
	"se_classical":                         Classical{},
	"se_cluster_entity_stata_xtreg_i.time": Cluster{},
	"se_cluster_entity_hc0":                Cluster{Convention: Arellano},
	"se_cluster2_hc0":                      TwoWayCluster{A: "", B: ByTime, Convention: Arellano},
}

// TestCovarianceReference holds every recorded standard error of the pooled
// and fixed-effects cases.
func TestCovarianceReference(t *testing.T) {
	for _, k := range []struct {
		prefix string
		errors map[string]Covariance
		fit    func(Covariance) Estimator
	}{
		{"pooled_ols", pooledErrors, func(c Covariance) Estimator { return Pooled{Cov: c} }},
		{"fe_entity", entityErrors, func(c Covariance) Estimator { return Within{Cov: c} }},
		{"fe_time", timeErrors, func(c Covariance) Estimator { return Within{Effects: Time, Cov: c} }},
		{"fe_twoway", twoWayErrors, func(c Covariance) Estimator { return Within{Effects: TwoWay, Cov: c} }},
	} {
		t.Run(k.prefix, func(t *testing.T) {
			eachPanelCase(t, k.prefix, func(c *ivChecker, name string, d *Design, _ []string, want map[string]any) {
				var f Fit
				for name, v := range want {
					if !strings.HasPrefix(name, "se_") {
						continue
					}
					cov, ok := k.errors[name]
					if !ok {
						c.t.Errorf("%s: no covariance for %s", c.name, name)
						continue
					}
					if err := k.fit(cov).Fit(&f, d); err != nil {
						c.t.Errorf("%s %s: %v", c.name, name, err)
						continue
					}
					c.vector(name, &f, f.SE, v)
					if f.Variance() == "" {
						c.t.Errorf("%s %s: the covariance has no description", c.name, name)
					}
				}
			})
		})
	}
}

// bootstrapCase reads one case of the bootstrap reference.
func bootstrapCase(t *testing.T, id string) (dir string, expected map[string]any) {
	t.Helper()
	dir = shared(t, "bootstrap")
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			ID       string
			Expected map[string]any
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if c.ID == id {
			return dir, c.Expected
		}
	}
	t.Fatalf("no case %s", id)
	return "", nil
}

// TestPetersenSandwich holds sandwich's vcovCL. The tolerance is the case's.
func TestPetersenSandwich(t *testing.T) {
	dir, want := bootstrapCase(t, "petersen-vcovcl")
	d := ivDesign(t, readTable(t, filepath.Join(dir, "petersen.csv")), "firm", "year", ivSpec{Y: "y", Exog: []string{"x"}})
	var f Fit
	check := func(what string, cov Covariance, want any) {
		t.Helper()
		if err := (Pooled{Cov: cov}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		m := want.(map[string]any)["cov"].([]any)
		for i, row := range m {
			for j, v := range row.([]any) {
				// the case has the constant first
				near(t, what, f.Cov[(1-i)*2+1-j], v.(float64), 1e-9)
			}
		}
	}
	firm, year := want["firm"].(map[string]any), want["year"].(map[string]any)
	check("firm HC0", Cluster{Convention: CR1}, firm["HC0"])
	check("firm HC1", Cluster{}, firm["HC1"])
	check("firm no factor", Cluster{Convention: Arellano}, want["firm_noadjust"])
	check("year HC0", Cluster{By: ByTime, Convention: CR1}, year["HC0"])
	check("year HC1", Cluster{By: ByTime}, year["HC1"])
	check("firm HC2", CR2{}, firm["HC2"])
	check("firm HC3", CR3{}, firm["HC3"])
	check("twoway", TwoWayCluster{B: ByTime, OwnFactors: true}, want["twoway"])
}

// TestClubSandwich holds CR0 to CR3 with their degrees of freedom, and the
// delete-one-cluster jackknife.
func TestClubSandwich(t *testing.T) {
	for _, c := range []struct {
		id, table, entity, time, by string
		spec                        ivSpec
		terms                       []string
		estimator                   func(Covariance) Estimator
		cr1s                        Convention
	}{
		{
			"grunfeld-fe1-club", "grunfeld.csv", "firm", "year", "",
			ivSpec{Y: "inv", Exog: []string{"value", "capital"}},
			[]string{"value", "capital"},
			func(c Covariance) Estimator { return Within{Cov: c} }, Plm,
		},
		{
			"petersen-club-year", "petersen.csv", "firm", "year", ByTime,
			ivSpec{Y: "y", Exog: []string{"x"}},
			[]string{ConstName, "x"},
			func(c Covariance) Estimator { return Pooled{Cov: c} }, Stata,
		},
	} {
		t.Run(c.id, func(t *testing.T) {
			dir, want := bootstrapCase(t, c.id)
			d := ivDesign(t, readTable(t, filepath.Join(dir, c.table)), c.entity, c.time, c.spec)
			var f Fit
			fit := func(cov Covariance) {
				t.Helper()
				if err := c.estimator(cov).Fit(&f, d); err != nil {
					t.Fatal(err)
				}
			}
			number := func(v any, i int) float64 { return v.([]any)[i].(float64) }
			club := want["clubSandwich"].(map[string]any)
			for kind, cov := range map[string]Covariance{
				"CR0": Satterthwaite{By: c.by, Convention: Arellano}, "CR1": Satterthwaite{By: c.by, Convention: CR1},
				"CR1S": Satterthwaite{By: c.by, Convention: c.cr1s}, "CR2": CR2{By: c.by}, "CR3": CR3{By: c.by},
			} {
				fit(cov)
				w := club[kind].(map[string]any)
				for i, term := range c.terms {
					j := f.Term(term)
					// clubSandwich's own 1e-7, less for degrees of freedom near G
					near(t, kind+" beta "+term, f.Coef[j], number(w["beta"], i), 1e-9)
					near(t, kind+" se "+term, f.SE(j), number(w["se"], i), 1e-9)
					near(t, kind+" df "+term, f.TermDoF(j), number(w["df_satterthwaite"], i), 1e-7)
					p := f.Table(0.95)[j].P
					near(t, kind+" p "+term, p/number(w["p"], i), 1, 1e-7)
				}
			}
			for i, term := range c.terms {
				fit(Jackknife{By: c.by, AtEstimate: true})
				near(t, "jackknife at estimate "+term, f.SE(f.Term(term)), number(want["jackknife_se_centred_at_estimate"], i), 1e-9)
				fit(Jackknife{By: c.by})
				near(t, "jackknife at mean "+term, f.SE(f.Term(term)), number(want["jackknife_se_centred_at_mean"], i), 1e-9)
			}
		})
	}
}

// TestStataGrunfeld holds output of Stata commands on the Grunfeld data that
// statsmodels keeps in its tests (statsmodels/regression/tests/results/
// results_grunfeld_ols_robust_cluster.py, BSD licence): standard errors of
// value, capital and the constant as they are printed, to 10 digits or more.
func TestStataGrunfeld(t *testing.T) {
	cases, table := readPanelCases(t, filepath.Join(shared(t, "estimators"), "grunfeld10.json"))
	d := ivDesign(t, table, cases.Entity, cases.Time, ivSpec{Y: "invest", Exog: []string{"value", "capital"}})
	for _, c := range d.Frame.Cols { // as Stata stores its example data
		for i, v := range c {
			c[i] = float64(float32(v))
		}
	}
	d.Frame.moments(0)
	d.Frame.sum()
	four := Lags{Rule: LagFixed, Fixed: 4}
	for _, c := range []struct {
		command string
		cov     Covariance
		se      [3]float64
		dof     float64
	}{
		{"regress, vce(cluster company)", Cluster{}, [3]float64{.01589433647768, .08496711097464, 20.425202580078}, 9},
		{"ivreg2, cluster(company)", Cluster{Convention: StataLarge}, [3]float64{.01500272788516, .08020079648691, 19.27943055305}, math.Inf(1)},
		{"xtscc, lag(4)", DriscollKraay{Lags: four, Convention: Arellano}, [3]float64{.0134360177573, .04930800664089, 12.190347184209}, 19},
		{"ivreg2, dkraay(5)", DriscollKraay{Lags: four, Convention: StataLarge}, [3]float64{.0134360177573, .04930800664089, 12.190347184209}, math.Inf(1)},
		{"ivreg2, dkraay(5) small", DriscollKraay{Lags: four}, [3]float64{.0138548615926, .0508450956047, 12.570359466158}, 19},
		{"newey, lag(4) force", NeweyWest{Lags: four}, [3]float64{.01142785251475, .06842168281423, 16.179042041128}, 197},
		{"ivreg2, cluster(company time) small", TwoWayCluster{B: ByTime}, [3]float64{.01635175387097, .07847391274682, 19.505607409785}, 9},
		{"ivreg2, cluster(company time)", TwoWayCluster{B: ByTime, Convention: StataLarge}, [3]float64{.01543448599542, .07407184066336, 18.411420987265}, math.Inf(1)},
		// summclust's CRV3 and jackknife, printed to 7 digits
		{"summclust CRV3", Jackknife{AtEstimate: true}, [3]float64{0.01612997208, 0.1473308781, 34.81338218}, 9},
		{"summclust CRV3J", Jackknife{}, [3]float64{0.01604534, 0.14636496, 34.42252880}, 9},
	} {
		var f Fit
		if err := (Pooled{Cov: c.cov}).Fit(&f, d); err != nil {
			t.Fatal(c.command, err)
		}
		tolerance := 1e-9
		if strings.HasPrefix(c.command, "summclust") {
			tolerance = 3e-7
		}
		for j, se := range c.se {
			if off := math.Abs(f.SE(j)/se - 1); !(off <= tolerance) {
				t.Errorf("%s: se of %s %.12g, want %.12g (%s)", c.command, f.Terms[j], f.SE(j), se, f.Variance())
			}
		}
		if f.DoF != c.dof {
			t.Errorf("%s: %g degrees of freedom, want %g", c.command, f.DoF, c.dof)
		}
	}
}
