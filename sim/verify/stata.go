package verify

import (
	"fmt"
	"math"

	"panelstress/estimators"
)

// stataPanel computes what the recorded output of Stata's regress and xtreg
// holds; e(V) is V, and the scalars of e() are the statistics.
func stataPanel(c *Case) (map[string]any, error) {
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	e, err := stataEstimator(c.Spec.Model, c.Spec.VCE)
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	f, err := fits(v, d, []named{{"se", e}})
	if err != nil {
		return nil, err
	}
	v["V"] = covariances(&f[0])
	v["stata_stats"], err = stataStatistics(&f[0], d, c.Spec.Model)
	return v, err
}

// stataEstimator reads the model and vce of a case. The robust covariance of
// xtreg is the clustered one.
func stataEstimator(model, vce string) (estimators.Estimator, error) {
	var cov estimators.Covariance
	switch {
	case vce == "conventional":
	case vce == "robust" && model == "pooled":
		cov = estimators.HC1{}
	case vce == "robust" || vce == "cluster":
		cov = estimators.Cluster{}
	default:
		return nil, fmt.Errorf("no covariance is called %q", vce)
	}
	switch model {
	case "pooled":
		return estimators.Pooled{Cov: cov}, nil
	case "between":
		return estimators.Between{Cov: cov}, nil
	case "fixed_effect":
		return estimators.Within{Cov: cov}, nil
	case "random_effect":
		return estimators.RandomEffects{Cov: cov}, nil
	}
	return nil, fmt.Errorf("no model is called %q", model)
}

func stataStatistics(f *estimators.Fit, d *estimators.Design, model string) (map[string]any, error) {
	s := f.Statistics(d)
	observations, entities := d.Frame.Sample()
	test := f.Wald()
	v := map[string]any{
		"N": observations, "N_g": entities, "g_min": s.MinT, "g_max": s.MaxT, "g_avg": s.MeanT, "Tbar": s.HarmonicT,
		"rss": f.RSS, "mss": f.TSS - f.RSS, "tss": f.TSS, "rmse": s.RMSE, "r2": s.R2, "r2_a": s.R2Adj,
		"r2_w": s.R2Within, "r2_b": s.R2Between, "r2_o": s.R2Overall, "ll": s.LL, "ll_0": s.LLZero,
		"F": test.Statistic, "df_m": test.DF1, "df_b": test.DF1, "df_r": f.DoF,
		"sigma_u": s.SigmaU, "sigma_e": s.SigmaE, "rho": s.Rho, "sigma": math.Hypot(s.SigmaU, s.SigmaE), "corr": s.CorrXB,
	}
	if model == "fixed_effect" {
		v["Tbar"] = s.MeanT // the harmonic mean is that of re
		var all estimators.Fit
		if err := (estimators.Pooled{}).Fit(&all, d); err != nil {
			return nil, err
		}
		v["tss"] = all.TSS // mss and rss are within entities, tss is not
		v["df_a"], v["F_f"] = f.Absorbed-1, s.Effects.Statistic
		// xtreg counts the effects among the coefficients of the model
		v["df_m"] = test.DF1 + float64(f.Absorbed-1)
	}
	return v, nil
}
