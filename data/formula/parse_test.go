package formula

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The fully parenthesised reading of each text was written by hand.
func TestParseBinding(t *testing.T) {
	tests := []struct{ text, reading, canonical string }{
		{"a + b*c", "(a + (b * c))", "a + b*c"},
		{"a - b - c", "((a - b) - c)", "a - b - c"},
		{"a - (b - c)", "(a - (b - c))", "a - (b - c)"},
		{"a/b*c", "((a / b) * c)", "a/b*c"},
		{"a/(b*c)", "(a / (b * c))", "a/(b*c)"},
		{"a^b^c", "(a ^ (b ^ c))", "a^b^c"},
		{"(a^b)^c", "((a ^ b) ^ c)", "(a^b)^c"},
		{"-a^2", "(-(a ^ 2))", "-a^2"},
		{"(-a)^2", "((-a) ^ 2)", "(-a)^2"},
		{"2^-a", "(2 ^ (-a))", "2^-a"},
		{"a^-b^c", "(a ^ (-(b ^ c)))", "a^-b^c"},
		{"--a", "(-(-a))", "--a"},
		{"a/b:c", "(a / (b : c))", "a/b:c"},
		{"a:b^2", "(a : (b ^ 2))", "a:b^2"},
		{"a:b:c", "((a : b) : c)", "a:b:c"},
		{"L.NM:ECpv", "([lag 1 NM] : ECpv)", "L.NM:ECpv"},
		{"L.(NM:ECpv)", "[lag 1 (NM : ECpv)]", "L.(NM:ECpv)"},
		{"L2.NM", "[lag 2 NM]", "L2.NM"},
		{"L1.NM", "[lag 1 NM]", "L.NM"},
		{"L. NM", "[lag 1 NM]", "L.NM"},
		{"L.L2.NM", "[lag 3 NM]", "L3.NM"},
		{"L.(L.NM)", "[lag 2 NM]", "L2.NM"},
		{"F.NM", "[lag -1 NM]", "F.NM"},
		{"F.L.NM", "NM", "NM"},
		{"D.log(gdp)", "[diff 1 log(gdp)]", "D.log(gdp)"},
		{"D2.gdp", "[diff 2 gdp]", "D2.gdp"},
		{"D.D.gdp", "[diff 2 gdp]", "D2.gdp"},
		{"L.D.gdp", "[lag 1 [diff 1 gdp]]", "L.D.gdp"},
		{"L.a^2", "([lag 1 a] ^ 2)", "L.a^2"},
		{"-L.a", "(-[lag 1 a])", "-L.a"},
		{"I(a*b/c)", "((a * b) / c)", "a*b/c"},
		{"L + D + F", "((L + D) + F)", "L + D + F"},
		{"log + log(log)", "(log + log(log))", "log + log(log)"},
		{"a or b and not c == d", "(a or (b and (not (c == d))))", "a or b and not c == d"},
		{"(a or b) && !c", "((a or b) and (not c))", "(a or b) and not c"},
		{"!a == b || c", "((not (a == b)) or c)", "not a == b or c"},
		{"(a < b) == (c < d)", "((a < b) == (c < d))", "(a < b) == (c < d)"},
		{"1 + (a > 2)", "(1 + (a > 2))", "1 + (a > 2)"},
		{`region == "east"`, `(region == "east")`, `region == "east"`},
		{`'ea"st\\' != region`, `(region != "ea\"st\\")`, `region != "ea\"st\\"`},
		{`region == 'it\'s'`, `(region == "it's")`, `region == "it's"`},
		{"year>=2013 and year<=2020", "((year >= 2013) and (year <= 2020))", "year >= 2013 and year <= 2020"},
		{"人均GDP / доход", "(人均GDP / доход)", "人均GDP/доход"},
		{"`my col (%)` + `plain`", "(`my col (%)` + plain)", "`my col (%)` + plain"},
		{"`a``b`", "`a``b`", "`a``b`"},
		{"`and` + `L.x`", "(`and` + `L.x`)", "`and` + `L.x`"},
		{"`log`(a)", "", ""}, // a quoted name is no function
		{"कीमत + a\u0301", "(कीमत + a\u0301)", "कीमत + a\u0301"},
		{"1e3 + 1.50 + .5 + 2.", "(((1000 + 1.5) + 0.5) + 2)", "1000 + 1.5 + 0.5 + 2"},
		{"2.5E-7", "2.5e-07", "2.5e-07"},
		{"9007199254740992", "9.007199254740992e+15", "9.007199254740992e+15"},
		{"123456789012345", "123456789012345", "123456789012345"},
	}
	for _, tt := range tests {
		e, err := Parse(tt.text)
		if tt.reading == "" {
			if err == nil {
				t.Errorf("Parse(%q) = %v, want an error", tt.text, e)
			}
			continue
		}
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
			continue
		}
		if got := reading(e); got != tt.reading {
			t.Errorf("Parse(%q) reads %s, want %s", tt.text, got, tt.reading)
		}
		if got := e.String(); got != tt.canonical {
			t.Errorf("Parse(%q).String() = %s, want %s", tt.text, got, tt.canonical)
		}
		if again, err := Parse(e.String()); err != nil || again != e {
			t.Errorf("Parse(%q) is %v again, %v", e.String(), again, err)
		}
	}
}

