package verify

import "panelstress/estimators"

// named is an estimator under the name that the cases give its standard
// errors.
type named struct {
	key string
	est estimators.Estimator
}

// regression is the design of y on x.
func (c *Case) regression() (*estimators.Design, error) {
	return c.Design(c.Spec.Y, c.Spec.X, nil, nil)
}

// fits fits a design with several estimators that differ in their covariance.
// It adds the standard errors of each under its key, or why a design has none
// of that kind, and the coefficients of the first, whose fit it returns first
// and which must succeed.
func fits(v map[string]any, d *estimators.Design, list []named) ([]estimators.Fit, error) {
	out := make([]estimators.Fit, len(list))
	for i, n := range list {
		err := n.est.Fit(&out[i], d)
		switch {
		case err != nil && i == 0:
			return nil, err
		case err != nil:
			v[n.key] = err
		default:
			v[n.key] = byTerm(&out[i], out[i].SE)
		}
	}
	v["coef"] = coefficients(&out[0])
	return out, nil
}

// wald is the Wald statistic of a fit, or why the fit under its key failed.
func wald(v map[string]any, f *estimators.Fit, key string) any {
	if err, failed := v[key].(error); failed {
		return err
	}
	return f.Wald().Statistic
}

func pooled(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	with := func(c estimators.Covariance) estimators.Estimator { return estimators.Pooled{Cov: c} }
	f, err := fits(v, d, []named{
		{"se_classical", with(nil)},
		{"se_cluster_entity_cr1", with(estimators.Cluster{})},
		{"se_hc0", with(estimators.HC0{})},
		{"se_hc1", with(estimators.HC1{})},
		{"se_hc2", with(estimators.HC2{})},
		{"se_hc3", with(estimators.HC3{})},
		{"se_cluster_time_cr1", with(estimators.Cluster{By: estimators.ByTime})},
		{"se_cluster_entity_cr2", with(estimators.CR2{})},
		{"se_cluster_entity_cr3", with(estimators.CR3{})},
		{"se_pcse", with(estimators.PCSE{})},
	})
	if err != nil {
		return nil, err
	}
	s := f[0].Statistics(d)
	v["F_cluster_entity_cr1"] = wald(v, &f[1], "se_cluster_entity_cr1")
	v["r2"], v["r2_adj"], v["rss"], v["tss"], v["rmse"], v["ll"] = s.R2, s.R2Adj, f[0].RSS, f[0].TSS, s.RMSE, s.LL
	v["F"], v["F_p"], v["df_model"] = s.Slopes.Statistic, s.Slopes.P, s.Slopes.DF1
	v["df_resid"], v["N"] = f[0].ResidualDoF, f[0].Observations
	return v, nil
}

func between(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	f, err := fits(v, d, []named{{"se_classical", estimators.Between{}}})
	if err != nil {
		return nil, err
	}
	s := f[0].Statistics(d)
	v["rss"], v["rmse"], v["r2"] = f[0].RSS, s.RMSE, s.R2
	return v, nil
}

func entityEffects(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	with := func(c estimators.Covariance) estimators.Estimator { return estimators.Within{Cov: c} }
	f, err := fits(v, d, []named{
		{"se_classical", with(nil)},
		{"se_cluster_stata_xtreg", with(estimators.Cluster{})},
		{"se_cluster_plm_sss", with(estimators.Cluster{Convention: estimators.Plm})},
		{"se_cluster_hc0_arellano", with(estimators.Cluster{Convention: estimators.Arellano})},
		{"se_cluster_areg_lsdv", with(estimators.Cluster{Convention: estimators.Areg})},
		{"se_hc1_lsdv", with(estimators.HC1{})},
	})
	if err != nil {
		return nil, err
	}
	s := f[0].Statistics(d)
	v["F_cluster_stata_xtreg"] = wald(v, &f[1], "se_cluster_stata_xtreg")
	v["r2_within"], v["r2_between"], v["r2_overall"] = s.R2Within, s.R2Between, s.R2Overall
	v["rss"], v["sigma_e"], v["sigma_u"], v["rho"], v["corr_u_xb"], v["ll"] = f[0].RSS, s.SigmaE, s.SigmaU, s.Rho, s.CorrXB, s.LL
	v["F"], v["F_p"] = s.Slopes.Statistic, s.Slopes.P
	v["F_u"], v["F_u_p"], v["F_u_df1"] = s.Effects.Statistic, s.Effects.P, s.Effects.DF1
	v["df_resid"], v["N"], v["G"] = f[0].ResidualDoF, f[0].Observations, f[0].Entities
	u, _ := f[0].Effects(d)
	v["entity_effects"] = c.byEntity(u)
	return v, nil
}

