// Package sim pushes draws of a panel study through its whole chain: raw
// indicators, composite indices, interactions and lags, estimators.
//
// A Study says what the chain is. Compile checks it once and lays it out; a
// Chain is immutable and shared by all workers. An Arm is one way of drawing
// from the study: so many draws of one resampler. Every draw rebuilds what
// depends on the sample and fits all models by all estimators, and its
// coefficients go to a store in the order of the draws.
//
// A draw depends on the seed, the arm's name and its own number and on
// nothing else, so that the same study gives the same bytes for any number of
// workers, and a run that was stopped can be taken up again.
//
// Start reading at (*worker).draw.
package sim
