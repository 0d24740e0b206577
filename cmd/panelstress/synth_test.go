package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/sim"
	"panelstress/sim/synth"
)

// smallTables ask for few numbers of a small panel.
const smallTables = `name: small
panel: {entities: 8, periods: 6, first: 2001}
descriptives: {y: {mean: "1.00", sd: "0.50"}, x: {mean: "3.0", sd: "1.0", min: "0.5", max: "6.0"}}
correlations: {order: [y, x], lower: [["1"], ["0.60", "1"]]}
regressions:
  - {name: t1.M1, estimator: fe, outcome: y, terms: {x: "0.25", const: "0.25"}, statistics: {r2: "0.40", hausman: "3.1"}}
hypotheses: {H1: {said: x raises y, regression: t1.M1, term: x, sign: "+"}}
`

func writeTables(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tables.yaml")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func synthResult(t *testing.T, dir string) (r synth.Result) {
	t.Helper()
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "synth.json"))), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSynth: every panel meets every number, panels differ, their rows say
// what they are, and the study beside them runs.
func TestSynth(t *testing.T) {
	tables, dir := writeTables(t, smallTables), filepath.Join(t.TempDir(), "out")
	must(t, "synth", tables, "--panels", "3", "--out", dir, "--quiet")
	r := synthResult(t, dir)
	if len(r.Panels) != 3 || r.Met() != 3 || len(r.Numbers) != 10 {
		t.Fatalf("%d panels, %d met, %d numbers", len(r.Panels), r.Met(), len(r.Numbers))
	}
	if len(r.Unused) != 1 || r.Unused[0].Where != "t1.M1.hausman" {
		t.Errorf("unused: %v", r.Unused)
	}
	one, two := read(t, filepath.Join(dir, "panel-001.csv")), read(t, filepath.Join(dir, "panel-002.csv"))
	if one == two {
		t.Error("two panels are the same")
	}
	lines := strings.Split(strings.TrimSpace(one), "\n")
	if len(lines) != 49 {
		t.Errorf("%d lines, expected a header and 48 rows", len(lines))
	}
	for _, l := range lines[1:] {
		if !strings.HasSuffix(l, ",synthetic") {
			t.Errorf("the row %q does not say that it is synthetic", l)
		}
	}
}

// TestSynthRepeats: the same bytes for any number of workers, and where a
// panel is kept from an interrupted run.
func TestSynthRepeats(t *testing.T) {
	tables, top := writeTables(t, smallTables), t.TempDir()
	one, two, resumed := filepath.Join(top, "one"), filepath.Join(top, "two"), filepath.Join(top, "resumed")
	must(t, "synth", tables, "--panels", "4", "--out", one, "--workers", "1", "--quiet")
	must(t, "synth", tables, "--panels", "4", "--out", two, "--workers", "3", "--quiet")
	if err := os.Mkdir(resumed+partial, 0o777); err != nil {
		t.Fatal(err)
	}
	kept := []byte(read(t, filepath.Join(one, "panel-003.csv")))
	if err := os.WriteFile(filepath.Join(resumed+partial, "panel-003.csv"), kept, 0o666); err != nil {
		t.Fatal(err)
	}
	must(t, "synth", tables, "--panels", "4", "--out", resumed, "--quiet", "--resume")
	for _, name := range files(t, one) {
		if name == "." {
			continue
		}
		want := read(t, filepath.Join(one, name))
		for _, dir := range []string{two, resumed} {
			if !bytes.Equal([]byte(want), []byte(read(t, filepath.Join(dir, name)))) {
				t.Errorf("%s differs in %s", name, filepath.Base(dir))
			}
		}
	}
}

