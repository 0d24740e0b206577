package formula

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func names(terms []Term) []string {
	s := make([]string, len(terms))
	for i, t := range terms {
		s[i] = t.Name
	}
	return s
}

func TestParseModel(t *testing.T) {
	tests := []struct {
		text        string
		outcome     string
		regressors  string // joined by blanks
		endogenous  []int
		instruments string
		noConst     bool
	}{
		{"ERes ~ NM + ECpv + NM:ECpv + log(gdp)", "ERes", "NM ECpv NM:ECpv log(gdp)", nil, "", false},
		{"ERes ~ NM*ECpv", "ERes", "NM ECpv NM:ECpv", nil, "", false},
		{"y ~ c + a*b*d", "y", "c a b d a:b a:d b:d a:b:d", nil, "", false},
		{"y ~ (a + b)*c", "y", "a b c a:c b:c", nil, "", false},
		{"y ~ (a + b):c", "y", "a:c b:c", nil, "", false},
		{"y ~ I(a*b/c) + I(x)", "y", "I(a*b/c) x", nil, "", false},
		{"y ~ I(a:b) + I(a + b):c", "y", "a:b I(a + b):c", nil, "", false},
		{"y ~ I(a^2) + a", "y", "I(a^2) a", nil, "", false},
		{"y ~ a:a", "y", "a:a", nil, "", false},
		{"y ~ b:a", "y", "b:a", nil, "", false},
		{"y ~ L.NM:ECpv + L.(NM:ECpv)", "y", "L.NM:ECpv L.(NM:ECpv)", nil, "", false},
		{"y ~ L1.y + L.L.y + D2.x", "y", "L.y L2.y D2.x", nil, "", false},
		{"log(y/p) ~ log( x / p )", "log(y/p)", "log(x/p)", nil, "", false},
		{"D.y ~ a", "D.y", "a", nil, "", false},
		{"y ~ a - 1", "y", "a", nil, "", true},
		{"y ~ a + 0", "y", "a", nil, "", true},
		{"y ~ 0 + a", "y", "a", nil, "", true},
		{"y ~ -1 + a", "y", "a", nil, "", true},
		{"y ~ 1 + a", "y", "a", nil, "", false},
		{"y ~ 1", "y", "", nil, "", false},
		{"y ~ I(year > 2008) + `my col (%)`", "y", "I(year > 2008) `my col (%)`", nil, "", false},
		{"韧性 ~ 新媒体*电商", "韧性", "新媒体 电商 新媒体:电商", nil, "", false},
		{"ERes ~ lnGDP + Open | NM ~ L.NM", "ERes", "NM lnGDP Open", []int{0}, "L.NM", false},
		{"ERes ~ lnGDP + NM + Open | NM ~ L.NM", "ERes", "lnGDP NM Open", []int{1}, "L.NM", false},
		{"y ~ c + b | a + b ~ z1 + z2 + z3", "y", "a c b", []int{0, 2}, "z1 z2 z3", false},
		{"y ~ c | a*b ~ L.a*L.b", "y", "a b a:b c", []int{0, 1, 2}, "L.a L.b L.a:L.b", false},
		{"y ~ x + b:a | a:b ~ z", "y", "x b:a", []int{1}, "z", false},
		{"y ~ 1 | x ~ z", "y", "x", []int{0}, "z", false},
		{"y ~ 0 | x ~ z", "y", "x", []int{0}, "z", true},
	}
	for _, tt := range tests {
		m, err := ParseModel(tt.text)
		if err != nil {
			t.Errorf("ParseModel(%q): %v", tt.text, err)
			continue
		}
		got := fmt.Sprint(m.Outcome, "|", strings.Join(names(m.Regressors), " "), "|", m.Endogenous, "|",
			strings.Join(names(m.Instruments), " "), "|", m.NoConst)
		want := fmt.Sprint(tt.outcome, "|", tt.regressors, "|", tt.endogenous, "|", tt.instruments, "|", tt.noConst)
		if got != want {
			t.Errorf("ParseModel(%q) = %s, want %s", tt.text, got, want)
		}
		checkModel(t, m)
	}
}

