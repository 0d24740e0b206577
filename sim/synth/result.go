package synth

import (
	"encoding/json"
	"fmt"
	"io"

	"panelstress/sim"
)

// Schema names the form of synth.json.
const Schema = "panelstress/synth/1"

// Note says what a synthetic panel is, beside every result made from one.
const Note = "Synthetic data, made to match published tables; not the data behind them."

// Result is all that was made: the content of synth.json. It depends on the
// tables, the seed and the build alone.
type Result struct {
	Schema    string `json:"schema"`
	Version   string `json:"version"`
	Name      string `json:"name"`
	Tables    string `json:"tables"` // the file
	Synthetic string `json:"synthetic"`
	Seed      uint64 `json:"seed"`

	Entities int             `json:"entities"`
	Periods  int             `json:"periods"`
	Panels   []PanelResult   `json:"panels"`
	Numbers  []NumberResult  `json:"numbers"`
	Unused   []UnusedResult  `json:"unused"`
	Conflict []ConflictEntry `json:"conflicts,omitempty"`
}

// PanelResult is one panel and the numbers that it does not meet.
type PanelResult struct {
	File    string       `json:"file"`
	Met     int          `json:"met"`
	Numbers int          `json:"numbers"`
	Unmet   []UnmetEntry `json:"unmet"`
}

// UnmetEntry is a number that a panel does not meet; Off is how far the value
// is from what prints as it, in half units of the last printed digit.
type UnmetEntry struct {
	Where   string     `json:"where"`
	Printed string     `json:"printed"`
	Value   sim.Number `json:"value"`
	Off     sim.Number `json:"off"`
}

// NumberResult is a printed number, what rounds to it, and what the panels
// give.
type NumberResult struct {
	Block   string       `json:"block"` // descriptives, correlations or a regression
	Where   string       `json:"where"`
	Printed string       `json:"printed"`
	Box     sim.Interval `json:"box"`
	Met     int          `json:"met"` // panels
	Values  sim.Interval `json:"values"`
}

// UnusedResult is a printed number that was not used, and why.
type UnusedResult struct {
	Where   string `json:"where"`
	Printed string `json:"printed"`
	Why     string `json:"why"`
}

// ConflictEntry is a set of numbers that no panel was found for, while without
// any one of them one was.
type ConflictEntry struct {
	Numbers []ConflictNumber `json:"numbers"`
}

// ConflictNumber is one of them.
type ConflictNumber struct {
	Where   string `json:"where"`
	Printed string `json:"printed"`
}

// NewResult begins the result of a problem.
func NewResult(p *Problem, tables string, seed uint64, unused []Unused) *Result {
	r := &Result{
		Schema: Schema, Version: sim.Version, Name: p.Name, Tables: tables, Synthetic: Note, Seed: seed,
		Entities: len(p.Entities), Periods: p.Periods, Panels: []PanelResult{}, Numbers: []NumberResult{}, Unused: []UnusedResult{},
	}
	for _, u := range unused {
		r.Unused = append(r.Unused, UnusedResult(u))
	}
	return r
}

// Add adds the numbers of a panel.
func (r *Result) Add(file string, numbers []Number) {
	p := PanelResult{File: file, Numbers: len(numbers), Unmet: []UnmetEntry{}}
	for i := range numbers {
		n := &numbers[i]
		value := sim.Number(n.shown(n.Value))
		if len(r.Panels) == 0 {
			r.Numbers = append(r.Numbers, NumberResult{
				Block: n.Block, Where: n.Where, Printed: n.Printed, Box: n.printed(),
				Values: sim.Interval{value, value},
			})
		}
		all := &r.Numbers[i]
		all.Values[0], all.Values[1] = min(all.Values[0], value), max(all.Values[1], value)
		if n.Met() {
			p.Met++
			all.Met++
		} else {
			p.Unmet = append(p.Unmet, UnmetEntry{n.Where, n.Printed, value, sim.Number(n.Off())})
		}
	}
	r.Panels = append(r.Panels, p)
}

// printed is the box of a number as it is printed.
func (n *Number) printed() sim.Interval {
	if n.score {
		return sim.Interval{sim.Number(n.least), sim.Number(n.shown(n.Lo))}
	}
	return sim.Interval{sim.Number(n.Lo), sim.Number(n.Hi)}
}

// Explain adds conflicts.
func (r *Result) Explain(conflicts []Conflict) {
	for _, c := range conflicts {
		var e ConflictEntry
		for _, n := range c.Numbers {
			e.Numbers = append(e.Numbers, ConflictNumber{n.Where, n.Printed})
		}
		r.Conflict = append(r.Conflict, e)
	}
}

// Met counts the panels that meet every number.
func (r *Result) Met() int {
	n := 0
	for _, p := range r.Panels {
		if p.Met == p.Numbers {
			n++
		}
	}
	return n
}

// JSON writes the result.
func (r *Result) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// Headline says in a line what came out.
func (r *Result) Headline() string {
	if len(r.Panels) == 1 {
		p := r.Panels[0]
		return fmt.Sprintf("%d of %d numbers met, each to its printed rounding", p.Met, p.Numbers)
	}
	return fmt.Sprintf("%d of %d panels meet all %d numbers, each to its printed rounding", r.Met(), len(r.Panels), len(r.Numbers))
}
