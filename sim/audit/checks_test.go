package audit

import (
	"slices"
	"strings"
	"testing"

	"panelstress/data/published"
)

// cases are small tables and what must be found in them: the check, the
// severity and the first cell. Their numbers are worked out by hand.
var cases = []struct {
	name, text string
	want       []string // "severity check cell", all findings in their order; none: nothing may be found
}{
	{"mean above max", `descriptives: {x: {mean: "2.0", max: "1.8"}}`, []string{"impossible descriptives descriptives.x.mean"}},
	{"mean equals max within rounding", `descriptives: {x: {mean: "2.0", max: "1.95"}}`, nil}, // both may be 1.952
	{"half of the values at each end", `descriptives: {x: {n: "100", mean: "0.50", sd: "0.5025", min: "0", max: "1"}}`, nil},
	// sd at most sqrt(0.25 x 100/99) = 0.5025 for a mean of 0.500 exactly
	{"sd above the largest", `descriptives: {x: {n: "100", mean: "0.500", sd: "0.5100", min: "0.000", max: "1.000"}}`, []string{"impossible descriptives descriptives.x.sd"}},
	// 4 values with 0 and 1 among them and mean 0.5: the others at 0.5, sum of squares 0.5, sd 0.354 (n) or 0.408 (n-1)
	{"sd at the smallest", `descriptives: {x: {n: "4", mean: "0.50", sd: "0.354", min: "0.000", max: "1.000"}}`, nil},
	{"sd below the smallest", `descriptives: {x: {n: "4", mean: "0.500", sd: "0.340", min: "0.000", max: "1.000"}}`, []string{"impossible descriptives descriptives.x.sd"}},
	{"n beyond the panel", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {x: {n: "21"}}}`, []string{"impossible descriptives descriptives.x.n"}},
	{"panel of too few rows", `panel: {entities: 5, periods: 4, observations: 21}`, []string{"impossible observations panel.observations"}},
	{"more than the panel is said to have", `{panel: {entities: 5, periods: 4, observations: 18}, descriptives: {x: {n: "20"}}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1"}, statistics: {N: "19"}}]}`, []string{"implausible observations descriptives.x.n", "implausible observations M1.N"}},
	{"a lag in a panel with gaps", `{panel: {entities: 5, periods: 4, observations: 18}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {L.x: "1"}, statistics: {N: "16"}}]}`, []string{"note observations M1.N"}},
	{"too few years", `panel: {entities: 5, periods: 4, first: 2011, last: 2013}`, []string{"impossible observations panel.periods"}},
	{"diagonal", `correlations: {order: [a, b], lower: [["0.90"], ["0.1", "1"]]}`, []string{"impossible correlations correlations.a.a"}},
	{"triangles differ", `correlations: {order: [a, b], full: [["1", "0.31"], ["0.13", "1"]]}`, []string{"impossible correlations correlations.a.b"}},
	// arccos 0.9 = 25.8°, twice that is 51.7°, cos 51.7° = 0.62
	{"triple that holds", `{panel: {entities: 9, periods: 9, observations: 81}, correlations: {order: [a, b, c], lower: [["1"], ["0.90", "1"], ["0.90", "0.62", "1"]]}}`, nil},
	{"triple that does not", `{panel: {entities: 9, periods: 9, observations: 81}, correlations: {order: [a, b, c], lower: [["1"], ["0.90", "1"], ["0.90", "0.59", "1"]]}}`, []string{"impossible correlation triple correlations.b.c", "impossible correlation matrix correlations.a.b"}},
	{"with values missing it may be", `{panel: {entities: 9, periods: 9, observations: 70}, correlations: {order: [a, b, c], lower: [["1"], ["0.90", "1"], ["0.90", "0.50", "1"]]}, descriptives: {a: {n: "60"}, b: {n: "60"}, c: {n: "60"}}}`, []string{"implausible correlation triple correlations.b.c", "implausible correlation matrix correlations.a.b"}},
	// mean(y) - 2 mean(x) = 1
	{"constant", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {mean: "5.00", sd: "9"}, x: {mean: "2.00"}}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "2.00", const: "1.00"}, statistics: {N: "20"}}]}`, nil},
	{"constant of the wrong sign", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {mean: "5.00", sd: "9"}, x: {mean: "2.00"}}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "2.00", const: "-1.00"}, statistics: {N: "20"}}]}`, []string{"impossible constant M1.const"}},
	{"constant of dummies may be that of one entity", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {mean: "5.00", sd: "9"}, x: {mean: "2.00"}}, regressions: [{name: M1, estimator: fe, outcome: y, terms: {x: "2.00", const: "-1.00"}, statistics: {N: "20"}}]}`, []string{"implausible constant M1.const"}},
	// b = r sd(y)/sd(x) = 0.5 x 2/1 = 1, R2 = 0.25
	{"simple regression", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {n: "20", sd: "2.000"}, x: {n: "20", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00", const: "0"}, statistics: {N: "20", r2: "0.250"}}]}`, nil},
	{"simple regression, other slope", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {n: "20", sd: "2.000"}, x: {n: "20", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.10", const: "0"}, statistics: {N: "20", r2: "0.250"}}]}`, []string{"impossible pooled M1.x"}},
	{"simple regression, R2 adjusted", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {n: "20", sd: "2.000"}, x: {n: "20", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00", const: "0"}, statistics: {N: "20", r2: "0.208"}}]}`, nil},
	{"simple regression, other R2", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {n: "20", sd: "2.000"}, x: {n: "20", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00", const: "0"}, statistics: {N: "20", r2: "0.520"}}]}`, []string{"impossible pooled M1.r2", "implausible fit M1.r2"}},
	// t = r sqrt(98/(1 - r²)): 5.715 of 0.500, 0.496 of 0.050, 20.4 of 0.900; se = b/t = 0.175
	{"classical t", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, variance: classical, outcome: y, terms: {x: "1.00***", const: "0.00**"}, t_statistics: {x: "5.72"}, statistics: {N: "100"}}]}`, nil},
	{"another classical t", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, variance: classical, outcome: y, terms: {x: "1.00***", const: "0.00**"}, t_statistics: {x: "6.12"}, statistics: {N: "100"}}]}`, []string{"impossible implied t M1.x.t"}},
	{"t of unknown errors", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00***", const: "0.00**"}, t_statistics: {x: "6.12"}, statistics: {N: "100"}}]}`, nil},
	{"classical standard error", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, variance: classical, outcome: y, terms: {x: "1.00***", const: "0.00**"}, standard_errors: {x: "0.175"}, statistics: {N: "100"}}]}`, nil},
	{"another classical standard error", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.500", "1"]]}, regressions: [{name: M1, estimator: ols, variance: classical, outcome: y, terms: {x: "1.00***", const: "0.00**"}, standard_errors: {x: "0.157"}, statistics: {N: "100"}}]}`, []string{"impossible implied t M1.x.se"}},
	{"star of a small correlation", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.050", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "0.10***", const: "0.00**"}, statistics: {N: "100"}}]}`, []string{"implausible implied t M1.x"}},
	{"no star of a large correlation", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.900", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.80", const: "0.00**"}, statistics: {N: "100"}}]}`, []string{"implausible implied t M1.x"}},
	{"no star of a fair correlation", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.400", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "0.80", const: "0.00**"}, statistics: {N: "100"}}]}`, nil},
	{"no star of a fair correlation, classical", `{descriptives: {y: {n: "100", mean: "0.000", sd: "2.000"}, x: {n: "100", mean: "0.000", sd: "1.000"}}, correlations: {order: [y, x], lower: [["1"], ["0.400", "1"]]}, regressions: [{name: M1, estimator: ols, variance: classical, outcome: y, terms: {x: "0.80", const: "0.00**"}, statistics: {N: "100"}}]}`, []string{"implausible implied t M1.x"}},
	// F = (0.5/1)/(0.5/98) = 98
	{"F of R2", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1", const: "0"}, statistics: {N: "100", r2: "0.500", F: "98.0"}}]`, nil},
	{"another F", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1", const: "0"}, statistics: {N: "100", r2: "0.500", F: "89.0"}}]`, []string{"implausible F M1.F"}},
	{"t", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00", const: "0"}, standard_errors: {x: "0.50"}, t_statistics: {x: "2.00"}, statistics: {N: "100"}}]`, nil},
	{"another t", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00", const: "0"}, standard_errors: {x: "0.50"}, t_statistics: {x: "3.00"}, statistics: {N: "100"}}]`, []string{"impossible inference M1.x"}},
	{"t of the other sign", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1.00", const: "0"}, standard_errors: {x: "0.50"}, t_statistics: {x: "-2.00"}, statistics: {N: "100"}}]`, []string{"impossible inference M1.x"}},
	{"t printed without signs", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "-1.00", const: "0"}, standard_errors: {x: "0.50"}, t_statistics: {x: "2.00"}, statistics: {N: "100"}}]`, nil},
	// two-sided p of 2.00 from t(98) is 0.0483, from the normal distribution 0.0455; one-sided 0.023
	{"p", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1", const: "0"}, t_statistics: {x: "2.00"}, p_values: {x: "0.048"}, statistics: {N: "100"}}]`, nil},
	{"one-sided p", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1", const: "0"}, t_statistics: {x: "2.00"}, p_values: {x: "0.024"}, statistics: {N: "100"}}]`, []string{"implausible inference M1.x.p"}},
	{"p too small for any", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1", const: "0"}, t_statistics: {x: "2.00"}, p_values: {x: "0.004"}, statistics: {N: "100"}}]`, []string{"impossible inference M1.x.p"}},
	{"star against p", `{stars: {"*": 0.05}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1*", const: "0"}, p_values: {x: "0.200"}}]}`, []string{"impossible inference M1.x"}},
	{"star of no declared level", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1*", const: "0"}, p_values: {x: "0.200"}}]`, []string{"implausible inference M1.x"}},
	{"nested", `regressions: [{name: t.M1, estimator: ols, outcome: y, terms: {x: "1", const: "0"}, statistics: {r2: "0.50"}}, {name: t.M2, estimator: ols, outcome: y, terms: {x: "1", z: "1", const: "0"}, statistics: {r2: "0.45"}}]`, []string{"implausible nested R2 t.M2.r2"}},
	{"lag", `{panel: {entities: 5, periods: 4, observations: 20}, regressions: [{name: M1, estimator: 2sls, outcome: y, instruments: {x: L.x}, terms: {x: "1"}, statistics: {N: "15"}}]}`, nil},
	{"lag without a loss", `{panel: {entities: 5, periods: 4, observations: 20}, regressions: [{name: M1, estimator: 2sls, outcome: y, instruments: {x: L.x}, terms: {x: "1"}, statistics: {N: "20"}}]}`, []string{"note observations M1.N"}},
	{"a lag that is not named", `{panel: {entities: 5, periods: 4, observations: 20}, regressions: [{name: M1, estimator: 2sls, outcome: y, terms: {x: "1"}, statistics: {N: "15"}}]}`, []string{"note observations M1.N"}},
	{"N of a misprint", `{panel: {entities: 5, periods: 4, observations: 20}, regressions: [{name: M1, estimator: fe, outcome: y, terms: {x: "1"}, statistics: {N: "12"}}]}`, []string{"implausible observations M1.N"}},
	{"terms that are not printed", `{panel: {entities: 5, periods: 4, observations: 20}, descriptives: {y: {mean: "5.00", sd: "9"}, x: {mean: "2.00"}}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "2.00", const: "-1.00"}, unprinted: year dummies, statistics: {N: "20", r2: "0.5", F: "3"}}]}`, nil},
	{"own term that is not printed", `regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1", "x:z": "1"}, omitted: [z]}]`, nil},
	{"share", `{variables: {x: {said: share of services, kind: share}}, descriptives: {x: {max: "55"}}}`, []string{"implausible declared descriptives.x.max"}},
}

func TestChecks(t *testing.T) {
	for _, c := range cases {
		p, err := published.Read("t.yaml", []byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, f := range Run(p).Findings {
			got = append(got, string(f.Severity)+" "+f.Check+" "+f.Where[0])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.name, strings.Join(got, "; "), strings.Join(c.want, "; "))
		}
	}
}