// reading writes every operation in parentheses, unlike String.
func reading(e Expr) string {
	number := func(n int) string { return formatNumber(float64(n)) }
	switch e := e.(type) {
	case Unary:
		if e.Op == Not {
			return "(not " + reading(e.X) + ")"
		}
		return "(-" + reading(e.X) + ")"
	case Binary:
		return "(" + reading(e.X) + " " + e.Op.String() + " " + reading(e.Y) + ")"
	case Call:
		return e.Func + "(" + reading(e.X) + ")"
	case Lag:
		return "[lag " + number(e.K) + " " + reading(e.X) + "]"
	case Diff:
		return "[diff " + number(e.Order) + " " + reading(e.X) + "]"
	}
	return e.String()
}

func TestSyntaxErrors(t *testing.T) {
	tests := []struct {
		text   string
		offset int
		want   string // part of the message
	}{
		{"", 0, `found the end, expected a column`},
		{"a +", 3, "found the end"},
		{"a + + b", 4, `found "+", expected a column`},
		{"a b", 2, `found "b", expected an operator or the end`},
		{"(a + b", 6, `found the end, expected an operator or ")"`},
		{"a)", 1, `found ")"`},
		{"()", 1, `found ")"`},
		{"lgo(a)", 0, `unknown function "lgo", expected one of abs, exp, log, sqrt; did you mean "log"?`},
		{"1 + ln(a)", 4, `did you mean "log"?`},
		{"Log(a)", 0, `did you mean "log"?`},
		{"median(a)", 0, "expected one of abs, exp, log, sqrt\n"},
		{"log a", 4, `found "a"`},
		{"a = b", 2, `expected "=="`},
		{"a & b", 2, `"&&"`},
		{"a | b", 2, `"||"`},
		{"a ~ b", 2, "belongs to a model formula"},
		{"a < b < c", 6, "comparisons do not chain"},
		{"a ** b", 2, `"^" for a power`},
		{"gdp.pc", 0, `found "gdp.", expected a lag prefix`},
		{"L0.x", 0, "an order from 1 to 999"},
		{"L1000.x", 0, "an order from 1 to 999"},
		{"D10.x", 0, "an order from 1 to 9"},
		{"D5.D5.x", 0, "at most 9"},
		{"L999.L.x", 0, "at most 999"},
		{"l.x", 0, "a lag prefix"},
		{"L.", 2, `expected a column, a function or "("`},
		{"L.2", 2, "after a lag prefix"},
		{"L.(2)", 0, "has a column"},
		{"2sls", 0, "a name that starts with a digit"},
		{"1.2.3", 0, `found "1.2."`},
		{"1,000", 1, "numbers without a comma"},
		{"1e999", 0, "a number up to"},
		{"9007199254740993", 0, "holds exactly"},
		{"a # b", 2, `found "#"`},
		{"（a）", 0, `expected "("`},
		{"a − b", 2, `expected "-"`},
		{"`a", 0, "without its partner"},
		{"``", 0, "an empty name"},
		{`r == "a`, 5, "without its partner"},
		{`r == "a\n"`, 7, "backslash"},
		{`"a" == "b"`, 7, "a comparison with a text"},
		{`r + 1 == "b"`, 9, "a comparison with a text"},
		{`r < "b"`, 4, "a comparison with a text"},
		{`"a"`, 3, `"==" or "!=" after a text`},
		{`log("a")`, 7, `after a text`},
		{`1 + "a"`, 4, "text is only compared"},
		{"a\xff", 1, "0xff"},
	}
	for _, tt := range tests {
		e, err := Parse(tt.text)
		syntax, ok := errors.AsType[*SyntaxError](err)
		if !ok {
			t.Errorf("Parse(%q) = %v, %v, want a SyntaxError", tt.text, e, err)
			continue
		}
		if syntax.Offset != tt.offset || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Parse(%q) at %d: %v\nwant offset %d and %q", tt.text, syntax.Offset, err, tt.offset, tt.want)
		}
		if syntax.Text != tt.text {
			t.Errorf("Parse(%q) keeps the text %q", tt.text, syntax.Text)
		}
	}
}

