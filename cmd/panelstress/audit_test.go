package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"panelstress/sim/audit"
)

func auditRun(args ...string) (status int, stdout, stderr string) {
	var o, e bytes.Buffer
	status = run(append([]string{"audit"}, args...), &o, &e)
	return status, o.String(), e.String()
}

// TestAuditCommand: without an argument the default study's published tables,
// status 0 whatever is found, 1 with --strict.
func TestAuditCommand(t *testing.T) {
	status, stdout, stderr := auditRun("--format", "json")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var r audit.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || r.Schema != "panelstress/audit/1" || r.Name != "export-resilience" || len(r.Findings) < 20 {
		t.Errorf("%v, %+v", err, r)
	}
	for format, want := range map[string]string{"text": "Audit of export-resilience", "markdown": "# Audit of export-resilience"} {
		if status, stdout, _ := auditRun("--format", format); status != 0 || !strings.HasPrefix(stdout, want) {
			t.Errorf("%s: status %d, %.60s", format, status, stdout)
		}
	}
	if status, stdout, _ := auditRun("--lang", "zh"); status != 0 || !strings.Contains(stdout, "不可能") {
		t.Errorf("zh: status %d, %.60s", status, stdout)
	}
	if status, stdout, stderr := auditRun("--strict"); status != 1 || !strings.Contains(stderr, "impossible") || stdout == "" {
		t.Errorf("strict: status %d, %s", status, stderr)
	}
}

// TestAuditCompletesTables: tables of the same study that lack the indices
// take them from the embedded ones; others from indicators.yaml beside them.
func TestAuditCompletesTables(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tables := write("t.yaml", "name: other\nvariables: {y: {en: export resilience}, x: {said: log of gross regional product}}\ndescriptives: {y: {mean: \"1\", sd: \"0.5\"}}\n")
	indicators := "table2_export_resilience_indicators:\n  base:\n  - {en: real gross regional product}\n  - {en: distance to the nearest port}\n"
	if _, stdout, _ := auditRun(tables); strings.Contains(stdout, "port") || !strings.Contains(stdout, "indices: none") {
		t.Errorf("without indicators:\n%s", stdout)
	}
	write("indicators.yaml", indicators)
	if status, stdout, stderr := auditRun(tables); status != 0 || !strings.Contains(stdout, "distance to the nearest port") || !strings.Contains(stdout, "Gross regional product enters y") {
		t.Errorf("with indicators: %d %s\n%s", status, stderr, stdout)
	}
	if status, _, stderr := auditRun(tables, "--indicators", filepath.Join(dir, "no.yaml")); status != 2 || !strings.Contains(stderr, "no.yaml") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

// TestAuditBadInput: one clear message, status 2, nothing on standard output.
func TestAuditBadInput(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"":                                   "an empty file",
		"descriptives: {x: {mean: \"0,5\"}}": "line 1, key descriptives.x.mean",
		"correlations: {order: [a, b], lower: [[\"1\"], [\"1\"]]}":     "numbers in the row of b",
		"variables: {y: {}}\ndescriptives: {yy: {mean: \"1\"}}":        "unknown variable",
		"regressions: [{name: M1, estimator: gls, terms: {x: \"1\"}}]": "one of ols, fe, re, 2sls, fgls, other",
		"tables: 5": "an unknown key",
	} {
		path := filepath.Join(dir, "t.yaml")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		status, stdout, stderr := auditRun(path)
		if status != 2 || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%q: status %d, %s", text, status, stderr)
		}
	}
	for _, args := range [][]string{{"no-such-file.yaml"}, {"export-resilence"}, {"--format", "pdf"}, {"--lang", "fr"}, {"a", "b"}} {
		if status, stdout, stderr := auditRun(args...); status != 2 || stdout != "" || stderr == "" {
			t.Errorf("%v: status %d, %s", args, status, stderr)
		}
	}
}

// auditTables are met by many panels: y = x + noise.
const auditTables = `
panel: {entities: 6, periods: 5, first: 2001, observations: 30}
descriptives: {y: {n: "30", mean: "1.0", sd: "0.5"}, x: {n: "30", mean: "2.0", sd: "0.4"}}
correlations: {order: [y, x], lower: [["1.00"], ["0.60", "1.00"]]}
regressions: [{name: t.M1, estimator: fe, outcome: y, terms: {x: "0.7"}}]
`

// TestAuditSearch: a panel is found for tables that one meets, and not for
// those whose correlations no data can have.
func TestAuditSearch(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		auditTables: "A panel was found that meets all",
		strings.NewReplacer("[y, x]", "[y, x, z]", `"1.00"]]`, `"1.00"], ["-0.9", "0.9", "1.0"]]`, "x: {n", `z: {mean: "0.0", sd: "1.0"}, x: {n`).Replace(auditTables): "The best panel that was found meets",
	} {
		path := filepath.Join(dir, "t.yaml")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if status, stdout, stderr := auditRun(path, "--search"); status != 0 || !strings.Contains(stdout, want) {
			t.Errorf("status %d, %s\n%s\nexpected %s", status, stderr, stdout, want)
		}
	}
}

func TestAuditAgainst(t *testing.T) {
	dir := t.TempDir()
	tables := filepath.Join(dir, "t.yaml")
	results := `{"schema": "panelstress/results/1", "baseline": [{"model": "M1", "estimator": "fe", "terms": [{"name": "x", "estimate": 0.68, "se": null}]}],
		"descriptives": [{"name": "y", "n": 30, "mean": 1.04, "sd": 0.7}]}`
	for file, text := range map[string]string{tables: auditTables, filepath.Join(dir, "results.json"): results} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	status, stdout, stderr := auditRun(tables, "--against", dir, "--format", "json")
	var r audit.Report
	if err := json.Unmarshal([]byte(stdout), &r); status != 0 || err != nil {
		t.Fatalf("status %d, %v, %s", status, err, stderr)
	}
	want := map[string]audit.Verdict{"t.M1.x": audit.Equal, "descriptives.y.mean": audit.Equal, "descriptives.y.sd": audit.Differs, "descriptives.x.mean": audit.Absent}
	for _, c := range r.Against {
		if v, ok := want[c.Where]; ok && v != c.Verdict {
			t.Errorf("%s: %s, expected %s", c.Where, c.Verdict, v)
		}
		delete(want, c.Where)
	}
	if len(want) > 0 {
		t.Errorf("not compared: %v", want)
	}
	for _, text := range []string{"", "{", `{"schema": "other/1"}`} {
		if err := os.WriteFile(filepath.Join(dir, "results.json"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if status, stdout, stderr := auditRun(tables, "--against", dir); status != 2 || stdout != "" || !strings.Contains(stderr, "results.json") {
			t.Errorf("%q: status %d, %s", text, status, stderr)
		}
	}
	if status, _, stderr := auditRun(tables, "--against", filepath.Join(dir, "no")); status != 2 || !strings.Contains(stderr, "results.json") {
		t.Errorf("status %d, %s", status, stderr)
	}
}

// TestReadmeAudit finds the lines of the README's section in the output of the
// command, in their order.
func TestReadmeAudit(t *testing.T) {
	_, block, _ := strings.Cut(readme(t)[section(t, "## Audit of published tables"):], "```text\n")
	block, _, _ = strings.Cut(block, "```")
	_, rest, _ := auditRun()
	for _, want := range strings.Split(strings.TrimSuffix(block, "\n"), "\n") {
		if want == "..." {
			continue
		}
		_, after, found := strings.Cut(rest, want+"\n")
		if !found {
			t.Fatalf("the audit does not print, or not in this order: %q", want)
		}
		rest = after
	}
}
