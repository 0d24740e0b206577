package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// badInput is one mistake of a user: in the data, the study or the flags.
type badInput struct {
	name  string
	data  func(t *testing.T, csv string) string
	study func(t *testing.T, yaml string) string
	args  []string // beside: run study.yaml --out out
	words []string // of the message
}

// inStudy is a mistake in the study alone: old becomes new.
func inStudy(name, old, new string, words ...string) badInput {
	return badInput{name: name, words: words, study: func(t *testing.T, s string) string { return change(t, s, old, new) }}
}

// inCell is a mistake in a column of the data.
func inCell(name, col string, f func(int, int, string) string, words ...string) badInput {
	return badInput{name: name, words: words, data: func(t *testing.T, s string) string { return column(t, s, col, f) }}
}

// inFlags is a mistake on the command line alone.
func inFlags(name string, args, words []string) badInput {
	return badInput{name: name, args: args, words: words}
}

func (b badInput) test(t *testing.T) {
	inStudyFolder(t)
	if b.data != nil {
		write(t, "data.csv", b.data(t, panelText()))
	}
	if b.study != nil {
		write(t, "study.yaml", b.study(t, studyText))
	}
	refused(t, append([]string{"run", "study.yaml", "--out", "out"}, b.args...), b.words)
}

func TestBadData(t *testing.T) {
	at := func(entity, year int) string { return fmt.Sprintf("data.csv, line %d", lineOf(entity, year)) }
	all := func(value string) func(int, int, string) string {
		return func(int, int, string) string { return value }
	}
	for _, b := range []badInput{
		{name: "empty file", data: func(*testing.T, string) string { return "" }, words: []string{"data.csv: found an empty file", "expected a header and rows"}},
		{
			name: "header only", data: func(_ *testing.T, s string) string { return s[:strings.Index(s, "\n")+1] },
			words: []string{"data.csv: found a header and no rows", "expected a header and rows"},
		},
		inCell("ragged row, one field more", "capital", cell(3, 2004, "1,2"), at(3, 2004), "found 8 fields in this row", "expected 7 as in the header"),
		{name: "ragged row, fields missing", data: func(_ *testing.T, s string) string { return s + "E13,2001,1\n" }, words: []string{"line 98", "found 3 fields", "expected 7"}},
		inCell("letter in a number column", "capital", cell(2, 2003, "1.2o"), at(2, 2003), `column "capital"`, `found "1.2o"`, "expected a plain number", "perhaps 1.20, with letters in place of digits"),
		inCell("thousands separator", "capital", cell(2, 2003, `"1,234"`), at(2, 2003), `column "capital"`, `found "1,234"`, "perhaps 1234"),
		inCell("per cent sign", "capital", cell(2, 2003, "12%"), at(2, 2003), `column "capital"`, `found "12%"`, "without the sign"),
		inCell("letter in the time", "year", cell(2, 2003, "y3"), at(2, 2003), `column "year"`, `found "y3"`, "expected a whole number such as a year"),
		inCell("NaN", "capital", cell(2, 2003, "NaN"), at(2, 2003), `column "capital"`, `found "NaN"`, "expected a finite number", "leave the cell empty"),
		inCell("Inf", "capital", cell(2, 2003, "Inf"), at(2, 2003), `column "capital"`, `found "Inf"`, "expected a finite number"),
		inCell("-inf", "roads", cell(12, 2008, "-inf"), at(12, 2008), `column "roads"`, `found "-inf"`, "expected a finite number"),
		inCell("too large", "capital", cell(2, 2003, "1e999"), at(2, 2003), `"1e999"`, "expected a finite number"),
		inCell("missing cell", "capital", cell(2, 2003, ""), at(2, 2003), `column "capital"`, "found an empty cell", "expected a number", "missing: interpolate"),
		inCell("no entity", "id", cell(2, 2003, " "), at(2, 2003), `column "id"`, "found an empty cell", "the name of an entity"),
		inCell("duplicate entity and year", "year", cell(4, 2006, "2005"), at(4, 2006), `a second row for entity "E04", time 2005`, fmt.Sprintf("line %d", lineOf(4, 2005)), "expected one row for each entity and time"),
		inCell("negative number under log", "water", cell(5, 2002, "-0.5"), at(5, 2002), "derive.lwater", "the log of -0.5", `entity "E05", time 2002`, "expected a positive number"),
		inCell("zero under log", "water", cell(5, 2002, "0"), at(5, 2002), "derive.lwater", "the log of 0", "expected a positive number"),
		inCell("all-missing indicator", "pipes", all(""), "data.csv", `column "pipes"`, "no value in any of the 96 rows", "expected numbers"),
		inCell("constant regressor", "capital", all("2"), "models.M1", "fe", "capital"),
		inCell("regressor that does not vary within entities", "capital", func(e, _ int, _ string) string { return fmt.Sprint(e) }, "models.M1", "fe", "capital"),
		{
			name: "years missing where a lag needs them", data: func(_ *testing.T, s string) string {
				return keepRows(s, func(e, y int) bool { return e != 6 || y != 2004 })
			},
			words: []string{"data.csv", "models.M1", "no row of E06 for 2004", "L.IDX of 2005 needs", "expected years without gaps", "data.gaps: drop"},
		},
		{
			name: "one entity", data: func(_ *testing.T, s string) string { return keepRows(s, func(e, _ int) bool { return e == 1 }) },
			words: []string{"data.entity", "1 entity in data.csv", "at least two entities"},
		},
		{
			name: "one year", data: func(_ *testing.T, s string) string { return keepRows(s, func(_, y int) bool { return y == 2001 }) },
			words: []string{"study.yaml, line 10, key models.M1", "no complete rows", "L.IDX"},
		},
		{
			name: "as many regressors as rows", data: func(_ *testing.T, s string) string {
				return keepRows(s, func(e, y int) bool { return e <= 2 && y <= 2002 })
			},
			study: func(t *testing.T, s string) string {
				s = change(t, s, " | IDX ~ L.IDX", "")
				return change(t, s, "  - {kind: fe}\n  - {kind: 2sls}", "  - {kind: ols}")
			},
			words: []string{"study.yaml, line 10, key models.M1", "by ols", "as many coefficients as observations, or more (4 rows of 2 entities)"},
		},
		{name: "not text", data: func(*testing.T, string) string { return "PK\x03\x04\x00" }, words: []string{"data.csv", "a zip archive or workbook", ".xlsx"}},
	} {
		t.Run(b.name, b.test)
	}
}

