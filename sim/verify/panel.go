package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"

	"panelstress/data"
)

// panelFile is a file of the panel form: one data set, many cases.
type panelFile struct {
	Dataset string
	CSV     string
	Entity  string
	Time    string
	Cases   map[string]json.RawMessage
}

type panelCase struct {
	Spec     *Spec
	Expected map[string]any
	Digits   *float64           `json:"agreement_digits_min"`
	Printed  map[string]float64 `json:"agreement_with_route_P"`
}

func isPanel(doc any) bool {
	_, cases := member(doc, "cases").(map[string]any)
	_, csv := member(doc, "csv").(string)
	return cases && csv
}

func readPanel(fsys fs.FS, file string, raw []byte) ([]reference, error) {
	var f panelFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	table, err := data.OpenFS(fsys, path.Join(path.Dir(file), f.CSV), data.ReadOptions{})
	if err != nil {
		return nil, err
	}
	if (f.Entity == "") != (f.Time == "") {
		return nil, fmt.Errorf("entity is %q and time is %q, expected both or neither", f.Entity, f.Time)
	}
	var refs []reference
	for _, name := range slices.Sorted(maps.Keys(f.Cases)) {
		var c panelCase
		err := json.Unmarshal(f.Cases[name], &c)
		if err == nil && (c.Spec == nil || len(c.Expected) == 0) {
			err = errors.New("expected a spec and expected numbers")
		}
		if err != nil {
			refs = append(refs, malformed(name, err))
			continue
		}
		refs = append(refs, reference{name: name, expected: c.Expected, tolerance: c.tolerance, compute: func() (any, error) {
			k := kindOf(name, c.Spec)
			if k == nil {
				return nil, errors.New("this build computes no case of this kind")
			}
			return k(&Case{Name: name, Spec: *c.Spec, table: table, entity: f.Entity, time: f.Time})
		}})
	}
	return refs, nil
}

// relative is the tolerance of numbers that several programs gave with all
// digits: two ways to compute the same in doubles.
const relative = 1e-8

// tolerance is never tighter than the agreement of the sources less a digit.
func (c *panelCase) tolerance(at []string) tolerance {
	digits := math.Inf(1)
	switch {
	case c.Printed != nil:
		digits = c.printedDigits(at)
	case c.Digits != nil:
		digits = *c.Digits
	}
	return tolerance{rel: max(relative, math.Pow(10, 1-digits))}
}

// printedDigits are those of printed Stata output, which are recorded for
// groups of numbers: coefficients, standard errors (and with them the
// covariances that they are roots of) and single statistics or all of them.
func (c *panelCase) printedDigits(at []string) float64 {
	group, name := at[0], at[len(at)-1]
	if group == "stata_stats" && name == "p" {
		return 7 // as many as Stata prints of it
	}
	if group == "V" {
		group = "se"
	}
	for _, key := range []string{name, group, "stats"} {
		if d, ok := c.Printed[key]; ok {
			return d
		}
	}
	least := math.Inf(1)
	for _, d := range c.Printed {
		least = min(least, d)
	}
	return least
}