// byEntity makes an object keyed by the entities of the last design.
func (c *Case) byEntity(x []float64) map[string]any {
	v := make(map[string]any, len(x))
	for g, name := range c.entities {
		v[name] = x[g]
	}
	return v
}

func timeEffects(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	with := func(c estimators.Covariance) estimators.Estimator {
		return estimators.Within{Effects: estimators.Time, Cov: c}
	}
	f, err := fits(v, d, []named{
		{"se_classical", with(nil)},
		{"se_cluster_time_nested", with(estimators.Cluster{By: estimators.ByTime})},
		{"se_cluster_entity", with(estimators.Cluster{})},
	})
	if err != nil {
		return nil, err
	}
	s := f[0].Statistics(d)
	v["rss"], v["sigma_e"], v["r2_within"], v["df_resid"] = f[0].RSS, s.SigmaE, s.R2, f[0].ResidualDoF
	return v, nil
}

func twoWayEffects(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	with := func(c estimators.Covariance) estimators.Estimator {
		return estimators.Within{Effects: estimators.TwoWay, Cov: c}
	}
	f, err := fits(v, d, []named{
		{"se_classical", with(nil)},
		{"se_cluster_entity_stata_xtreg_i.time", with(estimators.Cluster{})},
		{"se_cluster_entity_hc0", with(estimators.Cluster{Convention: estimators.Arellano})},
		{"se_cluster2_hc0", with(estimators.TwoWayCluster{B: estimators.ByTime, Convention: estimators.Arellano})},
	})
	if err != nil {
		return nil, err
	}
	s := f[0].Statistics(d)
	v["rss"], v["sigma_e"], v["df_resid"] = f[0].RSS, s.SigmaE, f[0].ResidualDoF
	v["F_slopes"], v["F_slopes_p"] = s.Slopes.Statistic, s.Slopes.P
	v["F_slopes_and_time"], v["F_time"], v["F_time_p"] = s.SlopesTime.Statistic, s.Time.Statistic, s.Time.P
	v["r2_within_incl_time_dummies"], v["r2_within_both_effects_removed"] = s.R2WithinTime, s.R2
	return v, nil
}

func randomEffects(variant estimators.Variant) computation {
	return func(c *Case) (map[string]any, error) {
		d, err := c.regression()
		if err != nil {
			return nil, err
		}
		v := make(map[string]any)
		with := func(c estimators.Covariance) estimators.Estimator {
			return estimators.RandomEffects{Variant: variant, Cov: c}
		}
		f, err := fits(v, d, []named{
			{"se_gls_rmse", with(nil)},
			{"se_sigma_e", estimators.RandomEffects{Variant: variant, WithinVariance: true}},
			{"se_cluster_entity_hc0", with(estimators.Cluster{Convention: estimators.Arellano})},
			{"se_cluster_entity_cr1", with(estimators.Cluster{})},
		})
		if err != nil {
			return nil, err
		}
		s := f[0].Statistics(d)
		parts, _ := f[0].Components(d)
		v["sigma_e"], v["sigma_u"], v["rho"], v["rmse_gls"] = parts.SigmaE, parts.SigmaU, parts.Rho, s.RMSE
		v["theta_min"], v["theta_max"], v["theta_median"] = parts.ThetaMin, parts.ThetaMax, parts.ThetaMedian
		w := f[0].Wald()
		v["wald_chi2_gls_rmse"], v["wald_df"], v["wald_chi2_sigma_e"] = w.Statistic, w.DF1, wald(v, &f[1], "se_sigma_e")
		v["T_harmonic"] = s.HarmonicT
		v["r2_within"], v["r2_between"], v["r2_overall"] = s.R2Within, s.R2Between, s.R2Overall
		return v, nil
	}
}
