// Package verify compares this build with numbers that other software
// produced.
//
// A reference case is a data set, a specification and the expected numbers.
// Run walks folders for files of such cases, computes each case with the
// public functions of this project and compares every expected number within
// the tolerance of its case. Nothing is taken from a case but its data and its
// specification: the expected numbers meet the computed ones only in compare.
//
// The form of a file is found from its content (see forms). The form of the
// panel estimators is read here; its kinds of case and the function that
// computes each stand in one table, kinds.
package verify