func TestSyntaxErrorCaret(t *testing.T) {
	_, err := Parse("人口 + * b")
	want := "formula: column 6: found \"*\", expected a column, a number, a function or \"(\"\n" +
		"    人口 + * b\n" +
		"    \u3000\u3000   ^"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	long := strings.Repeat("a + ", 1000) + "* b" + strings.Repeat(" + a", 1000)
	_, err = Parse(long)
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || len(lines[1]) > 100 || lines[1][strings.Index(lines[2], "^")] != '*' {
		t.Errorf("the caret misses the sign:\n%v", err)
	}
}

func TestNesting(t *testing.T) {
	for _, open := range []string{"(", "-", "not ", "log(", "2^", "L.(a+", "D.log(", "I("} {
		for _, parse := range []func(string) error{
			func(s string) error { _, err := Parse(s); return err },
			func(s string) error { _, err := ParseModel("y ~ " + s); return err },
			func(s string) error { _, err := ParseModel(s); return err },
		} {
			if err := parse(strings.Repeat(open, 10_000) + "a"); err == nil {
				t.Errorf("10,000 times %q is no error", open)
			}
		}
		e := strings.Repeat(open, 90) + "a" + strings.Repeat(")", 90*strings.Count(open, "("))
		if _, err := Parse(e); err != nil {
			t.Errorf("90 times %q: %v", open, err)
		}
	}
	if _, err := Parse(strings.Repeat("a+", 1<<16) + "a"); err == nil {
		t.Error("a text of 128 kB is no error")
	}
	long := strings.Repeat("a+", 30_000) + "a"
	e, err := Parse(long)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(strings.ReplaceAll(e.String(), " ", "")); err != nil || again != e {
		t.Errorf("a long sum does not come back: %v", err)
	}
}

func TestNamesAndLags(t *testing.T) {
	tests := []struct {
		text  string
		names []string
		lags  []int
	}{
		{"1 + 2", nil, nil},
		{"b + a*b", []string{"b", "a"}, nil},
		{"L.a + L3.b", []string{"a", "b"}, []int{1, 3}},
		{"D.a", []string{"a"}, []int{1}},
		{"D2.a", []string{"a"}, []int{1, 2}},
		{"L.D.log(a)", []string{"a"}, []int{1, 2}},
		{"F2.a - F.b", []string{"a", "b"}, []int{-2, -1}},
		{"D.F.a", []string{"a"}, []int{-1}},
		{"L.(a + L.b)", []string{"a", "b"}, []int{1, 2}},
	}
	for _, tt := range tests {
		e, err := Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Names(e); !slices.Equal(got, tt.names) {
			t.Errorf("Names(%s) = %v, want %v", tt.text, got, tt.names)
		}
		if got := Lags(e); !slices.Equal(got, tt.lags) {
			t.Errorf("Lags(%s) = %v, want %v", tt.text, got, tt.lags)
		}
	}
}