// An index of constant indicators alone has no weights; where only some are
// constant, they have none and the output says so.
func TestConstantIndicator(t *testing.T) {
	two := func(int, int, string) string { return "2" }
	badInput{
		words: []string{"study.yaml, line 6, key indices.IDX: found every indicator is constant", "expected a definition that the data can meet"},
		data:  func(t *testing.T, s string) string { return column(t, column(t, s, "roads", two), "pipes", two) },
	}.test(t)

	inStudyFolder(t)
	write(t, "data.csv", column(t, panelText(), "pipes", two))
	if w := weights(t, "study.yaml"); w[0] != 1 || w[1] != 0 {
		t.Errorf("weights %v, want 1 and 0 for the constant indicator", w)
	}
	if o, w := must(t, "index", "study.yaml"), `index "IDX": indicator "pipes" is constant (2)`; !strings.Contains(o.stdout, w) {
		t.Errorf("the output does not say %q:\n%.1500s", w, o.stdout)
	}
}

func TestBadStudy(t *testing.T) {
	for _, b := range []badInput{
		inStudy("missing data file", "data.csv", "date.csv", "date.csv", "found no such file", `perhaps "data.csv" in the same folder`),
		inStudy("no data file", "file: data.csv, ", "", "study.yaml, line 2", "key data.file", "expected the file that holds the data"),
		inStudy("unknown entity column", "entity: id", "entity: ids", "data.csv", "key data.entity", `no column "ids"`, `"id"`),
		inStudy("unknown column in a model", "+ capital + lwater", "+ capitel + lwater", "study.yaml, line 10", "key models.M1", `"capitel"`, "neither a column of data.csv nor made by the study", `perhaps "capital" is meant`),
		inStudy("unknown column in a formula", "log(water)", "log(watre)", "study.yaml, line 4", "key derive.lwater", `"watre"`, `perhaps "water" is meant`),
		inStudy("unknown indicator", "{roads: +, pipes: -}", "{roads: +, pipe: -}", "study.yaml, line 7", "indices.IDX.indicators.pipe", `"pipe"`, `perhaps "pipes" is meant`),
		inStudy("unknown top key", "models:", "model:", "study.yaml, line 9", "key model: found an unknown key", "expected one of the keys name, title", `perhaps "models" is meant`),
		inStudy("unknown nested key", "weights: entropy", "wieghts: entropy", "study.yaml, line 8", "key indices.IDX.wieghts", `perhaps "weights" is meant`),
		inStudy("unknown key in data", "time: year", "time: year, missings: drop", "study.yaml, line 2", "key data.missings", `perhaps "missing" is meant`),
		inStudy("unknown weights", "weights: entropy", "weights: entropi", "study.yaml, line 8", "key indices.IDX.weights", `found "entropi"`, "critic", `perhaps "entropy" is meant`),
		inStudy("unknown option of weights", "weights: entropy", "weights: {kind: entropy, dleta: 0.1}", "study.yaml, line 8", "key indices.IDX.weights.dleta", "an unknown option of entropy", `perhaps "delta" is meant`),
		inStudy("unknown estimator", "{kind: fe}", "{kind: ef}", "study.yaml, line 12", "key estimators.0.kind", `found "ef"`, "2sls"),
		inStudy("unknown direction", "{roads: +, pipes: -}", "{roads: up, pipes: -}", "study.yaml, line 7", "key indices.IDX.indicators.roads", `found "up"`, "expected a direction, + or -"),
		inStudy("unknown missing", "time: year", "time: year, missing: dorp", "key data.missing", `found "dorp"`, "drop", `"drop"`),
		inStudy("instrument that does not exist", "~ L.IDX", "~ L.IDXX", "study.yaml, line 10", "key models.M1", `"IDXX"`, `perhaps "IDX" is meant`),
		inStudy("instrumented regressor that does not exist", "| IDX ~", "| XXX ~", "study.yaml, line 10", "key models.M1", "XXX"),
		inStudy("fewer instruments than instrumented regressors", "| IDX ~ L.IDX", "| IDX + capital ~ L.IDX", "key models.M1"),
		inStudy("collinear regressors", "+ capital + lwater", "+ capital + twice + lwater", "key models.M1", "fe", "twice").with(func(t *testing.T, s string) string {
			return change(t, s, "  lwater: log(water)", "  lwater: log(water)\n  twice: 2*capital + 1")
		}),
		inStudy("regressor twice", "+ capital + lwater", "+ capital + capital + lwater", "key models.M1", "the term capital a second time"),
		inStudy("outcome among the regressors", "+ capital + lwater", "+ output + lwater", "key models.M1", "the outcome output among its own regressors"),
		inStudy("index as its own indicator", "{roads: +, pipes: -}", "{roads: +, IDX: -}", "key indices.IDX", "a circle: IDX -> IDX"),
		inStudy("circular derivation", "  lwater: log(water)", "  lwater: log(lc)\n  lc: lwater + 1", "key derive.lwater", "a circle: lwater -> lc -> lwater"),
		inStudy("circle through an index", "  lwater: log(water)", "  lwater: log(water)\n  d: IDX + 1", "a circle: d -> IDX -> d").with(func(t *testing.T, s string) string {
			return change(t, s, "{roads: +, pipes: -}", "{roads: +, d: -}")
		}),
		inStudy("derived name that is a column", "  lwater: log(water)", "  lwater: log(water)\n  capital: roads + water", "study.yaml, line 5", "key derive.capital", "data.csv", "expected a new name"),
		inStudy("index name that is a column", "  IDX:", "  water:", "key indices.water", "column").with(func(t *testing.T, s string) string {
			return strings.ReplaceAll(s, "IDX", "water")
		}),
		inStudy("formula that does not end", "log(water)", "log(water", "study.yaml, line 4", "key derive.lwater", "log(water"),
		inStudy("model without a tilde", "output ~ IDX + capital + lwater | IDX ~ L.IDX", "output", "study.yaml, line 10", "key models.M1", "such as y ~ x1 + x2"),
		inStudy("no models", "models:\n  M1: output ~ IDX + capital + lwater | IDX ~ L.IDX\n", "", "study.yaml", "key models: found none"),
		inStudy("no indicators", "{roads: +, pipes: -}", "{}", "study.yaml, line 7", "key indices.IDX.indicators", "at least one indicator"),
		inStudy("two estimators of one name", "{kind: 2sls}", "{kind: fe}", "key estimators", `two estimators named "fe"`),
		inStudy("hypothesis of no model", "model: M1", "model: M2", "hypotheses.H1", "M2"),
		inStudy("hypothesis of no term", "term: IDX", "term: IDY", "hypotheses.H1", "IDY"),
		inStudy("text for a number", "seed: 7", "seed: many", "study.yaml, line 17", "key run.seed", `found "many"`, "expected a whole number"),
		inStudy("list for keys", "bootstrap: {draws: 25}", "bootstrap: [25]", "study.yaml, line 16", "key bootstrap", "found a list", "expected keys with values"),
		inStudy("key twice", "name: small", "name: small\nname: large", "study.yaml, line 2", "key name", "a second time"),
		inStudy("no YAML", "derive:", "derive: [", "study.yaml, line 3", "found a mistake (", "expected YAML"),
		inStudy("indentation in YAML", "    indicators:", "   weight: 1\n    indicators:", "study.yaml, line", "found a mistake ("),
		inStudy("quote that does not end", "name: small", `name: "small`, "study.yaml", "found a mistake ("),
		inStudy("tab in YAML", "  lwater: log(water)", "\tlwater: log(water)", "study.yaml, line 4", "the line begins with a tab"),
		inStudy("condition that holds nowhere", "time: year", "time: year, from: 2050", "data.csv", "none of 96 rows where year from 2050"),
		inStudy("unknown column in a condition", "time: year", "time: year, where: idd == 1", "data.where", `no column "idd"`, `"id"`),
		{name: "empty study", study: func(*testing.T, string) string { return "" }, words: []string{"study.yaml: found an empty file", "expected a study"}},
		{name: "study that is a list", study: func(*testing.T, string) string { return "- a\n" }, words: []string{"study.yaml, line 1", "found a list", "expected a study"}},
	} {
		t.Run(b.name, b.test)
	}
}

