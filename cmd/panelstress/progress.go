package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows one bar per arm: draws done, draws per second, time left. It
// shows nothing where w is no terminal.
type progress struct {
	w     io.Writer
	arm   string
	begin int
	bar   *progressbar.ProgressBar
}

func newProgress(w io.Writer, quiet bool) *progress {
	f, ok := w.(*os.File)
	if quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{w: w}
}

// observe hears of an arm's progress.
func (p *progress) observe(arm string, done, total int) {
	if p.bar == nil || p.arm != arm {
		p.arm = arm
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(arm), progressbar.OptionShowCount(),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("draws"), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(80*time.Millisecond), progressbar.OptionFullWidth(),
			progressbar.OptionOnCompletion(func() { io.WriteString(p.w, "\n") }))
	}
	p.bar.Set(done) // an error of the terminal is no error of the run
}
