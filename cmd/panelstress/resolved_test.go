package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// identityText is a matrix of entities by entities with 1 on the diagonal.
func identityText() string {
	var b strings.Builder
	b.WriteString("id")
	for e := 1; e <= entities; e++ {
		fmt.Fprintf(&b, ",E%02d", e)
	}
	for e := 1; e <= entities; e++ {
		fmt.Fprintf(&b, "\nE%02d", e)
		for f := 1; f <= entities; f++ {
			one := map[bool]string{true: ",1", false: ",0"}
			b.WriteString(one[e == f])
		}
	}
	return b.String() + "\n"
}

// TestResolvedStudyRepeatsFromElsewhere: the study file of a results folder
// finds all files that the study named, published tables and matrices among
// them, and gives the same results.
func TestResolvedStudyRepeatsFromElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("mine", 0o777); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join("mine", "study.yaml")
	write(t, mine, change(t, scenariosText, "rho: 0.3, ", "matrix: m.csv, "))
	write(t, filepath.Join("mine", "data.csv"), panelText())
	write(t, filepath.Join("mine", "m.csv"), identityText())
	for _, c := range [][2]string{{"bootstrap", "export-resilience"}, {"scenarios", mine}} {
		out := "out-" + c[0]
		must(t, c[0], c[1], "--draws", "2", "--out", out, "--quiet")
		must(t, c[0], filepath.Join(out, "study.yaml"), "--out", out+"-again", "--workers", "1", "--quiet")
		if read(t, out, "results.json") != read(t, out+"-again", "results.json") {
			t.Errorf("%s: the resolved study gives other results", c[1])
		}
	}
}
