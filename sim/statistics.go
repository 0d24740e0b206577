package sim

import (
	"fmt"
	"math"

	"panelstress/estimators"
)

// statisticsOf are the statistics that tables print for a kind of estimator.
// Others exist, but say nothing there: an R2 of transformed rows, say.
var statisticsOf = map[string][]string{
	"ols":     {"r2", "r2_adj", "F", "wald", "rmse", "ll"},
	"fe":      {"r2_within", "r2_between", "r2_overall", "F", "F_effects", "F_time", "sigma_u", "sigma_e", "rho", "corr_u_xb"},
	"re":      {"r2_within", "r2_between", "r2_overall", "F", "wald", "sigma_u", "sigma_e", "rho"},
	"between": {"r2", "F", "rmse"},
	"fd":      {"r2", "F", "rmse"},
	"2sls":    {"r2", "F", "wald", "rmse"},
	"fgls":    {"F", "wald"},
}

// addStatistics fills the statistics and tests of a fit.
func addStatistics(r *FitResult, e *Estimator, f *estimators.Fit, d *estimators.Design) error {
	s := f.Statistics(d)
	values := s.Values()
	for _, name := range statisticsOf[e.Kind] {
		if v, ok := values[name]; ok {
			r.Statistics[name] = Number(v)
		}
	}
	slopes := "F"
	if math.IsInf(s.Slopes.DF2, 1) {
		slopes = "wald"
	}
	r.addTest(slopes, s.Slopes, "")
	if e.Kind == "fe" {
		r.addTest("F_effects", s.Effects, "classical")
		r.addTest("F_time", s.Time, "")
		if w, ok := e.Fit.(estimators.Within); ok && w.Effects == estimators.Entity {
			r.addDiagnostics(f, d)
		}
	}
	if iv, ok := e.Fit.(estimators.TwoSLS); ok {
		return r.addInstruments(iv, d)
	}
	if detail := f.FGLS(); detail != nil && !math.IsNaN(detail.LogLikelihood) {
		r.Statistics["ll"] = Number(detail.LogLikelihood)
	}
	return nil
}

// addHausman compares fixed with random entity effects. Where random effects
// cannot be fitted, with too few entities, there is no such test.
func (r *FitResult) addHausman(d *estimators.Design) {
	h, err := estimators.Hausman(d, estimators.SwamyArora, estimators.HausmanOwn)
	if err != nil {
		return
	}
	note := "fixed against random effects (Swamy-Arora), classical covariances, each its own (Stata's default)"
	if n := h.Note(); n != "" {
		note += "; " + n
	}
	r.Statistics["hausman"] = Number(h.Statistic)
	r.addTest("hausman", h.Test, note)
}

// smallSample is a covariance in the form that gives F statistics.
func smallSample(c estimators.Covariance) estimators.Covariance {
	switch v := c.(type) {
	case nil, estimators.Classical:
		return estimators.Classical{}
	case estimators.HC0, estimators.HC1:
		return estimators.HC1{}
	case estimators.Cluster:
		return estimators.Cluster{By: v.By}
	}
	return c
}

// addTest keeps a test of a statistic that the table has.
func (r *FitResult) addTest(name string, t estimators.Test, note string) {
	if _, ok := r.Statistics[name]; !ok || math.IsNaN(t.Statistic) {
		return
	}
	df := []Number{Number(t.DF1)}
	if !math.IsInf(t.DF2, 1) {
		df = append(df, Number(t.DF2))
	}
	r.Tests = append(r.Tests, TestResult{Name: name, Statistic: Number(t.Statistic), DF: df, P: Number(t.P), Note: note})
}

// addInstruments adds how strong the instruments are, whether more of them
// than needed agree, and whether they are needed. First-stage F has the
// variance of the fit in its small-sample form; the effective and the
// Kleibergen-Paap F allow dependence inside entities.
func (r *FitResult) addInstruments(e estimators.TwoSLS, d *estimators.Design) error {
	cov := smallSample(e.Cov)
	stages, err := e.FirstStages(d, cov)
	if err != nil {
		return fmt.Errorf("first stage: %w", err)
	}
	weakest := estimators.Test{Statistic: math.NaN()}
	for i := range stages {
		if t := stages[i].F; !(t.Statistic >= weakest.Statistic) {
			weakest = t
		}
	}
	note := fmt.Sprint(cov)
	if len(stages) > 1 {
		note += "; the smallest over the endogenous regressors"
	}
	set := func(name string, t estimators.Test, note string) {
		r.Statistics[name] = Number(t.Statistic)
		r.addTest(name, t, note)
	}
	set("first_stage_F", weakest, note)
	m, err := e.Instrumented(d)
	if err != nil {
		return fmt.Errorf("instruments: %w", err)
	}
	r.Statistics["cragg_donald_F"] = Number(m.CraggDonald())
	r.Statistics["kleibergen_paap_F"] = Number(m.KleibergenPaap(estimators.Clustered).F)
	if f := m.EffectiveF(estimators.Clustered); !math.IsNaN(f.F) {
		r.Statistics["effective_F"] = Number(f.F)
	}
	if len(m.Excluded) > len(m.Endogenous) {
		set("sargan", m.Sargan(), "")
		set("hansen_j", m.TwoStepGMM(estimators.Clustered).J, "two-step, clustered by entity")
	}
	set("wu_hausman", m.WuHausman(), "classical, of the hypothesis that the instrumented regressors are exogenous")
	if len(m.Endogenous) != 1 {
		return nil
	}
	ar, _ := m.AndersonRubin([]float64{0}, estimators.Clustered)
	confidence, err := m.AndersonRubinSet(1-float64(r.level), estimators.Clustered)
	if err != nil {
		return fmt.Errorf("Anderson-Rubin set: %w", err)
	}
	set("anderson_rubin_F", ar, fmt.Sprintf("%s has no effect, clustered; %g %% set for its coefficient: %s", m.Endogenous[0], 100*float64(r.level), confidence))
	return nil
}
