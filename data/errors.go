package data

import (
	"fmt"
	"strings"
)

// InputError tells of something the user must change: a cell, a file, an
// option or a key of a study. Every part may be empty and is then left out of
// the message, which is one line:
//
//	produc.csv, line 12, column "gsp": found "1,234", expected a number; perhaps 1234, ...
type InputError struct {
	File     string // the file as the user named it
	Line     int    // line of a text file or row of a sheet, counted from 1
	Column   string // name of the column
	Key      string // key of the study, such as data.missing
	Found    string // what is there
	Expected string // what should be there
	Hint     string // what was perhaps meant, and how to repair it
	Err      error  // the cause, where there is one that callers ask for
}

func (e *InputError) Error() string {
	var where []string
	if e.File != "" {
		where = append(where, e.File)
	}
	if e.Line > 0 {
		where = append(where, fmt.Sprintf("line %d", e.Line))
	}
	if e.Column != "" {
		where = append(where, fmt.Sprintf("column %q", e.Column))
	}
	if e.Key != "" {
		where = append(where, "key "+e.Key)
	}
	var what []string
	if e.Found != "" {
		what = append(what, "found "+e.Found)
	}
	if e.Expected != "" {
		what = append(what, "expected "+e.Expected)
	}
	msg := strings.Join(what, ", ")
	if len(where) > 0 {
		msg = strings.TrimSuffix(strings.Join(where, ", ")+": "+msg, ": ")
	}
	if e.Hint != "" {
		msg = strings.TrimPrefix(msg+"; "+e.Hint, "; ")
	}
	return msg
}

// Unwrap gives the cause, so that errors.Is(err, fs.ErrNotExist) works.
func (e *InputError) Unwrap() error { return e.Err }
