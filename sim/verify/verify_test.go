package verify

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEmbedded runs the cases that every build carries.
func TestEmbedded(t *testing.T) {
	var out bytes.Buffer
	r, err := Run(t.Context(), &out, Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if want := (Report{Passed: 155}); r != want {
		t.Errorf("%+v, expected %+v\n%s", r, want, out.String())
	}
	if want := "155 passed, 0 failed, 0 skipped\n"; out.String() != want {
		t.Errorf("printed %q, expected %q", out.String(), want)
	}
}

// TestShared runs all cases of the reference folders beside the repository.
func TestShared(t *testing.T) {
	for folder, want := range map[string]Report{
		"estimators": {Passed: 191},
		"index":      {Passed: 171},
		"bootstrap":  {Passed: 33},
		"chain":      {Passed: 5},
	} {
		if folder == "bootstrap" && testing.Short() {
			continue // some seconds, for its millions of draws
		}
		dir := filepath.Join("..", "..", "..", "shared", "reference", folder)
		if _, err := os.Stat(dir); err != nil {
			t.Skip("the reference folder is not beside the repository")
		}
		checkFolder(t, dir, want)
	}
}

// checkFolder computes the cases of a folder and compares how many pass.
func checkFolder(t *testing.T, dir string, want Report) {
	t.Helper()
	s, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r, err := Run(t.Context(), &out, s)
	if err != nil {
		t.Fatal(err)
	}
	if r != want {
		t.Errorf("%s: %+v, expected %+v\n%s", dir, r, want, out.String())
	}
}

// TestFurther runs cases that are unlike the published ones: see
// testdata/README.md.
func TestFurther(t *testing.T) {
	for folder, want := range map[string]Report{"estimators": {Passed: 74}, "index": {Passed: 34}, "bootstrap": {Passed: 17}} {
		checkFolder(t, filepath.Join("testdata", folder), want)
	}
}

// small is a file with one case that passes: y = 1, 2, 4 on x = 0, 1, 2 has
// the slope 3/2 and the constant 5/6.
const small = `{"dataset": "small", "csv": "small.csv", "entity": "id", "time": "year", "cases": {
	"pooled_ols": {"spec": {"y": "y", "x": ["x"]}, "expected": {"coef": {"x": 1.5, "_cons": 0.83333333333333333}, "N": 4}}}}`

const smallCSV = "id,year,y,x\na,1,1,0\na,2,2,1\nb,1,4,2\nb,2,,3\nb,3,2.3333333333333335,1\n"

func run(t *testing.T, files map[string]string) (Report, string) {
	t.Helper()
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var out bytes.Buffer
	r, err := Run(t.Context(), &out, Source{Name: "dir", FS: fsys})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return r, out.String()
}

func TestByteOrderMark(t *testing.T) {
	r, out := run(t, map[string]string{"small.json": "\ufeff" + small, "small.csv": "\ufeff" + smallCSV})
	if r != (Report{Passed: 1}) {
		t.Errorf("%+v\n%s", r, out)
	}
}

func TestSmallPasses(t *testing.T) {
	r, out := run(t, map[string]string{"sub/small.json": small, "sub/small.csv": smallCSV, "sub/notes.txt": "{"})
	if r != (Report{Passed: 1}) || out != "1 passed, 0 failed, 0 skipped\n" {
		t.Errorf("%+v\n%s", r, out)
	}
}

// TestMistakes changes one thing of the small case and expects a line that
// says what is wrong, and a report.
func TestMistakes(t *testing.T) {
	failed, skipped := Report{Failed: 1}, Report{Skipped: 1}
	for _, m := range []struct {
		name, old, new string
		want           Report
		line           string
	}{
		{"wrong number", "1.5", "1.51", failed, ", expected 1.51\n"},
		{"wrong number, other side", `"N": 4`, `"N": 5`, failed, "dir/small.json pooled_ols N: got 4, expected 5\n"},
		{"word for a number", `"N": 4`, `"N": "4"`, failed, `N: got 4, expected "4"`},
		{"truth for a number", `"N": 4`, `"N": true`, failed, "N: got 4, expected true"},
		{"null for a number", `"N": 4`, `"N": null`, failed, "N: got 4, expected null"},
		{"object for a number", `"N": 4`, `"N": {"x": 4}`, failed, "N: got 4, expected an object of 1 elements"},
		{"vector for a number", `"N": 4`, `"N": [4]`, failed, "N: got 4, expected a vector of 1 elements"},
		{"number for an object", `{"x": 1.5, "_cons": 0.83333333333333333}`, "1.5", failed, "coef: got an object of 2 elements, expected 1.5"},
		{"quantity of no function", `"N": 4`, `"N": 4, "kurtosis": 3`, skipped, "dir/small.json pooled_ols: skipped: kurtosis: no function computes it"},
		{"unknown and wrong", `"N": 4`, `"N": 5, "kurtosis": 3`, failed, "N: got 4, expected 5"},
		{"unknown term", `"_cons":`, `"const":`, skipped, "coef/const: no function computes it"},
		{"nothing expected", `{"coef": {"x": 1.5, "_cons": 0.83333333333333333}, "N": 4}`, "{}", failed, "expected a spec and expected numbers"},
		{"an empty object expected", `{"coef": {"x": 1.5, "_cons": 0.83333333333333333}, "N": 4}`, `{"coef": {}}`, failed, "got no number to compare"},
		{"unknown kind", "pooled_ols", "lasso", failed, "dir/small.json lasso: this build computes no case of this kind"},
		{"no spec", `"spec": {"y": "y", "x": ["x"]}, `, "", failed, "dir/small.json pooled_ols: expected a spec and expected numbers"},
		{"no cases", `"cases": {`, `"cases": {}, "more": {`, failed, "it has no cases"},
		{"missing csv", "small.csv", "smell.csv", failed, "smell.csv: found no such file"},
		{"unknown entity", `"id"`, `"firm"`, failed, `no column "firm"`},
		{"entity without time", `"time": "year", `, "", failed, "expected both or neither"},
		{"unknown column", `"x": ["x"]`, `"x": ["z"]`, failed, `no column "z"`},
		{"no outcome", `"y": "y", `, "", failed, "dir/small.json pooled_ols: "},
		{"collinear", `"x": ["x"]`, `"x": ["x", "2*x"]`, failed, "collinear"},
		{"one name as a word", `"x": ["x"]`, `"x": "x"`, Report{Passed: 1}, "1 passed"},
		{"a malformed spec", `"x": ["x"]`, `"x": {}`, failed, "dir/small.json pooled_ols: json: cannot unmarshal object"},
		{"a case that is no object", `"cases": {`, `"cases": {"also": 3,`, Report{Passed: 1, Failed: 1}, "dir/small.json also: json: cannot unmarshal number"},
		{"another program's command", `{"y": "y"`, `{"command": "xtabond y x", "y": "y"`, failed, `does not compute what the command "xtabond y x" does`},
		{"no instruments", `"pooled_ols": {"spec": {"y": "y", "x": ["x"]}`, `"iv_none": {"spec": {"y": "y", "endog": ["x"]}`, failed, `iv_none: endog is ["x"] and inst is []`},
		{"malformed", `"N": 4}`, `"N": 4`, failed, "dir/small.json: malformed JSON"},
		{"another form", `"csv": "small.csv", `, "", failed, "dir/small.json: not a known form of reference cases"},
	} {
		t.Run(m.name, func(t *testing.T) {
			text := strings.Replace(small, m.old, m.new, 1)
			if text == small {
				t.Fatalf("%s is not there", m.old)
			}
			r, out := run(t, map[string]string{"small.json": text, "small.csv": smallCSV})
			if r != m.want || !strings.Contains(out, m.line) {
				t.Errorf("%+v, expected %+v and %q\n%s", r, m.want, m.line, out)
			}
		})
	}
}

func TestBadData(t *testing.T) {
	for name, csv := range map[string]string{
		"year":      strings.Replace(smallCSV, "a,2,", "a,second,", 1),
		"x":         strings.Replace(smallCSV, "a,2,2,1", "a,2,2,one", 1),
		"two rows":  strings.Replace(smallCSV, "b,2,", "b,1,", 1),
		"4 as":      strings.Replace(smallCSV, "b,2,,3", "b,2,3", 1),
		"empty":     "",
		"no rows":   "id,year,y,x\n",
		"not found": "",
	} {
		files := map[string]string{"small.json": small, "small.csv": csv}
		if name == "not found" {
			name = "no such file"
			delete(files, "small.csv")
		}
		r, out := run(t, files)
		if r != (Report{Failed: 1}) || !strings.Contains(out, name) {
			t.Errorf("%s: %+v\n%s", name, r, out)
		}
	}
}

// pairsOfThree is a case of the form of the bootstrap: y = x + 1 in every
// cluster, so that every sample gives the slope 1.
const pairsOfThree = `{"cases": [{"id": "three", "data": "three.csv", "tolerance": {"exact": 1e-10}, "spec": {"formula": "y ~ x", "fe": [], "cluster": ["g"], "kind": "pairs-exact"},
	"expected": {"multisets": 10, "singular": 0, "coef_names": ["(Intercept)", "x"], "mean": [1, 1], "quantile_probs": [0.5], "quantiles": {"x": [1]}}}]}`

func TestBootstrapForm(t *testing.T) {
	passed, failed := Report{Passed: 1}, Report{Failed: 1}
	for _, m := range []struct {
		name, old, new string
		want           Report
		line           string
	}{
		{"right", "", "", passed, "1 passed"},
		{"one cluster as a word", `["g"]`, `"g"`, passed, "1 passed"},
		{"variant as a number", `"fe"`, `"variant": 11, "fe"`, passed, "1 passed"},
		{"wrong number", `"multisets": 10`, `"multisets": 9`, failed, "dir/a.json three multisets: got 10, expected 9\n"},
		{"outside its tolerance", `"x": [1]`, `"x": [1.000000001]`, failed, "three quantiles/x/0: got "},
		{"unknown kind", "pairs-exact", "block", Report{Skipped: 1}, `three: skipped: this build computes no bootstrap of the kind "block"`},
		{"no spec", `"spec"`, `"sepc"`, failed, "three: expected an id, a spec, a tolerance and expected numbers"},
		{"a case that is no object", `[{"id"`, `[3, {"id"`, Report{Passed: 1, Failed: 1}, "case 1: json: "},
		{"no such column", `"y ~ x"`, `"y ~ z"`, failed, `no column "z"`},
		{"no formula", `"formula": "y ~ x", `, "", failed, "three: "},
		{"an empty name", `["g"]`, `[""]`, failed, "three: "},
		{"bad formula", `"y ~ x"`, `"y ~ "`, failed, "three: "},
		{"no data", "three.csv", "four.csv", failed, "found no such file"},
		{"two clusters", `["g"]`, `["g", "x"]`, failed, "expected one cluster"},
		{"other effects", `"fe": []`, `"fe": ["x"]`, failed, "no effects but its own"},
	} {
		t.Run(m.name, func(t *testing.T) {
			text := strings.Replace(pairsOfThree, m.old, m.new, 1)
			r, out := run(t, map[string]string{"a.json": text, "three.csv": "g,y,x\na,1,0\na,2,1\nb,3,2\nb,4,3\nc,2,1\nc,6,5\n"})
			if r != m.want || !strings.Contains(out, m.line) {
				t.Errorf("%+v, expected %+v and %q\n%s", r, m.want, m.line, out)
			}
		})
	}
}

// twoUnits is a case of the form of the indices: min-max of 2, 4, 6.
const twoUnits = `[{"id": "units", "kind": "normalise", "data": "units.csv", "indicators": ["x"], "directions": [1],
	"params": {"method": "minmax"}, "tolerance": {"rel": 1e-9, "abs": 1e-12}, "expected": {"normalised": {"x": [0, 0.5, 1]}}}]`

func TestIndexForm(t *testing.T) {
	passed, failed := Report{Passed: 1}, Report{Failed: 1}
	for _, m := range []struct {
		name, old, new string
		want           Report
		line           string
	}{
		{"right", "", "", passed, "1 passed"},
		{"wrong number", "0.5", "0.50001", failed, "dir/expected/a.json units normalised/x/1: got 0.5, expected 0.50001\n"},
		{"other length", ", 1]}", "]}", failed, "normalised/x: got a vector of 3 elements, expected 2"},
		{"word", "0.5", `"half"`, failed, `normalised/x/1: got 0.5, expected "half"`},
		{"object for a vector", "[0, 0.5, 1]", `{"a": 0}`, failed, "normalised/x: got [0 0.5 1], expected an object of 1 elements"},
		{"other direction", "[1]", "[-1]", failed, "normalised/x/0: got 1, expected 0"},
		{"unknown kind", `"normalise"`, `"horoscope"`, failed, `units: this build computes no case of the kind "horoscope"`},
		{"unknown method", "minmax", "maxmin", failed, `no normalisation is called "maxmin"`},
		{"bad params", `{"method": "minmax"}`, `{"method": 3}`, failed, "units: params: "},
		{"no such data", "units.csv", "unit.csv", failed, "found no such file"},
		{"no such column", `["x"]`, `["y"]`, failed, `no column "y"`},
		{"no directions", `"directions": [1]`, `"directions": []`, failed, "one direction for each indicator"},
		{"no tolerance", `"tolerance": {"rel": 1e-9, "abs": 1e-12}, `, "", failed, "dir/expected/a.json units: expected an id, a tolerance and expected numbers"},
		{"a malformed case beside", "]}}}]", `]}}}, {"id": "two", "kind": "normalise", "directions": ["up"]}]`, Report{Passed: 1, Failed: 1}, "two: json: cannot unmarshal string"},
		{"no params", `"params": {"method": "minmax"}, `, "", failed, `no normalisation is called ""`},
		{"no such time", `"kind"`, `"time": "period", "kind"`, failed, `no column "period"`},
		{"null for what there is", "0.5", "null", failed, "normalised/x/1: got 0.5, expected null"},
		{"konfound of no rows", `"kind": "normalise"`, `"kind": "konfound"`, failed, "n above k+2"},
		{"a null case", "[{", "[null, {", failed, "not a known form"},
	} {
		t.Run(m.name, func(t *testing.T) {
			text := strings.Replace(twoUnits, m.old, m.new, 1)
			r, out := run(t, map[string]string{"expected/a.json": text, "data/units.csv": "unit,x\nb,2\na,4\nc,6\n"})
			if r != m.want || !strings.Contains(out, m.line) {
				t.Errorf("%+v, expected %+v and %q\n%s", r, m.want, m.line, out)
			}
		})
	}
}

func TestNoCases(t *testing.T) {
	var out bytes.Buffer
	if _, err := Run(t.Context(), &out, Source{Name: "dir", FS: fstest.MapFS{}}); !errors.Is(err, ErrNoCases) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Dir(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	if _, err := Dir("verify.go"); err == nil || !strings.Contains(err.Error(), "verify.go: a file, not a folder") {
		t.Errorf("a file: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, &out, Embedded()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestPanic expects that a mistake of ours fails its case alone.
func TestPanic(t *testing.T) {
	var out bytes.Buffer
	r := runner{w: &out}
	broken := reference{name: "broken", compute: func() (any, error) {
		var x []int
		return x[len(out.String())], nil
	}}
	r.check("file", &broken)
	if r.report != (Report{Failed: 1}) || !strings.Contains(out.String(), "file broken: the computation broke: ") ||
		!strings.Contains(out.String(), "verify.TestPanic") {
		t.Errorf("%+v %s", r.report, out.String())
	}
}

// TestCommands reads Stata's commands: y = 1, 2, 4, 3 on an exogenous x, with
// clusters that the command names. The numbers of one option for another must
// differ.
func TestCommands(t *testing.T) {
	const data = "id,group,y,x,z\n1,a,1,0,0\n2,a,2,1,2\n3,b,4,2,1\n4,b,3,3,3\n5,c,6,5,4\n"
	se := make(map[string]string)
	for _, options := range []string{"", ", small", ", vce(robust)", ", vce(robust) small", ", vce(cluster group)", ", vce( cluster id )"} {
		text := `{"csv": "small.csv", "cases": {"any name": {"spec": {"command": "ivregress 2sls y (x = z)` + options +
			`", "y": "y", "endog": ["x"], "inst": ["z"]}, "expected": {"se": {"x": 0}}}}}`
		r, out := run(t, map[string]string{"small.json": text, "small.csv": data})
		line, _, _ := strings.Cut(out, "\n")
		if r != (Report{Failed: 1}) || !strings.Contains(line, "se/x: got 0.") {
			t.Errorf("%q: %+v\n%s", options, r, out)
		}
		se[line] += options
	}
	// without factor, clusters of one row are the robust form
	if len(se) != 5 {
		t.Errorf("standard errors of six commands: %v", se)
	}
	r, out := run(t, map[string]string{"small.csv": data, "small.json": `{"csv": "small.csv", "cases": {"a": {"spec": {"command": "ivregress 2sls y (x = z), vce(bootstrap)",
		"y": "y", "endog": ["x"], "inst": ["z"]}, "expected": {"se": {"x": 0}}}}}`})
	if r != (Report{Failed: 1}) || !strings.Contains(out, "no covariance of this build is that of the command") {
		t.Errorf("%+v\n%s", r, out)
	}
}

func TestNISTTerms(t *testing.T) {
	for _, c := range []struct {
		model    string
		x        string // joined
		constant bool
	}{
		{"y ~ 1 + x + ... + x^5", "x x^2 x^3 x^4 x^5", true},
		{"y ~ 1 + x + ... + x^1", "x", true},
		{"y ~ 1 + x + x^2", "x x^2", true},
		{"y ~ 1 + x1 + ... + x6", "x1 x2 x3 x4 x5 x6", true},
		{"y ~ x1 + x2, no constant", "x1 x2", false},
		{"y ~ 1 + dose", "dose", true},
	} {
		y, x, constant, err := nistTerms(c.model)
		if err != nil || y != "y" || strings.Join(x, " ") != c.x || constant != c.constant {
			t.Errorf("%s: %s ~ %q, %t, %v", c.model, y, x, constant, err)
		}
	}
	for _, bad := range []string{"", "y", "y ~ 1", "y ~ ... + x", "y ~ x + ...", "y ~ x + ... + z", "y ~ x + ... + x^1000", "~ x"} {
		if y, x, _, err := nistTerms(bad); err == nil {
			t.Errorf("%q: %s ~ %q", bad, y, x)
		}
	}
}

// TestAbsent compares what does not exist, and what has no value for a reason,
// with null and with a number.
func TestAbsent(t *testing.T) {
	why := errors.New("one cluster")
	for _, c := range []struct {
		got, expected any
		wrong         string
	}{
		{math.NaN(), nil, ""},
		{math.Inf(-1), nil, ""},
		{why, nil, ""},
		{1.0, nil, "se: got 1, expected null"},
		{math.NaN(), 1.0, "se: got NaN, expected 1"},
		{why, 1.0, "se: one cluster"},
		{why, map[string]any{"x": 1.0}, "se: one cluster"},
		{why, []any{nil}, "se: one cluster"},
	} {
		cmp := comparison{tolerance: func([]string) tolerance { return tolerance{} }}
		cmp.compare(nil, map[string]any{"se": c.got}, map[string]any{"se": c.expected}, 0)
		if got := strings.Join(cmp.wrong, "; "); got != c.wrong || cmp.compared != 1 {
			t.Errorf("%v for %v: %q, expected %q", c.got, c.expected, got, c.wrong)
		}
	}
}

// oneDraw is a case of the form of the chain: an index of one indicator has
// the weight 1.
const oneDraw = `{"panel": "p.csv", "index_base": 0, "draws": [{"provinces": [1, 1, 0], "weights": {"NM": [1]}, "fits": []}]}`

func TestChainForm(t *testing.T) {
	passed, failed := Report{Passed: 1}, Report{Failed: 1}
	for _, m := range []struct {
		name, old, new string
		want           Report
		line           string
	}{
		{"right", "", "", passed, "1 passed"},
		{"counted from 1", `"index_base": 0, "draws": [{"provinces": [1, 1, 0]`, `"index_base": 1, "draws": [{"provinces": [2, 2, 1]`, passed, "1 passed"},
		{"wrong weight", "[1]}", "[1.0000001]}", failed, "dir/chain.json draw 0 weights/NM/0: got 1, expected 1.0000001\n"},
		{"no such province", "[1, 1, 0]", "[1, 1, 2]", failed, "draw 0: province 2 of 2 is drawn"},
		{"no provinces", "[1, 1, 0]", "[]", failed, "draw 0: expected provinces, and weights or fits"},
		{"a draw that is no object", `[{"provinces"`, `[7, {"provinces"`, Report{Passed: 1, Failed: 1}, "draw 0: json: "},
		{"no such panel", "p.csv", "q.csv", failed, "found no such file"},
		{"no such model", `"fits": []`, `"fits": [{"model": "M9", "estimator": "fe"}]`, failed, "draw 0 fits/0: M9 fe: the chain has no such model"},
		{"too few rows", `"fits": []`, `"fits": [{"model": "M1", "estimator": "fe"}]`, failed, "draw 0 fits/0: M1 fe: "},
	} {
		t.Run(m.name, func(t *testing.T) {
			text := strings.Replace(oneDraw, m.old, m.new, 1)
			r, out := run(t, map[string]string{"chain.json": text, "p.csv": "province,year,nm_1,er_1,tc,cpx,lngdp,open,infra,rd\n" +
				"A,1,1,2,3,4,5,6,7,8\nA,2,3,1,2,5,4,7,6,9\nB,1,2,2,5,6,7,3,2,8\nB,2,4,3,1,2,5,4,3,7\n"})
			if r != m.want || !strings.Contains(out, m.line) {
				t.Errorf("%+v, expected %+v and %q\n%s", r, m.want, m.line, out)
			}
		})
	}
}
