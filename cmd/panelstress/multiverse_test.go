package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"panelstress/sim"
)

// everyChoice is a multiverse of the small study with a choice of every kind.
const everyChoice = `multiverse:
  design: sobol
  draws: 64
  terms: [M1.IDX]
  indices: [IDX]
  alpha: 0.1
  normalise: [minmax, zscore]
  weights: [entropy, equal, {kind: given, values: {roads: 2, pipes: 1}}]
  zero: [plogp0, {kind: shift, delta: 0.02}, affine]
  aggregate: [linear, geometric]
  indicators: {IDX: {rule: drop-one, sets: {both: [roads, pipes]}}}
  outliers: [0, 0.05]
  sample: {late: {from: 2003}, most: {without: [E02, E05]}}
  controls: {rule: drop-one, sets: {none: "", more: capital + log(water)}}
  instrument_lag: [1, 2]
  estimators: [fe, 2sls, {kind: re}]
  effects: [entity, twoway]
  variance: [cluster, hc1, {kind: driscoll-kraay, lags: 1}]
  test: {null: shuffle, permutations: 9}
`

// TestMultiverseFolder: a run with a multiverse leaves an arm of which every
// draw is a specification, in draws.parquet too, beside the draws of the
// bootstrap; the choices of each; figures; and the same bytes for any number
// of workers.
func TestMultiverseFolder(t *testing.T) {
	inStudyFolder(t)
	write(t, "study.yaml", studyText+everyChoice)
	must(t, "run", "study.yaml", "--out", "out", "--workers", "1")
	must(t, "run", "study.yaml", "--out", "again", "--workers", "3")
	for _, name := range []string{"results.json", "draws.parquet", "figures/specification-curve-M1-IDX.svg"} {
		if read(t, "out", name) != read(t, "again", name) {
			t.Errorf("%s depends on the number of workers", name)
		}
	}
	var r sim.Result
	if err := json.Unmarshal([]byte(read(t, "out", "results.json")), &r); err != nil {
		t.Fatal(err)
	}
	c := r.Multiverse.Curves[0]
	if c.Combinations != 64 || c.Design != "sobol" || len(c.Choices) != 12 || len(c.Specs) == 0 || len(c.Tests) != 3 {
		t.Fatalf("%d combinations, design %s, %d choices, %d specifications, %d tests", c.Combinations, c.Design, len(c.Choices), len(c.Specs), len(c.Tests))
	}
	arm := r.Arms[len(r.Arms)-1]
	if arm.Kind != "multiverse" || arm.Draws != len(c.Specs) || len(r.Hypotheses[0].Arms) != len(r.Arms) {
		t.Errorf("the last arm is %s with %d draws of %d; %d verdicts on %d arms", arm.Kind, arm.Draws, len(c.Specs), len(r.Hypotheses[0].Arms), len(r.Arms))
	}
	type row struct {
		Arm  string   `parquet:"arm"`
		Draw int64    `parquet:"draw"`
		FE   *float64 `parquet:"M1.fe.IDX,optional"`
		RE   *float64 `parquet:"M1.re.IDX,optional"`
		IV   *float64 `parquet:"M1.2sls.IDX,optional"`
	}
	rows, err := parquet.ReadFile[row](filepath.Join("out", "draws.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, row := range rows {
		if row.Arm == "bootstrap" && (row.FE == nil || row.RE != nil) {
			t.Fatalf("draw %d of the bootstrap: %v by fe, %v by re, which is an estimator of the multiverse alone", row.Draw, row.FE, row.RE)
		}
		if row.Arm != "multiverse" {
			continue
		}
		seen++
		s := c.Specs[row.Draw]
		for name, v := range map[string]*float64{"fe": row.FE, "re": row.RE, "2sls": row.IV} {
			if has := s.Error == "" && s.Estimator == name; has != (v != nil) || has && *v != float64(s.Estimate) {
				t.Errorf("draw %d, by %s: column %s has %v", row.Draw, s.Estimator, name, v)
			}
		}
	}
	if seen != len(c.Specs) || len(rows) != seen+25 {
		t.Errorf("%d rows of the multiverse, %d in all", seen, len(rows))
	}
	for _, name := range []string{"figures/specification-curve-M1-IDX.png", "tables/choices-M1-IDX.tex", "tables/specifications-M1-IDX.csv", "tables/joint-tests-M1-IDX.md"} {
		if _, err := os.Stat(filepath.Join("out", name)); err != nil {
			t.Error(err)
		}
	}
}

// TestMultiverseOfItsOwn: a study that declares no choice has those it lends
// itself to, says which, and is repeated by the study that the run leaves.
func TestMultiverseOfItsOwn(t *testing.T) {
	inStudyFolder(t)
	o := must(t, "multiverse", "study.yaml", "--out", "out", "--set", "multiverse.test.permutations=19")
	for _, want := range []string{"normalisation: percentile", "weights: critic", "aggregation: geometric", "effects: twoway", "controls: without capital", "shares of its variance by choice", "joint tests"} {
		if !strings.Contains(o.stdout, want) {
			t.Errorf("the output does not say %q", want)
		}
	}
	must(t, "run", filepath.Join("out", "study.yaml"), "--out", "again")
	if read(t, "out", "results.json") != read(t, "again", "results.json") {
		t.Error("the study of the folder does not repeat the run")
	}
	if o := must(t, "multiverse", "study.yaml", "--lang", "zh", "--out", "zh", "--set", "multiverse.test.permutations=0"); !strings.Contains(o.stdout, "各項選擇的作用") {
		t.Error("no Chinese tables")
	}
}