// TestSynthConflict: where no panel is found, exit status 1, the numbers that
// conflict, and the folder all the same.
func TestSynthConflict(t *testing.T) {
	tables, dir := writeTables(t, strings.Replace(smallTables, `max: "6.0"`, `max: "2.0"`, 1)), filepath.Join(t.TempDir(), "out")
	o := cli("synth", tables, "--out", dir, "--quiet")
	if o.status != exitFailed || !strings.Contains(o.stdout, "Conflict 1") {
		t.Errorf("exit status %d\n%s", o.status, o.stdout)
	}
	r := synthResult(t, dir)
	if len(r.Conflict) == 0 || len(r.Panels[0].Unmet) == 0 {
		t.Fatalf("conflicts %v, unmet %v", r.Conflict, r.Panels[0].Unmet)
	}
	for _, n := range r.Conflict[0].Numbers { // a mean of 3 with a maximum of 2
		if n.Where != "descriptives.x.mean" && n.Where != "descriptives.x.max" {
			t.Errorf("%s is in the conflict", n.Where)
		}
	}
}

func TestSynthBadInput(t *testing.T) {
	good := writeTables(t, smallTables)
	for want, args := range map[string][]string{
		"TABLES":                               {"synth"},
		"--from: found":                        {"synth", good, "--from", "nowhere.csv"},
		`no column "y"`:                        {"synth", good, "--from", filepath.Join("..", "..", "data", "studies", "export-resilience.panel.csv")},
		`"export-resilianc"`:                   {"synth", "export-resilianc"},
		"--panels":                             {"synth", good, "--panels", "0"},
		"--format":                             {"synth", good, "--format", "pdf"},
		"0 entities":                           {"synth", writeTables(t, strings.Replace(smallTables, "entities: 8, ", "", 1))},
		"only balanced panels":                 {"synth", writeTables(t, strings.Replace(smallTables, "first: 2001", "observations: 47", 1))},
		"an empty file":                        {"synth", writeTables(t, "")},
		"a standard deviation above zero":      {"synth", writeTables(t, strings.Replace(smallTables, `sd: "0.50"`, `sd: "0.00"`, 1))},
		"a smaller minimum":                    {"synth", writeTables(t, strings.Replace(smallTables, `max: "6.0"`, `max: "0.4"`, 1))},
		"the instruments of a 2sls regression": {"synth", writeTables(t, strings.Replace(smallTables, "estimator: fe", "estimator: 2sls", 1))},
		"lags of 9 periods in a panel of 6":    {"synth", writeTables(t, strings.Replace(smallTables, `terms: {x: "0.25"`, `terms: {x: "0.25", L9.x: "0.1"`, 1))},
		"abs(x) has no derivative":             {"synth", writeTables(t, strings.Replace(smallTables, `terms: {x: "0.25"`, `terms: {x: "0.25", abs(x): "0.1"`, 1))},
		"a convention such as stata":           {"synth", writeTables(t, strings.Replace(smallTables, "estimator: fe", "estimator: fe, variance: cluster, convention: stat", 1))},
		"one of classical, hc0":                {"synth", writeTables(t, strings.Replace(smallTables, "estimator: fe", "estimator: fe, variance: clustered", 1))},
		"one for each of the 8 entities":       {"synth", writeTables(t, strings.Replace(smallTables, "first: 2001", "first: 2001, names: {by: x, of: [{en: A}]}", 1))},
		"derivatives of numbers by values":     {"synth", good, "--entities", "90000", "--periods", "50"},
	} {
		out := filepath.Join(t.TempDir(), "out")
		o := cli(append(args, "--out", out)...)
		if o.status != exitInput || !strings.Contains(o.stderr, want) {
			t.Errorf("%v: exit status %d, %s; expected %q", args[1:], o.status, o.stderr, want)
		}
		for _, left := range []string{out, out + partial} {
			if _, err := os.Stat(left); err == nil {
				t.Errorf("%v: %s was left behind", args[1:], left)
			}
		}
	}
}

