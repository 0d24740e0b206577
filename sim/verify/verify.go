package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
)

// Report counts cases. A case passes where every expected number is met,
// fails where one is not or cannot be computed, and is skipped where this
// build has no computation for it.
type Report struct{ Passed, Failed, Skipped int }

func (r Report) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", r.Passed, r.Failed, r.Skipped)
}

func (r *Report) add(s Report) {
	r.Passed += s.Passed
	r.Failed += s.Failed
	r.Skipped += s.Skipped
}

// Run walks a folder for files of reference cases and writes a line for every
// number that is not met and for every case that is skipped. JSON files that
// hold no cases are passed over; a folder without any case is an error.
func Run(w io.Writer, fsys fs.FS) (Report, error) {
	var total Report
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		total.add(runFile(w, fsys, name, text))
		return nil
	})
	if err == nil && total == (Report{}) {
		err = errors.New("no reference cases there")
	}
	return total, err
}

// runFile runs the cases of one file. A file that cannot be read counts as one
// failed case.
func runFile(w io.Writer, fsys fs.FS, name string, text []byte) Report {
	var f caseFile
	if err := json.Unmarshal(text, &f); err != nil {
		fmt.Fprintf(w, "%s: %v\n", name, err)
		return Report{Failed: 1}
	}
	var r Report
	for _, n := range slices.Sorted(maps.Keys(f.Cases)) {
		switch err := runCase(w, fsys, name, n, &f); {
		case err == nil:
			r.Passed++
		case errors.Is(err, errSkipped):
			fmt.Fprintf(w, "%s %s: %v\n", name, n, err)
			r.Skipped++
		default:
			fmt.Fprintf(w, "%s %s: %v\n", name, n, err)
			r.Failed++
		}
	}
	return r
}

var errSkipped = errors.New("skipped")

func runCase(w io.Writer, fsys fs.FS, file, name string, f *caseFile) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the computation broke: %v", r)
		}
	}()
	c, err := f.load(fsys, file, name)
	if err != nil {
		return err
	}
	if len(c.expected) == 0 {
		return errors.New("it expects nothing")
	}
	compute := kindOf(f.Dataset, name)
	if compute == nil {
		return fmt.Errorf("%w: this build computes no case of this kind", errSkipped)
	}
	got, err := compute(c)
	if err != nil {
		return err
	}
	m := compared{w: w, file: file, name: name, digits: c.digits}
	m.tree("", got, c.expected)
	if m.wrong > 0 {
		return fmt.Errorf("%d of %d numbers are not met", m.wrong, m.numbers)
	}
	return nil
}
