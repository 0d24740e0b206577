package published

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
)

func embedded(t *testing.T, name string) *Tables {
	t.Helper()
	text, err := os.ReadFile("../studies/" + name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Read(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParseNumber(t *testing.T) {
	for cell, want := range map[string]Number{
		"0.384***":    {Text: "0.384***", Mark: "***", Value: 0.384, Half: 0.0005, Decimals: 3},
		"-.05":        {Text: "-.05", Value: -0.05, Half: 0.005, Decimals: 2},
		"−0.98 **":    {Text: "-0.98 **", Mark: "**", Value: -0.98, Half: 0.005, Decimals: 2},
		"1.2e-3":      {Text: "1.2e-3", Value: 0.0012, Half: 0.00005, Decimals: 4},
		"1.2e3":       {Text: "1.2e3", Value: 1200, Half: 50, Decimals: -2},
		"1,449.55***": {Text: "1,449.55***", Mark: "***", Value: 1449.55, Half: 0.005, Decimals: 2},
		"1,234,567":   {Text: "1,234,567", Value: 1234567, Half: 0.5},
		"290":         {Text: "290", Value: 290, Half: 0.5},
		"(0.041)":     {Text: "(0.041)", Value: 0.041, Half: 0.0005, Decimals: 3},
		"[-2.31]*":    {Text: "[-2.31]*", Mark: "*", Value: -2.31, Half: 0.005, Decimals: 2},
		"0.050":       {Text: "0.050", Value: 0.05, Half: 0.0005, Decimals: 3},
		"+5.":         {Text: "+5.", Value: 5, Half: 0.5},
		"０.５＊":        {Text: "0.5*", Mark: "*", Value: 0.5, Half: 0.05, Decimals: 1},
	} {
		got, err := ParseNumber(cell)
		if err != nil {
			t.Errorf("%q: %v", cell, err)
			continue
		}
		if math.Abs(got.Half-want.Half) > 1e-15*want.Half {
			t.Errorf("%q: half a unit %g, expected %g", cell, got.Half, want.Half)
		}
		if got.Half = want.Half; got != want {
			t.Errorf("%q: %+v, expected %+v", cell, got, want)
		}
	}
	for _, cell := range []string{"", "abc", "***", ".", "-", "0.3.8", "1,234", "0,384", "NaN", "Inf", "1e9999", "0x10", "1_000", "0.38 (a)"} {
		if n, err := ParseNumber(cell); err == nil {
			t.Errorf("%q was read as %+v", cell, n)
		}
	}
}

// TestBoxHoldsWhatRoundsToIt: a value printed with d digits lies in the box of
// what is printed, ties in either direction with it.
func TestBoxHoldsWhatRoundsToIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e6, 1e6).Draw(t, "value")
		d := rapid.IntRange(0, 8).Draw(t, "decimals")
		n, err := ParseNumber(strconv.FormatFloat(v, 'f', d, 64))
		if err != nil {
			t.Fatal(err)
		}
		if lo, hi := n.Box(); v < lo || v > hi || hi-lo > 1.001*math.Pow10(-d)+1e-9 {
			t.Fatalf("%v printed as %s: box [%v, %v]", v, n.Text, lo, hi)
		}
		if n.Decimals != d || n.Flipped().Value != -n.Value || n.Flipped().Flipped().Value != n.Value {
			t.Fatalf("%+v", n)
		}
	})
}

// TestPaper counts what is printed, by hand from the tables.
func TestPaper(t *testing.T) {
	p := embedded(t, "export-resilience.tables.yaml")
	if len(p.Variables) != 8 || len(p.Descriptives) != 8 || len(p.Regressions) != 15 || len(p.Claims) != 4 || len(p.Indices) != 2 {
		t.Errorf("%d variables, %d descriptives, %d regressions, %d claims, %d indices",
			len(p.Variables), len(p.Descriptives), len(p.Regressions), len(p.Claims), len(p.Indices))
	}
	if n := p.Correlations.Between("ERes", "ECpv"); n == nil || n.Text != "0.3965" {
		t.Errorf("correlation of ERes and ECpv: %+v", n)
	}
	if c := Find(p.Regressions[3].Terms, "NM:ECpv"); c == nil || c.Text != "0.764***" || p.Level(c.Mark) != 0.01 || c.Line != 58 {
		t.Errorf("table 5 M4: %+v", c)
	}
	if *p.Panel != (Panel{29, 10, 2011, 2020, 290, p.Panel.Line}) {
		t.Errorf("%+v", p.Panel)
	}
}

// TestConsistent: the 151 numbers that the source counts.
func TestConsistent(t *testing.T) {
	p := embedded(t, "export-resilience.consistent.yaml")
	count := 0
	for _, d := range p.Descriptives {
		for _, n := range []*Number{d.N, d.Mean, d.SD, d.Min, d.Max} {
			if n != nil {
				count++
			}
		}
	}
	k := len(p.Correlations.Order)
	count += k * (k - 1) / 2
	for _, r := range p.Regressions {
		count += len(r.Terms) + len(r.Statistics)
	}
	if count != 151 {
		t.Errorf("%d numbers, expected 151", count)
	}
	if c := Find(p.Regressions[3].Terms, "NM:ECpv"); c.Value != -0.764 || c.Text != "-0.764" {
		t.Errorf("the sign of NM:ECpv is not turned: %+v", c)
	}
	if p.Regressions[0].Outcome != "ERes" || p.Panel == nil {
		t.Errorf("outcome %q, panel %v", p.Regressions[0].Outcome, p.Panel)
	}
}

