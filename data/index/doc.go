// Package index builds composite indices: a set of raw indicator columns is
// normalised, weighed and aggregated to one score per row.
//
//	y_ij = normalise(x_ij)         per indicator j, over the rows i of a sample
//	w_j  = weigh(y)                per sample
//	s_i  = aggregate(w, y_i)
//
// An [Index] holds settings; its zero methods are pooled min-max, entropy
// weights and linear aggregation. [Compile] checks it against a panel and
// returns a [Plan], which is immutable and shared. Every worker has its own
// [Work]. For a [data.Sample], [Plan.Weigh] finds the normalisation and the
// weights and [Plan.Score] the scores; in between a caller may change the
// weights. Neither allocates once warm.
//
// A sample is a list of entities with counts. An entity that was drawn c
// times stands for c equal entities in everything that is pooled: numbers of
// rows, sums, ranks, quantiles, correlations.
//
// One file holds one method. To add one, write a type with a single method
// ([Normaliser], [Weighter], [Aggregator] or [Treatment]) that reads a [Table].
//
// Sources: OECD and JRC, Handbook on Constructing Composite Indicators (2008)
// for the steps and for PCA weights; Shannon (1948) and Zeleny, Multiple
// Criteria Decision Making (1982) for entropy weights; Diakoulaki, Mavrotas
// and Papayannakis, Computers & Operations Research 22 (1995) 763-770 for
// CRITIC; Hwang and Yoon, Multiple Attribute Decision Making (1981) for TOPSIS.
package index
