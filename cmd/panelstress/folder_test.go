package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"panelstress/sim"
)

func mkdir(t *testing.T, path ...string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(path...), 0o777); err != nil {
		t.Fatal(err)
	}
}

func TestDefaultFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	want := func(resume bool, name string) {
		t.Helper()
		if got := defaultFolder("研究/a", resume); got != filepath.Join("results", name) {
			t.Errorf("resume %v: %s, want %s", resume, got, name)
		}
	}
	want(false, "研究-a")
	want(true, "研究-a")
	mkdir(t, "results", "研究-a")
	want(false, "研究-a-2")
	mkdir(t, "results", "研究-a-2"+partial)
	mkdir(t, "results", "研究-a-3"+partial)
	mkdir(t, "results", "研究-a-5"+partial) // behind the first free name: another run's
	want(false, "研究-a-4")
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join("results", "研究-a-3"+partial), old, old); err != nil {
		t.Fatal(err)
	}
	want(true, "研究-a-2") // the newest, not the last
	for name, safe := range map[string]string{"..": "study", " ": "study", "a:b*c": "a-b-c", "省": "省"} {
		if got := fileSafe(name); got != safe {
			t.Errorf("fileSafe(%q) = %q, want %q", name, got, safe)
		}
	}
}

// What a run has made goes with it; what was there stays, empty or not.
func TestDiscard(t *testing.T) {
	t.Chdir(t.TempDir())
	mkdir(t, "mine")
	before := files(t, ".")
	f, err := openFolder(filepath.Join("mine", "a", "b", "out"), false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(f.dir, "x"), "x")
	f.discard()
	if after := files(t, "."); !slices.Equal(before, after) {
		t.Errorf("files before %v, after %v", before, after)
	}
	mkdir(t, "out"+partial)
	if f, err = openFolder("out", true); err != nil {
		t.Fatal(err)
	}
	f.discard()
	if _, err := os.Stat("out" + partial); err != nil {
		t.Error("a folder of an earlier run was removed")
	}
}

// The room that is asked for is that of the draws as numbers of 8 bytes, in
// the journals and in draws.parquet at once, and a megabyte for the tables.
func TestRoom(t *testing.T) {
	fits := []sim.FitResult{{Terms: make([]sim.TermResult, 3)}, {Terms: make([]sim.TermResult, 2)}}
	arms := []sim.Arm{{Draws: 700}, {Draws: 300}}
	got := room(&sim.Study{Arms: arms}, &sim.Result{Baseline: fits})
	if want := float64(1000*(2*5+2)*8*2 + 1<<20); got != want {
		t.Errorf("%v bytes, want %v", got, want)
	}
	if math.IsInf(freeSpace(t.TempDir()), 1) {
		t.Skip("this system does not tell the free space")
	}
	inStudyFolder(t)
	message := refused(t, []string{"run", "study.yaml", "--draws", fmt.Sprint(math.MaxInt64), "--out", "out"}, []string{"MB free for out", "MB for the draws"})
	if !strings.HasPrefix(message, "panelstress: --out, key run.out: ") {
		t.Errorf("the message does not name the flag: %s", message)
	}
}

// The command that goes on with a run can be pasted into a shell.
func TestResumption(t *testing.T) {
	f := &folder{out: "results/a"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"run"}, "run --out results/a --resume"},
		{[]string{"run", "--resume", "--out", "results/a"}, "run --out results/a --resume"},
		{[]string{"run", "--out=results/a", "--set", "models.M1=y ~ x"}, "run --out=results/a --set 'models.M1=y ~ x' --resume"},
		{[]string{"run", "it's.yaml", ""}, `run 'it'\''s.yaml' '' --out results/a --resume`},
	} {
		got := (&app{args: c.args}).resumption(f)
		if !strings.HasSuffix(got, " "+c.want) {
			t.Errorf("%q: %s, want %s", c.args, got, c.want)
		}
	}
}

// Progress counts also where it shows nothing.
func TestProgress(t *testing.T) {
	p := newProgress(new(bytes.Buffer), false)
	if p.any() || p.String() != "0 draws" {
		t.Errorf("before all draws: %s", p)
	}
	p.observe("bootstrap", 0, 200)
	p.observe("bootstrap", 150, 200)
	if got, want := fmt.Sprint(p), "150 of 200 draws of arm bootstrap"; got != want || !p.any() {
		t.Errorf("%s, want %s", got, want)
	}
	p.observe("bootstrap", 200, 200)
	p.observe("weights", 10, 100)
	if got, want := fmt.Sprint(p), "10 of 100 draws of arm weights and all of those before"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	p.end()

	var b bytes.Buffer // in the place of a terminal
	p = &progress{w: &b}
	p.observe("bootstrap", 500, 2000)
	time.Sleep(100 * time.Millisecond) // the bar is drawn at most every 80 ms
	p.observe("bootstrap", 1250, 2000)
	p.end()
	for _, w := range []string{"bootstrap, after 500", "50%", "(750/1500", "draws/s"} {
		if !strings.Contains(b.String(), w) {
			t.Errorf("the bar does not say %q: %q", w, b.String())
		}
	}
}

func TestCause(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
		out  bool
	}{
		{&os.PathError{Op: "write", Path: "a", Err: syscall.ENOSPC}, "a full disk (write a: no space left on device)", true},
		{&os.PathError{Op: "mkdir", Path: "a", Err: syscall.EACCES}, "no permission (mkdir a: permission denied)", true},
		{&os.PathError{Op: "mkdir", Path: "a", Err: syscall.ENOTDIR}, "a: not a directory", false},
		{fmt.Errorf("other"), "other", false},
	} {
		if got := cause(c.err); got != c.want || outOfReach(c.err) != c.out {
			t.Errorf("%v: %q, out of reach %v", c.err, got, outOfReach(c.err))
		}
	}
}

// A panic is one line for the user and a stack for those who ask.
func TestInternalError(t *testing.T) {
	broken := writerFunc(func([]byte) (int, error) { panic("broken") })
	var stderr bytes.Buffer
	if status := run([]string{"version"}, broken, &stderr); status != exitFailed {
		t.Errorf("exit status %d, want %d", status, exitFailed)
	}
	if s := stderr.String(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "internal error: broken; please report it") {
		t.Errorf("the message is %q", s)
	}
	t.Setenv(debugVariable, "1")
	stderr.Reset()
	run([]string{"version"}, broken, &stderr)
	if !strings.Contains(stderr.String(), "folder_test.go") {
		t.Errorf("no stack in %q", stderr.String())
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
