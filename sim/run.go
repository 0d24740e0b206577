package sim

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"panelstress/sim/store"
)

// Options say how a study is run; they do not change a single result.
type Options struct {
	Dir     string // folder for journals and draws.parquet; it exists
	Workers int    // 0: one per processor
	Resume  bool   // go on with the journals in Dir
	Observe func(arm string, done, total int)

	// Further computes an arm by other means than draws through the chain. It
	// comes after the arms of the study, adds to their result and leaves its
	// draws in a journal, where it has such.
	Further []func(ctx context.Context, c *Chain, r *Result) (*store.Journal, error)
}

// Run computes the baseline and all arms and leaves draws.parquet in the
// folder. When ctx ends first, the journals stay in the folder, with all
// draws that were computed, and the error is that of ctx; the same call with
// Resume finishes to the same bytes.
func (c *Chain) Run(ctx context.Context, o Options) (*Result, error) {
	base, err := c.Baseline()
	if err != nil {
		return nil, err
	}
	if base.Ensemble, err = c.Ensemble(ctx, o.Workers); err != nil {
		return nil, err
	}
	var journals []*store.Journal
	defer func() {
		for _, j := range journals {
			j.Close()
		}
	}()
	for i, arm := range c.study.Arms {
		j, err := c.openJournal(arm, o)
		if err != nil {
			return nil, err
		}
		journals = append(journals, j)
		if err := c.runArm(ctx, i, j, o); err != nil {
			return nil, err
		}
	}
	r := base
	for i, arm := range c.study.Arms {
		a, err := c.summarise(ctx, arm, journals[i], r.Baseline, o.Workers)
		if err != nil {
			return nil, err
		}
		if a.Scenario, err = c.scenarioResult(i, journals, r.Baseline); err != nil {
			return nil, err
		}
		r.Arms = append(r.Arms, a)
	}
	r.Held = compareHeld(c.study.Arms, r.Arms)
	if err := c.byMember(r.Ensemble, journals); err != nil {
		return nil, err
	}
	if r.Hypotheses, err = c.judge(r.Baseline, journals); err != nil {
		return nil, err
	}
	for _, further := range o.Further {
		j, err := further(ctx, c, r)
		if err != nil {
			return nil, err
		}
		if j != nil {
			journals = append(journals, j)
		}
	}
	return r, writeDraws(ctx, o, journals)
}

// runArm computes the draws of an arm, by its place in the study, that the
// journal lacks.
func (c *Chain) runArm(ctx context.Context, at int, j *store.Journal, o Options) error {
	arm := c.study.Arms[at]
	if j.Draws() >= arm.Draws {
		return nil
	}
	team, err := c.crew(at, workerCount(o.Workers))
	if err != nil {
		return err
	}
	var observe func(int)
	if o.Observe != nil {
		observe = func(done int) { o.Observe(arm.Name, done, arm.Draws) }
	}
	return pool(ctx, team, arm.Draws, j, observe)
}

// crew is who computes the draws of an arm.
func (c *Chain) crew(at, n int) (crew, error) {
	if c.members != nil {
		p := &panels{workers: n}
		for _, m := range c.members {
			v, err := m.variant(m.study.Arms[at])
			if err != nil {
				return nil, err
			}
			p.chains, p.arms = append(p.chains, v), append(p.arms, m.study.Arms[at])
		}
		return p, nil
	}
	v, err := c.variant(c.study.Arms[at])
	if err != nil {
		return nil, err
	}
	team := make(workers, n)
	for i := range team {
		team[i] = v.newWorker(c.study.Arms[at])
	}
	return team, nil
}

// workerCount is the number of workers: one per processor where n is 0.
func workerCount(n int) int {
	if n == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// Workers is the number of workers for an option of that name.
func Workers(n int) int { return workerCount(n) }

// variant is the chain of an arm: where shocks change raw columns, all that
// depends on these is rebuilt in every draw besides. The numbers of a draw
// are the same ones in the same order. It follows Baseline.
func (c *Chain) variant(arm Arm) (*Chain, error) {
	if err := c.study.checkFlowShocks(arm.Shocks); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(arm.Shocks, changes) {
		return c, nil
	}
	v, err := compile(c.given, arm.Shocks)
	if err != nil {
		return nil, err
	}
	v.columns = c.columns
	for i := range v.fits {
		v.fits[i].terms, v.fits[i].column = c.fits[i].terms, c.fits[i].column
	}
	return v, nil
}

// Journals is the folder, in that of a run, of the draws computed so far.
const Journals = "draws"

func (c *Chain) openJournal(arm Arm, o Options) (*store.Journal, error) {
	h := c.header(arm)
	dir := filepath.Join(o.Dir, Journals)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, fmt.Sprintf("%s.journal", FileName(arm.Name)))
	if o.Resume {
		j, err := store.Open(path, h)
		if !errors.Is(err, fs.ErrNotExist) {
			return j, err
		}
	}
	return store.Create(path, h)
}

// FileName keeps letters and digits of any script and replaces what a file
// name may not hold.
func FileName(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|. `, r) {
			return '-'
		}
		return r
	}, s)
}

// Header begins a journal of an arm with the columns of the chain.
func (c *Chain) Header(arm string) store.Header { return c.header(Arm{Name: arm}) }

func (c *Chain) header(arm Arm) store.Header {
	h := store.Header{
		Study: c.study.Hash, Data: c.study.DataHash, Build: build(), Seed: c.study.Seed,
		Arm: arm.Name, Columns: c.columns, Causes: causeNames(),
	}
	for i := range c.fits {
		h.Fits = append(h.Fits, c.fits[i].name())
	}
	if arm.Ranks != nil {
		h.Scores = c.scoreNames()
	}
	return h
}

// build tells builds apart whose draws may differ in their last bits.
func build() string { return Version + " " + runtime.Version() + " " + runtime.GOARCH }

// Version is the version of the program.
const Version = "0.1.0"

// writeDraws writes draws.parquet and removes the journals it came from.
func writeDraws(ctx context.Context, o Options, journals []*store.Journal) (err error) {
	if len(journals) == 0 {
		return nil
	}
	f, err := os.Create(filepath.Join(o.Dir, "draws.parquet"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return store.WriteParquet(f, journals, workerCount(o.Workers), func(n int, f func(worker, i int) error) error {
		return Parallel(ctx, o.Workers, n, f)
	})
}