// TestEnsemble: a study of a folder of panels tells what holds in all.
func TestEnsemble(t *testing.T) {
	top := t.TempDir()
	dir, out := filepath.Join(top, "panels"), filepath.Join(top, "out")
	must(t, "synth", writeTables(t, smallTables), "--panels", "3", "--out", dir, "--quiet")
	study := filepath.Join(dir, "study.yaml")
	o := must(t, "run", study, "--out", out, "--quiet")
	if !strings.Contains(o.stdout, "Which conclusions hold in all of 3 panels") {
		t.Errorf("no table of the ensemble:\n%s", o.stdout)
	}
	var r sim.Result
	if err := json.Unmarshal([]byte(read(t, filepath.Join(out, "results.json"))), &r); err != nil {
		t.Fatal(err)
	}
	if e := r.Ensemble; e == nil || e.Panels != 3 || len(e.Hypotheses) != 1 || e.Hypotheses[0].Supported != 1 {
		t.Fatalf("ensemble %+v", r.Ensemble)
	}
	if len(r.Ensemble.Arms) != 1 || len(r.Ensemble.Arms[0].Hypotheses[0].Panels) != 3 || !strings.Contains(o.stdout, "Verdicts of the draws of each of 3 panels") {
		t.Errorf("the bootstrap does not tell the panels apart: %+v", r.Ensemble.Arms)
	}
	for _, c := range r.Ensemble.Coefficients { // printed: 0.25 for both
		if !(c.Range[0] >= 0.245 && c.Range[1] <= 0.255 && c.Range[0] < c.Range[1]) {
			t.Errorf("%s ranges over %v", c.Term, c.Range)
		}
	}
	again := filepath.Join(top, "again") // from the resolved study, by another number of workers
	must(t, "run", filepath.Join(out, "study.yaml"), "--out", again, "--quiet", "--workers", "1")
	if read(t, filepath.Join(out, "results.json")) != read(t, filepath.Join(again, "results.json")) {
		t.Error("the resolved study gives other results")
	}
	empty := filepath.Join(top, "empty")
	if err := os.Mkdir(empty, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{empty, filepath.Join(dir, "nothing-*.csv")} {
		if o := cli("run", study, "--set", "data.file="+file, "--out", filepath.Join(top, "none")); o.status != exitInput || !strings.Contains(o.stderr, "data.file") {
			t.Errorf("%s: exit status %d, %s", file, o.status, o.stderr)
		}
	}
}

// TestReadmeSynth finds the lines that the README shows of synth.
func TestReadmeSynth(t *testing.T) {
	printed(t, section(t, "## Synthetic panels"), "synth", "export-resilience")
}

// TestEnsembleWithTrade: of two panels with a trade table each, the ensemble
// ranges from the baseline of the one to that of the other.
func TestEnsembleWithTrade(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "study")
	must(t, "init", "export-resilience", dir)
	study := filepath.Join(dir, "export-resilience.yaml")
	panel := read(t, filepath.Join(dir, "export-resilience.csv"))
	flows := read(t, filepath.Join(dir, "export-resilience-trade.csv"))
	other := regexp.MustCompile(`(?m)^(Guangdong,\d+,8[45],)`).ReplaceAllString(flows, "${1}1") // a digit before its exports of chapters 84 and 85
	if other == flows {
		t.Fatal("the trade table has not changed")
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("p-1.csv", panel)
	write("p-2.csv", panel)
	write("t-1.csv", flows)
	write("t-2.csv", other)
	results := func(args ...string) (r sim.Result) {
		o := must(t, append([]string{"baseline", study, "--format", "json", "--quiet"}, args...)...)
		if err := json.Unmarshal([]byte(o.stdout), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	both := results("--set", "data.file="+at("p-*.csv"), "--set", "trade.file="+at("t-*.csv"))
	one, two := results(), results("--set", "trade.file="+at("t-2.csv"))
	k, differ := 0, 0
	for f, fit := range one.Baseline {
		for i, a := range fit.Terms {
			b := two.Baseline[f].Terms[i].Estimate
			if c := both.Ensemble.Coefficients[k]; c.Range != (sim.Interval{min(a.Estimate, b), max(a.Estimate, b)}) {
				t.Errorf("%s.%s.%s: %v, expected %v and %v", fit.Model, fit.Estimator, a.Name, c.Range, a.Estimate, b)
			}
			if k++; a.Estimate != b {
				differ++
			}
		}
	}
	if differ == 0 {
		t.Error("the trade table changes no coefficient")
	}
	write("t-3.csv", flows)
	for want, args := range map[string][]string{
		"3 tables for 2 panels":        {"--set", "data.file=" + at("p-*.csv"), "--set", "trade.file=" + at("t-*.csv")},
		"3 tables, expected one table": {"--set", "trade.file=" + at("t-*.csv")},
		"trade.file":                   {"--set", "trade.file=" + at("none-*.csv")},
	} {
		if o := cli(append([]string{"baseline", study}, args...)...); o.status != exitInput || !strings.Contains(o.stderr, want) {
			t.Errorf("exit status %d, %s; expected %q", o.status, o.stderr, want)
		}
	}
	write("p-2.csv", strings.ReplaceAll(panel, "Guangdong", "Canton"))
	if o := cli("baseline", study, "--set", "data.file="+at("p-*.csv")); o.status != exitInput || !strings.Contains(o.stderr, "other entities or times") {
		t.Errorf("exit status %d, %s", o.status, o.stderr)
	}
}

// TestEnsembleWithRecipe: behind every panel of an ensemble there are raw data
// from which the chain of the study computes the panel's composites again, also
// where the first panel of that number has none (panel 3 of seed 1).
func TestEnsembleWithRecipe(t *testing.T) {
	if testing.Short() {
		t.Skip("makes three panels")
	}
	dir := filepath.Join(t.TempDir(), "panels")
	must(t, "synth", "export-resilience", "--panels", "3", "--recipe", "export-resilience", "--out", dir, "--quiet")
	for i := range 3 {
		o := must(t, "index", "export-resilience", "--format", "json", "--quiet",
			"--set", "data.file="+filepath.Join(dir, fmt.Sprintf("raw-%03d.csv", i+1)), "--set", "trade.file="+filepath.Join(dir, fmt.Sprintf("trade-%03d.csv", i+1)))
		var r sim.Result
		if err := json.Unmarshal([]byte(o.stdout), &r); err != nil {
			t.Fatal(err)
		}
		table, err := data.Open(filepath.Join(dir, panelFile(i)), data.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := table.Panel(data.Options{Entity: "entity", Time: "time", Columns: []string{"NM", "ERes", "ECpv"}, Labels: []string{"entity_zh"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, ix := range r.Indices {
			for k, s := range ix.Scores {
				if want := p.Column(ix.Name)[k]; math.Abs(float64(s.Score)-want) > 1e-6 { // what the recipe promises
					t.Fatalf("panel %d, %s of %s in %d: %v, expected %v", i+1, ix.Name, s.Entity, s.Time, s.Score, want)
				}
			}
		}
		if len(r.Indices) != 3 {
			t.Errorf("%d indices, expected 3", len(r.Indices))
		}
	}
}

// TestSynthVariance: standard errors are met where the tables say which they
// are, the study over the panels has that variance, and else they are listed
// as not used.
func TestSynthVariance(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "panels")
	tables := strings.Replace(smallTables, `statistics: {r2: "0.40", hausman: "3.1"}`, `standard_errors: {x: "0.050"}, statistics: {r2: "0.40"}`, 1)
	o := must(t, "synth", writeTables(t, tables), "--out", filepath.Join(t.TempDir(), "plain"), "--quiet")
	if !strings.Contains(o.stdout, "the key variance of the regression does not say which errors are behind it") {
		t.Errorf("nothing says why the standard error was not used:\n%s", o.stdout)
	}
	must(t, "synth", writeTables(t, strings.Replace(tables, "estimator: fe", "estimator: fe, variance: cluster", 1)), "--out", dir, "--quiet")
	o = must(t, "baseline", filepath.Join(dir, "study.yaml"), "--format", "json", "--quiet")
	var r sim.Result
	if err := json.Unmarshal([]byte(o.stdout), &r); err != nil {
		t.Fatal(err)
	}
	if se := float64(r.Baseline[0].Terms[0].SE); !(se >= 0.0495 && se <= 0.0505) {
		t.Errorf("a standard error of %v, printed 0.050", se)
	}
}
