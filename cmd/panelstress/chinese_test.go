package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The study of the tests means the same in all languages and layouts: a run
// leaves the same bytes.
func TestLanguagesOfAStudyRun(t *testing.T) {
	inStudyFolder(t)
	must(t, "run", "study.yaml", "--out", "yaml", "--quiet")
	if err := os.Mkdir("elsewhere", 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, "elsewhere/data.csv", panelText())
	for file, text := range map[string]string{"study.toml": studyTOML, "study.json": studyJSON} {
		write(t, file, text)
		must(t, "run", file, "--out", file+".d", "--quiet")
		sameBytes(t, "yaml", file+".d")
	}
}

// chinese is the study and its data in Chinese: columns, entities, names.
func chinese() (study, panel string) {
	words := strings.NewReplacer(
		"pipes", "供水管道（公里）", "IDX", "基础设施指数", "roads", "公路里程", "lwater", "对数水", "water", "水资源", "capital", "资本",
		"output", "产出", "id,", "省份,", "year", "年份", "M1", "模型一", "data.csv", "数据.csv", "small", "小型研究", "the index raises", "指数提高",
	)
	study = words.Replace(strings.ReplaceAll(studyText, "H1", "假设一"))
	head, rows, _ := strings.Cut(panelText(), "\n")
	return study, words.Replace(head) + "\n" + strings.ReplaceAll(rows, "E", "省份")
}

// Chinese names of columns, indices, models, folders and files, and data in
// the usual encodings, give the numbers of the English study.
func TestChineseNames(t *testing.T) {
	inStudyFolder(t)
	want := result(t, "run", "study.yaml", "--out", "english", "--quiet")
	dir := filepath.Join("研究", "第一次")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	text, panel := chinese()
	study, file := filepath.Join(dir, "研究.yaml"), filepath.Join(dir, "数据.csv")
	write(t, study, text)
	packed, err := simplifiedchinese.GB18030.NewEncoder().String(panel)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"UTF-8": panel, "UTF-8 标记": "\ufeff" + panel, "GB18030": packed} {
		write(t, file, text)
		out := filepath.Join("结果", name)
		got := result(t, "run", study, "--out", out, "--quiet")
		if got.Indices[0].Name != "基础设施指数" || got.Indices[0].Scores[0].Entity != "省份01" {
			t.Errorf("%s: index %s of entity %s", name, got.Indices[0].Name, got.Indices[0].Scores[0].Entity)
		}
		for i, fit := range got.Baseline {
			for j, term := range fit.Terms {
				// the same numbers in the same order: not a bit differs
				if term.Estimate != want.Baseline[i].Terms[j].Estimate || term.SE != want.Baseline[i].Terms[j].SE {
					t.Errorf("%s: %s %s is %v, want %v as with English names", name, fit.Estimator, term.Name, term.Estimate, want.Baseline[i].Terms[j].Estimate)
				}
			}
		}
		if a, b := got.Arms[0].Coefficients[0].SD, want.Arms[0].Coefficients[0].SD; a != b {
			t.Errorf("%s: standard deviation over the draws %v, want %v", name, a, b)
		}
		if _, err := os.Stat(filepath.Join(out, "tables", "scores-基础设施指数.txt")); err != nil {
			t.Error(err)
		}
	}
	refused(t, []string{"baseline", study, "--set", "models.模型一=产出 ~ 公路里成"}, []string{"models.模型一", `"公路里成"`, `perhaps "公路里程" is meant`})
	t.Run("variable in Chinese", func(t *testing.T) {
		t.Setenv("PANELSTRESS_INDICES_基础设施指数_WEIGHTS", "equal")
		if w := weights(t, study); w[0] != 0.5 {
			t.Errorf("weights %v, want equal ones", w)
		}
	})
}

// Study files may be as Windows writes them.
func TestWindowsFiles(t *testing.T) {
	inStudyFolder(t)
	must(t, "run", "study.yaml", "--out", "unix", "--quiet")
	write(t, "study.yaml", "\ufeff"+strings.ReplaceAll(studyText, "\n", "\r\n"))
	must(t, "run", "study.yaml", "--out", "windows", "--quiet")
	sameBytes(t, "unix", "windows")
}
