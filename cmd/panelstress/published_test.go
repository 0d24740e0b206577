package main

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"panelstress/data/published"
	"panelstress/data/studies"
	"panelstress/sim"
)

// comparisonOf is the comparison of a study with published tables.
func comparisonOf(t *testing.T, ref string, sets ...string) *sim.PublishedResult {
	t.Helper()
	l := &loader{settings: settings{flags: pflag.NewFlagSet("", pflag.ContinueOnError), sets: sets}, files: disk}
	s, err := l.load(ref)
	if err != nil {
		t.Fatal(err)
	}
	_, r, err := s.baseline()
	if err != nil {
		t.Fatal(err)
	}
	return r.Published
}

// TestPublishedNumbersAreMet: the study that stands for a published one meets
// all 151 numbers that one panel can meet together, and no other number is
// said to differ. The expected numbers are those of the paper's tables.
func TestPublishedNumbersAreMet(t *testing.T) {
	p := comparisonOf(t, "export-resilience")
	for _, c := range p.Cells {
		if c.Mark == sim.Differs {
			t.Errorf("%s: ours %v, printed %s %s", c.Where, c.Ours, c.Printed, c.Corrected)
		}
	}
	if n := p.Counts; n.Met != 151 || n.Of != 151 || n.Equal+n.Corrected+n.NotComparable != len(p.Cells) {
		t.Errorf("counts %+v of %d cells", n, len(p.Cells))
	}
	if n := p.Counts; n.Corrected != 5 { // the five signs of which one is the only single repair of the correlations
		t.Errorf("%d numbers are met after a correction", n.Corrected)
	}
}

// TestChangedPublishedNumberIsSeen: a number that is changed by one unit of
// its last digit, in the copy that the study reads, is one that differs.
func TestChangedPublishedNumberIsSeen(t *testing.T) {
	dir := t.TempDir()
	text, err := studies.FS.ReadFile("export-resilience.tables.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][3]string{
		{`sd: "0.9869"`, `sd: "0.9870"`, "descriptives.lnGDP.sd"},
		{`"0.8753"`, `"0.8752"`, "correlations.lnGDP.Open"},
		{`NM: "0.552***"`, `NM: "0.553***"`, "table5.M4.NM"},
		{`r2: "0.894"`, `r2: "0.895"`, "table6.M1.r2"},
		{`wald: "4370.33***"`, `wald: "4370.34***"`, "table7.M1.wald"},
		{`F: "27.34***"`, `F: "27.35***"`, "table5.M1.F"},
	} {
		changed := strings.Replace(string(text), change[0], change[1], 1)
		if changed == string(text) {
			t.Fatalf("no %s in the tables", change[0])
		}
		file := filepath.Join(dir, "tables.yaml")
		if err := os.WriteFile(file, []byte(changed), 0o666); err != nil {
			t.Fatal(err)
		}
		// Without the corrected tables, which have the number as it was.
		p := comparisonOf(t, "export-resilience", "published.tables="+file, "published.corrected=")
		i := slices.IndexFunc(p.Cells, func(c sim.PublishedCell) bool { return c.Where == change[2] })
		if i < 0 {
			t.Fatalf("no cell %s", change[2])
		}
		if c := p.Cells[i]; c.Mark != sim.Differs {
			t.Errorf("%s: %s is said to be %s: ours %v", c.Where, c.Printed, c.Mark, c.Ours)
		}
	}
}

// TestPublishedCountIsThatOfTheTables counts the numbers of the corrected
// tables by hand: 8 x 4 descriptives, 28 correlations, and the rest.
func TestPublishedCountIsThatOfTheTables(t *testing.T) {
	text, err := studies.FS.ReadFile("export-resilience.consistent.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := published.Read("consistent", text)
	if err != nil {
		t.Fatal(err)
	}
	n := 4*len(p.Descriptives) + 28
	for _, r := range p.Regressions {
		n += len(r.Terms) + len(r.Statistics)
	}
	if n != 151 {
		t.Errorf("%d numbers", n)
	}
}

func TestPublishedTablesThatAreNotThere(t *testing.T) {
	l := &loader{settings: settings{flags: pflag.NewFlagSet("", pflag.ContinueOnError), sets: []string{"published.tables=nowhere.yaml"}}, files: disk}
	if _, err := l.load("export-resilience"); err == nil || !strings.Contains(err.Error(), "nowhere.yaml") {
		t.Errorf("error %v", err)
	}
}

// TestEmbeddedDataAreThoseOfTheirRecipe makes the data of the study again:
// the same bytes as those that are embedded.
func TestEmbeddedDataAreThoseOfTheirRecipe(t *testing.T) {
	if testing.Short() {
		t.Skip("makes raw data behind a panel; seconds under the race detector")
	}
	if runtime.GOARCH != "amd64" {
		t.Skip("made on amd64; other processors fuse multiplications and additions")
	}
	t.Chdir(t.TempDir())
	panel, err := studies.FS.ReadFile("export-resilience.panel.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("panel.csv", panel, 0o666); err != nil {
		t.Fatal(err)
	}
	must(t, "synth", "export-resilience", "--seed", "1", "--from", "panel.csv", "--recipe", "export-resilience", "--out", "made", "--quiet")
	for made, embedded := range map[string]string{"raw-001.csv": "export-resilience.csv", "trade-001.csv": "export-resilience-trade.csv"} {
		want, err := studies.FS.ReadFile(embedded)
		if err != nil {
			t.Fatal(err)
		}
		if read(t, "made", made) != string(want) {
			t.Errorf("%s differs from %s; go generate ./data/studies makes it anew", made, embedded)
		}
	}
}
