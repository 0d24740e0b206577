package synth

import (
	"context"
	"slices"
	"testing"

	"panelstress/data/published"
)

// TestConflicts: tables in which a known set of numbers contradict each other,
// among others that are fine.
func TestConflicts(t *testing.T) {
	const shape = "panel: {entities: 10, periods: 8}\n"
	for name, c := range map[string]struct {
		tables string
		want   []string
	}{
		"a triple of correlations": {`
descriptives: {a: {mean: "1.0", sd: "2.0"}, b: {mean: "3.0", sd: "1.0"}, d: {sd: "1.5"}}
correlations: {order: [a, b, c, d], lower: [["1"], ["0.90", "1"], ["-0.90", "0.90", "1"], ["0.10", "0.20", "0.00", "1"]]}
`, []string{"correlations.a.b", "correlations.a.c", "correlations.b.c"}},
		"a mean above the maximum": {`
descriptives: {a: {mean: "5.0", sd: "1.0", min: "1.0", max: "4.0"}, b: {mean: "3.0", sd: "1.0", min: "0.0", max: "6.0"}}
`, []string{"descriptives.a.max", "descriptives.a.mean"}},
		"a slope that the moments forbid": { // b = r s_y/s_x = 0.5 x 2/1
			`
descriptives: {y: {mean: "1.0", sd: "2.00"}, x: {mean: "3.0", sd: "1.00"}}
correlations: {order: [y, x, z], lower: [["1"], ["0.50", "1"], ["0.30", "0.10", "1"]]}
regressions:
  - {name: M, estimator: ols, outcome: y, terms: {x: "1.30"}}
`, []string{"M.x", "correlations.y.x", "descriptives.x.sd", "descriptives.y.sd"}},
		"a t that the correlation forbids": { // t = r sqrt((n-2)/(1-r²)), 4.4 for 60 rows
			`
descriptives: {y: {mean: "1.0", sd: "2.00"}, x: {mean: "3.0", sd: "1.00"}}
correlations: {order: [y, x, z], lower: [["1"], ["0.50", "1"], ["0.30", "0.10", "1"]]}
regressions:
  - {name: M, estimator: ols, variance: classical, outcome: y, terms: {x: "1.0"}, t_statistics: {x: "6.10"}}
`, []string{"M.x.t", "correlations.y.x"},
		},
		"an average that the constant forbids": { // const = mean(y) - b mean(x) = 1 - 0.5 x 3
			`
descriptives: {y: {mean: "1.00", sd: "2.0"}, x: {mean: "3.00", sd: "1.0"}}
regressions:
  - {name: M, estimator: fe, outcome: y, terms: {x: "0.50", const: "0.50"}, statistics: {r2: "0.30"}}
`, []string{"M.const", "M.x", "descriptives.x.mean", "descriptives.y.mean"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tables, err := published.Read("t.yaml", []byte(shape+c.tables))
			if err != nil {
				t.Fatal(err)
			}
			p, _, err := FromTables(tables, Shape{})
			if err != nil {
				t.Fatal(err)
			}
			found, err := Conflicts(context.Background(), p, 1, 3)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != 1 {
				t.Fatalf("%d conflicts, expected 1: %v", len(found), found)
			}
			var got []string
			for _, n := range found[0].Numbers {
				got = append(got, n.Where)
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, expected %v", got, c.want)
			}
		})
	}
}

// TestNoConflict: what can be met is no conflict.
func TestNoConflict(t *testing.T) {
	p := describing([]string{"a", "b"})
	p.Entities, p.Periods, p.First = make([]published.EntityName, 6), 5, 1
	one := Box{"1.0", 0.95, 1.05}
	for i := range p.Variables {
		p.Variables[i].Mean, p.Variables[i].SD = &one, &one
		p.Variables[i].Min, p.Variables[i].Max = nil, nil
	}
	if found, err := Conflicts(context.Background(), p, 1, 3); err != nil || len(found) > 0 {
		t.Errorf("conflicts %v, error %v", found, err)
	}
}
