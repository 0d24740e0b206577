package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"panelstress/data/studies"
)

// tradeText is a trade table of the panel of the tests: five products, a sixth
// of the cells without a row.
func tradeText() string {
	rng := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("id,year,hs,value,buys\n")
	for e := 1; e <= entities; e++ {
		for t := range years {
			for p := range 5 {
				if (e+t+p)%6 > 0 {
					fmt.Fprintf(&b, "E%02d,%d,H%d,%.3f,%.3f\n", e, firstYear+t, p, math.Exp(rng.NormFloat64()+float64(e*p)/20), math.Exp(rng.NormFloat64()))
				}
			}
		}
	}
	return b.String()
}

// tradeKeys are the key trade of a study with one measure of every kind.
const tradeKeys = `trade:
  file: trade.csv
  product: hs
  exports: value
  imports: buys
  missing: zero
  income: capital
  groups: {machines: [H3, H4]}
  measures:
    EXPY: {kind: expy, income: output}
    TC: {kind: tc, products: machines}
    MS: {kind: ms, products: machines, over: mean, against: panel}
    RCA: {kind: rca, products: [H1, "H2*"], over: weighted}
`

// inTradeFolder makes a folder with such a study the working directory.
func inTradeFolder(t *testing.T) {
	t.Helper()
	inStudyFolder(t)
	write(t, "trade.csv", tradeText())
	write(t, "study.yaml", change(t, change(t, studyText, "derive:\n", tradeKeys+"derive:\n"), "IDX + capital", "IDX + log(EXPY) + RCA + capital"))
}

func TestTradeStudy(t *testing.T) {
	inTradeFolder(t)
	must(t, "run", "study.yaml", "--out", "out", "--quiet")
	m := object(t, read(t, "out", "results.json"))
	var names []string
	for _, measure := range m["measures"].([]any) {
		k := hasKeys(t, "measures", measure, "name", "description", "scores")
		names = append(names, k["name"].(string))
		if n := len(k["scores"].([]any)); n != entities*years {
			t.Errorf("%v has %d scores", k["name"], n)
		}
	}
	if want := []string{"EXPY", "TC", "MS", "RCA"}; !slices.Equal(names, want) {
		t.Errorf("measures %v, want %v", names, want)
	}
	says(t, "panelstress: "+fmt.Sprint(m["data"].(map[string]any)["notes"]), "Trade: 80 of 480 cells without a value taken for no trade.")
	o := must(t, "index", "study.yaml")
	if !strings.Contains(o.stdout, "Measure of trade EXPY") || !strings.Contains(o.stdout, "RCA (Balassa) against the entities of the sample: mean over H1, H2*, weighted by exports") {
		t.Errorf("the tables do not have the measures:\n%s", o.stdout)
	}
	// The results folder repeats the run from elsewhere.
	must(t, "run", filepath.Join("out", "study.yaml"), "--out", "again", "--workers", "1", "--quiet")
	if read(t, "out", "results.json") != read(t, "again", "results.json") {
		t.Error("the resolved study gives other results")
	}
}

