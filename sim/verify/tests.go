package verify

import "panelstress/estimators"

// hausman records each_own_sigma_e, both covariances with σ_e², beside
// sigmaless, which is the same by another path of the programs compared.
func hausman(variant estimators.Variant) computation {
	return func(c *Case) (map[string]any, error) {
		d, err := c.regression()
		if err != nil {
			return nil, err
		}
		v := make(map[string]any)
		for _, h := range []struct {
			key     string
			variant estimators.HausmanVariant
		}{
			{"each_own_gls_rmse", estimators.HausmanOwn},
			{"each_own_sigma_e", estimators.SigmaLess},
			{"sigmamore", estimators.SigmaMore},
			{"sigmaless", estimators.SigmaLess},
		} {
			t, err := estimators.Hausman(d, variant, h.variant)
			if err != nil {
				v[h.key] = err
				continue
			}
			v[h.key] = chiSquared(t.Test)
			v[h.key].(map[string]any)["V_diff_positive_definite"] = t.Definite
		}
		aux, err := estimators.HausmanByRegression(d, variant)
		if err != nil {
			v["aux_wald"], v["aux_n_r2"] = err, err
			return v, nil
		}
		v["aux_wald"], v["aux_n_r2"] = chiSquared(aux.Wald), chiSquared(aux.NR2)
		return v, nil
	}
}

func chiSquared(t estimators.Test) map[string]any {
	return map[string]any{"chi2": t.Statistic, "df": t.DF1, "p": t.P}
}

func breuschPagan(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	t, err := estimators.BreuschPaganTest(d)
	if err != nil {
		return nil, err
	}
	return map[string]any{"chi2": t.Statistic, "df": t.DF1, "p_chi2_1": t.P, "p_chibar2_01": t.OneSided}, nil
}

func modifiedWald(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	t, err := estimators.ModifiedWaldTest(d)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"chi2_sigma2_rss_over_N": t.Wald.Statistic, "p_sigma2_rss_over_N": t.Wald.P,
		"chi2_sigma2_rss_over_df": t.ByDF.Statistic, "p_sigma2_rss_over_df": t.ByDF.P, "df": t.Wald.DF1,
	}, nil
}

func serialCorrelation(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	t, err := estimators.WooldridgeTest(d)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"rho": t.Rho, "se": t.SE, "F": t.Statistic, "df1": t.DF1, "df2": t.DF2, "p": t.P, "n": t.Rows,
	}, nil
}

func crossSection(e estimators.Estimator) computation {
	return func(c *Case) (map[string]any, error) {
		d, err := c.regression()
		if err != nil {
			return nil, err
		}
		var f estimators.Fit
		if err := e.Fit(&f, d); err != nil {
			return nil, err
		}
		t := f.PesaranTest(d)
		return map[string]any{"cd": t.CD, "p": t.P, "mean_abs_rho": t.MeanAbs}, nil
	}
}
