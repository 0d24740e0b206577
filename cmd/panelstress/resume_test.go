package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// interrupted starts a run as a process of its own, waits until some of its
// draws are on disk and interrupts it.
func interrupted(t *testing.T, args ...string) outcome {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt to send")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = append(os.Environ(), asProgram+"=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	journal := filepath.Join("out"+partial, "draws", "bootstrap.journal")
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if f, err := os.Stat(journal); err == nil && f.Size() > 100_000 { // more than its header
			break
		}
		if time.Since(begun) > time.Minute {
			cmd.Process.Kill()
			t.Fatalf("no draws on disk after a minute\n%s", stderr.String())
		}
	}
	sent := time.Now()
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatalf("the run had ended already: %v", err)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		cmd.Process.Kill()
		t.Fatal("the run does not stop")
	}
	// The promise is a second; a loaded machine and the race detector get two.
	if took := time.Since(sent); took > 2*time.Second {
		t.Errorf("stopped after %v, want at most a second", took)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func TestInterruptAndResume(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Chdir(t.TempDir())
	args := []string{"run", "us-states", "--draws", "12000", "--quiet"}
	with := func(more ...string) []string { return append(args[:len(args):len(args)], more...) }
	o := interrupted(t, with("--out", "out")...)
	if o.status != exitInterrupted || o.stdout != "" {
		t.Fatalf("exit status %d and output %.100q, want %d and none\n%s", o.status, o.stdout, exitInterrupted, o.stderr)
	}
	says(t, o.stderr, "interrupted", "out"+partial, "--draws 12000", "--resume")
	if _, err := os.Stat("out"); err == nil {
		t.Error("an interrupted run left a results folder")
	}

	refused(t, with("--out", "out"), []string{"out" + partial, "interrupted", "--resume", "removed"})
	refused(t, with("--out", "out", "--resume", "--seed", "99"), []string{"out" + partial, "begun with another study, seed, data or build"})
	refused(t, with("--out", "out", "--resume", "--set", "indices.INFRA.weights=equal"), []string{"out" + partial, "another study"})

	must(t, with("--out", "out", "--resume")...)
	must(t, with("--out", "straight")...)
	sameBytes(t, "out", "straight")
	if _, err := os.Stat("out" + partial); err == nil {
		t.Error("the unfinished folder is still there")
	}
}

// --resume without anything to resume runs from the beginning.
func TestResumeOfNothing(t *testing.T) {
	inStudyFolder(t)
	must(t, "run", "study.yaml", "--out", "a", "--resume")
	must(t, "run", "study.yaml", "--out", "b")
	sameBytes(t, "a", "b")
}

// A journal that was cut off in the middle of a block, as by a failing
// machine, loses that block and no more.
func TestResumeOfCutJournal(t *testing.T) {
	t.Chdir(t.TempDir())
	if testing.Short() {
		t.Skip("takes seconds")
	}
	args := []string{"run", "us-states", "--draws", "12000", "--quiet", "--out", "out"}
	interrupted(t, args...)
	journal := filepath.Join("out"+partial, "draws", "bootstrap.journal")
	f, err := os.Stat(journal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(journal, f.Size()-1000); err != nil {
		t.Fatal(err)
	}
	must(t, append(args, "--resume")...)
	must(t, "run", "us-states", "--draws", "12000", "--quiet", "--out", "straight")
	sameBytes(t, "out", "straight")
}
