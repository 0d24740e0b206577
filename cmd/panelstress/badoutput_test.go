package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// fullDisk is a file that has no room for a single byte, on systems that
// have one.
func fullDisk(t *testing.T) string {
	t.Helper()
	const file = "/dev/full"
	if _, err := os.Stat(file); err != nil {
		t.Skipf("this system has no %s", file)
	}
	return file
}

func TestOutputFolderNotEmpty(t *testing.T) {
	inStudyFolder(t)
	if err := os.Mkdir("out", 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, "out/notes.txt", "mine")
	refused(t, []string{"run", "study.yaml", "--out", "out"}, []string{"out, which is not empty", "expected a folder that does not exist yet"})

	refused(t, []string{"init", "us-states", "out"}, []string{"DIR: found out, which is not empty"})
	refused(t, []string{"run", "study.yaml", "--out", "data.csv"}, []string{"data.csv", "not a directory"})
}

// An empty folder may be there already.
func TestOutputFolderEmpty(t *testing.T) {
	inStudyFolder(t)
	if err := os.Mkdir("out", 0o777); err != nil {
		t.Fatal(err)
	}
	must(t, "run", "study.yaml", "--out", "out")
	if _, err := os.Stat("out/results.json"); err != nil {
		t.Error(err)
	}
}

// Below a regular file nothing can be made, not even by root.
func TestOutputFolderThatCannotBe(t *testing.T) {
	inStudyFolder(t)
	refused(t, []string{"run", "study.yaml", "--out", "data.csv/out"}, []string{"data.csv", "not a directory", "expected a folder that can be made"})
	refused(t, []string{"init", "us-states", "data.csv/out"}, []string{"data.csv", "not a directory", "expected a folder that can be made"})
	refused(t, []string{"run", "study.yaml", "--out", filepath.Join(fullDisk(t), "out")}, []string{"/dev/full", "not a directory"})
}

func TestOutputWithoutPermission(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("root may write everywhere, and Windows has other permissions")
	}
	inStudyFolder(t)
	if err := os.Mkdir("closed", 0o555); err != nil {
		t.Fatal(err)
	}
	refused(t, []string{"run", "study.yaml", "--out", "closed/out"}, []string{"closed/out", "no permission"})
	if err := os.Chmod("data.csv", 0); err != nil {
		t.Fatal(err)
	}
	refused(t, []string{"run", "study.yaml", "--out", "out"}, []string{"data.csv", "no permission to read it"})
}

// A disk that is full when the results are to be written: every file of the
// folder in turn stands on it.
func TestResultsOnFullDisk(t *testing.T) {
	full := fullDisk(t)
	for _, file := range []string{"draws.parquet", "results.json", "tables/descriptives.txt", "study.yaml", "run.json"} {
		t.Run(file, func(t *testing.T) {
			inStudyFolder(t)
			at := filepath.Join("out"+partial, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(full, at); err != nil {
				t.Skipf("no symbolic links: %v", err)
			}
			o := cli("run", "study.yaml", "--out", "out", "--resume")
			if o.status != exitInput || o.stdout != "" {
				t.Errorf("exit status %d and %d bytes of output, want %d and none", o.status, len(o.stdout), exitInput)
			}
			says(t, o.stderr, "full disk", "no space left on device", "expected a folder with room")
			if _, err := os.Stat("out"); err == nil {
				t.Error("a results folder appeared")
			}
		})
	}
}

// Standard output on a full disk is no success.
func TestStandardOutputOnFullDisk(t *testing.T) {
	full, err := os.OpenFile(fullDisk(t), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	inStudyFolder(t)
	for _, args := range [][]string{
		{"baseline", "study.yaml"},
		{"index", "study.yaml"},
		{"studies"},
		{"version"},
		{"describe", "data.csv"},
		{"help"},
		{"baseline", "study.yaml", "--format", "json"},
		{"baseline", "study.yaml", "--format", "csv"},
		{"run", "study.yaml", "--out", "out"},
	} {
		var stderr outcomeWriter
		status := run(args, full, &stderr)
		if status != exitInput {
			t.Errorf("%v: exit status %d, want %d", args, status, exitInput)
		}
		says(t, string(stderr), "standard output: ", "no space left on device")
	}
}

// outcomeWriter keeps what is written.
type outcomeWriter []byte

func (w *outcomeWriter) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}
