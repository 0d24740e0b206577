// Package audit tells from the printed tables of a study alone what cannot be
// true in them, or is hard to believe.
//
// A printed number is an interval (published.Number.Box). A check computes from
// these intervals, rounding outward, what an identity makes of them, and
// compares the result with what is printed. A finding is impossible only where
// no data set can give the printed numbers together whatever convention the
// study has used; where a convention that is not named could explain them, or
// where the identity holds only about, it is implausible; a note is for the
// reader's eye.
//
// Every check is a file and a line of the table checks in audit.go.
package audit