var columnNames = []string{"a", "b", "L", "log", "人口", "my col (%)", "and", "x`y", "2sls"}

// drawExpr draws an expression of the kind that the parser makes.
func drawExpr(t *rapid.T, depth int) Expr {
	kind := "column"
	if depth > 0 {
		kind = rapid.SampledFrom([]string{"column", "number", "sign", "not", "binary", "binary", "binary", "call", "lag", "diff", "text"}).Draw(t, "kind")
	}
	switch kind {
	case "number":
		return Number{rapid.OneOf(rapid.Float64Min(0), rapid.Map(rapid.IntRange(0, 3), func(i int) float64 { return float64(i) })).Draw(t, "number") + 0}
	case "sign":
		return Unary{Sub, drawExpr(t, depth-1)}
	case "not":
		return Unary{Not, drawExpr(t, depth-1)}
	case "binary":
		op := rapid.SampledFrom([]Op{Or, And, Eq, Ne, Lt, Le, Gt, Ge, Add, Sub, Mul, Div, Product, Pow}).Draw(t, "op")
		return Binary{op, drawExpr(t, depth-1), drawExpr(t, depth-1)}
	case "call":
		return Call{rapid.SampledFrom(Functions()).Draw(t, "func"), drawExpr(t, depth-1)}
	case "lag":
		if x := drawExpr(t, depth-1); hasColumn(x) {
			return lagged(rapid.SampledFrom([]int{-2, -1, 1, 2, 3}).Draw(t, "k"), x)
		}
	case "diff":
		if x := drawExpr(t, depth-1); hasColumn(x) {
			return differenced(rapid.IntRange(1, 2).Draw(t, "order"), x)
		}
	case "text":
		op := rapid.SampledFrom([]Op{Eq, Ne}).Draw(t, "op")
		return Binary{op, Column{"region"}, Text{rapid.String().Draw(t, "text")}}
	}
	return Column{rapid.SampledFrom(columnNames).Draw(t, "column")}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, 5)
		again, err := Parse(e.String())
		if err != nil || again != e {
			t.Fatalf("%s\ncomes back as\n%v, %v", e, again, err)
		}
	})
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{
		"a + b*c", "L2.(NM:ECpv)", "D.log(gdp/`my col`)", `not region != "ea\"st" and year >= 2013`,
		"a^-b^2 or I(c)", "F.L.x", "1e3 + .5", "人口", "'x' == y", "((a", "L.D2.F.x", "--a:-b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			if _, ok := errors.AsType[*SyntaxError](err); !ok || err.Error() == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		printed := e.String()
		if len(printed) > maxBytes {
			t.Skip("the canonical text is longer than a text may be")
		}
		if again, err := Parse(printed); err != nil || again != e {
			t.Fatalf("%q prints as %q, which is %v, %v", text, printed, again, err)
		}
		p, err := Compile(e, func(string) (int, bool) { return 0, true })
		if err != nil {
			return // a text, or too many steps
		}
		if !slices.Equal(p.Lags(), Lags(e)) {
			t.Fatalf("%q: lags %v, the program needs %v", text, Lags(e), p.Lags())
		}
		var lags []LagMap
		for _, k := range p.Lags() {
			lags = append(lags, NewLagMap(k, []int32{-1}))
		}
		p.Eval(make([]float64, 1), 0, 1, [][]float64{{2}}, lags, new(Scratch))
	})
}
