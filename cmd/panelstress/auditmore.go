package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"panelstress/data"
	"panelstress/data/published"
	"panelstress/sim"
	"panelstress/sim/audit"
	"panelstress/sim/synth"
)

// openResults reads results.json of a results folder.
func openResults(dir string) (*sim.Result, error) {
	file := filepath.Join(dir, "results.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &data.InputError{File: file, Found: cause(err), Expected: "the results of a run", Hint: "panelstress run --out DIR leaves such a folder", Err: err}
	}
	var r sim.Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, &data.InputError{File: file, Found: err.Error(), Expected: "the results of a run", Err: err}
	}
	if r.Schema != sim.Schema {
		return nil, &data.InputError{File: file, Key: "schema", Found: strconv.Quote(r.Schema), Expected: sim.Schema}
	}
	return &r, nil
}

// searchTables looks for a panel that meets printed tables as they stand, for
// up to a limit of time. Where that cannot be it says why: an audit is no less
// one without.
func searchTables(ctx context.Context, t *published.Tables, seed uint64, limit time.Duration) (*audit.Search, error) {
	none := func(why string) *audit.Search {
		return &audit.Search{Unmet: []string{}, Unused: []string{}, Seed: seed, None: why}
	}
	p, unused, err := synth.FromTables(t, synth.Shape{})
	if err != nil {
		return none(err.Error()), nil
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	panel, err := synth.Make(limited, p, seed, 0)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return none("not finished within a minute"), nil
	case err != nil:
		return none(err.Error()), nil
	}
	out := &audit.Search{Numbers: len(panel.Numbers), Met: len(panel.Numbers) - panel.Unmet(), Unmet: []string{}, Unused: []string{}, Seed: seed}
	for i := range panel.Numbers {
		if n := &panel.Numbers[i]; !n.Met() {
			out.Unmet = append(out.Unmet, fmt.Sprintf("%s: printed %s, %s in the best panel", n.Where, n.Printed, data.FormatNumber(n.Value)))
		}
	}
	for _, u := range unused {
		out.Unused = append(out.Unused, fmt.Sprintf("%s: printed %s, not used: %s", u.Where, u.Printed, u.Why))
	}
	return out, nil
}