// TestTradeValues computes two measures of the panel from the file itself.
func TestTradeValues(t *testing.T) {
	inTradeFolder(t)
	o := must(t, "index", "study.yaml", "--format", "json")
	var r struct {
		Measures []struct {
			Name   string
			Scores []struct {
				Entity string
				Time   int
				Score  float64
			}
		}
	}
	if err := json.Unmarshal([]byte(o.stdout), &r); err != nil {
		t.Fatal(err)
	}
	exports, imports := make(map[string]float64), make(map[string]float64)
	for line := range strings.Lines(tradeText()) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if f[0] == "id" {
			continue
		}
		var x, m float64
		if _, err := fmt.Sscan(f[3], &x); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(f[4], &m); err != nil {
			t.Fatal(err)
		}
		exports[f[0]+f[1]+f[2]], imports[f[0]+f[1]+f[2]] = x, m
	}
	checked := 0
	for _, s := range r.Measures[1].Scores { // TC of H3 and H4 together
		key := fmt.Sprint(s.Entity, s.Time)
		x, m := exports[key+"H3"]+exports[key+"H4"], imports[key+"H3"]+imports[key+"H4"]
		if want := (x - m) / (x + m); math.Abs(s.Score-want) > 1e-12 {
			t.Errorf("TC of %s: %v, want %v", key, s.Score, want)
		}
		checked++
	}
	for _, s := range r.Measures[2].Scores { // MS, mean of H3 and H4
		want := 0.0
		for _, p := range []string{"H3", "H4"} {
			all := 0.0
			for e := 1; e <= entities; e++ {
				all += exports[fmt.Sprintf("E%02d%d%s", e, s.Time, p)]
			}
			want += exports[fmt.Sprint(s.Entity, s.Time)+p] / all / 2
		}
		if math.Abs(s.Score-want) > 1e-12 {
			t.Errorf("MS of %s in %d: %v, want %v", s.Entity, s.Time, s.Score, want)
		}
		checked++
	}
	if checked != 2*entities*years {
		t.Errorf("%d values checked", checked)
	}
}

// TestTradeCatalog: every kind of measure, mean and comparison takes the study
// through the chain.
func TestTradeCatalog(t *testing.T) {
	inTradeFolder(t)
	try := func(measure string) {
		t.Run(measure, func(t *testing.T) {
			must(t, "baseline", "study.yaml", "--set", "trade.measures.RCA="+measure)
		})
	}
	for _, kind := range slices.Sorted(maps.Keys(new(tradeConfig).measures())) {
		switch kind {
		case "rca", "tc", "ms":
			for over := range baskets {
				try(fmt.Sprintf("{kind: %s, products: machines, over: %s}", kind, over))
			}
		case "eci", "reflections", "fitness":
			try(fmt.Sprintf("{kind: %s, cutoff: 0.8}", kind))
		default:
			try(kind)
		}
	}
	for against := range comparisons {
		if against != "world" {
			try(fmt.Sprintf("{kind: reflections, order: 2, against: %s}", against))
		}
	}
}

func TestTradeMistakes(t *testing.T) {
	in := func(name, old, new string, words ...string) badInput {
		return badInput{name: name, words: words, study: func(t *testing.T, s string) string { return change(t, s, old, new) }}
	}
	for _, b := range []badInput{
		in("no file", "file: trade.csv", "file: trad.csv", "trad.csv: found no such file", `perhaps "trade.csv"`),
		in("no product", "  product: hs\n", "", "study.yaml", "key trade.product: found nothing, expected the column that names the product"),
		in("unknown column", "product: hs", "product: HS", "trade.csv, key trade.product", `did you mean "hs"?`),
		in("unknown key", "product: hs", "produkt: hs", "key trade.produkt: found an unknown key", `perhaps "product" is meant`),
		in("cells missing", "  missing: zero\n", "", "trade.csv: found no row of entity", "(80 such cells of 480)", "trade.missing: zero"),
		in("unknown word", "missing: zero", "missing: nil", "key trade.missing", `found "nil", expected one of error, zero`),
		in("unknown kind", "kind: expy", "kind: expi", "key trade.measures.EXPY", `found "expi", expected one of density, diversity, eci`),
		in("unknown option", "over: mean, ", "ouer: mean, ", "key trade.measures.MS.ouer", "found an unknown option of ms"),
		in("unknown group", "TC: {kind: tc, products: machines}", "TC: {kind: tc, products: machine}", "key trade.measures.TC.products", `"machine", which is no group of trade.groups`, "machines"),
		in("unknown product", "machines: [H3, H4]", "machines: [H3, H44]", "key trade.measures.TC", `the product "H44", which has no trade`, `did you mean "H4"?`),
		in("unknown income", "income: output", "income: outpud", "key trade.measures.EXPY", `"outpud", which is neither a column of data.csv nor made by the study`, `perhaps "output" is meant`),
		in("no world", "against: panel", "against: world", "key trade.measures.MS", "expected the column of outside exports (trade.world)"),
		in("name of a column", "    TC: {", "    roads: {", "key trade.measures.roads", "a name that data.csv has as a column"),
		in("no measures", "  measures:\n    EXPY: {kind: expy, income: output}\n    TC: {kind: tc, products: machines}\n    MS: {kind: ms, products: machines, over: mean, against: panel}\n    RCA: {kind: rca, products: [H1, \"H2*\"], over: weighted}\n", "", "key trade.measures: found none", "at least one"),
		in("RCA of everything", "products: [H1, \"H2*\"], over: weighted", "over: total", "key trade.measures.RCA", "the RCA in all products together, which is 1"),
	} {
		t.Run(b.name, func(t *testing.T) {
			inTradeFolder(t)
			write(t, "study.yaml", b.study(t, read(t, "study.yaml")))
			refused(t, []string{"run", "study.yaml", "--out", "out"}, b.words)
		})
	}
}

