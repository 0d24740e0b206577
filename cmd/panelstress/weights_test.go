package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"panelstress/sim"
)

// A list of arms, one arm and the word of one are read; every arm has its
// own draws, name and ranks.
func TestFormsOfWeights(t *testing.T) {
	inStudyFolder(t)
	arms := func(set string, more ...string) (out []sim.ArmResult) {
		r := result(t, append([]string{"weights", "study.yaml", "--draws", "20", "--out", t.TempDir() + "/out", "--set", set}, more...)...)
		return r.Arms
	}
	for _, set := range []string{"weights=simplex", "weights={perturb: simplex}", "weights=[simplex]", "weights.perturb=simplex"} {
		if a := arms(set); len(a) != 1 || a[0].Name != "weights" || a[0].Draws != 20 || len(a[0].Ranks) != 1 || a[0].Ranks[0].Top != 5 {
			t.Errorf("%s: arms %+v", set, a)
		}
	}
	a := arms("weights=[dirichlet, {perturb: swap, name: 換權重, ranks: {of: last, top: 3}}, {perturb: {kind: noise, share: 0.2}, resample: true}]")
	if len(a) != 3 || a[0].Name != "weights-dirichlet" || a[1].Name != "換權重" || a[2].Name != "weights-noise" {
		t.Fatalf("arms %+v", a)
	}
	if a[1].Ranks[0].Top != 3 || a[1].Ranks[0].Period != firstYear+years-1 || a[2].Ranks != nil {
		t.Errorf("ranks %+v and %+v", a[1].Ranks[0], a[2].Ranks)
	}
	if a := arms("weights=[dirichlet, simplex]", "--set", "weights.1.draws=7"); a[0].Draws != 20 || a[1].Draws != 7 {
		t.Errorf("%d and %d draws, want 20 and 7", a[0].Draws, a[1].Draws)
	}
	t.Setenv("PANELSTRESS_WEIGHTS_DRAWS", "9")
	r := result(t, "weights", "study.yaml", "--out", t.TempDir()+"/out")
	if r.Arms[0].Draws != 9 {
		t.Errorf("%d draws, want 9 as the environment says", r.Arms[0].Draws)
	}
}

// TestBadWeights: what cannot be is refused with the key, and nothing is
// written.
func TestBadWeights(t *testing.T) {
	inStudyFolder(t)
	for set, words := range map[string][]string{
		"weights=dirichle": {"key weights", `found "dirichle"`, `perhaps "dirichlet" is meant`},
		"weights={perturb: simplex, name: bootstrap}":                          {"key weights", `a second arm named "bootstrap"`},
		"weights=[{perturb: simplex, name: a.b}, {perturb: noise, name: a b}]": {"key weights.1", `a second arm named "a b"`}, // of one file name
		"weights=[]": {"key weights", "an empty list"},
		"weights.perturb={kind: swap, schemes: [sd, cv, sd]}":                                 {"key weights.perturb.schemes", "sd, named twice"},
		"weights=[simplex, simplex]":                                                          {"key weights.1", `a second arm named "weights-simplex"`},
		"weights.perturb={kind: dirichlet, concentration: 0}":                                 {"key weights.perturb.concentration", "found 0", "above 0"},
		"weights.perturb={kind: noise, share: 1.5}":                                           {"key weights.perturb.share", "found 1.5"},
		"weights=drop-pillar":                                                                 {"key weights.perturb", "no index with pillars"},
		"weights.perturb={kind: flip, indicators: [raods]}":                                   {`found "raods"`, `perhaps "roads" is meant`},
		"weights.perturb={kind: flip, indicators: {roads: 2}}":                                {"key weights.perturb.indicators.roads", "found 2", "a probability from 0 to 1"},
		"weights.perturb={kind: flip, indicators: []}":                                        {"key weights.perturb.indicators", "found none"},
		"weights.perturb={kind: swap, schemes: [entropy]}":                                    {"key weights.perturb.schemes", "at least two"},
		"weights.perturb={kind: swap, schemes: [entropy, critc]}":                             {`found "critc"`, `perhaps "critic" is meant`},
		"weights.perturb={kind: swap, schemes: [entropy, {kind: given, values: {roads: 1}}]}": {"weights", `no weight is given for "pipes"`},
		"weights={ranks: best}":                                                               {"key weights.ranks.of", `found "best"`},
		"weights={ranks: {top: 0}}":                                                           {"key weights.ranks.top", "found 0"},
		"weights={ranks: mean, resample: true}":                                               {"key weights.ranks", "mean with resample: true"},
		"weights=[{draws: 0}]":                                                                {"key weights.0.draws", "found 0"},
		"weights={perturbs: x}":                                                               {"key weights.perturbs", "an unknown key", `perhaps "perturb" is meant`},
	} {
		t.Run(set, func(t *testing.T) {
			refused(t, []string{"weights", "study.yaml", "--set", set}, words)
		})
	}
}

