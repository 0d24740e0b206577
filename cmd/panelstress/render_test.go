package main

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
)

// Every format of every command that prints results, in both languages.
func TestFormats(t *testing.T) {
	inStudyFolder(t)
	check := map[string]func(text string) bool{
		"text": func(s string) bool { return strings.Contains(s, "──") },
		"markdown": func(s string) bool {
			return strings.Contains(s, "| ---") || strings.Contains(s, "|---") || strings.Contains(s, "| :--")
		},
		"latex": func(s string) bool {
			return strings.Count(s, `\begin{tabular`) > 0 && strings.Count(s, `\begin{`) == strings.Count(s, `\end{`)
		},
		"csv": func(s string) bool {
			r := csv.NewReader(strings.NewReader(s))
			r.FieldsPerRecord = -1 // tables of different shapes follow each other
			rows, err := r.ReadAll()
			return err == nil && len(rows) > 3
		},
		"json": func(s string) bool {
			var m map[string]any
			return json.Unmarshal([]byte(s), &m) == nil && m["schema"] == "panelstress/results/1"
		},
	}
	for _, command := range [][]string{{"run", "--draws", "20", "--out"}, {"bootstrap", "--draws", "20", "--out"}, {"weights", "--draws", "20", "--out"}, {"baseline"}, {"index"}} {
		for name, ok := range check {
			for _, lang := range []string{"en", "zh"} {
				args := append(command[:len(command):len(command)], "study.yaml", "--format", name, "--lang", lang)
				if n := len(command); command[n-1] == "--out" {
					args = append(append(command[:n:n], command[0]+name+lang), args[n:]...)
				}
				o := must(t, args...)
				if !ok(o.stdout) {
					t.Errorf("%v: not as such a format should be:\n%.600s", args, o.stdout)
				}
				for _, w := range []string{"NaN", "%!", "<nil>"} {
					if strings.Contains(o.stdout, w) {
						t.Errorf("%v: the output has %s", args, w)
					}
				}
			}
		}
	}
}

// Chinese output has Chinese headings; names of the user stay.
func TestChineseOutput(t *testing.T) {
	inStudyFolder(t)
	en, zh := must(t, "baseline", "study.yaml").stdout, must(t, "baseline", "study.yaml", "--lang", "zh").stdout
	han := func(s string) (n int) {
		for _, r := range s {
			if r >= 0x4e00 && r <= 0x9fff {
				n++
			}
		}
		return n
	}
	if han(en) != 0 || han(zh) < 50 {
		t.Errorf("%d Chinese characters in the English output, %d in the Chinese one", han(en), han(zh))
	}
	if !strings.Contains(zh, "lwater") {
		t.Error("the Chinese output does not name a variable")
	}
}

// Results go to standard output, all else to standard error; no progress
// where that is no terminal.
func TestStreams(t *testing.T) {
	inStudyFolder(t)
	o := must(t, "run", "study.yaml", "--draws", "500", "--out", "out")
	if want := "panelstress: results in out\n"; o.stderr != want {
		t.Errorf("standard error has %q, want %q", o.stderr, want)
	}
	if strings.Contains(o.stdout, "results in") {
		t.Error("the note on the folder is on standard output")
	}
	if o = must(t, "run", "study.yaml", "--out", "quiet", "--quiet"); o.stderr != "" {
		t.Errorf("--quiet, and yet standard error has %q", o.stderr)
	}
}

func TestSmallCommands(t *testing.T) {
	inStudyFolder(t)
	for _, c := range []struct {
		args  []string
		words []string
	}{
		{[]string{"version"}, []string{"panelstress ", "go1."}},
		{[]string{"studies"}, []string{"us-states", "(default)", "china-provinces", "--set data.file="}},
		{[]string{"describe", "data.csv"}, []string{"data.csv: 96 rows", "roads", "capital"}},
		{[]string{"help"}, []string{"run", "baseline", "index", "Usage"}},
		{[]string{"run", "--help"}, []string{"--draws", "--seed", "--workers", "--out", "--resume", "--set", "Print"}},
		{[]string{}, []string{"Usage"}},
	} {
		o := must(t, c.args...)
		for _, w := range c.words {
			if !strings.Contains(o.stdout, w) {
				t.Errorf("%v: the output does not say %q:\n%s", c.args, w, o.stdout)
			}
		}
	}
}