// TestTradeInHashes: the place of the trade table counts in neither hash, its
// content in that of the data, its measures in that of the study.
func TestTradeInHashes(t *testing.T) {
	inTradeFolder(t)
	hashes := func(args ...string) (study, data string) {
		m := object(t, must(t, append([]string{"index", "study.yaml", "--format", "json"}, args...)...).stdout)
		return m["study"].(map[string]any)["hash"].(string), m["data"].(map[string]any)["hash"].(string)
	}
	study, data := hashes()
	write(t, "moved.csv", tradeText())
	if s, d := hashes("--set", "trade.file=moved.csv"); s != study || d != data {
		t.Error("the place of the trade table changes a hash")
	}
	if s, d := hashes("--set", "trade.measures.TC.products=[H3]"); s == study || d != data {
		t.Error("a measure must change the hash of the study alone")
	}
	write(t, "moved.csv", tradeText()+"E01,1990,H1,1,1\n")
	if s, d := hashes("--set", "trade.file=moved.csv"); s != study || d == data {
		t.Error("the content of the trade table must change the hash of the data alone")
	}
}

func TestDescribeTrade(t *testing.T) {
	inTradeFolder(t)
	o := must(t, "describe", "trade.csv")
	if want := "Trade table by id, hs, year: 12 entities, 5 products, 8 periods from 2001 to 2008; 400 of 480 cells have a row (trade.file, trade.product: hs)."; !strings.Contains(strings.Join(strings.Fields(o.stdout), " "), want) {
		t.Errorf("describe does not say %q:\n%s", want, o.stdout)
	}
}

// TestInitWritesAllFiles: init writes out every file that an embedded study
// names and the program carries, and what it writes runs.
func TestInitWritesAllFiles(t *testing.T) {
	for _, name := range studies.Names() {
		want, err := studyFiles(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Chdir(t.TempDir())
		must(t, "init", name, "own")
		for _, file := range append(want, name+".yaml") {
			if _, err := os.Stat(filepath.Join("own", file)); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestReadmeTrade runs a study with the keys that the README shows, on made-up
// files with the columns it names.
func TestReadmeTrade(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "### Trade measures")
	_, block, _ = strings.Cut(block, "```yaml\n")
	block, _, closed := strings.Cut(block, "```")
	if !closed {
		t.Fatal("the README has no study with trade")
	}
	inTradeFolder(t)
	products := strings.NewReplacer(",H0,", ",8401,", ",H1,", ",8542,", ",H2,", ",9001,", ",H3,", ",6109,", ",H4,", ",0901,", ",buys", ",imports")
	write(t, "exports.csv", products.Replace(tradeText()))
	write(t, "data.csv", strings.Replace(panelText(), "capital", "gdp_pc", 1))
	write(t, "study.yaml", "data: {file: data.csv, entity: id, time: year}\n"+block+`models: {M1: output ~ ECpv + log(ECpc) + K}
estimators: [fe]
bootstrap: {draws: 30}
`)
	// Five products at an RCA of 1 leave too few links between entities.
	must(t, "run", "study.yaml", "--out", "out", "--quiet", "--set", "trade.measures.ECI.cutoff=0.3")
}
