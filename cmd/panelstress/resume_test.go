package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interrupted starts a run of us-states into the folder out as a process of
// its own, waits until some of its draws are on disk and interrupts it. A run
// that was over before that is begun again with twice as many draws, as on a
// fast machine. It gives the command line without the folder.
func interrupted(t *testing.T) ([]string, outcome) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt to send")
	}
	for draws := 12000; draws < 2_000_000; draws *= 2 {
		args := []string{"run", "us-states", "--draws", fmt.Sprint(draws), "--quiet"}
		o := interrupt(t, append(args[:len(args):len(args)], "--out", "out")...)
		if o.status != exitDone && o.status != killed {
			return args, o
		}
		if err := os.RemoveAll("out"); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("no interrupt stops a run")
	return nil, outcome{}
}

// killed is the status of a process that a signal ended: a run that was over
// no longer listens to it.
const killed = -1

// interrupt runs a command line as a process of its own and interrupts it when
// it has draws on disk. How long the process takes to end is not measured: a
// draw that was begun is all that it finishes, as a test of package sim says,
// and the rest is up to the load of the machine.
func interrupt(t *testing.T, args ...string) outcome {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // so that a run that hangs does not outlive the test
	defer cancel()
	cmd := exec.CommandContext(ctx, self, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = append(os.Environ(), asProgram+"=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait() // the exit status is looked at below
		close(ended)
	}()
	journal := filepath.Join("out"+partial, "draws", "bootstrap.journal")
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-ended:
			running = false
		case <-tick.C:
			if f, err := os.Stat(journal); err == nil && f.Size() > 100_000 { // more than its header
				if err := cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
					t.Fatal(err)
				}
				<-ended
				running = false
			}
		}
	}
	if ctx.Err() != nil {
		t.Fatalf("the run does not end\n%s", stderr.String())
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func TestInterruptAndResume(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Chdir(t.TempDir())
	args, o := interrupted(t)
	with := func(more ...string) []string { return append(args[:len(args):len(args)], more...) }
	if o.status != exitInterrupted || o.stdout != "" {
		t.Fatalf("exit status %d and output %.100q, want %d and none\n%s", o.status, o.stdout, exitInterrupted, o.stderr)
	}
	says(t, o.stderr, "interrupted", "out"+partial, strings.Join(args[2:4], " "), "--resume")
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
	args, _ := interrupted(t)
	journal := filepath.Join("out"+partial, "draws", "bootstrap.journal")
	f, err := os.Stat(journal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(journal, f.Size()-1000); err != nil {
		t.Fatal(err)
	}
	with := func(more ...string) []string { return append(args[:len(args):len(args)], more...) }
	must(t, with("--out", "out", "--resume")...)
	must(t, with("--out", "straight")...)
	sameBytes(t, "out", "straight")
}
