package estimators

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func ivNear(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}

// TestStataHsng compares with what Stata 13's ivregress printed, to the
// digits it printed: 9 of the coefficients and 10 of the statistics, but 4 to
// 7 of the variances.
func TestStataHsng(t *testing.T) {
	dir := shared(t, "estimators")
	text, err := os.ReadFile(filepath.Join(dir, "stata_hsng.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases map[string]struct {
			Spec     ivSpec
			Expected struct {
				Coef  map[string]float64
				V     map[string]float64
				Stats map[string]float64 `json:"stata_stats"`
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	table := readTable(t, filepath.Join(dir, "stata_hsng.csv"))
	covs := map[string]Covariance{
		"2sls_unadjusted_small": Classical{}, "2sls_unadjusted_asymptotic": Classical{Large: true},
		"2sls_robust_small": HC1{}, "2sls_robust_asymptotic": HC1{Large: true},
		"2sls_cluster_small": Cluster{}, "2sls_cluster_asymptotic": Cluster{Convention: StataLarge},
	}
	if len(file.Cases) != len(covs) {
		t.Errorf("%d cases, want %d", len(file.Cases), len(covs))
	}
	for name, c := range file.Cases {
		var f Fit
		d := ivDesign(t, table, "division", "", c.Spec)
		if err := (TwoSLS{Cov: covs[name]}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		place := func(term string) int {
			if term == "_cons" {
				term = ConstName
			}
			return f.Term(term)
		}
		for term, b := range c.Expected.Coef {
			ivNear(t, name+" "+term, f.Coef[place(term)], b, 1e-8)
		}
		for pair, v := range c.Expected.V {
			a, b, _ := strings.Cut(pair, "|")
			i, j := place(a), place(b)
			scale := f.SE(i) * f.SE(j)
			if got := f.Cov[i*len(f.Coef)+j]; !(math.Abs(got-v) <= 2e-6*scale) {
				t.Errorf("%s V %s: got %.9g, want %.9g", name, pair, got, v)
			}
		}
		s := c.Expected.Stats
		ivNear(t, name+" rss", f.RSS, s["rss"], 1e-10)
		ivNear(t, name+" mss", f.TSS-f.RSS, s["mss"], 1e-10)
		ivNear(t, name+" r2", 1-f.RSS/f.TSS, s["r2"], 1e-10)
		ivNear(t, name+" r2_a", 1-f.RSS/47/(f.TSS/49), s["r2_a"], 1e-10)
		ivNear(t, name+" p", f.Wald().P, s["p"], 2e-6)
		if x, ok := s["F"]; ok {
			ivNear(t, name+" F", f.Wald().Statistic, x, 1e-8)
			ivNear(t, name+" rmse", math.Sqrt(f.RSS/f.ResidualDoF), s["rmse"], 1e-9)
		}
		if x, ok := s["chi2"]; ok {
			ivNear(t, name+" chi2", f.Wald().Statistic, x, 1e-8)
			ivNear(t, name+" rmse", math.Sqrt(f.RSS/50), s["rmse"], 1e-9)
		}
	}
}

// klein is the data of Klein's model I (1950), as in Greene and in Stata's
// example file: year, consumption, profits, lagged capital, total income, government
// wages, government spending, taxes, private wages.
const klein = `1920 39.8 12.7 180.1 44.9 2.2 2.4 3.4 28.8
1921 41.9 12.4 182.8 45.6 2.7 3.9 7.7 25.5
1922 45 16.9 182.6 50.1 2.9 3.2 3.9 29.3
1923 49.2 18.4 184.5 57.2 2.9 2.8 4.7 34.1
1924 50.6 19.4 189.7 57.1 3.1 3.5 3.8 33.9
1925 52.6 20.1 192.7 61 3.2 3.3 5.5 35.4
1926 55.1 19.6 197.8 64 3.3 3.3 7 37.4
1927 56.2 19.8 203.4 64.4 3.6 4 6.7 37.9
1928 57.3 21.1 207.6 64.5 3.7 4.2 4.2 39.2
1929 57.8 21.7 210.6 67 4 4.1 4 41.3
1930 55 15.6 215.7 61.2 4.2 5.2 7.7 37.9
1931 50.9 11.4 216.7 53.4 4.8 5.9 7.5 34.5
1932 45.6 7 213.3 44.3 5.3 4.9 8.3 29
1933 46.5 11.2 207.1 45.1 5.6 3.7 5.4 28.5
1934 48.7 12.3 202 49.7 6 4 6.8 30.6
1935 51.3 14 199 54.4 6.1 4.4 7.2 33.2
1936 57.7 17.6 197.7 62.7 7.4 2.9 8.3 36.8
1937 58.7 17.3 199.8 65 6.7 4.3 6.7 41
1938 57.5 15.3 201.8 60.9 7.7 5.3 7.4 38.2
1939 61.6 19 199.9 69.5 7.8 6.6 8.9 41.6
1940 65 21.1 201.2 75.7 8 7.4 9.6 45
1941 69.7 23.5 204.5 88.4 8.5 13.8 11.6 53.3`

// TestStataKlein compares with ivreg2 in Stata, as recorded in the
// tests of the R package ivreg2r (github.com/restatr/ivreg2r, commit
// 35a24e4, tests/stata-benchmarks/fixtures/tsop_klein_*): two endogenous
// regressors, six excluded instruments. Stata holds the data as float; what
// is rounded the same way agrees to 9 digits.
func TestStataKlein(t *testing.T) {
	b := make(ivTable)
	names := strings.Fields("yr consump profits capital1 totinc wagegovt govt taxnetx wagepriv")
	for line := range strings.Lines(klein) {
		row := make(map[string]float64)
		for j, s := range strings.Fields(line) {
			x, err := strconv.ParseFloat(s, 32)
			if err != nil {
				t.Fatal(err)
			}
			row[names[j]] = x
		}
		row["year"] = row["yr"] - 1931
		row["wagetot"] = float64(float32(row["wagepriv"] + row["wagegovt"]))
		for name, x := range row {
			b[name] = append(b[name], strconv.FormatFloat(x, 'g', -1, 64))
		}
	}
	d := ivDesign(t, b, "", "yr", ivSpec{
		Y: "consump", Exog: []string{"L.profits"}, Endog: []string{"profits", "wagetot"},
		Inst: []string{"govt", "taxnetx", "year", "wagegovt", "capital1", "L.totinc"},
	})
	m, err := TwoSLS{}.Instrumented(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		e        KClass
		coef, se []float64 // L.profits, profits, wagetot, constant
	}{
		{"liml", m.LIML(0), []float64{.3960272021882634, -.222513264093629, .8225586879530686, 17.1476580470465}, []float64{.173597806523634, .2017478686825763, .0553782209534663, 1.840295810575786}},
		{"fuller", m.LIML(1), []float64{.355334716204518, -.1686396010157545, .8200568959896419, 17.0078708382802}, []float64{.1558901868048613, .1795559294761529, .0513563461825877, 1.701579273851725}},
		{"k = 1.19", m.KClass(1.19), []float64{.2660366426337402, -.0497061796854105, .8140405078187092, 16.7109564903377}, []float64{.1223707343977726, .1373678614017707, .0436429955100889, 1.436889287312911}},
	} {
		for j := range 4 {
			ivNear(t, c.name+" "+c.e.Terms[j], c.e.Coef[j], c.coef[j], 1e-9)
			large := math.Sqrt(c.e.Cov[j*4+j] * m.Fit.ResidualDoF / m.n())
			ivNear(t, c.name+" se "+c.e.Terms[j], large, c.se[j], 1e-9)
		}
	}
	ivNear(t, "kappa", m.LIML(0).Kappa, 1.498745715457545, 1e-9)
	ivNear(t, "rss", m.LIML(0).RSS, 40.8842117490432, 1e-9)
	ivNear(t, "Cragg-Donald", m.CraggDonald(), 2.893414242428986, 1e-9)
	r := m.KleibergenPaap(IID)
	ivNear(t, "Anderson LM", r.LM.Statistic, 12.00804891909686, 1e-9)
	ivNear(t, "Anderson LM p", r.LM.P, .0346776580114265, 1e-9)
	ivNear(t, "Anderson LM df", r.LM.DF1, 5, 0)
	ivNear(t, "rank F", r.F, 2.893414242428986, 1e-9)
}

// TestStataKleibergenPaap compares with ivreg2, gmm2s cluster(id) on the
// panel of Arellano and Bond with three endogenous regressors and no other,
// recorded at the same place (tsop_ab_*, tests/stata-benchmarks). Stata holds the
// logarithms as float: 6 to 7 digits agree.
func TestStataKleibergenPaap(t *testing.T) {
	table := readTable(t, filepath.Join(shared(t, "estimators"), "empluk.csv"))
	d := ivDesign(t, table, "firm", "year", ivSpec{
		Y: "lemp", Endog: []string{"lwage", "lcap", "lout"},
		Inst: []string{"D.lwage", "D.lcap", "D.lout", "D.D.lwage", "D.D.lcap", "D.D.lout"},
	})
	m, err := TwoSLS{}.Instrumented(d)
	if err != nil {
		t.Fatal(err)
	}
	const tol = 1e-5
	ivNear(t, "N", m.n(), 751, 0)
	r := m.KleibergenPaap(Clustered)
	ivNear(t, "rk LM", r.LM.Statistic, 29.78650262720528, tol)
	ivNear(t, "rk LM p", r.LM.P, 5.40948458649e-06, 10*tol)
	ivNear(t, "rk LM df", r.LM.DF1, 4, 0)
	ivNear(t, "rk Wald F", r.F, 10.72610384764291, tol)
	ivNear(t, "Cragg-Donald", m.CraggDonald(), 1.635189969309412, tol)
	g := m.TwoStepGMM(Clustered)
	ivNear(t, "Hansen J", g.J.Statistic, 7.540198390518064, tol)
	for j, want := range []float64{-.3349210924009995, .715626423945864, -.0538031997136472, 2.693769824559499} {
		ivNear(t, "GMM "+g.Terms[j], g.Coef[j], want, 10*tol)
	}
}