// TestBadHold: what a bootstrap holds.
func TestBadHold(t *testing.T) {
	inStudyFolder(t)
	for set, words := range map[string][]string{
		"bootstrap.hold=wieghts":                      {"key bootstrap.hold", `found "wieghts"`, `perhaps "weights" is meant`},
		"bootstrap.compare=[scores, scores]":          {"key bootstrap.compare.1", `"scores" a second time`},
		"bootstrap.compare=[nothing]":                 {"key bootstrap.compare.0", "which the bootstrap itself holds"},
		"bootstrap={hold: scores, compare: [scores]}": {"key bootstrap.compare.0", "which the bootstrap itself holds"},
	} {
		t.Run(set, func(t *testing.T) {
			refused(t, []string{"bootstrap", "study.yaml", "--set", set}, words)
		})
	}
	r := result(t, "bootstrap", "study.yaml", "--out", "out", "--set", "bootstrap.compare=[weights, scores]")
	if len(r.Arms) != 3 || len(r.Held) != 2 || r.Held[1].Held != "bootstrap-scores-held" {
		t.Errorf("%d arms, comparisons %+v", len(r.Arms), r.Held)
	}
}

// TestRanksOfManyEntities: their counts must not fill the memory unasked.
func TestRanksOfManyEntities(t *testing.T) {
	inStudyFolder(t)
	of := func(n int, c ranksConfig) (*sim.Ranks, error) {
		top := 5
		c.Top = &top
		study, err := parseTree("study.yaml", []byte(studyText))
		if err != nil {
			t.Fatal(err)
		}
		b := &builder{tree: study}
		r := b.ranks("weights.ranks", &weightsConfig{Ranks: &c}, n)
		return r, b.err()
	}
	for _, x := range []struct {
		entities int
		of       string
		ranked   bool
		fails    bool
	}{{1000, "", true, false}, {1001, "", false, false}, {5000, "mean", true, false}, {5001, "last", true, true}, {5001, "none", false, false}} {
		r, err := of(x.entities, ranksConfig{Of: x.of})
		if (r != nil) != x.ranked || (err != nil) != x.fails {
			t.Errorf("%d entities, %q: ranks %v, error %v", x.entities, x.of, r, err)
		}
	}
}

// TestRankTables: the folder has the ranks in every form, in Chinese too.
func TestRankTables(t *testing.T) {
	inStudyFolder(t)
	o := must(t, "weights", "study.yaml", "--draws", "20", "--out", "out", "--lang", "zh")
	if !strings.Contains(o.stdout, "weights：依 IDX 的排名（20 次抽樣）") || !strings.Contains(o.stdout, "各期平均得分") {
		t.Errorf("no ranks in Chinese: %.400s", o.stdout)
	}
	for _, ext := range extensions {
		text, err := os.ReadFile(filepath.Join("out", "tables", "ranks-weights-IDX"+ext))
		if err != nil || !strings.Contains(string(text), "E07") {
			t.Errorf("ranks%s: %v, %.80s", ext, err, text)
		}
	}
}

// TestSharedTables: a control that is an indicator of the index is told of.
func TestSharedTables(t *testing.T) {
	inStudyFolder(t)
	o := must(t, "baseline", "study.yaml", "--set", "models.M1=output ~ IDX + log(roads)")
	for _, words := range []string{"Components that variables of a model share", "log(roads)  one a monotone transformation of the other", "IDX (regressor side)", "log(roads) (left out)"} {
		if !strings.Contains(o.stdout, words) {
			t.Errorf("no %q in %s", words, o.stdout)
		}
	}
	r := result(t, "baseline", "study.yaml", "--set", "models.M1=output ~ IDX + log(roads)")
	if len(r.Shared) != 1 || len(r.Shared[0].Removals) != 2 {
		t.Errorf("shared %+v", r.Shared)
	}
}

// TestSnippetWeights: printed weights that are those of the ln T snippet are
// recognised where they are given.
func TestSnippetWeights(t *testing.T) {
	inStudyFolder(t)
	r := result(t, "index", "study.yaml", "--set", "indices.IDX.weights={kind: entropy, divisor: periods}")
	if !strings.Contains(strings.Join(r.Indices[0].Notes, " "), "do not report these weights") {
		t.Errorf("notes %v of the divisor itself", r.Indices[0].Notes)
	}
	w := r.Indices[0].Indicators
	given := func(a, b sim.Number) string {
		return "indices.IDX.weights={kind: given, values: {roads: " + fmt.Sprintf("%.4f", float64(a)) + ", pipes: " + fmt.Sprintf("%.4f", float64(b)) + "}}"
	}
	r = result(t, "index", "study.yaml", "--set", given(w[0].Weight, w[1].Weight))
	if !strings.Contains(strings.Join(r.Indices[0].Notes, " "), "widely copied snippet") {
		t.Errorf("notes %v of given weights %v", r.Indices[0].Notes, w)
	}
	r = result(t, "index", "study.yaml", "--set", given(0.5, 0.5))
	if len(r.Indices[0].Notes) > 0 {
		t.Errorf("notes %v of equal weights", r.Indices[0].Notes)
	}
}
