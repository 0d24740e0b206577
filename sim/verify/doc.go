// Package verify compares this build with numbers that other software
// produced.
//
// A reference case is a data set, a specification and the expected numbers.
// Run walks folders for files of such cases, computes each case with the
// public functions of this project and compares every expected number within
// the tolerance of its case. The computation sees the data and the
// specification alone: expected numbers meet computed ones in compare.go.
//
// The form of a file is told by its content (the table forms in reference.go).
// Panel estimators are in panel.go, with the table kinds of which function
// computes which case; the NIST data sets in nist.go; indices in index.go; the
// bootstrap in bootstrap.go, the full chain in chain.go. Of expected numbers
// the computation takes those alone that say what to compute: levels,
// probabilities, given statistics.
package verify
