package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"panelstress/sim"
)

// small is a table with all that a renderer must cope with: a rule, an empty
// cell, a name in Chinese, stars, a bar and a note.
func small() Table {
	return Table{
		Name: "t", Title: "Title", Header: []string{"", "M1", "M2"},
		Rows:  [][]string{{"基础", "0.5*", "-1.25***"}, {"a|b", "", "(0.5)"}, nil, {"N", "8", "16"}},
		Notes: []string{"* p < 0.10."},
	}
}

// Columns line up at their right edge, whatever the width of a script: a
// Chinese character takes two places.
func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := Text(&b, []Table{small(), small()}); err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(b.String(), "\n\n")
	if first+"\n" != second {
		t.Errorf("the same table twice differs:\n%s\n%s", first, second)
	}
	want := strings.Join([]string{
		"Title",
		"         M1        M2",
		"──────────────────────",
		" 基础  0.5*  -1.25***",
		" a|b            (0.5)",
		"──────────────────────",
		" N        8        16",
		"* p < 0.10.",
	}, "\n")
	if first != want {
		t.Errorf("got\n%s\nwant\n%s", first, want)
	}
}

// Markdown has no rules inside a table; a bar in a cell and stars in a note
// must not become markup.
func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := Markdown(&b, []Table{small()}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, want := range []string{"### Title\n", "| 基础 | 0.5* | -1.25*** |\n", `a\|b`, "| N | 8 | 16 |\n", `\* p < 0.10.`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n|"); n != 5 { // header, the line below it, three rows
		t.Errorf("%d lines in the table, want 5:\n%s", n, got)
	}
}

// What CSV writes, a reader of CSV gets back; several tables have titles.
func TestCSV(t *testing.T) {
	var one, two bytes.Buffer
	if err := CSV(&one, []Table{small()}); err != nil {
		t.Fatal(err)
	}
	if err := CSV(&two, []Table{small(), small()}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&one).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := small()
	want := [][]string{table.Header, table.Rows[0], table.Rows[1], table.Rows[3]}
	if !slices.EqualFunc(rows, want, func(a, b []string) bool { return slices.Equal(a, b) }) {
		t.Errorf("got %q, want %q", rows, want)
	}
	if n := strings.Count(two.String(), "Title\n"); n != 2 {
		t.Errorf("%d titles, want 2:\n%s", n, two.String())
	}
}

// A value that does not exist is null in JSON, whatever kind of not existing
// it is, and comes back as NaN.
func TestJSON(t *testing.T) {
	r := &sim.Result{Level: 0.95, Arms: []sim.ArmResult{{
		Name: "b<a", Coefficients: []sim.Coefficient{{
			Term: "x", SD: sim.Number(math.NaN()), MCSE: sim.Number(math.Inf(1)), Mean: -0.25,
			Intervals: map[string]sim.Interval{"percentile": {sim.Number(math.Inf(-1)), 2}},
		}},
	}}}
	var b bytes.Buffer
	if err := JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || !strings.Contains(s, `"sd": null`) || !strings.Contains(s, `"b<a"`) {
		t.Errorf("%s", s)
	}
	var back sim.Result
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	c := back.Arms[0].Coefficients[0]
	i := c.Intervals["percentile"]
	if !math.IsNaN(float64(c.SD)) || !math.IsNaN(float64(c.MCSE)) || c.Mean != -0.25 || !math.IsNaN(float64(i[0])) || i[1] != 2 {
		t.Errorf("read back as %+v", c)
	}
}

// full is a result with every kind of table.
func full() *sim.Result {
	hypothesis := func(verdict string) sim.HypothesisResult {
		return sim.HypothesisResult{Name: "H", Model: "M", Estimator: "fe", Term: "x", Sign: -1, Baseline: verdict, Arms: []sim.ArmVerdict{{Arm: "b", Supported: 1}}}
	}
	fit := func(kind, effects string) sim.FitResult {
		return sim.FitResult{Model: "M", Estimator: kind, Kind: kind, Effects: effects, Terms: []sim.TermResult{{Name: "x"}, {Name: "const"}}, Distribution: "normal"}
	}
	coefficients := []sim.Coefficient{{Model: "M", Estimator: "fe", Term: "x"}}
	return &sim.Result{
		Level:        0.95,
		Indices:      []sim.IndexResult{{Name: "X", Indicators: []sim.IndicatorWeight{{Name: "a", Weight: 1}}, Scores: []sim.Score{{Entity: "A", Time: 2000}}}},
		Descriptives: []sim.Descriptive{{Name: "x"}, {Name: "y"}},
		Correlations: &sim.Correlations{Names: []string{"x", "y"}, Values: [][]sim.Number{{1, 0}, {0, 1}}, P: [][]sim.Number{{1, 1}, {1, 1}}},
		Baseline:     []sim.FitResult{fit("ols", ""), fit("fe", "twoway"), fit("2sls", "none"), fit("fgls", ""), fit("re", ""), fit("between", ""), fit("fd", "")},
		Arms: []sim.ArmResult{
			{Name: "b", Coefficients: coefficients},
			{Name: "w", Coefficients: coefficients, Failed: []sim.Failure{{Cause: "z", Model: "M", Estimator: "fe", Count: 1}}},
		},
		Hypotheses: []sim.HypothesisResult{hypothesis(sim.Supported), hypothesis(sim.NotSupported), hypothesis(sim.Contradicted)},
	}
}

// In Chinese every title, head and note is translated: no English word of
// three letters or more is left but names, units and terms without a usual
// translation. The numbers and the shape are those of the English tables.
func TestChineseTables(t *testing.T) {
	keep := []string{"Pearson", "boot", "const", "fgls", "between", "ols"}
	word := regexp.MustCompile(`[A-Za-z]{3,}`)
	english := append(Tables(full(), English), ScoreTables(full(), English)...)
	for i, z := range append(Tables(full(), Chinese), ScoreTables(full(), Chinese)...) {
		e := english[i]
		if z.Name != e.Name || len(z.Header) != len(e.Header) || len(z.Rows) != len(e.Rows) || len(z.Notes) != len(e.Notes) {
			t.Errorf("%s: another shape than %s", z.Name, e.Name)
		}
		phrases := append(append([]string{z.Title}, z.Header...), z.Notes...)
		for _, r := range z.Rows {
			phrases = append(phrases, r...)
		}
		for _, p := range phrases {
			for _, w := range word.FindAllString(p, -1) {
				if !slices.Contains(keep, w) && w != "sls" {
					t.Errorf("%s: %q in %q is not translated", z.Name, w, p)
				}
			}
			if strings.Contains(p, "%!") {
				t.Errorf("%s: %q has a wrong verb", z.Name, p)
			}
		}
	}
	verb := regexp.MustCompile(`%[a-z]`)
	for en, zh := range chinese {
		if !slices.Equal(verb.FindAllString(en, -1), verb.FindAllString(zh, -1)) {
			t.Errorf("%q and %q do not take the same values", en, zh)
		}
	}
}
