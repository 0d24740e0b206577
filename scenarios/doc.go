// Package scenarios says what happens to the sample of a draw: choices that
// were made once and could have been made otherwise.
//
// A scenario holds settings and no state, takes its random numbers from the
// caller, and allocates nothing, so that all workers of a run share it.
package scenarios
