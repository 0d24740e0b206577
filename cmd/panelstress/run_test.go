package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// object reads results.json as it stands.
func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// hasKeys checks that an object has all the keys of the contract.
func hasKeys(t *testing.T, where string, v any, keys ...string) map[string]any {
	t.Helper()
	m, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("%s is %T, want an object", where, v)
	}
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			t.Errorf("%s has no key %s, but %v", where, k, slices.Sorted(maps.Keys(m)))
		}
	}
	return m
}

// first is the first element of a list that must not be empty.
func first(t *testing.T, where string, v any) any {
	t.Helper()
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		t.Fatalf("%s is %v, want a list with elements", where, v)
	}
	return list[0]
}

func TestResultsFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	o := must(t, "run", "us-states", "--draws", "300", "--out", "out")
	says(t, o.stderr, "results in out")
	want := []string{"draws.parquet", "figures", "report.html", "results.json", "run.json", "study.yaml", "tables"}
	list, err := os.ReadDir("out")
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range list {
		if i >= len(want) || e.Name() != want[i] {
			t.Errorf("out has %s, want %v", e.Name(), want)
		}
	}
	if len(list) != len(want) {
		t.Errorf("out has %d files, want %v", len(list), want)
	}
	if all := files(t, "."); slices.Contains(all, "out"+partial) {
		t.Errorf("%s is left over", "out"+partial)
	}
	for _, ext := range []string{".txt", ".md", ".tex", ".csv"} {
		for _, table := range []string{"descriptives", "correlations", "index-INFRA", "regression-fe", "regression-2sls", "regression-fgls", "arm-bootstrap", "hypotheses"} {
			if text := read(t, "out", "tables", table+ext); strings.TrimSpace(text) == "" {
				t.Errorf("tables/%s is empty", table+ext)
			}
		}
	}
	if b := read(t, "out", "draws.parquet"); !strings.HasPrefix(b, "PAR1") || !strings.HasSuffix(b, "PAR1") {
		t.Error("draws.parquet is no Parquet file")
	}
	hasKeys(t, "run.json", object(t, read(t, "out", "run.json")), "version", "workers", "started", "seconds")
}

func TestResultsKeys(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "run", "us-states", "--draws", "50", "--out", "out")
	text := read(t, "out", "results.json")
	for _, w := range []string{"NaN", "Inf"} {
		if strings.Contains(text, w) && !strings.Contains(text, `"`+w) {
			t.Errorf("results.json has %s, want null", w)
		}
	}
	r := hasKeys(t, "results.json", object(t, text), "schema", "version", "study", "data", "seed", "indices", "descriptives", "correlations", "baseline", "arms", "hypotheses")
	if r["schema"] != "panelstress/results/1" {
		t.Errorf("schema is %v", r["schema"])
	}
	hasKeys(t, "study", r["study"], "name", "hash")
	d := hasKeys(t, "data", r["data"], "hash", "entities", "periods", "observations")
	if d["entities"] != 48.0 || d["periods"] != 17.0 || d["observations"] != 816.0 {
		t.Errorf("data is %v, want 48 states in 17 years", d) // Munnell (1990): 48 contiguous states, 1970-1986
	}
	ix := hasKeys(t, "an index", first(t, "indices", r["indices"]), "name", "indicators", "scores")
	hasKeys(t, "an indicator", first(t, "indicators", ix["indicators"]), "name", "direction", "weight")
	hasKeys(t, "a score", first(t, "scores", ix["scores"]), "entity", "time", "score")
	hasKeys(t, "descriptives", first(t, "descriptives", r["descriptives"]), "name", "n", "mean", "sd", "min", "max")
	hasKeys(t, "correlations", r["correlations"], "names", "values", "p")
	fit := hasKeys(t, "a fit", first(t, "baseline", r["baseline"]), "model", "estimator", "observations", "entities", "terms", "statistics")
	hasKeys(t, "a term", first(t, "terms", fit["terms"]), "name", "estimate", "se", "statistic", "p", "ci")
	hasKeys(t, "statistics of fe", fit["statistics"], "r2_within")
	arm := hasKeys(t, "an arm", first(t, "arms", r["arms"]), "name", "kind", "draws", "failed", "coefficients")
	if arm["draws"] != 50.0 || arm["kind"] != "bootstrap" {
		t.Errorf("the arm is %v with %v draws", arm["kind"], arm["draws"])
	}
	c := hasKeys(t, "a coefficient", first(t, "coefficients", arm["coefficients"]), "model", "estimator", "term", "baseline", "mean", "sd", "mcse", "quantiles", "intervals", "share_same_sign", "share_significant")
	hasKeys(t, "quantiles", c["quantiles"], "0.025", "0.5", "0.975")
	hasKeys(t, "intervals", c["intervals"], "percentile")
	h := hasKeys(t, "a hypothesis", first(t, "hypotheses", r["hypotheses"]), "name", "statement", "baseline", "arms")
	hasKeys(t, "an arm of a hypothesis", first(t, "arms", h["arms"]), "arm", "supported", "contradicted")
}

