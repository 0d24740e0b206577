package estimators

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestHausmanReference holds all recorded variants, the negative one too.
func TestHausmanReference(t *testing.T) {
	negative := 0
	eachPanelCase(t, "hausman", func(c *ivChecker, name string, d *Design, _ []string, want map[string]any) {
		variant := SwamyArora
		if name == "hausman_baltagi_chang" {
			variant = BaltagiChang
		}
		for key, v := range map[string]HausmanVariant{"each_own_gls_rmse": HausmanOwn, "sigmamore": SigmaMore, "sigmaless": SigmaLess, "each_own_sigma_e": SigmaLess} {
			w := want[key].(map[string]any)
			h, err := Hausman(d, variant, v)
			if err != nil {
				c.t.Fatal(err)
			}
			c.number(key+" chi2", h.Statistic, w["chi2"])
			c.number(key+" df", h.DF1, w["df"])
			c.number(key+" p", h.P, w["p"])
			definite := 0.0
			if h.Definite {
				definite = 1
			}
			c.number(key+" definite", definite, w["V_diff_positive_definite"])
			if h.Statistic < 0 {
				negative++
				if h.Note() == "" || !math.IsNaN(h.P) {
					c.t.Errorf("%s %s: a negative statistic without a note, or with p %v", c.name, key, h.P)
				}
			}
		}
		aux, err := HausmanByRegression(d, variant)
		if err != nil {
			c.t.Fatal(err)
		}
		for key, got := range map[string]Test{"aux_wald": aux.Wald, "aux_n_r2": aux.NR2} {
			w := want[key].(map[string]any)
			c.number(key+" chi2", got.Statistic, w["chi2"])
			c.number(key+" p", got.P, w["p"])
		}
	})
	if negative == 0 {
		t.Error("no negative statistic among the cases; grunfeld_greene has one")
	}
}

func TestPanelTestsReference(t *testing.T) {
	eachPanelCase(t, "test_bp_lm", func(c *ivChecker, _ string, d *Design, _ []string, want map[string]any) {
		b, err := BreuschPaganTest(d)
		if err != nil {
			c.t.Fatal(err)
		}
		c.number("chi2", b.Statistic, want["chi2"])
		c.number("p", b.P, want["p_chi2_1"])
		c.number("one-sided p", b.OneSided, want["p_chibar2_01"])
	})
	eachPanelCase(t, "test_modified_wald", func(c *ivChecker, _ string, d *Design, _ []string, want map[string]any) {
		w, err := ModifiedWaldTest(d)
		if err != nil {
			c.t.Fatal(err)
		}
		c.number("chi2 N", w.Wald.Statistic, want["chi2_sigma2_rss_over_N"])
		c.number("p N", w.Wald.P, want["p_sigma2_rss_over_N"])
		c.number("chi2 df", w.ByDF.Statistic, want["chi2_sigma2_rss_over_df"])
		c.number("p df", w.ByDF.P, want["p_sigma2_rss_over_df"])
		c.number("df", w.Wald.DF1, want["df"])
	})
	eachPanelCase(t, "test_wooldridge", func(c *ivChecker, _ string, d *Design, _ []string, want map[string]any) {
		s, err := WooldridgeTest(d)
		if err != nil {
			c.t.Fatal(err)
		}
		c.number("rho", s.Rho, want["rho"])
		c.number("se", s.SE, want["se"])
		c.number("F", s.Statistic, want["F"])
		c.number("df2", s.DF2, want["df2"])
		c.number("p", s.P, want["p"])
		c.number("n", float64(s.Rows), want["n"])
	})
	eachPanelCase(t, "test_pesaran_cd", func(c *ivChecker, name string, d *Design, _ []string, want map[string]any) {
		var f Fit
		var e Estimator = Pooled{}
		if name == "test_pesaran_cd_fe" {
			e = Within{}
		}
		if err := e.Fit(&f, d); err != nil {
			c.t.Fatal(err)
		}
		cd := f.PesaranTest(d)
		c.number("cd", cd.CD, want["cd"])
		c.number("p", cd.P, want["p"])
		c.number("mean |rho|", cd.MeanAbs, want["mean_abs_rho"])
	})
}

