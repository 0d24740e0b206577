package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asProgram, where set, makes the test binary behave as the program itself,
// for tests that need a process of their own.
const asProgram = "TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// outcome is what a command line left behind.
type outcome struct {
	status         int
	stdout, stderr string
}

func cli(args ...string) outcome {
	var stdout, stderr bytes.Buffer
	status := run(args, &stdout, &stderr)
	return outcome{status, stdout.String(), stderr.String()}
}

// must runs a command line that has to work.
func must(t *testing.T, args ...string) outcome {
	t.Helper()
	o := cli(args...)
	if o.status != exitDone {
		t.Fatalf("panelstress %s: exit status %d\n%s", strings.Join(args, " "), o.status, o.stderr)
	}
	return o
}

// files lists all below a folder, so that a test can tell that nothing was
// written.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// refused runs a command line that the user must change: exit status 2, a
// message with all the words, nothing on standard output and no file written
// in the working directory.
func refused(t *testing.T, args, words []string) string {
	t.Helper()
	before := files(t, ".")
	o := cli(args...)
	if o.status != exitInput {
		t.Errorf("exit status %d, want %d", o.status, exitInput)
	}
	if o.stdout != "" {
		t.Errorf("standard output has %.200q, want nothing", o.stdout)
	}
	if after := files(t, "."); !slices.Equal(before, after) {
		t.Errorf("files before %v, after %v", before, after)
	}
	says(t, o.stderr, words...)
	return o.stderr
}

// goTrace is what only a programmer understands: prefixes of packages, which
// are no keys of a study, and signs of a crash.
var goTrace = regexp.MustCompile(`(?:^|[^y] )(?:sim|data|index|estimators|formula|bootstrap|scenarios|store|yaml|toml|json): |internal error|goroutine|%!|<nil>|main\.`)

// says checks the words of a message and that it reads as one: no prefix of a
// package, no trace of Go.
func says(t *testing.T, message string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(message, w) {
			t.Errorf("the message does not say %q:\n%s", w, message)
		}
	}
	if trace := goTrace.FindString(message); trace != "" {
		t.Errorf("the message has %q:\n%s", trace, message)
	}
	for line := range strings.Lines(message) {
		if !strings.HasPrefix(line, "panelstress: ") && !strings.HasPrefix(line, "  ") {
			t.Errorf("a line of the message begins with neither the program's name nor an indent: %q", line)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
