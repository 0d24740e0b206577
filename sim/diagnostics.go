package sim

import (
	"math"
	"slices"

	"panelstress/estimators"
)

// addDiagnostics adds what a referee asks of a fixed-effects model: whether
// effects are there at all, whether errors are correlated in time or between
// entities or differ in variance, whether slopes differ, whether regressors
// are collinear. A test that these data do not allow is left out: few rows
// per entity, say.
func (r *FitResult) addDiagnostics(f *estimators.Fit, d *estimators.Design) {
	set := func(name string, t estimators.Test, note string) {
		if !math.IsNaN(t.Statistic) && !math.IsInf(t.Statistic, 0) {
			r.Statistics[name] = Number(t.Statistic)
			r.addTest(name, t, note)
		}
	}
	r.addHausman(d)
	if t, err := estimators.BreuschPaganTest(d); err == nil {
		one := t.Test
		one.P = t.OneSided
		set("breusch_pagan", one, "H0: no entity effects, after pooled least squares; one-sided p")
	}
	if t, err := estimators.WooldridgeTest(d); err == nil {
		set("wooldridge", t.Test, "H0: no serial correlation (Stata's xtserial)")
	}
	if t, err := estimators.ModifiedWaldTest(d); err == nil {
		set("modified_wald", t.Wald, "H0: equal error variances of the entities (Stata's xttest3)")
	}
	if cd := f.PesaranTest(d); cd.Pairs > 0 && !math.IsNaN(cd.CD) {
		r.Statistics["pesaran_cd"] = Number(cd.CD)
		r.Tests = append(r.Tests, TestResult{
			Name: "pesaran_cd", Statistic: Number(cd.CD), DF: []Number{}, P: Number(cd.P), Note: "H0: no dependence between entities; standard normal, two-sided",
		})
	}
	if t, err := estimators.PoolabilityTest(d); err == nil {
		set("chow_F", t.Slopes, "H0: equal slopes in all entities (Chow)")
	}
	if v, err := estimators.VIF(d); err == nil && len(v) > 1 {
		r.Statistics["vif_max"] = Number(slices.Max(v))
	}
}
