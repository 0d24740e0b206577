package sim

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"panelstress/sim/store"
)

// blockBytes bounds the memory of a block of draws; two are in use.
const blockBytes = 8 << 20

// blockDraws is the number of draws of a block: enough that handing it over
// costs nothing, few enough that a slow study loses little.
func blockDraws(columns, fits int) int {
	return min(max(blockBytes/(8*columns+fits+1), 64), 4096)
}

// crew computes the draws of a block, by as many goroutines as it likes, and
// counts those that are done. Where ctx ends it shortens the block to the
// draws before the first that is not done.
type crew interface {
	compute(ctx context.Context, b *store.Block, done *atomic.Int64) error
}

// pool runs the draws of an arm that the journal lacks. The only goroutines
// of the project start here: workers that share a block, taking the next draw
// each, and one writer that appends finished blocks to the journal while the
// next is computed. Observe, where not nil, hears ten times a second how many
// draws are done.
//
// When ctx ends, every worker finishes the draw it has begun, and all draws
// that were computed are written: they are the first ones of the arm, without
// holes.
func pool(ctx context.Context, c crew, draws int, j *store.Journal, observe func(done int)) error {
	size := blockDraws(len(j.Header.Columns)+len(j.Header.Scores), len(j.Header.Fits))
	free, full := make(chan *store.Block, 2), make(chan *store.Block)
	free <- store.NewBlock(&j.Header, size)
	free <- store.NewBlock(&j.Header, size)
	var done atomic.Int64
	kept := j.Draws() // of an earlier run
	done.Store(int64(kept))
	stop := make(chan struct{})

	// An error of the writer or of a worker ends the draws through stopped.
	stopped, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var g errgroup.Group
	g.Go(func() error {
		var err error
		for b := range full {
			if err == nil {
				if err = j.Append(b); err != nil {
					cancel(err)
				}
			}
			free <- b
		}
		return err
	})
	g.Go(func() error {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		if observe != nil {
			observe(kept)
		}
		for observe != nil {
			select {
			case <-tick.C:
				observe(int(done.Load()))
			case <-stop:
				observe(int(done.Load()))
				return nil
			}
		}
		return nil
	})
	g.Go(func() error {
		defer close(stop)
		defer close(full)
		for first := j.Draws(); first < draws && stopped.Err() == nil; first += size {
			b := <-free
			b.First, b.N = first, min(size, draws-first)
			err := c.compute(stopped, b, &done)
			full <- b
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// Parallel calls f for every i below n, each once, from the given number of
// workers (0: one per processor), which are numbered from 0 so that each can
// own its memory. What f does must depend on i and not on the worker. It ends
// early when ctx does or a call fails, with that error; a panic is an error.
func Parallel(ctx context.Context, workers, n int, f func(worker, i int) error) error {
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for w := range min(workerCount(workers), n) {
		g.Go(func() (err error) {
			i := 0
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("sim: step %d: internal error: %v\n%s", i, r, debug.Stack())
				}
			}()
			for ctx.Err() == nil {
				if i = int(next.Add(1)) - 1; i >= n {
					return nil
				}
				if err := f(w, i); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// chunk is the number of draws that a worker takes at a time: their numbers
// fill whole cache lines of a block, which no other worker writes to.
const chunk = 8

// workers share the draws of one chain.
type workers []*worker

// compute lets every worker take chunk after chunk.
func (c workers) compute(ctx context.Context, b *store.Block, done *atomic.Int64) error {
	var next atomic.Int64
	left := make([]int, len(c)) // first draw of its chunk that a worker has not done
	var g errgroup.Group
	for k, w := range c {
		g.Go(func() (err error) {
			i := 0
			defer recovered(&err, w, &i)
			out := slot{chain: w.chain, block: b}
			for left[k] = b.N; ctx.Err() == nil; left[k] = b.N {
				first := int(next.Add(chunk)) - chunk
				last := min(first+chunk, b.N)
				for out.row = first; out.row < last; out.row++ {
					if ctx.Err() != nil {
						left[k] = out.row
						return nil
					}
					i = b.First + out.row
					w.draw(i, &out)
				}
				if first >= last {
					return nil
				}
				done.Add(int64(last - first))
			}
			return nil
		})
	}
	err := g.Wait()
	if err != nil {
		b.N = 0
		return err
	}
	b.N = min(b.N, int(next.Load()), slices.Min(left))
	return nil
}

// recovered makes an error of a panic in draw i of a worker.
func recovered(err *error, w *worker, i *int) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("sim: draw %d of arm %s: internal error: %v\n%s", *i, w.arm.Name, r, debug.Stack())
	}
}

// panels share the draws of an ensemble: draw i is one of chain i mod their
// number. A goroutine takes all draws of a chain in the block and has a worker
// for as long, so that memory does not grow with the number of chains.
type panels struct {
	chains  []*Chain
	arms    []Arm // by chain: a scenario is resolved on each
	workers int
}

func (p *panels) compute(ctx context.Context, b *store.Block, done *atomic.Int64) error {
	n := len(p.chains)
	var next atomic.Int64
	left := make([]int, min(n, b.N)) // by chain: first of its draws that is not done
	var g errgroup.Group
	for range min(p.workers, len(left)) {
		g.Go(func() error {
			for {
				k := int(next.Add(1)) - 1
				if k >= len(left) {
					return nil
				}
				if err := p.draws(ctx, b, k, &left[k], done); err != nil {
					return err
				}
			}
		})
	}
	if err := g.Wait(); err != nil {
		b.N = 0
		return err
	}
	b.N = slices.Min(left)
	return nil
}

// draws computes the draws of a block in rows k, k+P, ...
func (p *panels) draws(ctx context.Context, b *store.Block, k int, left *int, done *atomic.Int64) (err error) {
	n := len(p.chains)
	at := (b.First + k) % n
	out := slot{chain: p.chains[at], block: b, row: k}
	*left = k
	if ctx.Err() != nil {
		return nil
	}
	w := p.chains[at].newWorker(p.arms[at])
	i := 0
	defer recovered(&err, w, &i)
	for ; out.row < b.N; out.row += n {
		if *left = out.row; ctx.Err() != nil {
			return nil
		}
		i = b.First + out.row
		w.draw(i, &out)
		done.Add(1)
	}
	*left = b.N
	return nil
}
