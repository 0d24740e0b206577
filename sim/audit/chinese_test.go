package audit

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

var verb = regexp.MustCompile(`%(\[\d+\])?([-+# 0]*\d*(?:\.\d+)?[a-zA-Z])`)

// verbs are the verbs of a format by the argument that they print; those in a
// translation may come in another order.
func verbs(format string) map[int]string {
	out := make(map[int]string)
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[1] != "" {
			next, _ = strconv.Atoi(strings.Trim(m[1], "[]"))
		}
		out[next] += m[2]
		next++
	}
	return out
}

// formats are the first arguments of all calls of say, and the words that are
// said with them, as the source has them.
func formats(t *testing.T) (out []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.Ident)
			at := map[string]int{"say": 0, "try": 1}
			if !ok || len(call.Args) < 2 && f.Name == "try" {
				return true
			}
			place, ok := at[f.Name]
			if !ok || len(call.Args) == 0 {
				return true
			}
			if text, ok := call.Args[place].(*ast.BasicLit); ok {
				s, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, s)
			}
			return true
		})
	}
	return out
}

// TestChineseOfEveryPhrase: every sentence has a Chinese form, which prints
// the same arguments by the same verbs.
func TestChineseOfEveryPhrase(t *testing.T) {
	list := formats(t)
	if len(list) < 100 {
		t.Fatalf("%d formats were found", len(list))
	}
	for _, s := range list {
		if !strings.ContainsFunc(verb.ReplaceAllString(s, ""), unicode.IsLetter) {
			continue // signs and arguments alone
		}
		if _, ok := chinese[s]; !ok && s != "p = %s" {
			t.Errorf("no Chinese for %q", s)
		}
	}
	for _, c := range checks {
		if _, ok := chinese[c.name]; !ok && !slices.Contains([]string{"missing", "F", "Wald"}, c.name) {
			t.Errorf("no Chinese for the check %q", c.name)
		}
	}
	for en, zh := range chinese {
		a, b := verbs(en), verbs(zh)
		if len(a) != len(b) {
			t.Errorf("%q: %d arguments in Chinese, expected %d", en, len(b), len(a))
		}
		for i, v := range a {
			if b[i] != v {
				t.Errorf("%q: argument %d is printed by %q, expected %q", en, i, b[i], v)
			}
		}
	}
}

// TestChineseReport: every finding on the published study is said in Chinese,
// with the numbers of the English one, and lines are no longer than they may be.
func TestChineseReport(t *testing.T) {
	r := Run(read(t, "export-resilience.tables.yaml"))
	number := regexp.MustCompile(`-?\d+\.\d+`)
	for i := range r.Findings {
		f := &r.Findings[i]
		zh := f.message(Chinese)
		if !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.Contains(zh, "%!") {
			t.Errorf("%v: %s", f.Where, zh)
		}
		if f.message(English) != f.Message {
			t.Errorf("%q is not %q", f.message(English), f.Message)
		}
		a, b := number.FindAllString(f.Message, -1), number.FindAllString(zh, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%v: numbers %v in Chinese, %v in English", f.Where, b, a)
		}
	}
	for _, lang := range []Lang{English, Chinese} {
		var out bytes.Buffer
		if err := Text(&out, r, lang); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(out.String(), "\n") {
			columns := 0
			for _, r := range line {
				if columns++; r >= 0x2e80 {
					columns++
				}
			}
			if strings.HasPrefix(line, "     ") && columns > 110+2 && !strings.Contains(line, "刊印值") { // punctuation may hang over
				t.Errorf("%d columns: %s", columns, line)
			}
		}
	}
}
