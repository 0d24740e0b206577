package verify

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"panelstress/estimators"
)

// instrumented computes what the cases iv_* record of a design, entity
// effects swept out or not, in the form of their JSON.
func instrumented(d *estimators.Design, effects bool) (map[string]any, error) {
	v := make(map[string]any)
	if err := instrumentedFits(v, d, effects); err != nil {
		return nil, err
	}
	e := estimators.TwoSLS{Entity: effects}
	stages, err := firstStages(e, d)
	if err != nil {
		return nil, err
	}
	v["first_stage"] = stages
	m, err := e.Instrumented(d)
	if err != nil {
		return nil, err
	}
	v["cragg_donald_F"] = m.CraggDonald()
	if len(m.Excluded) > len(m.Endogenous) {
		v["overid"] = overidentification(m)
	}
	durbin, wu := m.Durbin(), m.WuHausman()
	v["endogeneity"] = map[string]any{
		"durbin_chi2": durbin.Statistic, "durbin_p": durbin.P,
		"wu_hausman_F": wu.Statistic, "wu_hausman_p": wu.P, "df1": wu.DF1, "df2": wu.DF2,
	}
	v["anderson_rubin"] = andersonRubin(m)
	return v, nil
}

// instrumentedFits adds coefficients, standard errors, Wald tests and fit.
// Pooled cases call the covariances without factor asymptotic, those with
// effects hc0.
func instrumentedFits(v map[string]any, d *estimators.Design, effects bool) error {
	for _, c := range []struct {
		keys []string
		cov  estimators.Covariance
	}{
		{[]string{"se_small"}, estimators.Classical{}},
		{[]string{"se_asymptotic"}, estimators.Classical{Large: true}},
		{[]string{"se_robust_small"}, estimators.HC1{}},
		{[]string{"se_robust_asymptotic", "se_robust_hc0"}, estimators.HC1{Large: true}},
		{[]string{"se_cluster_entity_small"}, estimators.Cluster{}},
		{[]string{"se_cluster_entity_asymptotic", "se_cluster_entity_hc0"}, estimators.Cluster{Convention: estimators.StataLarge}},
	} {
		var f estimators.Fit
		if err := (estimators.TwoSLS{Entity: effects, Cov: c.cov}).Fit(&f, d); err != nil {
			if c.keys[0] == "se_small" {
				return err
			}
			for _, key := range c.keys {
				v[key] = err
			}
			continue
		}
		for _, key := range c.keys {
			v[key] = byTerm(&f, f.SE)
		}
		w, n := f.Wald(), float64(f.Observations)
		switch c.keys[0] {
		case "se_small":
			v["N"], v["G"] = n, float64(f.Entities)
			v["coef"] = coefficients(&f)
			v["rss"], v["df_resid"], v["wald_df"] = f.RSS, f.ResidualDoF, w.DF1
			v["r2"] = 1 - f.RSS/f.TSS
			v["r2_within_1_minus_rss_over_tss"] = v["r2"]
			v["r2_adj"] = 1 - f.RSS/f.ResidualDoF/(f.TSS/(n-1))
			v["F_small"], v["wald_chi2_small_vcov"] = w.Statistic, w.Statistic*w.DF1
			v["sigma_e"] = math.Sqrt(f.Sigma2)
		case "se_asymptotic":
			v["wald_chi2_asymptotic"] = w.Statistic
			v["rmse_asymptotic"] = math.Sqrt(f.Sigma2)
		case "se_robust_asymptotic":
			v["wald_chi2_robust_asymptotic"] = w.Statistic
		}
	}
	return nil
}

func firstStages(e estimators.TwoSLS, d *estimators.Design) (map[string]any, error) {
	v := make(map[string]any)
	for _, c := range []struct {
		key string
		cov estimators.Covariance
	}{
		{"F", estimators.Classical{}},
		{"F_robust_hc1", estimators.HC1{}},
		{"F_cluster_entity_cr1", estimators.Cluster{}},
		{"F_cluster_entity_hc0", estimators.Cluster{Convention: estimators.StataLarge}},
	} {
		stages, err := e.FirstStages(d, c.cov)
		if err != nil && c.key == "F" {
			return nil, err
		}
		for term := range v {
			if err != nil {
				v[term].(map[string]any)[c.key] = err
			}
		}
		for i := range stages {
			s := &stages[i]
			if c.key == "F" {
				v[s.Term] = map[string]any{
					"df1": s.F.DF1, "df2": s.F.DF2, "p": s.F.P, "partial_r2": s.PartialR2, "r2": s.R2,
					"pi": byTerm(&s.Fit, func(j int) float64 { return s.Fit.Coef[j] }),
				}
			}
			x := s.F.Statistic
			if math.IsInf(s.F.DF2, 1) { // chi-squared
				x /= s.F.DF1
			}
			v[s.Term].(map[string]any)[c.key] = x
		}
	}
	return v, nil
}

