// Package trade computes trade measures from exports by entity, product and
// time: market shares, revealed comparative advantage, economic complexity,
// and the income content of export baskets.
//
//	S_cp   = X_cp / X_c.                    share of product p in the exports of entity c
//	RCA_cp = S_cp / (X_.p / X_..)           against the sample, the panel or the world ([Against])
//	M_cp   = 1 where RCA_cp >= cutoff       the network of entities and products
//	PRODY_p = sum_c (S_cp / sum_c S_cp) Y_c,  EXPY_c = sum_p S_cp PRODY_p
//
// A [Table] holds the flows, laid on the rows of a panel. [Compile] takes it
// with some measures and returns a [Plan], which is immutable and shared; every
// worker has a [Work] of its own. [Plan.Build] computes all measures for a
// [data.Sample] and allocates nothing once warm. A measure is one file with a
// type that reads a [Period]: the entities of a sample in one period.
//
// An entity that was drawn c times stands for c equal entities in everything
// that is summed over entities: X_.p and X_.., ubiquity, k_p0 and what is
// reflected from it, PRODY, means and standard deviations.
//
// # What does not exist
//
// A ratio over nothing (an entity without exports, a product that nobody
// exports) is NaN as a single number, and 0 as a cell that is averaged or
// indexed, as is usual for TC, MS and RCA. An entity without any M_cp has no
// complexity, and a product that no entity has neither: both are left out of
// the network and are NaN. [ErrNotUnique] and [ErrDisconnected] say that a
// network has no complexity index at all.
//
// Sources: Balassa, The Manchester School 33 (1965) 99-123 for RCA; Hidalgo and
// Hausmann, PNAS 106 (2009) 10570-10575 for reflections; Hausmann, Hidalgo et
// al., The Atlas of Economic Complexity (2014), pp. 20-25, for ECI, PCI,
// proximity and density; Tacchella et al., Scientific Reports 2 (2012) 723 for
// fitness; Hausmann, Hwang and Rodrik, Journal of Economic Growth 12 (2007) 1-25
// for PRODY and EXPY.
package trade
