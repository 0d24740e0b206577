package verify

import (
	"strings"

	"panelstress/estimators"
)

// computation computes what a case records, in the form of its JSON: numbers
// by name, vectors by term with the constant as _cons.
type computation func(*Case) (map[string]any, error)

// kinds says which function computes which cases: those of a data set whose
// name begins so (empty: any), and whose own name does. The first that fits
// is taken.
var kinds = []struct {
	dataset, name string
	compute       computation
}{
	{"stata_sim_panel", "", stataPanel},
	{"stata_hsng", "2sls", stataInstrumented},
	{"", "pooled_ols", pooled},
	{"", "between", between},
	{"", "fe_entity", entityEffects},
	{"", "fe_time", timeEffects},
	{"", "fe_twoway", twoWayEffects},
	{"", "re_sa_stata_default", randomEffects(estimators.SwamyArora)},
	{"", "re_sa_baltagi_chang", randomEffects(estimators.BaltagiChang)},
	{"", "iv_", instrumentedCase},
	{"", "fgls_", fgls},
	{"", "hausman_baltagi_chang", hausman(estimators.BaltagiChang)},
	{"", "hausman", hausman(estimators.SwamyArora)},
	{"", "test_bp_lm", breuschPagan},
	{"", "test_modified_wald", modifiedWald},
	{"", "test_wooldridge_xtserial", serialCorrelation},
	{"", "test_pesaran_cd_fe", crossSection(estimators.Within{})},
	{"", "test_pesaran_cd_pooled", crossSection(estimators.Pooled{})},
}

func kindOf(dataset, name string) computation {
	for _, k := range kinds {
		if strings.HasPrefix(dataset, k.dataset) && strings.HasPrefix(name, k.name) {
			return k.compute
		}
	}
	return nil
}