// checkModel asserts that names and text of a model lead back to it.
func checkModel(t *testing.T, m *Model) {
	t.Helper()
	for _, term := range slices.Concat(m.Regressors, m.Instruments) {
		if e, err := Parse(term.Name); err != nil || e != term.Expr {
			t.Fatalf("the name %q reads as %v, %v; the term is %v", term.Name, e, err, term.Expr)
		}
	}
	text := m.String()
	if len(text) > maxBytes {
		return
	}
	again, err := ParseModel(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if again.Outcome != m.Outcome || !slices.Equal(again.Regressors, m.Regressors) || !slices.Equal(again.Endogenous, m.Endogenous) ||
		!slices.Equal(again.Instruments, m.Instruments) || again.NoConst != m.NoConst || again.String() != text {
		t.Fatalf("%s reads again as %s", text, again)
	}
}

func TestModelErrors(t *testing.T) {
	tests := []struct {
		text   string
		offset int
		want   []string
	}{
		{"", 0, []string{"found the end"}},
		{"y", 1, []string{`expected "~" after the outcome`}},
		{"y ~", 3, []string{"found the end"}},
		{"~ x", 0, []string{`found "~"`}},
		{"1 ~ x", 0, []string{"an outcome that has a column"}},
		{"y ~ x +", 7, []string{"found the end"}},
		{"y ~ a + a", 8, []string{"the term a a second time"}},
		{"y ~ a:b + b:a", 10, []string{"the term b:a a second time, first as a:b"}},
		{"y ~ a*b + a:b", 10, []string{"the term a:b a second time"}},
		{"y ~ a*a", 6, []string{"the term a a second time"}},
		{"y ~ L.(a:b) + L.a:L.b", 14, []string{"L.a:L.b", "L.(a:b)"}},
		{"y ~ I(a*b) + a:b", 13, []string{"a:b a second time, first as I(a*b)"}},
		{"y ~ x + y", 8, []string{"the outcome y among its own regressors"}},
		{"log(y) ~ log(y)", 9, []string{"the outcome log(y) among its own regressors"}},
		{"y ~ x | y ~ z", 8, []string{"the outcome y among its own regressors"}},
		{"y ~ x | w ~ y", 12, []string{"the outcome y among its own instruments"}},
		{"y ~ x | NM + ECpv ~ L.NM", 20, []string{"1 instrument", "L.NM", "NM, ECpv"}},
		{"y ~ x | w ~ x", 12, []string{"exogenous regressor x among the instruments"}},
		{"y ~ x | w ~ w", 12, []string{"endogenous regressor w among the instruments"}},
		{"y ~ x | w ~ z + z", 16, []string{"the term z a second time"}},
		{"y ~ x | w + w ~ z", 12, []string{"the term w a second time"}},
		{"y ~ x | w", 9, []string{`"~" and the instruments`}},
		{"y ~ x | ~ z", 8, []string{"expected a column"}},
		{"y ~ x | w ~ z - 1", 12, []string{"a constant among the instruments"}},
		{"y ~ x | w ~ z | v", 14, []string{`found "|"`}},
		{"y ~ x ~ z", 6, []string{`found "~"`}},
		{"y ~ x || w ~ z", 6, []string{`found "||"`}},
		{"y ~ 0", 5, []string{"a regressor, as there is no constant"}},
		{"y ~ x - z", 8, []string{`1 after "-"`}},
		{"y ~ x + 2", 8, []string{"stands inside I()"}},
		{"y ~ x + 1 - 1", 12, []string{"the constant a second time"}},
		{"y ~ x/z", 5, []string{"inside I()"}},
		{"y ~ x^2", 5, []string{"inside I()"}},
		{"y ~ x > 2", 6, []string{"I(year > 2008)"}},
		{"y ~ 2:x", 4, []string{"stands inside I()"}},
		{"y ~ x:2", 6, []string{"in a product"}},
		{"y ~ (x - 1)", 4, []string{"the constant in parentheses"}},
		{"y ~ log(2)", 4, []string{"a term that has a column"}},
		{"y ~ lgo(x)", 4, []string{`did you mean "log"?`}},
		{"y ~ a*b*c*d*e*f*g*h*i*j*k", 23, []string{"at most 1000 terms"}},
		{"y ~ a" + strings.Repeat(":a", 64), 133, []string{"at most 64 factors"}},
	}
	for _, tt := range tests {
		m, err := ParseModel(tt.text)
		syntax, ok := errors.AsType[*SyntaxError](err)
		if !ok {
			t.Errorf("ParseModel(%q) = %v, %v, want a SyntaxError", tt.text, m, err)
			continue
		}
		if syntax.Offset != tt.offset {
			t.Errorf("ParseModel(%q): offset %d, want %d: %v", tt.text, syntax.Offset, tt.offset, err)
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("ParseModel(%q): %v\nwithout %q", tt.text, err, want)
			}
		}
	}
}

func FuzzModel(f *testing.F) {
	for _, s := range []string{
		"ERes ~ NM + ECpv + NM:ECpv + log(gdp)", "y ~ a*b*c - 1", "ERes ~ lnGDP + Open | NM ~ L.NM",
		"y ~ (a + b):c + I(a*b/c)", "D.y ~ 0 + L.(a:b) | a + a:b ~ L2.a + F.b", "(a > b) ~ `my col`", "y ~ 1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseModel(text)
		if err != nil {
			if _, ok := errors.AsType[*SyntaxError](err); !ok || err.Error() == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		checkModel(t, m)
	})
}
