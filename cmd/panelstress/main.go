// Command panelstress puts the conclusion of a panel study under stress. See
// the README for a tour and `panelstress help` for the commands.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

// Exit statuses.
const (
	exitDone        = 0
	exitFailed      = 1  // the computation failed
	exitInput       = 2  // the user must change something
	exitInterrupted = 75 // can be resumed
)

// debugVariable, where set, lets an internal error show its stack.
const debugVariable = envPrefix + "_DEBUG"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run carries out one command line and returns the exit status.
func run(args []string, stdout, stderr io.Writer) (status int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(stderr, "panelstress: internal error: %v; please report it with the command and the study (%s=1 shows where)\n", r, debugVariable)
			if os.Getenv(debugVariable) != "" {
				fmt.Fprintf(stderr, "%s", debug.Stack())
			}
			status = exitFailed
		}
	}()
	out := &checkedWriter{w: stdout}
	root := newRoot(&app{stdout: out, stderr: stderr, environ: os.Environ(), args: args})
	root.SetArgs(append([]string{}, args...)) // cobra takes nil for os.Args
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.Execute()
	if out.err != nil {
		err = fmt.Errorf("standard output: %w", out.err) // whatever came of it
	}
	return complain(stderr, err)
}

// complain prints what went wrong, a message per problem, and gives the exit
// status.
func complain(stderr io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	var s *statusError
	status := exitInput
	if errors.As(err, &s) {
		status = s.status
	}
	for _, e := range flatten(err) {
		text := strings.ReplaceAll(e.Error(), "\n", "\n  ")
		fmt.Fprintf(stderr, "panelstress: %s\n", text)
	}
	return status
}

// flatten takes joined errors apart.
func flatten(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range j.Unwrap() {
			out = append(out, flatten(e)...)
		}
		return out
	}
	return []error{err}
}

// statusError is an error with an exit status of its own.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// checkedWriter remembers the first error, so that a full disk under the
// standard output does not pass for success.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if err != nil && c.err == nil {
		c.err = err
	}
	return n, err
}
