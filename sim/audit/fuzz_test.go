package audit

import (
	"bytes"
	"os"
	"testing"

	"panelstress/data/published"
)

// FuzzRun: tables that can be read can be audited and printed, whatever stands
// in them.
func FuzzRun(f *testing.F) {
	text, err := os.ReadFile("../../data/studies/export-resilience.tables.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	for _, s := range []string{
		`panel: {entities: 3}`, `descriptives: {x: {n: "0", mean: "1e300", sd: "-1", min: "1e-300", max: "0"}}`,
		`correlations: {order: [], lower: []}`, `correlations: {order: [a, b], full: [["1", ~], ["2", "1"]]}`,
		`regressions: [{name: M1, estimator: fe, outcome: y, terms: {"a:b:c": "1", "y:y": "2", const: "0"}, statistics: {r2: "1", F: "0", N: "1"}}]`,
		`{panel: {entities: 2, periods: 2, observations: 4}, descriptives: {y: {mean: "0", sd: "0", min: "0", max: "0"}, x: {mean: "1", sd: "1"}},
		  correlations: {order: [y, x], lower: [["1"], ["0.5", "1"]]}, regressions: [{name: M1, estimator: ols, outcome: y, terms: {x: "1*", const: "0"}, standard_errors: {x: "0"}, t_statistics: {x: "3"}, p_values: {x: "2"}, statistics: {r2: "0.5", N: "4"}}]}`,
		`{variables: {x: {range: [0, 1], kind: percentage, said: log of x}}, descriptives: {x: {min: "900", max: "2000"}}, claims: [{about: "", said: "7 variables 0.5 significant"}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := published.Read("f.yaml", text)
		if err != nil || p.Correlations != nil && len(p.Correlations.Order) > 40 {
			return
		}
		r := Run(p)
		var b bytes.Buffer
		if err := JSON(&b, r); err != nil {
			t.Fatal(err) // of a number that JSON does not have, say
		}
		if err := Text(&b, r, Chinese); err != nil {
			t.Fatal(err)
		}
	})
}
