package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"panelstress/sim/audit"
)

// TestAuditFormats: CSV and LaTeX hold the findings that JSON has, and --out
// leaves what the standard output shows in each format.
func TestAuditFormats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	var r audit.Report
	if err := json.Unmarshal([]byte(must(t, "audit", "--format", "json", "--out", dir, "--quiet").stdout), &r); err != nil {
		t.Fatal(err)
	}
	for format, file := range map[string]string{"json": "audit.json", "csv": "audit.csv", "latex": "audit.tex", "markdown": "audit.md", "text": "audit.txt"} {
		if got := read(t, dir, file); got != must(t, "audit", "--format", format).stdout {
			t.Errorf("%s is not what --format %s prints", file, format)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(read(t, dir, "audit.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range r.Findings {
		row := rows[i+1]
		if row[0] != strconv.Itoa(i+1) || row[1] != string(f.Severity) || row[3] != strings.Join(f.Where, " ") || row[7] != f.Message {
			t.Errorf("row %d: %q, expected %+v", i+1, row, f)
		}
		if len(f.Implied) == 2 {
			if lo, err := strconv.ParseFloat(row[5], 64); err != nil || lo != f.Implied[0] {
				t.Errorf("row %d: implied from %s, expected %v", i+1, row[5], f.Implied[0])
			}
		}
	}
	tex := read(t, dir, "audit.tex")
	if n := strings.Count(tex, "\n\\item \\textbf{"); n != len(r.Findings) {
		t.Errorf("%d findings in LaTeX, expected %d", n, len(r.Findings))
	}
	for _, e := range []string{"enumerate", "itemize"} {
		if strings.Count(tex, "\\begin{"+e+"}") != strings.Count(tex, "\\end{"+e+"}") {
			t.Errorf("%s is not closed", e)
		}
	}
	if at := regexp.MustCompile(`(^|[^\\])[_&%#]`).FindString(tex); at != "" {
		t.Errorf("LaTeX has a bare %q", at)
	}
	if o := cli("audit", "--out", dir); o.status != exitInput || !strings.Contains(o.stderr, "--out") {
		t.Errorf("a folder that is there: exit status %d, %s", o.status, o.stderr)
	}
}

// TestBaselineOut: the folder of baseline is one that report reads, with the
// same tables; draws are refused nowhere and change nothing.
func TestBaselineOut(t *testing.T) {
	for _, command := range []string{"baseline", "index"} {
		dir := filepath.Join(t.TempDir(), command)
		plain := must(t, command, "us-states", "--format", "csv").stdout
		o := must(t, command, "us-states", "--format", "csv", "--out", dir, "--draws", "5", "--workers", "1")
		if o.stdout != plain {
			t.Errorf("%s prints another thing with --out", command)
		}
		if !strings.Contains(o.stderr, "--draws does nothing here") || !strings.Contains(o.stderr, dir) {
			t.Errorf("%s: standard error %q", command, o.stderr)
		}
		again := must(t, "report", dir, "--format", "json").stdout
		if again != must(t, "baseline", "us-states", "--format", "json").stdout {
			t.Errorf("the folder of %s has other results", command)
		}
		if _, err := os.Stat(filepath.Join(dir, "draws.parquet")); err == nil {
			t.Errorf("%s left draws", command)
		}
		if o := cli(command, "us-states", "--out", dir); o.status != exitInput || !strings.Contains(o.stderr, "--out") {
			t.Errorf("a folder that is there: exit status %d, %s", o.status, o.stderr)
		}
	}
}

// TestFormatsOfSmallCommands: commands without a study have the formats too.
func TestFormatsOfSmallCommands(t *testing.T) {
	for _, args := range [][]string{{"studies"}, {"version"}, {"describe", "../../data/studies/us-states.csv"}} {
		for _, format := range []string{"text", "json", "csv", "markdown", "latex"} {
			o := must(t, append(args, "--format", format)...)
			if format == "json" && !json.Valid([]byte(o.stdout)) || o.stdout == "" {
				t.Errorf("%v --format %s: %s", args, format, o.stdout)
			}
		}
		if o := cli(append(args, "--format", "jsn")...); o.status != exitInput || !strings.Contains(o.stderr, `perhaps "json"`) {
			t.Errorf("%v: exit status %d, %s", args, o.status, o.stderr)
		}
	}
	if o := cli("verify", "--format", "jsn"); o.status != exitInput {
		t.Errorf("verify: exit status %d, %s", o.status, o.stderr)
	}
}

// TestSearchThatCannotBe: an audit with a search that is not possible, or does
// not come to an end, is an audit all the same, and says why.
func TestSearchThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shapeless.yaml")
	if err := os.WriteFile(file, []byte(`descriptives: {x: {mean: "2.0", max: "1.8"}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][]string{"en": {"Audit of shapeless", "1 impossible", "No search: ", "0 entities"}, "zh": {"shapeless 的一致性審查", "未能搜尋："}} {
		o := must(t, "audit", file, "--search", "--lang", lang)
		for _, w := range want {
			if !strings.Contains(o.stdout, w) {
				t.Errorf("--lang %s: no %q in\n%s", lang, w, o.stdout)
			}
		}
	}
	tables, err := openTables(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := searchTables(t.Context(), tables, 1, time.Nanosecond)
	if err != nil || s.None == "" || s.Numbers != 0 {
		t.Errorf("a search without time: %+v, %v", s, err)
	}
}

// roundTables are numbers of Grunfeld's ten firms to three digits, with
// standard errors of five kinds.
const roundTables = `name: round
panel: {entities: 10, periods: 20, first: 1935}
descriptives:
  invest: {n: "200", mean: "146", sd: "217", min: "0.9300", max: "1487"}
  value: {n: "200", mean: "1082", sd: "1314", min: "58.12", max: "6242"}
  capital: {n: "200", mean: "276", sd: "301", min: "0.8000", max: "2226"}
correlations:
  order: [invest, value, capital]
  lower:
  - ["1.0000"]
  - ["0.8569", "1.0000"]
  - ["0.6626", "0.4887", "1.0000"]
regressions:
- {name: M1.ols, estimator: ols, variance: hc1, outcome: invest, terms: {"value": "0.116", "capital": "0.231", "const": "-42.7"}, standard_errors: {"value": "0.00681", "capital": "0.0489", "const": "11.6"}, statistics: {r2: "0.812", F: "179"}}
- {name: M1.fe, estimator: fe, variance: cluster, outcome: invest, terms: {"value": "0.110", "capital": "0.310", "const": "-58.7"}, standard_errors: {"value": "0.0152", "capital": "0.0528", "const": "27.6"}, statistics: {F: "28.3", F_effects: "49.2", hausman: "2.33", r2: "0.767"}}
- {name: M1.re, estimator: re, variance: classical, outcome: invest, terms: {"value": "0.110", "capital": "0.308", "const": "-57.8"}, standard_errors: {"value": "0.0105", "capital": "0.0172", "const": "28.9"}, statistics: {wald: "658"}}
- {name: M1.2sls, estimator: 2sls, variance: classical, outcome: invest, instruments: {value: L.value}, terms: {"value": "0.119", "capital": "0.226", "const": "-46.3"}, standard_errors: {"value": "0.00637", "capital": "0.0267", "const": "10.0"}, statistics: {r2: "0.811", wald: "797", first_stage_F: "1568"}}
- {name: M1.fgls, estimator: fgls, outcome: invest, terms: {"value": "0.112", "capital": "0.154", "const": "-21.4"}, standard_errors: {"value": "0.00498", "capital": "0.0126", "const": "3.90"}, statistics: {wald: "670"}}
`

// TestThereAndBack: a panel made from tables with standard errors, run as the
// study that synth writes beside it, has every printed number: coefficients,
// standard errors by their declared variance, tests, first stage and Hausman.
func TestThereAndBack(t *testing.T) {
	top := t.TempDir()
	tables, panels, results := writeTables(t, roundTables), filepath.Join(top, "panels"), filepath.Join(top, "results")
	must(t, "synth", tables, "--out", panels, "--quiet")
	must(t, "baseline", filepath.Join(panels, "study.yaml"), "--out", results, "--quiet")
	var r audit.Report
	if err := json.Unmarshal([]byte(must(t, "audit", tables, "--against", results, "--format", "json").stdout), &r); err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Against {
		if c.Verdict != audit.Equal {
			t.Errorf("%s: printed %s, %v: %s %s", c.Where, c.Printed, c.Value, c.Verdict, c.Note)
		}
	}
	if len(r.Against) != 59 {
		t.Errorf("%d printed numbers, expected 59", len(r.Against))
	}
}
