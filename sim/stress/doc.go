// Package stress asks how far a scenario must be pushed before a conclusion
// breaks: the size at which it tips, the shares of draws that support it over
// two properties of the scenario, and the plausible shock that hurts it most.
//
// All sizes and cells of a scenario share the random numbers of a draw, so
// that they differ by the scenario alone and shares do not jitter from size to
// size:
//
//	share(s) = 1/n sum_i 1{draw i at size s does not have the verdict}
//
// Conventions and sources stand beside the results in sim.TippingResult,
// sim.GridResult and sim.ReverseResult.
package stress