func overidentification(m *estimators.IV) map[string]any {
	sargan, basmann := m.Sargan(), m.Basmann()
	robust, cluster := m.TwoStepGMM(estimators.Heteroskedastic), m.TwoStepGMM(estimators.Clustered)
	return map[string]any{
		"df": sargan.DF1, "sargan": sargan.Statistic, "sargan_p": sargan.P,
		"basmann": basmann.Statistic, "basmann_p": basmann.P,
		"hansen_j_2step": robust.J.Statistic, "hansen_j_2step_p": robust.J.P, "hansen_j_2step_cluster": cluster.J.Statistic,
		"coef_gmm_2step":         byTerm(m.Fit, func(j int) float64 { return robust.Coef[j] }),
		"coef_gmm_2step_cluster": byTerm(m.Fit, func(j int) float64 { return cluster.Coef[j] }),
	}
}

// andersonRubin tests that all endogenous regressors have no effect; with one
// of them it adds the 95 % set.
func andersonRubin(m *estimators.IV) map[string]any {
	f, chi2 := m.AndersonRubin(make([]float64, len(m.Endogenous)), estimators.IID)
	v := map[string]any{
		"F": f.Statistic, "df1": f.DF1, "df2": f.DF2, "p": f.P, "chi2": chi2.Statistic, "chi2_p": chi2.P,
	}
	if len(m.Endogenous) > 1 {
		return v
	}
	s, err := m.AndersonRubinSet(0.05, estimators.IID)
	if err != nil {
		v["ci95_kind"], v["ci95_lo"], v["ci95_hi"] = err, err, err
		return v
	}
	switch s.Kind {
	case estimators.SetEmpty:
		v["ci95_kind"] = 0.0
	case estimators.SetInterval:
		v["ci95_kind"], v["ci95_lo"], v["ci95_hi"] = 1.0, s.Intervals[0][0], s.Intervals[0][1]
	case estimators.SetComplement: // the ends of the interval that is left out
		v["ci95_kind"], v["ci95_lo"], v["ci95_hi"] = 2.0, s.Intervals[0][1], s.Intervals[1][0]
	case estimators.SetWholeLine:
		v["ci95_kind"] = 3.0
	}
	return v
}

// clusterOption is Stata's vce(cluster VARIABLE).
var clusterOption = regexp.MustCompile(`\bvce\(\s*cluster\s+(\w+)\s*\)`)

// ivregress computes what the cases of Stata's ivregress record. The options
// are read from the command; vce(cluster) takes the entities of the design.
func ivregress(d *estimators.Design, command string) (map[string]any, error) {
	_, options, _ := strings.Cut(command, ",")
	small := strings.Contains(options+" ", " small ")
	var cov estimators.Covariance
	switch {
	case strings.Contains(options, "vce(robust)"):
		cov = estimators.HC1{Large: !small}
	case clusterOption.MatchString(options):
		cov = estimators.Cluster{Convention: estimators.StataLarge}
		if small {
			cov = estimators.Cluster{}
		}
	case strings.Contains(options, "vce(unadjusted)") || !strings.Contains(options, "vce("): // the default
		cov = estimators.Classical{Large: !small}
	default:
		return nil, fmt.Errorf("no covariance of this build is that of the command %q", command)
	}
	var f estimators.Fit
	if err := (estimators.TwoSLS{Cov: cov}).Fit(&f, d); err != nil {
		return nil, err
	}
	n, w := float64(f.Observations), f.Wald()
	stats := map[string]any{
		"r2": 1 - f.RSS/f.TSS, "r2_a": 1 - f.RSS/f.ResidualDoF/(f.TSS/(n-1)),
		"mss": f.TSS - f.RSS, "rss": f.RSS, "kappa": 1.0, "p": w.P,
		"chi2": w.Statistic, "rmse": math.Sqrt(f.RSS / n),
	}
	if small {
		stats["F"], stats["rmse"] = w.Statistic, math.Sqrt(f.RSS/f.ResidualDoF)
		delete(stats, "chi2")
	}
	return map[string]any{
		"coef": coefficients(&f), "se": byTerm(&f, f.SE),
		"V": covariances(&f), "stata_stats": stats,
	}, nil
}

func instrumentedCase(c *Case) (map[string]any, error) {
	d, err := c.Instrumented()
	if err != nil {
		return nil, err
	}
	return instrumented(d, c.Spec.FE)
}

// stataInstrumented is a cross-section whose clusters stand in the column that
// the command names.
func stataInstrumented(c *Case) (map[string]any, error) {
	if !strings.HasPrefix(c.Spec.Command, "ivregress 2sls ") {
		return nil, fmt.Errorf("this build does not compute what the command %q does", c.Spec.Command)
	}
	if m := clusterOption.FindStringSubmatch(c.Spec.Command); m != nil {
		c.entity, c.time = m[1], ""
	}
	d, err := c.Instrumented()
	if err != nil {
		return nil, err
	}
	return ivregress(d, c.Spec.Command)
}
