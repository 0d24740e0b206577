package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress counts the draws that are done and shows one bar per arm: draws
// done, draws per second, time left. It shows nothing where w is no terminal.
type progress struct {
	w    io.Writer // nil: show nothing
	arms []armProgress
	bar  *progressbar.ProgressBar
}

type armProgress struct {
	name              string
	kept, done, total int  // kept: of an earlier run
	whole             bool // it is kept when it is complete, or not at all
	pieces            bool // it is kept in pieces, whatever their order
}

func newProgress(w io.Writer, quiet bool) *progress {
	if f, ok := w.(*os.File); ok && !quiet && term.IsTerminal(int(f.Fd())) {
		return &progress{w: w}
	}
	return &progress{}
}

// observe hears of an arm's progress.
func (p *progress) observe(arm string, done, total int) {
	n := len(p.arms)
	if n == 0 || p.arms[n-1].name != arm {
		p.arms = append(p.arms, armProgress{name: arm, kept: done, total: total})
		p.begin(arm, done, total)
		n++
	}
	a := &p.arms[n-1]
	a.done = done
	if p.bar != nil && done > a.kept {
		p.bar.Set(done - a.kept) // an error of the terminal is no error of the run
	}
}

// observeWhole hears of the progress of an arm that is begun anew where it was
// interrupted.
func (p *progress) observeWhole(arm string, done, total int) {
	p.observe(arm, done, total)
	p.arms[len(p.arms)-1].whole = true
}

// observePieces hears of the progress of an arm of which finished pieces are
// kept; done are those of this run.
func (p *progress) observePieces(arm string, done, total int) {
	p.observe(arm, done, total)
	p.arms[len(p.arms)-1].pieces = true
}

// begin shows the bar of an arm. Draws kept from an earlier run are no part
// of it, since they say nothing about the rate.
func (p *progress) begin(arm string, kept, total int) {
	p.end()
	if p.w == nil {
		return
	}
	if kept > 0 {
		arm = fmt.Sprintf("%s, after %d", arm, kept)
	}
	p.bar = progressbar.NewOptions(total-kept,
		progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(arm), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("draws"), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(80*time.Millisecond), progressbar.OptionFullWidth())
}

// end leaves the last bar as it is and begins a new line.
func (p *progress) end() {
	if p.bar != nil {
		fmt.Fprintln(p.w)
		p.bar = nil
	}
}

// any tells whether a draw has been computed.
func (p *progress) any() bool { return len(p.arms) > 0 && p.arms[0].done > 0 }

// String tells how far the arm is that was computed last; arms before it are
// complete.
func (p *progress) String() string {
	if len(p.arms) == 0 {
		return "0 draws"
	}
	a := p.arms[len(p.arms)-1]
	s := fmt.Sprintf("%d of %d draws of arm %s", a.done, a.total, a.name)
	if a.whole {
		s = fmt.Sprintf("no draw of arm %s", a.name)
	}
	if a.pieces {
		s = fmt.Sprintf("the finished pieces of arm %s", a.name)
	}
	if len(p.arms) > 1 {
		s += " and all of those before"
	}
	return s
}
