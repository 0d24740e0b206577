package main

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"panelstress/data"
)

var panelOnce = sync.OnceValue(panelText)

// loadText makes a study of a text, with the panel of the tests as its data.
func loadText(file, text string) (*loaded, error) {
	t, err := parseTree(file, []byte(text))
	if err != nil {
		return nil, err
	}
	l := &loader{settings: settings{flags: pflag.NewFlagSet("", pflag.ContinueOnError), kinds: armKinds}, files: fileSystem{
		exists: func(string) bool { return true },
		open: func(file string, o data.ReadOptions) (*data.Table, error) {
			return data.ReadCSV(strings.NewReader(panelOnce()), file, o)
		},
	}}
	return l.loadTree(t, ".")
}

const studyTOML = `name = "small"
data = {file = "data.csv", entity = "id", time = "year"}
models.M1 = "output ~ IDX + capital + lwater | IDX ~ L.IDX"

[derive]
lwater = "log(water)"

[indices.IDX]
weights = "entropy"
indicators = {roads = "+", pipes = "-"}

[[estimators]]
kind = "fe"
[[estimators]]
kind = "2sls"

[hypotheses.H1]
statement = "the index raises output"
model = "M1"
term = "IDX"
sign = +1

[bootstrap]
draws = 2_5

[run]
seed = 0x7
`

const studyJSON = `{
	"run": {"seed": 7},
	"name": "small",
	"data": {"time": "year", "file": "elsewhere\/data.csv", "entity": "id"},
	"derive": {"lwater": "log(water)"},
	"indices": {"IDX": {"indicators": {"roads": 1, "pipes": -1}, "normalise": null, "weights": {"kind": "entropy"}}},
	"models": {"M1": {"formula": "output ~ IDX + capital + lwater | IDX ~ L.IDX"}},
	"estimators": ["fe", "2sls"],
	"hypotheses": {"H1": {"statement": "the index raises output", "model": "M1", "term": "IDX", "sign": "+", "estimator": "fe", "level": 0.050}},
	"bootstrap": {"draws": 25, "scheme": "pairs", "level": 9.5e-1}
}`

// One study in three languages, with defaults written out or not, has one
// hash, and neither place of the data nor run is part of it.
func TestOneHashInAllLanguages(t *testing.T) {
	want, err := loadText("study.yaml", studyText)
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		"study.toml": studyTOML, "study.json": studyJSON, "as.yaml": strings.ReplaceAll(studyText, "+", "1"),
		"minus.yaml": strings.ReplaceAll(studyText, "pipes: -", `pipes: "-"`),
		"crlf.yaml":  strings.ReplaceAll(studyText, "\n", "\r\n"), "bom.yaml": "\ufeff" + studyText,
		"run.yaml": strings.ReplaceAll(studyText, "seed: 7", "seed: 8, workers: 2, format: json"),
	} {
		if strings.HasPrefix(file, "as") { // a plus in a formula is no direction
			text = strings.ReplaceAll(text, "IDX 1 capital 1 lwater", "IDX + capital + lwater")
		}
		got, err := loadText(file, text)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got.study.Hash != want.study.Hash {
			t.Errorf("%s: another hash", file)
		}
		if len(got.study.Arms) != 1 || got.study.Arms[0].Draws != 25 || len(got.study.Estimators) != 2 || got.study.Indices[0].Indicators[1].Direction != -1 {
			t.Errorf("%s: another study: %+v", file, got.study)
		}
	}
	for _, change := range [][2]string{
		{"entropy", "critic"},
		{"draws: 25", "draws: 26"},
		{"roads: +", "roads: -"},
		{"+ capital + lwater", "+ lwater + capital"},
		{"{kind: fe}", "{kind: fe, effects: time}"},
		{"sign: +", "sign: -"},
		{"entropy", "{kind: entropy, delta: 0.1}"},
		{"name: small", "name: large"},
	} {
		got, err := loadText("study.yaml", strings.Replace(studyText, change[0], change[1], 1))
		if err != nil {
			t.Errorf("%v: %v", change, err)
		} else if got.study.Hash == want.study.Hash {
			t.Errorf("%v: the same hash", change)
		}
	}
}

