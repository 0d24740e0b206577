// Package verify runs reference cases, numbers that other software produced,
// against the estimators of this build.
//
// A case is a specification on a data file and the numbers that are expected
// of it. kinds.go says which function computes which kind of case; compare.go
// says what counts as equal.
package verify