// A value that does not exist is null: one draw has no standard deviation.
func TestNullForWhatDoesNotExist(t *testing.T) {
	inStudyFolder(t)
	o := must(t, "run", "study.yaml", "--draws", "1", "--out", "out", "--format", "json")
	r := object(t, o.stdout)
	arm := first(t, "arms", r["arms"]).(map[string]any)
	c := first(t, "coefficients", arm["coefficients"]).(map[string]any)
	if sd, ok := c["sd"]; !ok || sd != nil {
		t.Errorf("the standard deviation of one draw is %v, want null", sd)
	}
}

// sameBytes compares what must not depend on how a run went.
func sameBytes(t *testing.T, a, b string) {
	t.Helper()
	for _, f := range []string{"results.json", "draws.parquet"} {
		if read(t, a, f) != read(t, b, f) {
			t.Errorf("%s differs between %s and %s", f, a, b)
		}
	}
}

func TestWorkersGiveTheSameBytes(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "run", "us-states", "--draws", "700", "--workers", "1", "--out", "one", "--quiet")
	must(t, "run", "us-states", "--draws", "700", "--workers", "3", "--out", "three", "--quiet")
	sameBytes(t, "one", "three")
	must(t, "run", "us-states", "--draws", "700", "--workers", "3", "--seed", "2", "--out", "other", "--quiet")
	if read(t, "one", "draws.parquet") == read(t, "other", "draws.parquet") {
		t.Error("another seed gives the same draws")
	}
}

// study.yaml in a results folder repeats the run, from another folder too,
// with what flags and environment had changed.
func TestStudyOfResultsRepeatsTheRun(t *testing.T) {
	for _, c := range []struct {
		study string
		sets  []string
	}{
		{"study.yaml", []string{"--set", "indices.IDX.weights=critic", "--set", "derive.lcap=log(capital)"}},
		{"us-states", []string{"--set", "indices.INFRA.indicators.hwy_emp=-", "--set", "estimators.1.kind=ols"}},
	} {
		t.Run(c.study, func(t *testing.T) {
			inStudyFolder(t)
			t.Setenv("PANELSTRESS_DATA_TO", "1980")
			if c.study == "study.yaml" {
				t.Setenv("PANELSTRESS_DATA_TO", "2007")
			}
			must(t, append([]string{"run", c.study, "--draws", "60", "--seed", "5", "--out", "out", "--quiet"}, c.sets...)...)
			os.Unsetenv("PANELSTRESS_DATA_TO")
			home, err := os.Getwd()
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			must(t, "run", filepath.Join(home, "out", "study.yaml"), "--out", "again", "--quiet")
			sameBytes(t, filepath.Join(home, "out"), "again") // the study's hash is in results.json
		})
	}
}

// Without --out a run takes the first name that is free.
func TestResultsFolderByDefault(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, want := range []string{"us-states", "us-states-2", "us-states-3"} {
		must(t, "run", "us-states", "--draws", "20", "--quiet")
		if _, err := os.Stat(filepath.Join("results", want, "results.json")); err != nil {
			t.Error(err)
		}
	}
	sameBytes(t, filepath.Join("results", "us-states"), filepath.Join("results", "us-states-3"))
}

// init writes a study that runs and gives the numbers of the embedded one.
func TestInit(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"us-states", "export-resilience", "two-experts"} {
		must(t, "init", name, name)
		own := filepath.Join(name, name+".yaml")
		if a, b := must(t, "baseline", name, "--format", "json"), must(t, "baseline", own, "--format", "json"); a.stdout != b.stdout {
			t.Errorf("%s as init wrote it gives other results than the embedded one", name)
		}
	}
}
