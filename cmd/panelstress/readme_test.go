package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"panelstress/data/studies"
)

// TestReadme runs the README's main job and finds its printed lines in the
// output, in their order; "..." stands for lines that are left out.
func TestReadme(t *testing.T) {
	printed(t, 0, "run")
}

// TestReadmeWeights does the same for the section on weights.
func TestReadmeWeights(t *testing.T) {
	printed(t, section(t, "### Weights"), "weights", "us-states")
	printed(t, section(t, "In every draw of the bootstrap"), "bootstrap", "us-states", "--set", "bootstrap.compare=[weights, scores]")
}

// TestReadmeSensitivity: so do the sections on sources and on what is in no
// model.
func TestReadmeSensitivity(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	printed(t, section(t, "### Sensitivity"), "sensitivity", "two-experts")
	printed(t, section(t, "How strong would a variable"), "run", "us-states", "--draws", "2")
}

// TestReadmeMultiverse does the same without the joint tests, which take ten
// seconds.
func TestReadmeMultiverse(t *testing.T) {
	printed(t, section(t, "### Multiverse"), "multiverse", "us-states", "--set", "multiverse.test.permutations=0")
}

// TestReadmeChoices takes the choices that the README shows.
func TestReadmeChoices(t *testing.T) {
	_, block, _ := strings.Cut(readme(t)[section(t, "### Multiverse"):], "```yaml\n")
	block, _, _ = strings.Cut(block, "```")
	study, err := studies.FS.ReadFile("us-states.yaml")
	if err != nil {
		t.Fatal(err)
	}
	data, err := studies.FS.ReadFile("us-states.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write(t, "us-states.yaml", string(study)+block)
	write(t, "us-states.csv", string(data))
	must(t, "multiverse", "us-states.yaml", "--out", "out", "--set", "multiverse.draws=64", "--set", "multiverse.test.permutations=1")
}

// TestReadmeScenarios: so does the section on scenarios, but for the study
// whose data are not part of the project.
func TestReadmeScenarios(t *testing.T) {
	printed(t, section(t, "### Scenarios"), "scenarios", "--list")
	printed(t, section(t, "`scenarios export-resilience --only tariffs-2018`"), "scenarios", "export-resilience", "--only", "tariffs-2018", "--quiet")
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// section is where a line of the README begins.
func section(t *testing.T, line string) int {
	t.Helper()
	at := strings.Index(readme(t), "\n"+line)
	if at < 0 {
		t.Fatalf("the README has no %q", line)
	}
	return at
}

// printed runs a command and finds in its output the first block of output
// that the README has behind a place.
func printed(t *testing.T, from int, args ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("whole runs take seconds")
	}
	_, block, found := strings.Cut(readme(t)[from:], "```text\n")
	block, _, closed := strings.Cut(block, "```")
	if !found || !closed {
		t.Fatal("the README has no block of output")
	}
	var out, errs bytes.Buffer
	if status := run(append(args, "--out", filepath.Join(t.TempDir(), "out")), &out, &errs); status != exitDone {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	lines := strings.Split(out.String(), "\n")
	at := 0
	for _, want := range strings.Split(strings.TrimSuffix(block, "\n"), "\n") {
		if want == "..." {
			continue
		}
		for at < len(lines) && lines[at] != want {
			at++
		}
		if at == len(lines) {
			t.Fatalf("the run does not print, or not in this order: %q", want)
		}
		at++
	}
}

// TestReadmeStudy loads the study that the README shows.
func TestReadmeStudy(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "```yaml\n")
	block, _, _ = strings.Cut(block, "```")
	dir := t.TempDir()
	study := filepath.Join(dir, "study.yaml")
	if err := os.WriteFile(study, []byte(block), 0o666); err != nil {
		t.Fatal(err)
	}
	csv, err := os.ReadFile(filepath.Join("..", "..", "data", "studies", "us-states.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "us-states.csv"), csv, 0o666); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := run([]string{"run", study, "--draws", "50", "--out", filepath.Join(dir, "out")}, &out, &errs); status != exitDone {
		t.Errorf("status %d: %s", status, errs.String())
	}
}
