package sim

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"panelstress/sim/store"
)

// Kept is where the numbers of long computations stay, beside the draws of a
// run, so that one that is taken up again need not make them anew. The zero
// value keeps nothing.
type Kept struct {
	Chain  *Chain // of the run
	Dir    string // its folder; empty: nothing is kept
	Resume bool   // take up what is there
}

// Items calls f for every item below n, each once, as Parallel does, and gives
// the numbers that each leaves, size of them. What f leaves must depend on the
// item alone. When ctx ends first, the items before the first that is not done
// stay in a journal of the name; f is not called for them by a run that takes
// it up.
func (k Kept) Items(ctx context.Context, name string, workers, n int, size func(item int) int, f func(worker, item int, out []float64) error) ([][]float64, error) {
	at := make([]int, n+1)
	for i := range n {
		at[i+1] = at[i] + size(i)
	}
	all := make([]float64, at[n])
	out := make([][]float64, n)
	for i := range out {
		out[i] = all[at[i]:at[i+1]]
	}
	j, err := k.open(name)
	if err != nil {
		return nil, err
	}
	first := 0
	if j != nil {
		defer j.Close()
		if err := j.Column(all, 0); err != nil {
			return nil, err
		}
		first = sort.Search(n, func(i int) bool { return at[i+1] > j.Draws() })
	}
	done := make([]bool, n)
	err = Parallel(ctx, workers, n-first, func(worker, i int) error {
		i += first
		err := f(worker, i, out[i])
		done[i] = err == nil
		return err
	})
	if j != nil && (err == nil || ctx.Err() != nil) {
		end := first
		for end < n && done[end] {
			end++
		}
		err = errors.Join(err, appendNumbers(j, all[:at[end]]))
	}
	return out, err
}

// open continues or begins a journal of numbers; nil where nothing is kept.
func (k Kept) open(name string) (*store.Journal, error) {
	if k.Dir == "" {
		return nil, nil
	}
	h := k.Chain.header(Arm{Name: name})
	h.Columns, h.Fits = []string{"number"}, nil
	dir := filepath.Join(k.Dir, Journals)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, FileName(name)+".kept")
	if k.Resume {
		j, err := store.Open(path, h)
		if !errors.Is(err, fs.ErrNotExist) {
			return j, err
		}
	}
	return store.Create(path, h)
}

// numbersOfBlock are written at once.
const numbersOfBlock = 1 << 16

// appendNumbers writes those that the journal does not have.
func appendNumbers(j *store.Journal, numbers []float64) error {
	for first := j.Draws(); first < len(numbers); first = j.Draws() {
		end := min(first+numbersOfBlock, len(numbers))
		if err := j.Append(&store.Block{First: first, N: end - first, Values: [][]float64{numbers[first:end]}}); err != nil {
			return err
		}
	}
	return nil
}