// TOML and JSON name the lines of mistakes, too.
func TestLinesInAllLanguages(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"s.toml", strings.Replace(studyTOML, `weights = "entropy"`, `weights = "entropi"`, 1), `s.toml, line 9, key indices.IDX.weights: found "entropi"`},
		{"s.toml", strings.Replace(studyTOML, `kind = "2sls"`, "kind = \"2sls\"\nefects = \"entity\"", 1), "s.toml, line 16, key estimators.1.efects: found an unknown key"},
		{"s.toml", strings.Replace(studyTOML, `seed = 0x7`, "seed = 7\nseed = 8", 1), "s.toml, line 28: found"},
		{"s.toml", "name = \n", "s.toml, line 1: found"},
		{"s.json", strings.Replace(studyJSON, `"entropy"`, `"entropi"`, 1), `s.json, line 6, key indices.IDX.weights: found "entropi"`},
		{"s.json", strings.Replace(studyJSON, `"draws": 25`, `"drws": 25`, 1), "s.json, line 10, key bootstrap.drws: found an unknown key"},
		{"s.json", strings.Replace(studyJSON, `"name": "small",`, `"name": "small"`, 1), "s.json, line 4: found"},
		{"s.json", `{"name": "a", "name": "b"}`, "s.json, line 1, key name: found the key a second time"},
		{"s.json", `{"name": "a"`, "s.json, line 1: found unexpected EOF, expected JSON"},
		{"s.json", `{} {}`, "s.json, line 1: found text behind the end"},
		{"s.json", "", "s.json: found an empty file"},
		{"s.toml", "# nothing\n", "s.toml: found an empty file"},
	} {
		_, err := loadText(c.file, c.text)
		if err == nil {
			t.Errorf("%s: no error, want %s", c.text, c.want)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the message does not say %q:\n%v", c.file, c.want, err)
		}
	}
}

// A lone minus becomes a text; nothing else changes, and no line moves.
func TestQuoteMinus(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a: -\n", `a: "-"` + "\n"},
		{"a: - # less is better\nb: 1", `a: "-" # less is better` + "\nb: 1"},
		{"{a: -, b: +, c: - }", `{a: "-", b: +, c: "-" }`},
		{"{a: -,\r\n b: -}\r\n", `{a: "-",` + "\r\n" + ` b: "-"}` + "\r\n"},
		{"x: {a: {b: -}}\ny:\t-", `x: {a: {b: "-"}}` + "\ny:\t\"-\""},
		{`a: "it is: -, or"` + "\nb: -", `a: "it is: -, or"` + "\nb: \"-\""},
		{`a: 'it''s: -'` + "\nb: -", `a: 'it''s: -'` + "\nb: \"-\""},
		{`a: "a \" and: -` + "\n  more: -\"\nb: -", `a: "a \" and: -` + "\n  more: -\"\nb: \"-\""},
		{"# see: -\na: -", "# see: -\na: \"-\""},
		{"a: |\n  see: -\n\n  more: -\nb: -", "a: |\n  see: -\n\n  more: -\nb: \"-\""},
		{"- a: >-\n    see: -\n  b: -", "- a: >-\n    see: -\n  b: \"-\""},
		{"don't: -", `don't: "-"`},
		{"a: -1", "a: -1"},
		{"a: -, b", "a: -, b"}, // a plain text
		{"a: -b\nc: -.5\nd: --", "a: -b\nc: -.5\nd: --"},
		{"a: x#y: -", `a: x#y: "-"`},
		{"省份: {失业: -}", `省份: {失业: "-"}`},
	} {
		if got := string(quoteMinus([]byte(c.in))); got != c.want {
			t.Errorf("quoteMinus(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// Whatever text a writer of YAML puts in quotes, it comes back as it was,
// beside a lone minus that makes the file none.
func TestQuoteMinusLeavesTextsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab -:,{}[]#'\"|>\n\\é"))).Draw(t, "text")
		var n yaml.Node
		if err := n.Encode(map[string]any{"a": text, "b": map[string]string{"c": text}}); err != nil {
			t.Fatal(err)
		}
		b, err := yaml.Marshal(&n)
		if err != nil {
			t.Fatal(err)
		}
		var back any
		if err := yaml.Unmarshal(b, &back); err != nil {
			t.Skip("the library does not read what it writes")
		}
		root, err := parseYAML("", append(b, "z: -\n"...))
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		tr := &tree{root: root}
		if a, c := tr.get("a"), tr.get("b", "c"); a.Value != text || c.Value != text || tr.get("z").Value != "-" {
			t.Fatalf("%q and %q and %q of\n%s", a.Value, c.Value, tr.get("z").Value, b)
		}
	})
}