// with adds a second change of the study.
func (b badInput) with(f func(*testing.T, string) string) badInput {
	first := b.study
	b.study = func(t *testing.T, s string) string { return f(t, first(t, s)) }
	return b
}

func TestBadFlags(t *testing.T) {
	for _, b := range []badInput{
		inFlags("no draws", []string{"--draws", "0"}, []string{"draws", "found 0", "expected at least 1 draw"}),
		inFlags("negative draws", []string{"--draws", "-5"}, []string{"draws", "found -5", "expected at least 1 draw"}),
		inFlags("draws that are no number", []string{"--draws", "many"}, []string{"--draws", "many"}),
		inFlags("unknown flag", []string{"--drawz", "3"}, []string{"--drawz"}),
		inFlags("unknown format", []string{"--format", "jsn"}, []string{"run.format", `found "jsn"`, "csv, json, latex, markdown, text", `perhaps "json" is meant`}),
		inFlags("unknown language", []string{"--lang", "de"}, []string{"run.lang", `found "de"`, "en, zh"}),
		inFlags("workers", []string{"--workers", "-1"}, []string{"run.workers", "found -1", "from 1 to 4096"}),
		inFlags("set without a value", []string{"--set", "run.seed"}, []string{"--set", `found "run.seed"`, "expected path.to.key=value"}),
		inFlags("set of an unknown key", []string{"--set", "bootstrap.drws=3"}, []string{"bootstrap.drws", "an unknown key", `perhaps "draws" is meant`}),
		inFlags("set in a list without a number", []string{"--set", "estimators.fe.kind=ols"}, []string{"estimators.fe", "the number of one of its elements"}),
		inFlags("set of the wrong kind", []string{"--set", "bootstrap.draws=few"}, []string{"bootstrap.draws", `found "few"`, "expected a whole number"}),
		inFlags("two studies", []string{"us-states"}, []string{"run: found study.yaml us-states, expected at most STUDY", "panelstress help run"}),
	} {
		t.Run(b.name, b.test)
	}
	t.Run("missing study", func(t *testing.T) {
		t.Chdir(t.TempDir())
		refused(t, []string{"run", "us-sates"}, []string{"us-sates", "no such file", "us-states", `perhaps "us-states" is meant`})
	})
	t.Run("unknown command", func(t *testing.T) {
		t.Chdir(t.TempDir())
		refused(t, []string{"rnu"}, []string{`"rnu"`, "run"})
	})
	t.Run("folder for a study", func(t *testing.T) {
		t.Chdir(t.TempDir())
		if err := os.Mkdir("folder", 0o777); err != nil {
			t.Fatal(err)
		}
		refused(t, []string{"run", "folder"}, []string{"folder: found a folder, expected a study file"})
	})
}
