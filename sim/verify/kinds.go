package verify

import (
	"strings"

	"panelstress/estimators"
)

// computation computes what a case records, in the form of its JSON: numbers
// by name, vectors by term with the constant as _cons.
type computation func(*Case) (map[string]any, error)

// kinds says which function computes the cases whose name begins so. The first
// that fits is taken.
var kinds = []struct {
	name    string
	compute computation
}{
	{"pooled_ols", pooled},
	{"between", between},
	{"fe_entity", entityEffects},
	{"fe_time", timeEffects},
	{"fe_twoway", twoWayEffects},
	{"re_sa_stata_default", randomEffects(estimators.SwamyArora)},
	{"re_sa_baltagi_chang", randomEffects(estimators.BaltagiChang)},
	{"iv_", instrumentedCase},
	{"fgls_", fgls},
	{"hausman_baltagi_chang", hausman(estimators.BaltagiChang)},
	{"hausman", hausman(estimators.SwamyArora)},
	{"test_bp_lm", breuschPagan},
	{"test_modified_wald", modifiedWald},
	{"test_wooldridge_xtserial", serialCorrelation},
	{"test_pesaran_cd_fe", crossSection(estimators.Within{})},
	{"test_pesaran_cd_pooled", crossSection(estimators.Pooled{})},
}

// kindOf finds the function for a case. Those that repeat Stata's output say
// so in their specification, by a model and a vce or by the command.
func kindOf(name string, s *Spec) computation {
	switch {
	case s.Command != "":
		return stataInstrumented
	case s.Model != "" && s.VCE != "":
		return stataPanel
	}
	for _, k := range kinds {
		if strings.HasPrefix(name, k.name) {
			return k.compute
		}
	}
	return nil
}