// What is valid YAML keeps its meaning: the signs are looked for only where a
// text does not parse.
func TestValidYAMLIsNotTouched(t *testing.T) {
	root, err := parseYAML("", []byte("a: \"x: -, y\"\nb:\n  - -\n  - 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := child(root, "a").Value; got != "x: -, y" {
		t.Errorf("a is %q", got)
	}
}

// Names may hold points and any script, and --set finds them.
func TestKeysWithPoints(t *testing.T) {
	tr, err := parseTree("s.yaml", []byte("indices: {城市.A: {indicators: {gdp.pc: +, gdp: +}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][]string{
		"indices.城市.A.indicators.gdp.pc": {"indices", "城市.A", "indicators", "gdp.pc"},
		"indices.城市.A.indicators.gdp":    {"indices", "城市.A", "indicators", "gdp"},
		"indices.城市.weights":             {"indices", "城市", "weights"},
		"estimators.0.kind":              {"estimators", "0", "kind"},
		"run..seed":                      {"run", "", "seed"},
	} {
		if got := tr.split(key); !slices.Equal(got, want) {
			t.Errorf("split(%s) = %q, want %q", key, got, want)
		}
	}
}

// A key that a flag has made is named with the flag, at any depth.
func TestOriginOfUnknownKey(t *testing.T) {
	for set, want := range map[string]string{
		"bootsrap.draws=3":              `--set bootsrap.draws=3, key bootsrap: found an unknown key`,
		"indices.IDX.wieghts=cv":        `--set indices.IDX.wieghts=cv, key indices.IDX.wieghts: found an unknown key`,
		"models.M1.formla=y ~ x":        `key models.M1.formla: found an unknown key`,
		"estimators.7.kind=fe":          `key estimators.7: found "7" in a list of 2`,
		"data.file.name=x":              `key data.file: found keys with values, expected a text`,
		"indices.IDX.weights.zero=shft": `key indices.IDX.weights.zero: found "shft"`,
	} {
		inStudyFolder(t)
		refused(t, []string{"baseline", "study.yaml", "--set", set}, []string{"panelstress: --set " + set, want})
	}
}

// JSON has what YAML does not read: tabs, and letters as surrogate pairs.
func TestJSONOfAnyWriter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		b, err := json.MarshalIndent(map[string]any{"title": text, "list": []any{text, 1.5, true, nil}}, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		var want struct{ Title string }
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		n, err := parseJSON("s.json", b)
		if err != nil {
			t.Fatal(err)
		}
		if got := child(n, "title").Value; got != want.Title {
			t.Fatalf("%q, want %q", got, want.Title)
		}
	})
}

// TestReportRendersAgain: a results folder says the same as the run that left
// it, in every form, and so does its page.
func TestReportRendersAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "run", "us-states", "--draws", "30", "--quiet", "--out", "out")
	if got := must(t, "report", "out", "--format", "json").stdout; got != read(t, "out", "results.json") {
		t.Error("report --format json differs from results.json")
	}
	page := read(t, "out", "report.html")
	for _, format := range []string{"text", "markdown", "latex", "csv"} {
		got := must(t, "report", "out", "--format", format).stdout
		want := read(t, "out", "tables", "regression-fe"+extensions[format])
		if !strings.Contains(got, strings.TrimSpace(want)) && format != "csv" {
			t.Errorf("report --format %s lacks the table of fixed effects", format)
		}
	}
	for _, want := range []string{"INFRA", "regression-fe", "data:image/svg"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range [][]string{{"report", "nowhere"}, {"report", "out", "--format", "pdf"}, {"report", "out", "--lang", "fr"}, {"report"}} {
		if r := cli(bad...); r.status != exitInput || r.stdout != "" {
			t.Errorf("%v: status %d, %s", bad, r.status, r.stderr)
		}
	}
}