func TestMistakes(t *testing.T) {
	reg := "regressions:\n  - {name: M1, estimator: ols, outcome: y, terms: {x: \"1.0\"}}\n"
	for text, want := range map[string]string{
		"":                              "t.yaml: found an empty file",
		"# only a comment\n":            "t.yaml: found an empty file",
		"regresions: []\n":              `t.yaml, line 1, key regresions: found an unknown key`,
		"descriptives: {x: {mean: ab}}": `t.yaml, line 1, key descriptives.x.mean: found "ab", expected a number as printed`,
		"descriptives: {x: {n: 1,234}}": "expected",
		"correlations: {order: [a, b], lower: [[\"1\"], [\"0.5\"]]}": "found 1 numbers in the row of b, expected 2",
		"correlations: {order: [a, b], lower: [[\"1\"]]}":            "found 1 rows, expected 2",
		"correlations: {order: [a, a], lower: [[\"1\"], [1, 1]]}":    "a twice",
		"variables: {y: {}, xx: {}}\n" + reg:                         `key M1.terms.x: found "x", an unknown variable, expected one of y, xx`,
		strings.Replace(reg, "ols", "olss", 1):                       `found "olss", expected one of ols, fe, re, 2sls, fgls, other; perhaps ols`,
		strings.Replace(reg, "x: ", "x: [1], z: ", 1):                "found a list, expected a number as printed",
		strings.Replace(reg, "}}", "}, sign: {z: -1}}", 1):           "a term that M1 does not have",
		strings.Replace(reg, "}}", "}, standard_errors: {z: 1}}", 1): "a term that has no coefficient",
		"panel: {entities: -3}":                                      "expected a whole number",
		"variables: {x: {range: [1, 0]}}":                            "a lower and an upper end",
		"a: &a [1]\nname: *a\n":                                      "an alias",
		"name: [":                                                    "YAML",
		"- 1":                                                        "expected a mapping",
		"stars: {\"*\": 10}":                                         "a level of significance",
		"descriptives: {Population: {mean: \"1\"}}\n" + strings.ReplaceAll(reg, "{x: ", "{population: "): "perhaps Population",
	} {
		_, err := Read("t.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
			continue
		}
		var in *data.InputError
		if !errors.As(err, &in) {
			t.Errorf("%q: %T is no InputError", text, err)
		}
	}
}

// TestThousands: a comma before three digits separates thousands where other
// numbers of the tables have points before decimals; else, and behind a zero,
// it may be one of decimals.
func TestThousands(t *testing.T) {
	const text = `{variables: {y: {range: [0.5, 1e9]}}, descriptives: {y: {mean: "%s", sd: "%s"}}}`
	for _, c := range []struct {
		mean, sd string
		want     float64
	}{{"54,321", "25310.5", 54321}, {"1,234**", "0.5", 1234}, {"(−2,500)", "1.0", -2500}, {"54,321", "25310", 0}, {"0,384", "0.12", 0}} {
		p, err := Read("t.yaml", fmt.Appendf(nil, text, c.mean, c.sd))
		switch {
		case c.want == 0:
			if err == nil || !strings.Contains(err.Error(), "decimal comma") {
				t.Errorf("%s beside %s: %v", c.mean, c.sd, err)
			}
		case err != nil:
			t.Errorf("%s beside %s: %v", c.mean, c.sd, err)
		case p.Descriptives[0].Mean.Value != c.want || p.Descriptives[0].Mean.Half != 0.5:
			t.Errorf("%s beside %s: %+v", c.mean, c.sd, p.Descriptives[0].Mean)
		}
	}
}

func TestBase(t *testing.T) {
	for term, want := range map[string]string{"L.NM": "NM", "L2.D.NM": "NM", "L.(NM)": "NM", "log(gdp)": "gdp", "NM": "NM", "L.": "", "Long": "Long"} {
		if got := Base(term); got != want {
			t.Errorf("%s: %q, expected %q", term, got, want)
		}
	}
}

// FuzzRead: no text makes it panic; what is wrong is an InputError.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"export-resilience.tables.yaml", "export-resilience.consistent.yaml"} {
		text, err := os.ReadFile("../studies/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("correlations: {order: [a], lower: [[~]]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Read("f.yaml", text)
		if err == nil {
			if c := p.Correlations; c != nil {
				for i := range c.Order {
					for j := range c.Order {
						c.At(i, j)
					}
				}
			}
			return
		}
		var in *data.InputError
		if !errors.As(err, &in) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"0.384***", "1,449.55", "1e3", "(−.5)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err != nil {
			return
		}
		if lo, hi := n.Box(); !(lo <= n.Value && n.Value <= hi) {
			t.Fatalf("%q: %+v lies outside [%v, %v]", s, n, lo, hi)
		}
	})
}
