package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		"one for each of the 8 entities":       {"synth", writeTables(t, strings.Replace(smallTables, "first: 2001", "first: 2001, names: {by: x, of: [{en: A}]}", 1))},
		"at most 200000 values":                {"synth", good, "--entities", "50000"},
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
