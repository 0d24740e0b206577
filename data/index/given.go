package index

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Given takes the weights from outside, by name of indicator (or of group),
// and scales them to a sum of one. Every member needs one.
type Given map[string]float64

// Weigh implements [Weighter].
func (w Given) Weigh(dst []float64, t *Table) error {
	for j := range dst {
		dst[j] = w[t.Columns[j].Name]
	}
	return sumToOne(dst)
}

func (w Given) check(names []string) error {
	var errs []error
	sum := 0.0
	for _, n := range names {
		v, ok := w[n]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("no weight is given for %q", n))
		case !(v >= 0) || math.IsInf(v, 0):
			errs = append(errs, fmt.Errorf("the weight given for %q is %v, expected a number from 0", n, v))
		}
		sum += v
	}
	if sum == 0 && len(errs) == 0 {
		errs = append(errs, errors.New("the given weights are all zero"))
	}
	return errors.Join(append(errs, strangers("a weight", w, names)...)...)
}

// strangers tells of settings for names that are not there.
func strangers[V any](what string, settings map[string]V, names []string) []error {
	var unknown []string
	for n := range settings {
		if !slices.Contains(names, n) {
			unknown = append(unknown, n)
		}
	}
	slices.Sort(unknown)
	var errs []error
	for _, n := range unknown {
		errs = append(errs, fmt.Errorf("%s is given for %q, which is not a member%s", what, n, nearest(n, names)))
	}
	return errs
}

// CheckSettings tells what is wrong with the settings of a method for members
// of these names. An error is for users.
func CheckSettings(method any, names []string) error { return check(method, names) }

// Strange are the names that a method has settings for and that are not among
// these: of indicators, or of groups.
func Strange(method any, names []string) error {
	switch m := method.(type) {
	case Given:
		return errors.Join(strangers("a weight", m, names)...)
	case Goalposts:
		return errors.Join(strangers("a pair of goalposts", m, names)...)
	}
	return nil
}