// TestPanelTestsCount: an entity drawn c times is c entities, in every test.
func TestPanelTestsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		q := p.rows()
		x := []string{"x1", "x2"}
		compare := func(what string, of func(*Design) (float64, error)) {
			a, errA := of(p.design(t, x...))
			b, errB := of(q.design(t, x...))
			if (errA != nil) != (errB != nil) {
				t.Fatalf("%s: %v with counts, %v with rows", what, errA, errB)
			}
			if errA == nil && !math.IsNaN(a) && !math.IsInf(a, 0) {
				near(t, what, a, b, 1e-7) // variances of few rows lose digits
			}
		}
		compare("Breusch-Pagan", func(d *Design) (float64, error) {
			b, err := BreuschPaganTest(d)
			if err != nil {
				return 0, err
			}
			return b.Statistic, nil
		})
		compare("Wooldridge", func(d *Design) (float64, error) {
			b, err := WooldridgeTest(d)
			if err != nil {
				return 0, err
			}
			return b.Rho, nil
		})
		compare("auxiliary Hausman", func(d *Design) (float64, error) {
			b, err := HausmanByRegression(d, SwamyArora)
			if err != nil {
				return 0, err
			}
			return b.Wald.Statistic, nil
		})
	})
}

// TestVIF compares with 1/(1-R²) of the regressions themselves.
func TestVIF(t *testing.T) {
	p := makeTrial(10, 8, 3, 0.9, 11, false)
	d := p.design(t, "x1", "x2", "x3")
	got, err := VIF(d)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"x1", "x2", "x3"}
	for j, y := range names {
		var x []string
		for _, n := range names {
			if n != y {
				x = append(x, n)
			}
		}
		aux, err := NewDesign(d.Frame, y, x, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var f Fit
		if err := (Pooled{}).Fit(&f, aux); err != nil {
			t.Fatal(err)
		}
		near(t, "VIF of "+y, got[j], f.TSS/f.RSS, 1e-10)
	}
}

// TestHausmanRobust writes the auxiliary regression out: transformed rows on
// transformed regressors, the transformed constant, and deviations from entity
// means, clustered by entity with the factor G/(G-1).
func TestHausmanRobust(t *testing.T) {
	p := makeTrial(14, 7, 2, 0.8, 5, false)
	d := p.design(t, "x1", "x2")
	var re Fit
	if err := (RandomEffects{}).Fit(&re, d); err != nil {
		t.Fatal(err)
	}
	names := []string{"y", "x1", "x2", "one", "d1", "d2"}
	cols := make([][]float64, len(names))
	for g := range len(p.start) - 1 {
		theta := 1 - math.Sqrt(re.work.b[g])
		for r := p.start[g]; r < p.start[g+1]; r++ {
			for j, n := range []string{"y", "x1", "x2"} {
				m := mean(p.col(n)[p.start[g]:p.start[g+1]], 1/float64(p.start[g+1]-p.start[g]))
				cols[j] = append(cols[j], p.col(n)[r]-theta*m)
				if j > 0 {
					cols[j+3] = append(cols[j+3], p.col(n)[r]-m)
				}
			}
			cols[3] = append(cols[3], 1-theta)
		}
	}
	fr, err := NewFrame(p.start, p.time, names, cols, len(names))
	if err != nil {
		t.Fatal(err)
	}
	aux, err := NewDesign(fr, "y", names[1:], nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	aux.NoConstant = true
	var f Fit
	if err := (Pooled{Cov: Cluster{Convention: CR1}}).Fit(&f, aux); err != nil {
		t.Fatal(err)
	}
	w := f.Wald("d1", "d2")
	h, err := HausmanByRegression(d, SwamyArora)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "robust statistic", h.Robust.Statistic, 2*w.Statistic, 1e-9)
}

// TestModifiedWaldOfTwoRows: within an entity of two rows the residuals are the
// same but for the sign, so that V_g is zero and the statistic has no bound.
func TestModifiedWaldOfTwoRows(t *testing.T) {
	y := []float64{1001.1, 1002.3, 1001.1, 1000.7, 1005.9, 1006.4, 1005.2, 1009.3, 1008.8, 1009.1}
	x := []float64{1000.3, 1000.1, 1000.9, 1000.4, 1001.2, 1001.7, 1000.8, 1002.1, 1001.4, 1002.6}
	fr, err := NewFrame([]int{0, 2, 6, 10}, []int{1, 2, 1, 2, 3, 4, 1, 2, 3, 4}, []string{"y", "x"}, [][]float64{y, x}, 2)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, "y", []string{"x"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := ModifiedWaldTest(d)
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsInf(w.Wald.Statistic, 1) || w.Wald.P != 0 || !math.IsInf(w.ByDF.Statistic, 1) {
		t.Errorf("%+v, expected infinite statistics", w)
	}
}
